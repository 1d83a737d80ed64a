"""`grep` over the index: many units at once, in chunks of text.

A chunk holds the units of one field of a block's entries, apart by a byte that UTF-8
does not have, so that one search goes through hundreds of entries and no match goes
from one unit into the next. It is made when it is first looked at.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from contextlib import nullcontext
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.errors import Location
from paperctl.index import schema
from paperctl.index.pack import DamagedError, unpack
from paperctl.index.scanning import scan
from paperctl.index.schema import entries_of
from paperctl.index.transaction import writing
from paperctl.query.ast import Everything
from paperctl.query.deadline import Budget
from paperctl.query.grep import Hit, Plan, Row, Unit, iter_units, with_context

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.index.places import Places
    from paperctl.index.reader import IndexFinder
    from paperctl.model.entry import Entry
    from paperctl.query.ast import Query
    from paperctl.query.spans import Span

_BETWEEN = b"\xff"
_NUMBERS = "I"  # array's code for unsigned numbers of four bytes
_FIXED = 1 << 31  # marks a break's column
_NO_ITEM = (1 << 32) - 1


class Begin(NamedTuple):
    """Where a block begins: in which file, as this run calls it, and in which line."""

    path: str
    line: int


class Mark(NamedTuple):
    """What tells the place of a hit."""

    path: str
    line: int
    chunk: Chunk
    unit: int


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


# --- making chunks ---------------------------------------------------------------


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


# --- looking ---------------------------------------------------------------------


def grep(
    finder: IndexFinder, query: Query, plan: Plan, *, order: str | None = None
) -> Iterator[Hit]:
    """Find the units that a pattern selects; see `query.grep.grep`."""
    hits = _grep(finder, query, plan)
    return hits if order is None else _in_order(finder, hits, order)


def _in_order(finder: IndexFinder, hits: Iterable[Hit], order: str) -> Iterator[Hit]:
    """Put the entries with a hit in order, once they are known."""
    from paperctl.query.sort import parse_sort

    arrange = parse_sort(order)
    by_entry = {key: list(own) for key, own in groupby(hits, lambda hit: hit.citekey)}
    for entry in arrange(map(finder.resolve, by_entry)):
        yield from by_entry[entry.citekey]


def _grep(finder: IndexFinder, query: Query, plan: Plan) -> Iterator[Hit]:
    for looked in _look(finder, query, plan):
        yield from _hits_of_block(looked, plan)


class Looked(NamedTuple):
    """A block with hits.

    Attributes:
        chunks: By their fields.
        found: The units that are selected: by entry, by field.
        citekeys: Of all its entries.
    """

    begin: Begin
    chunks: Mapping[str, Chunk]
    found: Mapping[int, Mapping[str, list[int]]]
    citekeys: Sequence[str]


class Scanned(NamedTuple):
    """A block, and what there may be in it.

    Attributes:
        among: The positions of the entries that are meant; None for all.
        chunks: Those in which there may be something, with the places, by field.
    """

    block: int
    begin: Begin
    among: set[int] | None
    chunks: Mapping[str, tuple[Chunk, Sequence[int] | None]]


def _scan(finder: IndexFinder, query: Query, plan: Plan) -> Iterator[Scanned]:
    """Go through the blocks, and give those in which there may be something."""
    add_chunks(finder, plan.fields)
    among = _entries_among(finder, query)
    begins = _begins(finder)
    blocks = [block for block in begins if among is None or block in among]
    rows = _chunk_rows(finder.database)
    wanted = [rows[block, name] for block in blocks for name in plan.fields]
    scanned = scan(finder.connect, wanted, plan.pattern)
    for block in blocks:
        chunks: dict[str, tuple[Chunk, Sequence[int] | None]] = {}
        for name in plan.fields:
            text, places = next(scanned)
            if places or places is None or plan.invert:
                chunk = _read_chunk(finder.database, rows[block, name], text)
                chunks[name] = chunk, places
        if chunks:
            entries = None if among is None else among[block]
            yield Scanned(block, begins[block], entries, chunks)


def _look(finder: IndexFinder, query: Query, plan: Plan) -> Iterator[Looked]:
    """Give the blocks in which something is selected."""
    budget = Budget(plan.pattern.source)
    for scanned in _scan(finder, query, plan):
        found: dict[int, dict[str, list[int]]] = {}
        for name, (chunk, places) in scanned.chunks.items():
            for unit in _selected(chunk, places, scanned.among, plan, budget):
                by_field = found.setdefault(chunk.entry_of(unit), {})
                by_field.setdefault(name, []).append(unit)
        if found:
            chunks = {name: chunk for name, (chunk, _) in scanned.chunks.items()}
            citekeys = _citekeys(finder.database, scanned.block)
            yield Looked(scanned.begin, chunks, found, citekeys)


def grep_rows(
    finder: IndexFinder, query: Query, plan: Plan, *, order: str | None = None
) -> Iterator[Row]:
    """Find the units that a pattern selects, as rows.

    Where all of them are wanted as they come, and each candidate is one, a hit costs a
    few steps.
    """
    is_plain = plan == Plan(plan.pattern, plan.fields) and plan.pattern.is_certain
    if order is None and is_plain:
        return _plain_rows(finder, query, plan)
    return _rows_of_hits(grep(finder, query, plan, order=order))


def _rows_of_hits(hits: Iterable[Hit]) -> Iterator[Row]:
    for hit in hits:
        (place,) = locate([hit])
        unit = hit.unit
        yield Row(place.path, place.line or 0, hit.citekey, unit.field, unit.text)


def _plain_rows(finder: IndexFinder, query: Query, plan: Plan) -> Iterator[Row]:
    for scanned in _scan(finder, query, plan):
        if any(places is None for _, places in scanned.chunks.values()):
            # Every unit matches, which is worth no haste.
            yield from _rows_of_hits(_grep(finder, query, plan))
            return
        citekeys = _citekeys(finder.database, scanned.block)
        path, first = scanned.begin
        rows = [
            (at, rank, unit, Row(path, first + line, citekeys[at], name, text))
            for rank, name in enumerate(plan.fields)
            if name in scanned.chunks
            for at, unit, line, text in _matches(*scanned.chunks[name], scanned.among)
        ]
        rows.sort()
        yield from (row for *_, row in rows)


def _matches(
    chunk: Chunk, places: Sequence[int] | None, among: set[int] | None
) -> Iterator[tuple[int, int, int, str]]:
    """Give entry, unit, line and text for each unit in which there is a match."""
    starts, values, entries, text = (
        chunk.starts,
        chunk.values,
        chunk.entries,
        chunk.text,
    )
    last, end = len(chunk), -1
    for place in places or ():
        if place < end:
            continue
        unit = bisect_right(starts, place) - 1
        if unit >= last:
            break
        start, end = starts[unit], starts[unit + 1]
        position = entries[values[unit]]
        if among is not None and position not in among:
            continue
        data = text[start : end - 1]
        shown = data.decode("utf-8")
        offset = place - start
        if len(shown) < len(data):
            offset = len(text[start:place].decode("utf-8"))
        line, _ = chunk.place(unit, chunk.offsets[unit] + offset)
        yield position, unit, line, shown


def _entries_among(finder: IndexFinder, query: Query) -> dict[int, set[int]] | None:
    """Give the positions of the entries that a query matches, by block."""
    if isinstance(query, Everything):
        return None
    among: dict[int, set[int]] = {}
    for number, _ in finder.numbers(query):
        block, position = divmod(number, schema.POSITIONS)
        among.setdefault(block, set()).add(position)
    return among


def _chunk_rows(database: sqlite3.Connection) -> dict[tuple[int, str], int]:
    rows = database.execute("SELECT block, field, rowid FROM chunk")
    return {(block, field): row for block, field, row in rows}


def _read_chunk(database: sqlite3.Connection, row: int, text: bytes) -> Chunk:
    with database.blobopen("chunk", "places", row, readonly=True) as blob:
        return read_chunk(text, blob.read())


def _hits_of_block(looked: Looked, plan: Plan) -> Iterator[Hit]:
    for position in sorted(looked.found):
        left = plan.max_count
        for name in plan.fields:
            units = looked.found[position].get(name, [])[:left]
            if not units:
                continue
            if left is not None:
                left -= len(units)
            chunk = looked.chunks[name]
            citekey = looked.citekeys[position]
            for hit, number in _hits(chunk, name, units, plan):
                mark = Mark(*looked.begin, chunk, number)
                yield hit._replace(citekey=citekey, mark=mark)


def _citekeys(database: sqlite3.Connection, block: int) -> list[str]:
    query = "SELECT citekeys FROM block WHERE id = ?"
    text: str = database.execute(query, (block,)).fetchone()[0]
    return text.split("\n")


def _selected(
    chunk: Chunk,
    places: Sequence[int] | None,
    among: set[int] | None,
    plan: Plan,
    budget: Budget,
) -> list[int]:
    """Choose units of a chunk, in order."""
    pattern = plan.pattern
    units: Iterable[int] = range(len(chunk))
    if places is not None:
        units = _units_at(chunk, places)
    if among is not None:
        units = [unit for unit in units if chunk.entry_of(unit) in among]
    if not pattern.is_certain:
        entries = len(set(chunk.entries))
        with nullcontext() if pattern.is_linear else budget.guard(entries):
            units = [unit for unit in units if pattern.found(chunk.unit_text(unit))]
    if not plan.invert:
        return list(units)
    matching = set(units)
    return [
        unit
        for unit in range(len(chunk))
        if unit not in matching and (among is None or chunk.entry_of(unit) in among)
    ]


def _units_at(chunk: Chunk, places: Iterable[int]) -> list[int]:
    """Find the units in which places stand, each once."""
    starts = chunk.starts
    units: list[int] = []
    end = -1
    last = len(chunk)
    for place in places:
        if place >= end:
            unit = bisect_right(starts, place) - 1
            if unit < last:  # an empty match behind the last unit is in none
                units.append(unit)
                end = starts[unit + 1]
    return units


def _hits(
    chunk: Chunk, field: str, units: Sequence[int], plan: Plan
) -> Iterator[tuple[Hit, int]]:
    """Make hits of the units of an entry, each with the unit's number."""
    spans_of = plan.pattern.spans
    if not (plan.before or plan.after):
        previous = -1
        for number in units:
            unit = chunk.unit(field, number)
            spans = () if plan.invert else spans_of(unit.text)
            follows = previous >= 0 and number == previous + 1
            yield Hit("", unit, spans, follows=follows), number
            previous = number
        return
    whole = chunk.units_of(chunk.entry_of(units[0]))
    around = [chunk.unit(field, number) for number in whole]
    selected: dict[int, tuple[Span, ...]] = {}
    for number in units:
        index = number - whole.start
        selected[index] = () if plan.invert else spans_of(around[index].text)
    for index, hit in with_context("", around, selected, plan):
        yield hit, whole[index]


def locate(hits: Iterable[Hit]) -> Iterator[Location]:
    """Say where in its file each hit stands."""
    for hit in hits:
        path, first, chunk, unit = hit.mark
        line, column = chunk.place(unit, hit.offset)
        yield Location(path, first + line, column)


def _begins(finder: IndexFinder) -> dict[int, Begin]:
    """Say for each block, in order, where it begins."""
    begins: dict[int, Begin] = {}
    lines = [1 + count for count in finder.head_lines]
    rows = finder.database.execute("SELECT id, file, lines FROM block ORDER BY id")
    for block, file, count in rows:
        begins[block] = Begin(finder.paths[file], lines[file])
        lines[file] += count
    return begins
