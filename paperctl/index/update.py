"""Bringing an index up to date: only the blocks that changed are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

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
from paperctl.index.where import state_of
from paperctl.index.words import remove_words
from paperctl.store.file import open_file
from paperctl.store.partial import read_part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from paperctl.store.partial import Part

_TRIES = 5
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


class Known(NamedTuple):
    """A block of the index, and what it was made from."""

    number: int
    stretch: Stretch


class Seen(NamedTuple):
    """A file as it is now, beside what the index has of it.

    Attributes:
        state: As `state_of` gives it.
        known: What was compared.
        change: What differs; None if nothing does.
        text: What stands there now.
    """

    state: tuple[int, ...]
    known: list[Known]
    change: Change | None = None
    text: str = ""


# --- comparing -------------------------------------------------------------------


def review(
    database: sqlite3.Connection, number: int, path: str, layout: Layout
) -> Seen | None:
    """Compare a file with what was read of it, piece by piece.

    None where anything but entries has changed, or too much: the index has to be made
    again then.

    Raises:
        StoreError: It cannot be read.
    """
    known = _blocks_of(database, number)
    for _ in range(_TRIES):
        with open_file(path) as file:
            state = state_of(file)
            seen = _compare(file, state, layout, known)
            if state_of(file) == state:
                return seen
    return None  # somebody writes to it all the time


def _blocks_of(database: sqlite3.Connection, file: int) -> list[Known]:
    rows = database.execute(
        "SELECT id, size, lines, digest FROM block WHERE file = ? ORDER BY id", (file,)
    )
    return [Known(number, Stretch(*rest)) for number, *rest in rows]


def _compare(
    file: BinaryIO, state: tuple[int, ...], layout: Layout, known: list[Known]
) -> Seen | None:
    tail = state[0] - layout.tail.size
    if not _is_at(layout.head, 0, file) or not _is_at(layout.tail, tail, file):
        return None
    first, start = 0, layout.head.size
    while first < len(known) and _is_at(known[first].stretch, start, file):
        start += known[first].stretch.size
        first += 1
    if first == len(known) and start == tail:
        return Seen(state, known)
    if layout.column is None or not known:
        return None
    last, end = len(known), tail
    while last > first and _is_at(
        known[last - 1].stretch, end - known[last - 1].stretch.size, file
    ):
        last -= 1
        end -= known[last].stretch.size
    if first == last:
        # Something stands between two blocks now: read it with the one before.
        if first == 0:
            return None
        first -= 1
        start -= known[first].stretch.size
    if not start < end or end - start > _MOST * blocks.SIZE * (last - first):
        return None
    change = Change(
        start,
        end,
        tuple(block.number for block in known[first:last]),
        1 + layout.head.lines + sum(block.stretch.lines for block in known[:first]),
        sum(block.stretch.lines for block in known[first:last]),
    )
    text = _text_of(file, change, layout.column, is_last=end == tail)
    return None if text is None else Seen(state, known, change, text)


def _is_at(part: Stretch, start: int, file: BinaryIO) -> bool:
    if start < 0:
        return False
    file.seek(start)
    return measure(file.read(part.size)) == part


def _text_of(
    file: BinaryIO, change: Change, column: int, *, is_last: bool
) -> str | None:
    """Read what changed; None where what follows may not be an entry of its own."""
    file.seek(change.start)
    try:
        text = file.read(change.end - change.start).decode("utf-8")
    except UnicodeDecodeError:
        return None
    # Another entry follows on this line, as far to the right as all others.
    if not is_last and not text.endswith("\n" + " " * column):
        return None
    return text


# --- writing ---------------------------------------------------------------------


def refresh(
    database: sqlite3.Connection,
    state: dict[str, Any],
    paths: Sequence[str],
    seen: Mapping[int, Seen],
    read_ns: int,
) -> bool:
    """Bring an index up to date, within a transaction of the caller's.

    Args:
        database: The index.
        state: Its state.
        paths: What the files are called.
        seen: Those that may not have been what they were.
        read_ns: When they were compared.

    Returns:
        Whether it was possible; if not, nothing has been written.
    """
    layouts = read_layouts(state)
    if any(_blocks_of(database, number) != now.known for number, now in seen.items()):
        # Somebody was quicker, be it with the same.
        return all(layouts[number].state == now.state for number, now in seen.items())
    changes: list[tuple[int, Change, str, Part]] = []
    for number, now in seen.items():
        layout = layouts[number]
        layouts[number] = layout._replace(state=now.state)
        if now.change is None:
            continue
        part = _read(now.text, layout, paths[number])
        if not part or not _are_new(database, now.change, part):
            return False
        changes.append((number, now.change, now.text, part))
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
