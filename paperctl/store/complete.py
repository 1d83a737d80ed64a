"""Adding facts to entries that a file has, without changing a byte beside them.

A field that an entry lacks becomes new lines of it; a list grows at its end; a value is
replaced only by one that says all that it said, and more (`paperctl.intake` sees to
that). As with what is added (`edit`), the result proves itself: it is read again, and
has to be what was wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paperctl.canonical.dump import dump_field
from paperctl.errors import CatalogueError
from paperctl.model.fields import STORED
from paperctl.model.record import ET_AL, to_record
from paperctl.store.atomic import write_atomic
from paperctl.store.edit import (
    add,
    are_equal,
    insert,
    line_end,
    line_start,
    unified_diff,
)
from paperctl.store.file import BOM
from paperctl.store.load import load_text
from paperctl.store.lock import locked
from paperctl.yamltext.blocks import write_item
from paperctl.yamltext.scalar import quote, write_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from paperctl.model.catalogue import Profile
    from paperctl.model.entry import Entry
    from paperctl.model.record import RecordValue
    from paperctl.store.file import CatalogueFile
    from paperctl.store.position import Node

_ORDER = {name: number for number, name in enumerate(STORED)}


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def complete(file: CatalogueFile, entries: Sequence[Entry]) -> str:
    """Give a file's text with entries as they are to be.

    Args:
        file: As it was read.
        entries: Under citekeys that the file has, with what they have there and more.

    Raises:
        CatalogueError: The file has errors, or an entry is written in a way that
            nothing can be added to; the message says what to do.
        FieldError: A text cannot be stored.
    """
    wanted = {entry.citekey: entry for entry in entries}
    edits: list[_Edit] = []
    for entry in file.entries:
        if entry.citekey in wanted:
            edits += _Entry(file, entry, wanted[entry.citekey]).edits()
    text = _apply(file.text, edits)
    after = load_text(text, file.path)
    expected = [wanted.get(entry.citekey, entry) for entry in file.entries]
    found = after.files[0]
    if after.has_errors or not are_equal(found.entries, expected):
        raise _cannot(file, next(iter(wanted)))
    return text


def change(
    path: Path | str,
    entries: Sequence[Entry] = (),
    profiles: Sequence[Profile] = (),
    *,
    completed: Sequence[Entry] = (),
    seen: CatalogueFile | None = None,
) -> None:
    """Complete entries of a file and add others, in one write.

    Args:
        path: The file; it is made if it does not exist.
        entries: To be added, see `edit.add`.
        profiles: To be added.
        completed: Entries of the file, see `complete`.
        seen: The file as it was when these were decided on. It must be so still.

    Raises:
        CatalogueError: The file cannot be changed.
        FieldError: A text cannot be stored.
        StoreError: It cannot be read or written, or has changed; it is as it was.
    """
    if seen is None or not completed:
        add(path, entries, profiles, seen=seen)
        return
    with locked(path):
        text = changed(seen, entries, profiles, completed)
        mark = BOM if seen.has_bom else b""
        write_atomic(path, mark + text.encode(), unchanged_since=seen.stamp)


def changed(
    file: CatalogueFile,
    entries: Sequence[Entry],
    profiles: Sequence[Profile],
    completed: Sequence[Entry],
) -> str:
    """Give the text that `change` would write; raises as it does."""
    if completed:
        text = complete(file, completed)
        file = load_text(text, file.path).files[0]
    return insert(file, entries, profiles) if entries or profiles else file.text


def preview_change(
    file: CatalogueFile,
    entries: Sequence[Entry],
    profiles: Sequence[Profile],
    completed: Sequence[Entry],
) -> str:
    """Show as a unified diff what `change` would do to a file that exists."""
    new = changed(file, entries, profiles, completed)
    return unified_diff(file.text, new, file.path, file.path)


def _apply(text: str, edits: Iterable[_Edit]) -> str:
    parts: list[str] = []
    done = 0
    # Lines that go to one place stand there in the order in which they were made.
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += text[done : edit.start], edit.text
        done = edit.end
    return "".join([*parts, text[done:]])


def _cannot(file: CatalogueFile, citekey: str) -> CatalogueError:
    return CatalogueError(
        f"nothing can be added to {citekey} as it is written",
        hint="write it as a block, one field below the other, and try again",
        location=file.locate(citekey),
    )


class _Entry:
    """The edits that make one entry fuller."""

    def __init__(self, file: CatalogueFile, entry: Entry, wanted: Entry) -> None:
        self.file = file
        self.text = file.text
        self.citekey = entry.citekey
        self.old = to_record(entry)
        self.new = to_record(wanted)
        whole = file.node(entry.citekey)
        if whole is None or whole.value is not None or self.text[whole.start] == "{":
            raise _cannot(file, entry.citekey)
        self.nodes = {
            name: node for name in self.old if (node := file.node(self.citekey, name))
        }
        if not self.nodes:
            raise _cannot(file, entry.citekey)
        first = min(node.key for node in self.nodes.values())
        self.start = line_start(self.text, first)
        self.column = first - self.start
        self.end = line_end(self.text)

    def edits(self) -> list[_Edit]:
        found: list[_Edit] = []
        for name, value in self.new.items():
            if name == "extra":
                found += self.extras(value)
            elif name not in self.old:
                found.append(self.insertion(name, value))
            elif self.old[name] != value:
                found += self.growth(name, value)
        return found

    def insertion(self, name: str, value: RecordValue) -> _Edit:
        """Put a field behind the last of those that are written before it."""
        lines = dump_field(name, value, self.column).replace("\n", self.end)
        before = [
            node for known, node in self.nodes.items() if _ORDER[known] < _ORDER[name]
        ]
        if not before:
            return _Edit(self.start, self.start, lines + self.end)
        return self.below(max(before, key=lambda node: node.key), lines)

    def below(self, node: Node, lines: str) -> _Edit:
        """Put lines below a value, its own last line and comment included."""
        at = self.text.find("\n", self.last_character(node)) + 1
        if not at:
            return _Edit(len(self.text), len(self.text), self.end + lines)
        return _Edit(at, at, lines + self.end)

    def last_character(self, node: Node) -> int:
        """Find where a value's last line stands.

        A block ends for YAML where the next thing begins; blank lines and comments in
        between are no part of it, unless it is a text and they are indented as it is.
        """
        end = node.end
        is_block = node.style in {"|", ">"} or (
            node.value is None and self.text[node.start] not in "[{"
        )
        if not is_block:
            return max(end - 1, node.key)
        while end > node.start:
            start = line_start(self.text, end - 1)
            line = self.text[start:end]
            bare = line.strip()
            indent = len(line) - len(line.lstrip(" "))
            if bare and not (bare.startswith("#") and indent <= self.column):
                return start + len(line.rstrip()) - 1
            end = start
        return node.start

    # --- values that grow ----------------------------------------------------------

    def growth(self, name: str, value: RecordValue) -> list[_Edit]:
        node = self.nodes.get(name)
        if node is None:
            raise _cannot(self.file, self.citekey)
        if isinstance(value, str):
            field = dump_field(name, value, 0)
            written = field.partition(": ")[2]
            if "\n" in written or node.style in {"|", ">"}:
                written = write_scalar(value)
            if node.style in {"|", ">"}:
                written += self.end
            return [_Edit(node.start, node.end, written)]
        assert isinstance(value, list)  # the other values are texts
        return self.longer(name, node, value)

    def longer(self, name: str, node: Node, value: list[RecordValue]) -> list[_Edit]:
        """Write the new items of a list behind the others, in the place of "et al."."""
        known = self.old[name]
        assert isinstance(known, list)
        rest = value
        count = len(known)
        cut = name in {"authors", "editors"} and known[-1:] == [ET_AL]
        kept = count - 1 if cut else count
        if node.value is not None or not kept:
            return [self.rewritten(node, value)]
        rest = value[kept:]
        last = self.file.node(self.citekey, name, kept - 1)
        end = self.file.node(self.citekey, name, count - 1)
        if last is None or end is None or not all(isinstance(v, str) for v in rest):
            raise _cannot(self.file, self.citekey)
        texts = [str(item) for item in rest]
        if self.text[node.start] == "[":
            added = "".join(f", {write_scalar(text, flow=True)}" for text in texts)
            if not cut:
                return [_Edit(last.end, last.end, added)]
            if not texts:
                return [_Edit(last.end, end.end, "")]
            # Comments between the last name and "et al." stay.
            return [_Edit(end.start, end.end, added[2:])]
        return self.longer_block(last, end if cut else None, texts)

    def longer_block(
        self, last: Node, et_al: Node | None, texts: list[str]
    ) -> list[_Edit]:
        margin = self.text[line_start(self.text, last.start) : last.start]
        if margin.strip(" ") != "-":
            margin = f"{margin[: len(margin) - len(margin.lstrip(' '))]}- "
        lines = [f"{margin}{write_scalar(text)}" for text in texts]
        if et_al is None:
            return [self.below(last, self.end.join(lines))]
        if not texts:
            stop = self.text.find("\n", et_al.end) + 1 or len(self.text)
            return [_Edit(line_start(self.text, et_al.start), stop, "")]
        edits = [_Edit(et_al.start, et_al.end, write_scalar(texts[0]))]
        if lines[1:]:
            edits.append(self.below(et_al, self.end.join(lines[1:])))
        return edits

    def rewritten(self, node: Node, value: list[RecordValue]) -> _Edit:
        """Put a list in brackets in the place of a text or of an empty list."""
        if not all(isinstance(item, str) for item in value):
            raise _cannot(self.file, self.citekey)
        items = ", ".join(write_scalar(str(item), flow=True) for item in value)
        ending = self.end if node.style in {"|", ">"} else ""
        gap = "" if self.text[node.start - 1].isspace() else " "
        return _Edit(node.start, node.end, f"{gap}[{items}]{ending}")

    # --- extra ---------------------------------------------------------------------

    def extras(self, value: RecordValue) -> list[_Edit]:
        """Add to the fields of other programs those that are new."""
        known = self.old.get("extra") or {}
        assert isinstance(value, dict)
        assert isinstance(known, dict)
        new = {key: item for key, item in value.items() if key not in known}
        if not new:
            return []
        node = self.file.node(self.citekey, "extra")
        if node is None:
            # Those that are known may stand among the entry's own fields.
            last = max(self.all_nodes(), key=lambda item: item.key)
            lines = dump_field("extra", new, self.column).replace("\n", self.end)
            return [self.below(last, lines)]
        if self.text[node.start] == "{":
            return [self.in_brackets(node, new)]
        column = node.start - line_start(self.text, node.start)
        written = [
            line for key, item in new.items() for line in write_item(key, item, column)
        ]
        return [self.below(node, "\n".join(written).replace("\n", self.end))]

    def all_nodes(self) -> list[Node]:
        extra = self.old.get("extra") or {}
        assert isinstance(extra, dict)
        loose = (self.file.node(self.citekey, name) for name in extra)
        return [*self.nodes.values(), *filter(None, loose)]

    def in_brackets(self, node: Node, new: Mapping[str, RecordValue]) -> _Edit:
        if not all(isinstance(item, str) for item in new.values()):
            raise _cannot(self.file, self.citekey)
        items = ", ".join(f"{quote(key)}: {quote(str(new[key]))}" for key in new)
        comma = ", " if self.text[node.start + 1 : node.end - 1].strip() else ""
        return _Edit(node.end - 1, node.end - 1, comma + items)
