"""Chunks: the units of a field of some hundred entries, in one text, for `grep`.

A unit is a line there, and holds no line end itself, so that one search goes through
all of them and no match goes from one into the next. A chunk is made when it is first
looked at. It has three parts: the words in its text, which show what cannot be found
there; numbers that say where each unit stands; and the text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from paperctl.index.pack import DamagedError, unpack
from paperctl.index.schema import entries_of
from paperctl.index.transaction import writing
from paperctl.query.grep import Unit, iter_values
from paperctl.query.needles import words_of
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.index.places import Break, Places
    from paperctl.index.reader import IndexFinder
    from paperctl.model.entry import Entry

    _Row: TypeAlias = tuple[int, str, str, bytes]

_BETWEEN = "\n"
_NUMBERS: Final = "I"  # array's code for unsigned numbers of four bytes
_FIXED = 1 << 31  # marks a break's column
_NO_ITEM = (1 << 32) - 1
_ARRAYS = 9

WORDS, PLACES, TEXT = "words", "places", "text"
"""The parts of a chunk."""


class Chunk:
    """The units of one field, and where each stands.

    Attributes:
        text: The units, a line each.
        is_printable: Nothing in the text acts on a terminal.
        starts: Where each unit begins in `text`, and where the last one ends.
        values: To which value each unit belongs.
        entries: Of each value, the entry's position in its block.
        breaks: Where in `text` the stretches begin that `places` knows, the first one
            of each value where the value begins.
        owners: Of each break, the entry's position.
        lines: Of each break, its line, from 0 in the block.
        offsets: Where in its value each unit begins, in characters.
        items: Of each value, its place in the field's list, or `_NO_ITEM`.
    """

    __slots__ = (
        "_columns",
        "breaks",
        "entries",
        "is_printable",
        "items",
        "lines",
        "offsets",
        "owners",
        "starts",
        "text",
        "values",
    )

    def __init__(
        self, text: bytes, arrays: Sequence[Sequence[int]], *, is_printable: bool
    ) -> None:
        self.text = text
        self.is_printable = is_printable
        (
            self.starts,
            self.values,
            self.entries,
            self.breaks,
            self.owners,
            self.lines,
            self.offsets,
            self.items,
            self._columns,
        ) = arrays

    def __len__(self) -> int:
        return len(self.values)

    def unit_text(self, unit: int) -> str:
        """Give the text of a unit."""
        data = self.text[self.starts[unit] : self.starts[unit + 1] - 1]
        return data.decode("utf-8")

    def unit(self, field: str, number: int) -> Unit:
        """Make a unit as `query.grep` knows it."""
        item = self.items[self.values[number]]
        return Unit(
            field,
            None if item == _NO_ITEM else item,
            self.offsets[number],
            self.unit_text(number),
        )

    def entry_of(self, unit: int) -> int:
        """Say to which entry of the block a unit belongs."""
        return self.entries[self.values[unit]]

    def units_of(self, entry: int) -> range:
        """Find the units of an entry."""
        first = bisect_right(self.entries, entry - 1)
        last = bisect_right(self.entries, entry)
        return range(
            bisect_right(self.values, first - 1), bisect_right(self.values, last - 1)
        )

    def place(self, unit: int, offset: int) -> tuple[int, int]:
        """Give line, from 0 in the block, and column, from 1, of a character."""
        before = self.unit_text(unit)[: offset - self.offsets[unit]]
        at = self.starts[unit] + len(before.encode())
        found = bisect_right(self.breaks, at) - 1
        column = self._columns[found]
        if column & _FIXED:
            return self.lines[found], column ^ _FIXED
        return self.lines[found], column + offset - self._offset(self.breaks[found])

    def _offset(self, at: int) -> int:
        """Say which character of its value stands at a place in the text."""
        unit = bisect_right(self.starts, at) - 1
        return self.offsets[unit] + len(self.text[self.starts[unit] : at].decode())


class Made(NamedTuple):
    """The parts of a chunk as they are kept."""

    words: bytes
    places: bytes
    text: bytes


def make_chunk(entries: Sequence[Entry], field: str, places: Places) -> Made:
    """Make a chunk of a field."""
    arrays: list[list[int]] = [[] for _ in range(_ARRAYS)]
    starts, values, of_entries, breaks, owners, lines, offsets, items, columns = arrays
    texts: list[str] = []
    size = 0
    for position, entry in enumerate(entries):
        for item, units in iter_values(entry, field):
            if not units:
                continue
            value, first = len(of_entries), len(starts)
            of_entries.append(position)
            items.append(_NO_ITEM if item is None else item)
            for start, text in units:
                starts.append(size)
                values.append(value)
                offsets.append(start)
                texts.append(text)
                size += len(text if text.isascii() else text.encode()) + 1
            found = places.of_value(entry.citekey, field, item)
            for at, line, column in _breaks(found, units, starts[first:]):
                breaks.append(at)
                owners.append(position)
                lines.append(line)
                columns.append(column)
    starts.append(size)
    head = [*map(len, arrays), all(map(str.isprintable, texts))]
    numbers = array(_NUMBERS, chain(head, *arrays)).tobytes()
    whole = "".join(text + _BETWEEN for text in texts).encode()
    return Made(words_of(whole), numbers, whole)


def _breaks(
    found: Iterable[Break], units: Sequence[tuple[int, str]], begins: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Say where in a chunk's text the breaks of a value stand, with line and column.

    The first one stands where the value begins, one between two units where the next
    one does.
    """
    number = 0
    start, text = units[0]
    for index, (offset, line, column, is_fixed) in enumerate(found):
        while index and offset >= start + len(text):
            number += 1
            if number == len(units):
                return
            start, text = units[number]
        at = begins[number]
        if offset > start:
            before = text[: offset - start]
            at += len(before if text.isascii() else before.encode())
        elif not is_fixed:
            column += start - offset  # noqa: PLW2901 - of the unit, not of the break
        yield at, line, column | _FIXED if is_fixed else column


def read_chunk(text: Any, numbers: Any) -> Chunk:
    """Read what `make_chunk` made.

    Raises:
        DamagedError: It is something else.
    """
    try:
        whole = memoryview(numbers).cast(_NUMBERS)
        arrays, at = [], _ARRAYS + 1
        for length in whole[:_ARRAYS]:
            arrays.append(whole[at : at + length])
            at += length
        chunk = Chunk(text, arrays, is_printable=bool(whole[_ARRAYS]))
    except (LookupError, TypeError, ValueError) as error:
        raise DamagedError(str(error)) from error
    if at != len(whole) or not chunk.starts or chunk.starts[-1] != len(text):
        raise DamagedError("a chunk and its numbers do not go together")
    return chunk


# --- making them -----------------------------------------------------------------


class _Job(NamedTuple):
    """The chunks of a block to be made.

    Attributes:
        fields: Whose chunks.
        records: The entries as they are kept, each with its place in the block.
        text: The block as `Files.text_of` gives it, from where in it, and how sound.
    """

    block: int
    fields: list[str]
    records: list[tuple[bytes, int]]
    text: tuple[str, int, bool]


def add_chunks(finder: IndexFinder, fields: Sequence[str]) -> None:
    """Make the chunks of these fields that are missing, block by block."""
    missing = _missing(finder.database, fields)
    for done, rows in enumerate(_make_all(finder, missing), 1):
        with writing(finder.database):
            # Another process may have been as quick.
            insert = "INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?)"
            finder.database.executemany(insert, rows)
        if finder.progress:
            finder.progress("indexing sentences", done / len(missing))


def find_differences(finder: IndexFinder) -> set[str]:
    """Make all chunks that there are once more; name the fields of other ones."""
    kept: dict[int, list[str]] = {}
    query = "SELECT DISTINCT block, field FROM chunk"
    for block, field in finder.database.execute(query):
        kept.setdefault(block, []).append(field)
    find = "SELECT data FROM chunk WHERE block = ? AND field = ? AND part = ?"
    return {
        field
        for rows in _make_all(finder, kept)
        for block, field, part, data in rows
        if finder.database.execute(find, (block, field, part)).fetchone() != (data,)
    }


def _make_all(
    finder: IndexFinder, wanted: Mapping[int, list[str]]
) -> Iterator[list[_Row]]:
    """Make the rows of the chunks of some fields of each block."""
    if not wanted:
        return
    from paperctl.index.files import open_files
    from paperctl.index.processes import do_some_at_a_time

    with open_files(finder) as files:
        jobs = (
            _Job(
                block,
                fields,
                _records_of(finder.database, block),
                files.text_of(block),
            )
            for block, fields in wanted.items()
        )
        yield from do_some_at_a_time(jobs, _make_chunks)


def _missing(
    database: sqlite3.Connection, fields: Sequence[str]
) -> dict[int, list[str]]:
    blocks = [row[0] for row in database.execute("SELECT id FROM block ORDER BY id")]
    there = set(database.execute("SELECT DISTINCT block, field FROM chunk"))
    missing = {
        block: [name for name in dict.fromkeys(fields) if (block, name) not in there]
        for block in blocks
    }
    return {block: names for block, names in missing.items() if names}


def _records_of(database: sqlite3.Connection, block: int) -> list[tuple[bytes, int]]:
    return database.execute(
        "SELECT data, start FROM entry JOIN record USING (id)"
        " WHERE id BETWEEN ? AND ? ORDER BY id",
        entries_of(block),
    ).fetchall()


def _make_chunks(job: _Job) -> list[_Row]:
    """Make the rows of a block's chunks."""
    from paperctl.index.places import Places

    text, at, is_sound = job.text
    entries = [unpack(data) for data, _ in job.records]
    starts = [
        (entry.citekey, at + start)
        for entry, (_, start) in zip(entries, job.records, strict=True)
    ]
    places = Places(text, starts, job.fields, is_sound=is_sound)
    return [
        (job.block, field, part, data)
        for field in job.fields
        for part, data in make_chunk(entries, field, places)._asdict().items()
    ]
