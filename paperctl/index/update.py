"""Bringing an index up to date: only the blocks that changed are read again."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.index import blocks, schema
from paperctl.index.blocks import Block, Layout, Stretch, make_block, measure
from paperctl.index.build import (
    Areas,
    insert_rows,
    pack_layouts,
    problem_row,
    rows_of,
    write_state,
)
from paperctl.index.derived import forget_derived
from paperctl.index.pack import seal, unseal
from paperctl.index.reader import read_layouts
from paperctl.index.schema import entries_of
from paperctl.index.texts import remove_texts
from paperctl.index.words import remove_words
from paperctl.store.partial import read_part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from paperctl.store.file import Raw
    from paperctl.store.partial import Part

_MOST = 4
"""When a block would grow to so many times its size, all are cut anew."""


class Change(NamedTuple):
    """The part of a file that is not what it was.

    Attributes:
        start: Where it begins, in bytes, as its first block did.
        end: Where it ends in the new file.
        blocks: The blocks that stood there.
        line: The line in which it begins, from 1.
        lines: How many line ends stood there.
    """

    start: int
    end: int
    blocks: tuple[int, ...]
    line: int
    lines: int


class _Known(NamedTuple):
    number: int
    stretch: Stretch


def refresh(
    database: sqlite3.Connection,
    state: dict[str, Any],
    paths: Sequence[str],
    raws: Mapping[int, Raw],
    read_ns: int,
) -> bool:
    """Bring an index up to date, within a transaction of the caller's.

    Args:
        database: The index.
        state: Its state.
        paths: What the files are called.
        raws: Those that may not be what they were, as they are now.
        read_ns: When they were read.

    Returns:
        Whether it was possible; if not, nothing has been written.
    """
    layouts = read_layouts(state)
    changes: list[tuple[int, Change, str, Part]] = []
    for number, raw in raws.items():
        layout, data = layouts[number], raw.data
        layouts[number] = layout._replace(state=raw.state)
        known = _blocks_of(database, number)
        if is_same(data, layout, known):
            continue
        change = find_change(data, layout, known)
        text = change and _text_of(data, change, layout)
        if not change or not text:
            return False
        part = _read(text, layout, paths[number])
        if not part or not _are_new(database, change, part):
            return False
        changes.append((number, change, text, part))
    for number, change, text, part in changes:
        _replace(database, number, change, cut_part(text, part, len(change.blocks)))
        state = state | {"problems": _problems(state, number, change, part, text)}
    if changes:
        forget_derived(database)
        state = state | {
            "entries": database.execute("SELECT count(*) FROM entry").fetchone()[0],
            "edition": state["edition"] + 1,
        }
    write_state(
        database,
        **state | {"layouts": pack_layouts(layouts), "read_ns": read_ns},
    )
    return True


def are_same(
    database: sqlite3.Connection, layouts: Sequence[Layout], raws: Mapping[int, Raw]
) -> bool:
    """Whether the files that were read again hold what they held."""
    return all(
        is_same(raw.data, layouts[number], _blocks_of(database, number))
        for number, raw in raws.items()
    )


def _blocks_of(database: sqlite3.Connection, file: int) -> list[_Known]:
    rows = database.execute(
        "SELECT id, size, lines, digest FROM block WHERE file = ? ORDER BY id", (file,)
    )
    return [_Known(number, Stretch(*rest)) for number, *rest in rows]


def is_same(data: bytes, layout: Layout, known: Sequence[_Known]) -> bool:
    """Whether a file's bytes are those that were read."""
    parts = [layout.head, *(block.stretch for block in known), layout.tail]
    if sum(part.size for part in parts) != len(data):
        return False
    return all(map(_is_at, parts, _starts(parts), [data] * len(parts)))


def _starts(parts: Sequence[Stretch]) -> list[int]:
    return [*accumulate((part.size for part in parts), initial=0)][:-1]


def _is_at(part: Stretch, start: int, data: bytes) -> bool:
    if start < 0:
        return False
    return measure(memoryview(data)[start : start + part.size]) == part


def find_change(data: bytes, layout: Layout, known: Sequence[_Known]) -> Change | None:
    """Find the blocks between those that still stand at the begin and at the end.

    None where anything but entries has changed, or too much.
    """
    tail = len(data) - layout.tail.size
    if layout.column is None or not _is_at(layout.head, 0, data):
        return None
    if not known or not _is_at(layout.tail, tail, data):
        return None
    first, start = 0, layout.head.size
    while first < len(known) and _is_at(known[first].stretch, start, data):
        start += known[first].stretch.size
        first += 1
    last, end = len(known), tail
    while last > first:
        stretch = known[last - 1].stretch
        if not _is_at(stretch, end - stretch.size, data):
            break
        end -= stretch.size
        last -= 1
    if first == last:
        # Something stands between two blocks now: read it with the one before.
        if first == 0:
            return None
        first -= 1
        start -= known[first].stretch.size
    if not start < end or end - start > _MOST * blocks.SIZE * (last - first):
        return None
    return Change(
        start,
        end,
        tuple(block.number for block in known[first:last]),
        1 + layout.head.lines + sum(block.stretch.lines for block in known[:first]),
        sum(block.stretch.lines for block in known[first:last]),
    )


def _text_of(data: bytes, change: Change, layout: Layout) -> str | None:
    """Decode what changed; None where what follows may not be an entry of its own."""
    try:
        text = data[change.start : change.end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    is_last = change.end + layout.tail.size == len(data)
    # Another entry follows on this line, as far to the right as all others.
    if not is_last and not text.endswith("\n" + " " * (layout.column or 0)):
        return None
    return text


def _read(text: str, layout: Layout, path: str) -> Part | None:
    column, archive = layout.column or 0, layout.archive
    return read_part(text, path=path, column=column, archive=archive)


def _are_new(database: sqlite3.Connection, change: Change, part: Part) -> bool:
    """Whether no other entry has one of the citekeys and aliases."""
    taken: set[str] = set()
    for entry in part.entries:
        keys = {key.lower() for key in (entry.citekey, *entry.aliases)}
        if not taken.isdisjoint(keys):
            return False
        taken |= keys
    for key in taken:
        row = database.execute("SELECT entry FROM key WHERE folded = ?", (key,))
        found = row.fetchone()
        if found and found[0] // schema.POSITIONS not in change.blocks:
            return False
    return True


def cut_part(text: str, part: Part, most: int) -> Iterator[Block]:
    """Cut entries into at most so many blocks."""
    size = max(blocks.SIZE, -(-len(text) // most))
    ends = [*part.starts[1:], len(text)]
    first = 0
    for index, end in enumerate(ends):
        start = part.starts[first]
        if end - start >= size or index == len(ends) - 1:
            rows = slice(first, index + 1)
            yield make_block(text[start:end], part.entries[rows], part.starts[rows])
            first = index + 1


def _replace(
    database: sqlite3.Connection, file: int, change: Change, parts: Iterator[Block]
) -> None:
    for number in change.blocks:
        remove_words(database, number)
        remove_texts(database, number)
        first, last = entries_of(number)
        database.execute("DELETE FROM chunk WHERE block = ?", (number,))
        database.execute("DELETE FROM block WHERE id = ?", (number,))
        for table in ("entry", "record"):
            database.execute(
                f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", (first, last)
            )
    low, high = entries_of(change.blocks[0])[0], entries_of(change.blocks[-1])[1]
    database.execute("DELETE FROM key WHERE entry BETWEEN ? AND ?", (low, high))
    areas = Areas(database)
    for number, block in zip(change.blocks, parts, strict=False):
        insert_rows(database, file, rows_of(number, block), areas)


def _problems(
    state: dict[str, Any], file: int, change: Change, part: Part, text: str
) -> bytes:
    """Move the problems behind the change, and take in those of what changed."""
    shift = text.count("\n") - change.lines
    kept: list[tuple[Any, ...]] = []
    for row in unseal(state["problems"]):
        message, where, line, *rest = row
        if where != file or line is None or line < change.line:
            kept.append(tuple(row))
        elif line >= change.line + change.lines:
            kept.append((message, where, line + shift, *rest))
    for problem in part.problems:
        place = problem.location
        if place is not None and place.line is not None:
            kept.append(problem_row(problem, file, place.line + change.line - 1))
    kept.sort(key=lambda row: (row[1], row[2] or 0, row[3] or 0))
    return seal(kept)
