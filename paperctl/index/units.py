"""`grep` over the index: some hundred entries at once, in chunks of their units."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import nullcontext
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from paperctl.errors import Location
from paperctl.index import schema
from paperctl.index.chunks import PLACES, TEXT, WORDS, Chunk, add_chunks, read_chunk
from paperctl.index.scanning import read_part, rule_out, scan
from paperctl.query.ast import Everything
from paperctl.query.deadline import Budget
from paperctl.query.grep import Hit, Plan, encoded, hit_line, with_context
from paperctl.text.display import one_line
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.index.reader import IndexFinder
    from paperctl.query.ast import Query
    from paperctl.query.spans import Span


_NEAR = 256  # places in an array of a chunk


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
    rows = _chunk_rows(finder.database)
    wanted = [
        (block, name, rows[block, name])
        for block in begins
        if among is None or block in among
        for name in plan.fields
    ]
    needles = plan.pattern.needles
    if needles is not None and not plan.invert:
        words = [parts[WORDS] for *_, parts in wanted]
        ruled_out = rule_out(finder.database, words, needles)
        wanted = [chunk for chunk in wanted if chunk[2][WORDS] not in ruled_out]
    texts = [parts[TEXT] for *_, parts in wanted]
    scanned = zip(wanted, scan(finder.connect, texts, plan.pattern), strict=True)
    for block, group in groupby(scanned, lambda one: one[0][0]):
        chunks: dict[str, tuple[Chunk, Sequence[int] | None]] = {}
        for (_, name, parts), (text, places) in group:
            if places or places is None or plan.invert:
                numbers = read_part(finder.database, parts[PLACES])
                chunks[name] = read_chunk(text, numbers), places
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


def grep_lines(
    finder: IndexFinder, query: Query, plan: Plan, *, order: str | None = None
) -> Iterator[bytes]:
    """Find the units that a pattern selects, as lines, some hundred in one piece.

    Where all of them are wanted as they come, and each candidate is one, a hit costs a
    few steps.
    """
    is_plain = plan == Plan(plan.pattern, plan.fields) and plan.pattern.is_certain
    if order is None and is_plain:
        return _plain_lines(finder, query, plan)
    return _lines_of_hits(grep(finder, query, plan, order=order))


def _lines_of_hits(hits: Iterable[Hit]) -> Iterator[bytes]:
    for hit in hits:
        (place,) = locate([hit])
        yield encoded(hit_line(hit, place))


def _plain_lines(finder: IndexFinder, query: Query, plan: Plan) -> Iterator[bytes]:
    for scanned in _scan(finder, query, plan):
        if any(places is None for _, places in scanned.chunks.values()):
            # Every unit matches, which is worth no haste.
            yield from _lines_of_hits(_grep(finder, query, plan))
            return
        citekeys = _citekeys(finder.database, scanned.block)
        lines = [
            line
            for name in plan.fields
            if name in scanned.chunks
            for line in _matches(scanned, name, citekeys)
        ]
        lines.sort(key=itemgetter(0))  # by entry; within it all are in order
        piece = b"".join([line for _, line in lines])
        piece.decode()  # raises where something else was read than was written
        yield piece


def _matches(
    scanned: Scanned, field: str, citekeys: Sequence[str]
) -> Iterator[tuple[int, bytes]]:
    """Write a line for each unit in which there is a match, with its entry's place.

    As `query.grep.hit_line` does it. Each step counts: there may be many.
    """
    chunk, places = scanned.chunks[field]
    text, breaks, owners, lines = chunk.text, chunk.breaks, chunk.owners, chunk.lines
    among, is_printable = scanned.among, chunk.is_printable
    path, first = one_line(scanned.begin.path), scanned.begin.line
    last, end, at = len(breaks) - 1, 0, 0
    for place in places or ():
        if place < end:
            continue
        start = text.rfind(b"\n", end, place) + 1
        end = text.find(b"\n", place)
        # The next one is mostly near; half as many steps show it.
        near = at + _NEAR
        is_near = near < last and breaks[near] > place
        at = bisect_right(breaks, place, at, near if is_near else last + 1) - 1
        entry = owners[at]
        if among is not None and entry not in among:
            continue
        head = encoded(f"{path}\t{first + lines[at]}\t{citekeys[entry]}\t{field}\t")
        shown = text[start : end + 1]
        if not is_printable:
            shown = encoded(one_line(shown[:-1].decode()) + "\n")
        yield entry, head + shown


def _entries_among(finder: IndexFinder, query: Query) -> dict[int, set[int]] | None:
    """Give the positions of the entries that a query matches, by block."""
    if isinstance(query, Everything):
        return None
    among: dict[int, set[int]] = {}
    for number, _ in finder.numbers(query):
        block, position = divmod(number, schema.POSITIONS)
        among.setdefault(block, set()).add(position)
    return among


def _chunk_rows(
    database: sqlite3.Connection,
) -> dict[tuple[int, str], dict[str, int]]:
    """Number the parts of each chunk."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    rows = database.execute("SELECT block, field, part, rowid FROM chunk")
    for block, field, part, row in rows:
        found.setdefault((block, field), {})[part] = row
    return found


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
    for place in places:
        if place >= end:
            unit = bisect_right(starts, place) - 1
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
            yield Hit("", unit, spans, False, follows), number
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
