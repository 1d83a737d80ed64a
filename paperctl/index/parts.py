"""Large catalogues, read part by part: in little memory, and on several processors.

A file is cut where entries seem to begin. Each part is read by itself, and only if
that shows that nothing in it depends on another part (`store.partial`) does it count;
else the file has to be read as a whole.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.index import blocks
from paperctl.index.blocks import Block, Layout, measure
from paperctl.index.build import (
    Areas,
    Rows,
    finish,
    insert_rows,
    problem_row,
    rows_of,
)
from paperctl.index.processes import do_jobs
from paperctl.index.schema import TABLES
from paperctl.model.taxonomy import NAMES
from paperctl.store.file import BOM
from paperctl.store.partial import read_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperctl.errors import Problem
    from paperctl.index.build import Sources
    from paperctl.index.finder import Progress
    from paperctl.model.catalogue import Profile
    from paperctl.store.file import Raw

ENOUGH = 1 << 22
"""From so many bytes on it pays."""

_STAGE = "reading"

_PAPERS = re.compile(rb"^papers:[ \t]*(?:#[^\n]*)?\r?\n", re.MULTILINE)
_FIRST_KEY = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)(?=[^ \t\r\n#-])")
# With the line end before it, which is a tenth of the time that `^` would take.
_NEXT_SECTION = re.compile(rb"\n(?=[^ \t\r\n#])")
_DOCUMENTS = (b"---", b"...")
# What needs no parser, as nearly all files begin.
_PLAIN_HEAD = re.compile(rb"\n*(?:archive: ([a-z-]+)\n+)?papers:\n +")


class _Around(NamedTuple):
    """What stands before the entries of a file, or behind them."""

    sections: tuple[str, ...]
    archive: str | None = None
    profiles: tuple[Profile, ...] = ()
    problems: tuple[Problem, ...] = ()


class Frame(NamedTuple):
    """What stands around the entries of a file.

    Attributes:
        start: Where the first entry begins, in bytes.
        end: Where the last one ends.
        column: How far citekeys are indented.
        head: As it was read by itself.
        tail: Likewise.
    """

    start: int
    end: int
    column: int
    head: _Around
    tail: _Around

    @property
    def archive(self) -> str | None:
        """What the file says that bare areas belong to."""
        return self.head.archive or self.tail.archive

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The headers of author pages."""
        return (*self.head.profiles, *self.tail.profiles)

    def problem_rows(self, file: int, before_tail: int) -> Iterator[tuple[Any, ...]]:
        """Give the warnings about sections, as `build.problem_row` writes them.

        Args:
            file: The number of the file.
            before_tail: How many line ends stand before the tail.
        """
        for around, lines in ((self.head, 0), (self.tail, before_tail)):
            for problem in around.problems:
                place = problem.location
                if place is not None and place.line is not None:
                    yield problem_row(problem, file, place.line + lines)


def fill_by_parts(
    database: sqlite3.Connection,
    raws: Sequence[Raw],
    archive: str | None,
    sources: Sources,
    progress: Progress | None = None,
) -> bool:
    """Fill an index from files, part by part; say whether that was possible."""
    frames = [frame_of(raw) for raw in raws]
    known = [frame for frame in frames if frame is not None]
    if len(known) < len(raws):
        return False
    archives = [frame.archive for frame in known if frame.archive is not None]
    common = archives[0] if archives else archive
    if any(other != common for other in archives):
        return False  # which is to be told with its place
    database.executescript(TABLES)
    jobs = list(_jobs(raws, known, common))
    problems: list[tuple[Any, ...]] = []
    areas = Areas(database)
    lines = [
        1 + raw.data.count(b"\n", 0, frame.start) for raw, frame in _pairs(raws, known)
    ]
    for done, result in enumerate(do_jobs(jobs, lambda job: _read(job, raws)), 1):
        if result is None:
            return False
        file, rows, found = result
        try:
            insert_rows(database, file, Rows(*rows), areas)
        except sqlite3.IntegrityError:
            return False  # a citekey stands twice
        problems += (
            (message, file, lines[file] + line - 1, *rest)
            for message, _, line, *rest in found
        )
        lines[file] += rows[1][1]
        if progress:
            progress(_STAGE, done / len(jobs))
    for number, frame in enumerate(known):
        problems += frame.problem_rows(number, lines[number] - 1)
    problems.sort(key=lambda row: (row[1], row[2] or 0, row[3] or 0))
    finish(
        database,
        sources,
        layouts=[_layout(raw, frame, common) for raw, frame in _pairs(raws, known)],
        profiles=[profile for frame in known for profile in frame.profiles],
        problems=problems,
    )
    return True


def _pairs(raws: Sequence[Raw], frames: Sequence[Frame]) -> Iterator[tuple[Raw, Frame]]:
    return zip(raws, frames, strict=True)


def _layout(raw: Raw, frame: Frame, archive: str | None) -> Layout:
    return Layout(
        raw.state,
        measure(raw.data[: frame.start]),
        measure(raw.data[frame.end :]),
        frame.column,
        archive,
    )


# --- what stands around the entries ----------------------------------------------


def frame_of(raw: Raw) -> Frame | None:
    """Find the entries of a file; None where that takes a parser."""
    data = raw.data
    papers = _PAPERS.search(data)
    first = papers and _FIRST_KEY.match(data, papers.end())
    if not papers or not first:
        return None
    start = first.end()
    after = _NEXT_SECTION.search(data, start)
    end = after.end() if after else len(data)
    if data.startswith(_DOCUMENTS, end):
        return None
    head = _read_around(data[:start].removeprefix(BOM), raw.path)
    tail = _read_around(data[end:], raw.path)
    if head is None or tail is None:
        return None
    if head.sections[-1:] != ("papers",):
        return None
    if not set(head.sections).isdisjoint(tail.sections):
        return None
    return Frame(start, end, len(first[1]), head, tail)


def _read_around(data: bytes, path: str) -> _Around | None:
    if not data:
        return _Around(())
    plain = _PLAIN_HEAD.fullmatch(data)
    if plain and not plain[1]:
        return _Around(("papers",))
    if plain and plain[1].decode() in NAMES:
        return _Around(("archive", "papers"), plain[1].decode())
    from paperctl.store.load import load_text

    try:
        loaded = load_text(data.decode("utf-8"), path)
    except UnicodeDecodeError:
        return None
    if loaded.has_errors or loaded.catalogue:
        return None
    (file,) = loaded.files
    return _Around(
        tuple(file.sections),
        loaded.catalogue.archive,
        tuple(loaded.catalogue.profiles),
        tuple(loaded.problems),
    )


# --- the entries -----------------------------------------------------------------


class _Job(NamedTuple):
    """A part to be read: its block's number, its file, and its place in bytes."""

    number: int
    file: int
    start: int
    end: int
    column: int
    archive: str | None
    is_last: bool


def _jobs(
    raws: Sequence[Raw], frames: Sequence[Frame], archive: str | None
) -> Iterator[_Job]:
    number = 1
    for file, (raw, frame) in enumerate(_pairs(raws, frames)):
        for start, end in _cuts(raw.data, frame):
            is_last = end == frame.end
            yield _Job(number, file, start, end, frame.column, archive, is_last)
            number += 1


def _cuts(data: bytes, frame: Frame) -> Iterator[tuple[int, int]]:
    """Cut between lines that look like citekeys."""
    key = re.compile(rb"\n" + b" " * frame.column + rb"(?=[^ \t\r\n#-])")
    start = frame.start
    while frame.end - start > blocks.SIZE:
        found = key.search(data, start + blocks.SIZE, frame.end)
        if found is None:
            break
        yield start, found.end()
        start = found.end()
    yield start, frame.end


def _read(job: _Job, raws: Sequence[Raw]) -> tuple[Any, ...] | None:
    """Work out a part's rows and problems as plain values; None if it is no such."""
    raw = raws[job.file]
    data = raw.data[job.start : job.end]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not job.is_last and not text.endswith("\n" + " " * job.column):
        return None
    part = read_part(
        text, path=raw.path, column=job.column, archive=job.archive, data=data
    )
    if part is None:
        return None
    block = Block(measure(data), tuple(zip(part.entries, part.starts, strict=True)))
    rows = rows_of(job.number, block)
    problems = [
        problem_row(problem, job.file, problem.location.line)
        for problem in part.problems
        if problem.location is not None and problem.location.line is not None
    ]
    return job.file, tuple(rows), problems
