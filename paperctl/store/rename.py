"""Giving entries other citekeys without changing a byte beside them.

Of an entry the key changes, and the old one becomes one of its `aliases`. As with what
is added (`edit`), the result proves itself: it is read again, and has to be the old
catalogue but for that (docs/decisions/0023-a-rename-proves-itself.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from paperctl.canonical.dump import dump_field
from paperctl.errors import CatalogueError, DuplicateCitekeyError, FieldError
from paperctl.model.record import citekey_defect, to_record
from paperctl.store.atomic import write_atomic
from paperctl.store.edit import are_equal, line_end, line_start, unified_diff
from paperctl.store.file import BOM
from paperctl.store.load import load_text
from paperctl.store.lock import locked
from paperctl.yamltext import NULLS
from paperctl.yamltext.parser import (
    MappingStartEvent,
    ScalarEvent,
    YAMLError,
    open_events,
)
from paperctl.yamltext.scalar import quote, write_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paperctl.model.entry import Entry
    from paperctl.store.file import CatalogueFile
    from paperctl.store.load import LoadResult
    from paperctl.store.position import Node


class Renaming(NamedTuple):
    """A new citekey for an entry.

    Attributes:
        old: The citekey as it is written.
        keeps_alias: Whether the old one stays, as an alias.
    """

    old: str
    new: str
    keeps_alias: bool = True


class Rewritten(NamedTuple):
    """A file, and the text that it is to have."""

    file: CatalogueFile
    text: str


def rename(loaded: LoadResult, renamings: Iterable[Renaming]) -> list[Rewritten]:
    """Give the files' new texts; nothing is written.

    Raises:
        CatalogueError: A file has errors, or is written in a way that cannot be
            changed; the message says what to do.
        DuplicateCitekeyError: A new citekey belongs to another entry.
        FieldError: A new citekey is none that BibTeX can use.
        UnknownCitekeyError: There is no entry of that name.
    """
    if loaded.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was changed",
            hint="mend what is reported above, then run the command again",
        )
    chosen = list(renamings)
    _check(loaded, chosen)
    by_file: dict[int, dict[str, Renaming]] = {}
    for renaming in chosen:
        entry = loaded.catalogue.resolve(renaming.old)
        file = loaded.file_of(renaming.old)
        assert file is not None  # resolve() would have raised
        by_file.setdefault(id(file), {})[entry.citekey] = renaming
    return [
        Rewritten(file, _rename_in(file, by_file[id(file)]))
        for file in loaded.files
        if id(file) in by_file
    ]


def write(rewritten: Iterable[Rewritten]) -> None:
    """Write the new texts, each file whole or not at all.

    Raises:
        StoreError: A file cannot be written, or has changed since it was read.
    """
    for file, text in rewritten:
        mark = BOM if file.has_bom else b""
        with locked(file.path):
            write_atomic(file.path, mark + text.encode(), unchanged_since=file.stamp)


def preview(rewritten: Iterable[Rewritten]) -> str:
    """Show the changes as a unified diff."""
    return "".join(
        unified_diff(file.text, text, file.path, file.path) for file, text in rewritten
    )


def _check(loaded: LoadResult, renamings: Sequence[Renaming]) -> None:
    """See that each new citekey is a good one, and nobody else's."""
    claimed: dict[str, str] = {}
    for renaming in renamings:
        new = renaming.new
        defect = citekey_defect(new)
        if defect:
            raise FieldError(defect, hint="letters and digits are safe everywhere")
        entry = loaded.catalogue.resolve(renaming.old)
        owner = loaded.catalogue.find(new)
        other = owner.citekey if owner else claimed.get(new.lower(), entry.citekey)
        if other != entry.citekey:
            raise DuplicateCitekeyError(
                f"{new!r} belongs to {other} already",
                hint=f"give {entry.citekey} another citekey",
                location=loaded.location(other),
            )
        claimed[new.lower()] = entry.citekey


def _renamed(entry: Entry, renaming: Renaming) -> Entry:
    """Say what an entry is to be; a new key is no longer an alias."""
    folded = renaming.new.lower()
    if not renaming.keeps_alias:
        rest = tuple(alias for alias in entry.aliases if alias.lower() != folded)
        return replace(entry, citekey=renaming.new, aliases=rest)
    aliases = list(entry.aliases)
    if folded in map(str.lower, aliases):
        at = [alias.lower() for alias in aliases].index(folded)
        aliases[at] = entry.citekey
    elif entry.citekey.lower() not in map(str.lower, aliases):
        aliases.append(entry.citekey)
    return replace(entry, citekey=renaming.new, aliases=tuple(aliases))


def _rename_in(file: CatalogueFile, renamings: Mapping[str, Renaming]) -> str:
    edits: list[_Edit] = []
    wanted: list[Entry] = []
    for entry in file.entries:
        renaming = renamings.get(entry.citekey)
        if renaming is None or renaming.new == entry.citekey:
            wanted.append(entry)
            continue
        renamed = _renamed(entry, renaming)
        edits += _edits(file, entry, renamed)
        wanted.append(renamed)
    text = _apply(file.text, edits)
    after = load_text(text, file.path)
    found = after.files[0]
    is_right = (
        not after.has_errors
        and are_equal(found.entries, wanted)
        and found.profiles == file.profiles
        and found.archive == file.archive
        and list(found.sections) == list(file.sections)
    )
    if not is_right:
        raise CatalogueError(
            f"{next(iter(renamings))} cannot be renamed as it is written",
            hint="write its key and its aliases plainly, and try again",
            location=file.locate(next(iter(renamings))),
        )
    return text


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def _apply(text: str, edits: Iterable[_Edit]) -> str:
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += text[done : edit.start], edit.text
        done = edit.end
    return "".join([*parts, text[done:]])


def _edits(file: CatalogueFile, entry: Entry, renamed: Entry) -> list[_Edit]:
    """List what has to be put in the place of what."""
    head = _read_head(file, entry.citekey)
    edits = [_Edit(head.start, head.end, _scalar(renamed.citekey, head.style))]
    if renamed.aliases == entry.aliases:
        return edits
    node = file.node(entry.citekey, "aliases")
    if node is None:
        return [*edits, _new_field(file, head, renamed.aliases)]
    if len(renamed.aliases) > len(entry.aliases):
        return [*edits, _longer(file, entry, node, renamed.aliases)]
    if len(renamed.aliases) < len(entry.aliases):
        return [*edits, _shorter(file, entry, node, renamed.aliases)]
    return [*edits, _exchanged(file, entry, node, renamed.aliases)]


class _Head(NamedTuple):
    """An entry's key, and where what it says begins.

    Attributes:
        first: The key of its first field, where it has any.
        opened: Behind the bracket, where the fields stand in brackets.
    """

    start: int
    end: int
    style: str
    first: int | None
    opened: int | None


def _read_head(file: CatalogueFile, citekey: str) -> _Head:
    papers = file.sections["papers"]
    span = file.spans[citekey]
    if papers.shape == "mapping":
        base = line_start(file.text, span.start)
        get = open_events(file.text[base : span.end])
        try:
            for _ in range(3):  # the begins of stream, document and mapping
                get()
            key, value = get(), get()
            first = get() if type(value) is MappingStartEvent else None
        except YAMLError:
            key = value = first = None
        if type(key) is ScalarEvent and key.value == citekey:
            has_field = first is not None and type(first) is ScalarEvent
            is_flow = type(value) is MappingStartEvent and value.flow_style
            at = first.start_mark.index + base if first is not None else 0
            return _Head(
                key.start_mark.index + base,
                key.end_mark.index + base,
                key.style or "",
                at if has_field else None,
                value.start_mark.index + base + 1 if is_flow else None,
            )
    raise CatalogueError(
        "papers is written in brackets, no entry can be renamed",
        hint="write it as a block, one entry below the other, and try again",
        location=file.locate(citekey),
    )


def _scalar(text: str, style: str, *, flow: bool = False) -> str:
    """Write a text in the quotes that another had."""
    if style == "'" and "'" not in text and text.isprintable():
        return f"'{text}'"
    return quote(text) if style == '"' else write_scalar(text, flow=flow)


def _flow(aliases: Iterable[str]) -> str:
    return f"[{', '.join(write_scalar(alias, flow=True) for alias in aliases)}]"


def _new_field(file: CatalogueFile, head: _Head, aliases: Sequence[str]) -> _Edit:
    """Put the field right below the key, above the comments on other fields."""
    text = file.text
    if head.opened is not None:
        comma = "" if head.first is None else ", "
        return _Edit(head.opened, head.opened, f"aliases: {_flow(aliases)}{comma}")
    if head.first is None:
        raise CatalogueError(
            "the entry has no fields, and cannot be renamed",
            hint="give it a title first",
            location=file.place(head.start),
        )
    start = line_start(text, head.first)
    column = head.first - start
    end = line_end(text)
    field = dump_field("aliases", aliases, column).replace("\n", end)
    if text[start : head.first].strip(" "):
        # Behind the colon of a key that is written with a question mark.
        return _Edit(head.first, head.first, f"{field.lstrip()}{end}{' ' * column}")
    at = start
    while at > head.end:
        above = line_start(text, at - 1)
        line = text[above:at].strip()
        if above < head.end or (line and not line.startswith("#")):
            break
        at = above
    return _Edit(at, at, field + end)


def _longer(
    file: CatalogueFile, entry: Entry, node: Node, aliases: Sequence[str]
) -> _Edit:
    """Add the last one to those that stand there."""
    last = file.node(entry.citekey, "aliases", len(entry.aliases) - 1)
    if node.value is not None or last is None:
        return _in_brackets(file, entry, node, aliases)
    if file.text[node.start] == "[":
        added = write_scalar(aliases[-1], flow=True)
        return _Edit(last.end, last.end, f", {added}")
    # In a block: one more line like the last one.
    text, end = file.text, line_end(file.text)
    start = line_start(text, last.start)
    stop = text.find("\n", last.end) + 1
    margin = text[start : last.start]
    line = f"{margin}{write_scalar(aliases[-1])}"
    if stop:
        return _Edit(stop, stop, line + end)
    return _Edit(len(text), len(text), end + line)


def _in_brackets(
    file: CatalogueFile, entry: Entry, node: Node, aliases: Sequence[str]
) -> _Edit:
    """Put a list in brackets in the place of whatever stands there."""
    text = file.text
    written = _flow(aliases)
    is_missing = node.value in NULLS and node.start == node.end
    if is_missing and not text[node.start - 1].isspace():
        written = f" {written}"
    end = node.end
    last = file.node(entry.citekey, "aliases", len(entry.aliases) - 1)
    if last is not None and text[node.start] != "[":
        end = last.end  # a block ends where the next thing begins, behind comments
    elif node.style in {"|", ">"}:
        end = node.start + len(text[node.start : end].rstrip())
    return _Edit(node.start, end, written)


def _shorter(
    file: CatalogueFile, entry: Entry, node: Node, aliases: Sequence[str]
) -> _Edit:
    """Take one out: in a block its line, and the field with the only one."""
    text = file.text
    has_own_lines = not text[line_start(text, node.key) : node.key].strip(" ")
    if not aliases and has_own_lines and len(to_record(entry)) > 1:
        last = file.node(entry.citekey, "aliases", len(entry.aliases) - 1)
        return _lines_of(text, node.key, last.end if last else node.end - 1)
    if node.value is not None or text[node.start] == "[" or not aliases:
        return _in_brackets(file, entry, node, aliases)
    at = next(
        number
        for number, alias in enumerate(entry.aliases)
        if [*aliases[number : number + 1]] != [alias]
    )
    item = file.node(entry.citekey, "aliases", at)
    assert item is not None  # the model has read it
    return _lines_of(text, item.start, item.end)


def _lines_of(text: str, start: int, end: int) -> _Edit:
    """Take out the lines that a stretch of the text is in."""
    stop = text.find("\n", end) + 1 or len(text)
    return _Edit(line_start(text, start), stop, "")


def _exchanged(
    file: CatalogueFile, entry: Entry, node: Node, aliases: Sequence[str]
) -> _Edit:
    """Put the old key in the place of the alias that is the key now."""
    at = next(
        number
        for number, pair in enumerate(zip(entry.aliases, aliases, strict=True))
        if pair[0] != pair[1]
    )
    item = file.node(entry.citekey, "aliases", at)
    if item is None or item.value is None:
        return _in_brackets(file, entry, node, aliases)
    is_flow = file.text[node.start] == "["
    return _Edit(item.start, item.end, _scalar(aliases[at], item.style, flow=is_flow))
