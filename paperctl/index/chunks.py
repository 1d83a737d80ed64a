"""Chunks: the units of a field of some hundred entries, in one text, for `grep`.

The units are apart by a byte that UTF-8 does not have, so that one search goes through
all of them and no match goes from one into the next. A chunk is made when it is first
looked at.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING, Any

from paperctl.index.pack import DamagedError, unpack
from paperctl.index.schema import entries_of
from paperctl.index.transaction import writing
from paperctl.query.grep import Unit, iter_units

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from paperctl.index.places import Places
    from paperctl.index.reader import IndexFinder
    from paperctl.model.entry import Entry

_BETWEEN = b"\xff"
_NUMBERS = "I"  # array's code for unsigned numbers of four bytes
_FIXED = 1 << 31  # marks a break's column
_NO_ITEM = (1 << 32) - 1


class Chunk:
    """The units of one field, and where each stands.

    Attributes:
        text: The units, each with the byte that ends it.
        starts: Where each unit begins in `text`, and where the last one ends.
        values: To which value each unit belongs.
        offsets: Where in that value it begins, in characters.
        entries: Of each value, the entry's position in its block.
        items: Of each value, its place in the field's list, or `_NO_ITEM`.
    """

    __slots__ = (
        "_breaks",
        "_columns",
        "_first_breaks",
        "_lines",
        "entries",
        "items",
        "offsets",
        "starts",
        "text",
        "values",
    )

    def __init__(self, text: bytes, arrays: Sequence[array[int]]) -> None:
        self.text = text
        (
            self.starts,
            self.values,
            self.offsets,
            self.entries,
            self.items,
            self._first_breaks,
            self._breaks,
            self._lines,
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
        value = self.values[unit]
        first, last = self._first_breaks[value], self._first_breaks[value + 1]
        at = max(bisect_right(self._breaks, offset, first, last) - 1, first)
        column = self._columns[at]
        if column & _FIXED:
            return self._lines[at], column ^ _FIXED
        return self._lines[at], column + offset - self._breaks[at]


def make_chunk(
    entries: Sequence[Entry], field: str, places: Places
) -> tuple[bytes, bytes]:
    """Make the numbers of a chunk, and its text."""
    arrays = [array(_NUMBERS) for _ in range(9)]
    starts, values, offsets, owners, items, first_breaks, breaks, lines, columns = (
        arrays
    )
    texts: list[bytes] = []
    size = 0
    for position, entry in enumerate(entries):
        for item, units in groupby(iter_units(entry, (field,)), lambda unit: unit.item):
            owners.append(position)
            items.append(_NO_ITEM if item is None else item)
            first_breaks.append(len(breaks))
            for found in places.of_value(entry.citekey, field, item):
                breaks.append(found.offset)
                lines.append(found.line)
                columns.append(found.column | (_FIXED if found.is_fixed else 0))
            for unit in units:
                starts.append(size)
                values.append(len(owners) - 1)
                offsets.append(unit.start)
                texts.append(unit.text.encode("utf-8"))
                size += len(texts[-1]) + 1
    starts.append(size)
    first_breaks.append(len(breaks))
    head = array(_NUMBERS, map(len, arrays))
    numbers = b"".join(part.tobytes() for part in (head, *arrays))
    return numbers, b"".join(text + _BETWEEN for text in texts)


def read_chunk(text: Any, numbers: Any) -> Chunk:
    """Read what `make_chunk` made.

    Raises:
        DamagedError: It is something else.
    """
    try:
        whole = array(_NUMBERS)
        whole.frombytes(numbers)
        arrays, at = [], 9
        for length in whole[:9]:
            arrays.append(whole[at : at + length])
            at += length
        chunk = Chunk(text, arrays)
    except (TypeError, ValueError) as error:
        raise DamagedError(str(error)) from error
    if at != len(whole) or not chunk.starts or chunk.starts[-1] != len(text):
        raise DamagedError("a chunk and its numbers do not go together")
    return chunk


# --- making them -----------------------------------------------------------------


def add_chunks(finder: IndexFinder, fields: Sequence[str]) -> None:
    """Make the chunks of these fields that are missing, block by block."""
    missing = _missing(finder.database, fields)
    if not missing:
        return
    from paperctl.index.files import open_files
    from paperctl.index.places import Places

    with open_files(finder) as files:
        for done, (block, names) in enumerate(missing.items(), 1):
            entries, starts = _entries_of(finder.database, block)
            text, at, is_sound = files.text_of(block)
            keys = [entry.citekey for entry in entries]
            moved = [(key, at + start) for key, start in zip(keys, starts, strict=True)]
            places = Places(text, moved, is_sound=is_sound)
            rows = [(block, name, *make_chunk(entries, name, places)) for name in names]
            with writing(finder.database):
                # Another process may have been as quick.
                insert = "INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?)"
                finder.database.executemany(insert, rows)
            if finder.progress:
                finder.progress("indexing sentences", done / len(missing))


def _missing(
    database: sqlite3.Connection, fields: Sequence[str]
) -> dict[int, list[str]]:
    blocks = [row[0] for row in database.execute("SELECT id FROM block ORDER BY id")]
    there = set(database.execute("SELECT block, field FROM chunk").fetchall())
    missing = {
        block: [name for name in dict.fromkeys(fields) if (block, name) not in there]
        for block in blocks
    }
    return {block: names for block, names in missing.items() if names}


def _entries_of(
    database: sqlite3.Connection, block: int
) -> tuple[list[Entry], list[int]]:
    rows = database.execute(
        "SELECT data, start FROM entry JOIN record USING (id)"
        " WHERE id BETWEEN ? AND ? ORDER BY id",
        entries_of(block),
    ).fetchall()
    return [unpack(data) for data, _ in rows], [start for _, start in rows]
