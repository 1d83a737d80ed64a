"""Writing an index: a whole one, or the blocks of what has changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.index import schema
from paperctl.index.blocks import (
    Layout,
    cut_blocks,
    end_of_entries,
    start_of_entries,
    stretch_of,
)
from paperctl.index.pack import pack, pack_profiles, seal
from paperctl.index.rows import COLUMNS, entry_row
from paperctl.index.transaction import in_the_place_of, new_stamp, put_stamp
from paperctl.index.where import remove_leftovers, temporary_name
from paperctl.store import codes
from paperctl.store.file import BOM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from paperctl.errors import Problem
    from paperctl.index.blocks import Block
    from paperctl.index.finder import Progress
    from paperctl.model.catalogue import Profile
    from paperctl.model.entry import Entry
    from paperctl.store.file import CatalogueFile
    from paperctl.store.load import LoadResult

_STAGE = "indexing"

LARGE = 1 << 23
"""From so many characters on, long pages are worth it: chunks are read faster."""
_LONG_PAGE = 1 << 16
_PAGE = 1 << 12

_INSERT_ENTRY = (
    f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
)


class Sources(NamedTuple):
    """What an index is made of, besides the entries.

    Attributes:
        key: The catalogue's, see `where.catalogue_key`.
        read_ns: When its files were read.
    """

    key: str
    read_ns: int


def can_be_indexed(loaded: LoadResult) -> bool:
    """Whether an index can hold what was loaded.

    Entries in brackets have no lines of their own, and messages about citekeys in
    several files hold the names by which this run knows the files.
    """
    has_flow = any(
        file.entries and _shape_of_papers(file) == "flow mapping"
        for file in loaded.files
    )
    has_clash = any(
        problem.code == codes.DUPLICATE_CITEKEY for problem in loaded.problems
    )
    return not has_flow and not has_clash


def _shape_of_papers(file: CatalogueFile) -> str | None:
    papers = file.sections.get("papers")  # missing where a damaged file was salvaged
    return papers and papers.shape


def build(path: str, size: int, fill: Callable[[sqlite3.Connection], bool]) -> bool:
    """Write a whole index, and put it in the place of any other.

    Args:
        path: Where it belongs.
        size: Of the catalogue, in bytes.
        fill: Writes everything; says whether it could.

    Returns:
        What `fill` said; where that is no, all is as it was.

    Raises:
        OSError: It cannot be written.
        sqlite3.Error: Nor this way.
    """
    stamp = new_stamp()
    remove_leftovers(os.path.dirname(path))  # noqa: PTH120
    temporary = temporary_name(path)
    # Not SQLite's mode: abstracts and notes are for nobody else, as the folder says.
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(temporary)) as database:
            database.execute(
                f"PRAGMA page_size = {_LONG_PAGE if size >= LARGE else _PAGE}"
            )
            # Nobody else knows of the file yet, and a damaged one is thrown away.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            is_done = fill(database)
            write_state(database, stamp=stamp, edition=0)
            database.commit()
        if is_done:
            put_stamp(temporary, stamp)
            _reach_disk(temporary)
            with in_the_place_of(path):
                os.replace(temporary, path)  # noqa: PTH105
    finally:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
    return is_done


def _reach_disk(path: str) -> None:
    """See that a crash of the system leaves no half-written file under the name."""
    with open(path, "rb") as file:  # noqa: PTH123
        os.fsync(file.fileno())


def fill_from(
    database: sqlite3.Connection,
    loaded: LoadResult,
    sources: Sources,
    progress: Progress | None = None,
) -> bool:
    """Fill an index from what was loaded."""
    database.executescript(schema.TABLES)
    areas = Areas(database)
    layouts: list[Layout] = []
    number, done = 1, 0
    for index, file in enumerate(loaded.files):
        layouts.append(_layout(file, loaded))
        for block in cut_blocks(file):
            insert_rows(database, index, rows_of(number, block), areas)
            number += 1
            done += len(block.entries)
            if progress:
                progress(_STAGE, done / len(loaded.catalogue))
    paths = [file.path for file in loaded.files]
    finish(
        database,
        sources,
        layouts=layouts,
        profiles=loaded.catalogue.profiles,
        problems=pack_problems(loaded.problems, paths),
    )
    return True


def finish(
    database: sqlite3.Connection,
    sources: Sources,
    *,
    layouts: Sequence[Layout],
    profiles: Sequence[Profile],
    problems: Sequence[tuple[Any, ...]],
) -> None:
    """Say what the index is of, once its entries are there."""
    entries = database.execute("SELECT count(*) FROM entry").fetchone()[0]
    if entries >= schema.ORDERS_FROM:
        database.executescript(schema.ORDERS)
    write_state(
        database,
        format=schema.FORMAT,
        key=os.fsencode(sources.key),
        read_ns=sources.read_ns,
        entries=entries,
        layouts=pack_layouts(layouts),
        profiles=seal(pack_profiles(profiles)),
        problems=seal(list(problems)),
    )


def pack_layouts(layouts: Iterable[Layout]) -> bytes:
    """Write what the files look like, for `reader.read_layouts`."""
    return seal(
        [
            (layout.state, tuple(layout.head), tuple(layout.tail), *layout[3:])
            for layout in layouts
        ]
    )


def _layout(file: CatalogueFile, loaded: LoadResult) -> Layout:
    papers = file.sections.get("papers")
    is_sound = not file.has_errors and bool(file.entries)
    start, end = start_of_entries(file), end_of_entries(file)
    return Layout(
        file.state,
        stretch_of(file.text[:start], bom=BOM * file.has_bom),
        stretch_of(file.text[end:]),
        papers.column if papers and is_sound else None,
        file.archive if file.archive is not None else loaded.catalogue.archive,
    )


def write_state(database: sqlite3.Connection, **values: Any) -> None:
    """Say what the index is of, and in which state."""
    database.executemany("REPLACE INTO state VALUES (?, ?)", values.items())


class Areas:
    """The numbers of areas; a catalogue has few, whatever its size."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._numbers: dict[tuple[str, str | None, str | None], int] = {
            (text, archive, code): number
            for number, text, archive, code in database.execute("SELECT * FROM area")
        }

    def number(self, area: tuple[str, str | None, str | None] | None) -> int | None:
        """Give the number of an area, a new one where it has none yet."""
        if area is None:
            return None
        number = self._numbers.get(area)
        if number is None:
            number = self._numbers[area] = len(self._numbers) + 1
            self._database.execute(
                "INSERT INTO area VALUES (?, ?, ?, ?)", (number, *area)
            )
        return number


class Rows(NamedTuple):
    """A block as rows of the tables; plain values, but for `stretch`.

    Attributes:
        entries: As `rows.entry_row` gives them.
        records: Numbers with packed entries.
        keys: Folded citekeys and aliases with the numbers of their entries.
    """

    number: int
    stretch: tuple[int, int, bytes]
    citekeys: str
    entries: Sequence[tuple[Any, ...]]
    records: Sequence[tuple[int, bytes]]
    keys: Sequence[tuple[str, int]]


def rows_of(number: int, block: Block) -> Rows:
    """Work out the rows of a block."""
    numbered = list(enumerate(block.entries, number * schema.POSITIONS))
    return Rows(
        number,
        (block.stretch.size, block.stretch.lines, block.stretch.digest),
        "\n".join(entry.citekey for entry, _ in block.entries),
        [entry_row(at, entry, start=start) for at, (entry, start) in numbered],
        [(at, pack(entry)) for at, (entry, _) in numbered],
        [(key, at) for at, (entry, _) in numbered for key in _keys_of(entry)],
    )


def _keys_of(entry: Entry) -> Iterable[str]:
    if not entry.aliases:
        return (entry.citekey.lower(),)
    return {name.lower() for name in (entry.citekey, *entry.aliases)}


def insert_rows(
    database: sqlite3.Connection, file: int, rows: Rows, areas: Areas
) -> None:
    """Write the rows of a block.

    Raises:
        sqlite3.IntegrityError: A citekey is there already.
    """
    database.execute(
        "INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, 0)",
        (rows.number, file, *rows.stretch, rows.citekeys),
    )
    database.executemany(
        _INSERT_ENTRY, ((areas.number(area), *rest) for area, *rest in rows.entries)
    )
    database.executemany("INSERT INTO record VALUES (?, ?)", rows.records)
    database.executemany("INSERT INTO key VALUES (?, ?)", rows.keys)


def pack_problems(
    problems: Iterable[Problem], paths: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Write the problems of files with the files' numbers for their names."""
    return list(_problem_rows(problems, paths))


def _problem_rows(
    problems: Iterable[Problem], paths: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    for problem in problems:
        place = problem.location
        # What is wrong with folders, or with this Python, is found anew each time.
        if place is None or place.path not in paths or problem.code == codes.NO_LIBYAML:
            continue
        yield problem_row(problem, paths.index(place.path), place.line)


def problem_row(problem: Problem, file: int, line: int | None) -> tuple[Any, ...]:
    """Write a problem with the number of its file for the name."""
    column = problem.location and problem.location.column
    return (
        problem.message,
        file,
        line,
        column,
        problem.severity,
        problem.code,
        problem.hint,
    )
