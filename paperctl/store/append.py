"""Adding more entries to a catalogue file than memory holds.

What stands there is copied, new entries are written behind it piece by piece, and each
piece proves itself: it is read again, and has to be what was to be written. What
`edit.insert` does for a few entries and `edit.add` in one go is done here in the same
way, with the same bytes as the outcome (docs/decisions/0035).
"""

from __future__ import annotations

import os
import re
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paperctl.errors import CatalogueError, Location, StoreError
from paperctl.model.record import to_record
from paperctl.store.edit import Opening, are_equal, find_opening, is_sum, unified_diff
from paperctl.store.load import load_text
from paperctl.store.lock import locked
from paperctl.store.partial import NONE_KNOWN, read_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paperctl.model.entry import Entry
    from paperctl.model.record import Record
    from paperctl.store.atomic import Replacement
    from paperctl.store.file import CatalogueFile, Stamp
    from paperctl.store.partial import Part

_PIECE = 1 << 20
_LEAD = "papers:\n"
# Stands for all that is added: no catalogue can hold it.
_MARK = "\0"
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Base(NamedTuple):
    """A catalogue file that is added to, as far as writing has to know it.

    Attributes:
        copied: How many of its bytes stand before `opening`, as they are.
        opening: Where entries are put, in the text behind those bytes.
        archive: What bare areas belong to.
        stamp: Its state; None for a file that is not there yet.
        text: What stands there behind the copied bytes.
    """

    path: Path
    copied: int
    opening: Opening
    archive: str | None
    stamp: Stamp | None
    text: str = ""


def new_base(path: Path) -> Base:
    """Begin a catalogue."""
    opening = Opening(_LEAD, "", 2, 2, spaced=True, end="\n")
    return Base(path, 0, opening, None, None)


def base_of(file: CatalogueFile, first: Entry, archive: str | None) -> Base:
    """Find where a file that was loaded is added to, and prove it with one entry.

    Raises:
        CatalogueError: It cannot be added to as it is written.
    """
    opening = prove_opening(file, first)
    mark = "\ufeff" if file.has_bom else ""
    opening = opening._replace(before=mark + opening.before)
    return Base(Path(file.path), 0, opening, archive, file.stamp, mark + file.text)


def prove_opening(file: CatalogueFile, first: Entry) -> Opening:
    """Find where entries are added to a file, as `edit.insert` does.

    Raises:
        CatalogueError: It cannot be added to as it is written.
    """
    for behind_blanks in (False, True):
        opening = find_opening(file, behind_blanks=behind_blanks)
        after = load_text(opening.put([first]), file.path)
        if not after.has_errors and is_sum(after.files[0], file, [first], ()):
            return opening
    raise CatalogueError(
        "nothing can be added to the file as it is written",
        hint="write its first and last lines as the others are, each with a line end",
        location=Location(file.path),
    )


class Additions:
    """Entries on their way into a catalogue file; a context, see `Replacement`."""

    def __init__(self, base: Base, new: Replacement) -> None:
        self._base = base
        self._new = new
        self._opening = base.opening
        self._pending: list[Entry] = []
        self._pending_size = 0
        self._offsets = array("Q")
        self._last: Entry | None = None
        self._begin()

    def __len__(self) -> int:
        """How many entries were added."""
        return len(self._offsets) + len(self._pending)

    def __getitem__(self, number: int) -> Entry:
        """Give an entry that was added, by its number from 0."""
        written = len(self._offsets)
        if number >= written:
            return self._pending[number - written]
        start = self._offsets[number]
        is_last = number + 1 == written
        end = self._new.size if is_last else self._offsets[number + 1]
        text = self._new.read(start, end - start).decode("utf-8")
        part = self._read(text)
        if part is None:
            raise self._cannot()
        return part.entries[0]

    def add(self, entry: Entry, *, size: int = 1000) -> None:
        """Add an entry, under a citekey that nobody else has.

        Args:
            entry: What to add.
            size: About how many bytes it takes.

        Raises:
            CatalogueError: What was written does not read as it should.
            FieldError: A text cannot be stored.
            StoreError: It cannot be written.
        """
        self._pending.append(entry)
        self._pending_size += size
        if self._pending_size >= _PIECE:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, and prove it."""
        if not self._pending:
            return
        opening = self._opening
        records = [to_record(entry) for entry in self._pending]
        keys = [entry.citekey for entry in self._pending]
        lines = opening.lines_of(zip(keys, records, strict=True))
        indent = " " * opening.column
        # What follows an entry decides where it ends: here, the next one.
        part = self._read(
            lines[opening.column :] + opening.between + indent,
            dict(zip(keys, zip(records, self._pending, strict=True), strict=True)),
        )
        if part is None or not are_equal(part.entries, self._pending):
            raise self._cannot()
        gap = opening.between if self._offsets else ""
        self._new.write(gap.encode())
        self._note(lines, part.starts)
        self._new.write(lines.encode())
        self._last = self._pending[-1]
        self._pending = []
        self._pending_size = 0

    def commit(self) -> None:
        """Put the file in the place of the old one, which must be as it was.

        Raises:
            CatalogueError: What was written does not read as it should.
            StoreError: It cannot be written, or has changed; it is as it was.
        """
        self.flush()
        self._prove_end()
        self._new.write(self._opening.after.encode("utf-8"))
        path = self._base.path
        with locked(path):
            if self._base.stamp is None and path.exists():
                raise StoreError(
                    f"{path} was made meanwhile, nothing was written",
                    hint="run the command again",
                )
            self._new.commit(self._base.stamp)

    def preview(self) -> Iterator[str]:
        """Show as a unified diff what `commit` would do, once all is written."""
        base, opening = self._base, self._opening
        new = f"{opening.before}{_MARK}\n{opening.after}"
        old_name = str(base.path) if base.stamp else os.devnull
        lines_before = sum(data.count(b"\n") for data in self._written(0, base.copied))
        added = sum(data.count(b"\n") for data in self._written(self._start))
        for line in unified_diff(base.text, new, old_name, str(base.path)).split("\n"):
            hunk = _HUNK.fullmatch(line)
            if line == f"+{_MARK}":
                yield from self._added_lines()
            elif hunk:
                yield _moved(hunk, lines_before, added - 1)
            elif line:
                yield f"{line}\n"

    def _added_lines(self) -> Iterator[str]:
        rest = b""
        for data in self._written(self._start):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                yield f"+{line.decode('utf-8')}\n"

    def _written(self, start: int, end: int | None = None) -> Iterator[bytes]:
        end = self._new.size if end is None else end
        for at in range(start, end, _PIECE):
            yield self._new.read(at, min(_PIECE, end - at))

    def _begin(self) -> None:
        if self._base.copied:
            for data in _chunks(self._base.path, self._base.copied):
                self._new.write(data)
        self._new.write(self._opening.before.encode("utf-8"))
        self._start = self._new.size

    def _read(
        self, text: str, known: Mapping[str, tuple[Record, Entry]] = NONE_KNOWN
    ) -> Part | None:
        return read_part(
            text,
            path=str(self._base.path),
            column=self._opening.column,
            archive=self._base.archive,
            known=known,
        )

    def _note(self, lines: str, starts: Sequence[int]) -> None:
        """Remember where entries begin, in bytes of the file."""
        at = self._opening.column
        offset = self._new.size + at
        if lines.isascii():
            self._offsets.extend([offset + start for start in starts])
            return
        for start in starts:
            end = self._opening.column + start
            offset += len(lines[at:end].encode())
            at = end
            self._offsets.append(offset)

    def _prove_end(self) -> None:
        """See that the last entry ends where what follows it begins."""
        opening = self._opening
        if not opening.after or self._last is None:
            return
        text = _LEAD + opening.lines([self._last]) + opening.after
        loaded = load_text(text, str(self._base.path), archive=self._base.archive)
        papers = loaded.catalogue.entries
        if loaded.has_errors or not are_equal(papers, [self._last]):
            raise self._cannot()

    def _cannot(self) -> CatalogueError:
        return CatalogueError(
            "nothing can be added to the file: what was written reads as something"
            " else",
            location=Location(str(self._base.path)),
        )


def _moved(hunk: re.Match[str], lines: int, more: int) -> str:
    """Write the head of the one hunk: so many lines further on, and longer."""
    start, count, new_start, new_count = (int(part or 1) for part in hunk.groups())
    start += lines
    new_start += lines
    return f"@@ -{start},{count} +{new_start},{new_count + more} @@\n"


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while size > 0 and (data := file.read(min(size, _PIECE))):
                size -= len(data)
                yield data
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
