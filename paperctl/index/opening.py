"""From a catalogue's paths to somebody who answers questions about it.

The index is used while it is that of the files, brought up to date where little has
changed, else made again. Wherever that fails, memory answers.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paperctl.index import schema
from paperctl.index.reader import IndexFinder, read_file_states, read_layouts
from paperctl.index.transaction import (
    DAMAGE,
    ChangedError,
    begin_reading,
    connect,
    connect_again,
    in_the_place_of,
    is_passing,
)
from paperctl.index.where import catalogue_key, file_state, index_path, is_own_file
from paperctl.store.locate import list_files
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from paperctl.errors import Problem
    from paperctl.index.finder import Finder, Progress
    from paperctl.index.transaction import Database
    from paperctl.store.load import LoadResult

_RACY_NS = 2_000_000_000
"""A file that changed so shortly before it was read may have changed again after it
without showing it: some file systems count in seconds."""


@frozen()
class Which:
    """Which catalogue is meant, and how to come to it.

    Attributes:
        paths: Files and folders, as the user would call them.
        archive: What bare areas belong to where no file says so.
        folder: Where indexes are kept; "" for nowhere.
        progress: Told how far long work has come.
    """

    paths: tuple[Path, ...]
    archive: str | None
    folder: str
    progress: Progress | None = None

    @property
    def key(self) -> str:
        """The name of the catalogue among all others."""
        return catalogue_key(self.paths, self.archive)

    @property
    def index_path(self) -> str:
        """The path of its index."""
        return index_path(self.folder, self.key)


def open_index(which: Which) -> tuple[Finder, tuple[Problem, ...]]:
    """Open a catalogue by its index, or in memory where there can be none.

    Returns:
        Who answers, and what is wrong with folders.

    Raises:
        StoreError: A path is missing, cannot be read, or is no file.
    """
    problems: list[Problem] = []
    files = list_files(which.paths, problems)
    states = [file_state(path) for path in files]
    known = [state for state in states if state is not None]
    if not which.folder or len(known) < len(files) or not files:
        return in_memory(which), ()
    paths = [str(path) for path in files]
    try:
        found = _open(which, paths, known) or _build(which, paths)
    except DAMAGE as error:
        if is_passing(error):
            return in_memory(which), ()
        if not isinstance(error, ChangedError):
            forget(which)
        found = _build(which, paths)
    # Memory has looked at the folders by itself.
    return found, tuple(problems) if isinstance(found, IndexFinder) else ()


def in_memory(which: Which) -> Finder:
    """Load a catalogue."""
    from paperctl.index.memory import MemoryFinder

    return MemoryFinder(_load(which))


def _load(which: Which) -> LoadResult:
    from paperctl.store.load import load

    tell = which.progress
    if tell is None:
        return load(*which.paths, archive=which.archive)
    loaded = load(
        *which.paths,
        archive=which.archive,
        progress=lambda part: tell("reading", part),
    )
    tell("reading", 1.0)
    return loaded


def forget(which: Which) -> None:
    """Remove the index, if there is one, unless somebody writes to it right now.

    The journal of who does would be played back into the one that comes next.
    """
    path = which.index_path
    with suppress(OSError, sqlite3.Error), in_the_place_of(path):
        os.unlink(path)  # noqa: PTH108


# --- an index that is there ------------------------------------------------------


def _open(
    which: Which, paths: Sequence[str], states: Sequence[tuple[int, ...]]
) -> Finder | None:
    """Open the index, and bring it up to date; None where it has to be made."""
    if not is_own_file(which.index_path):  # connect() would make one
        return None
    database = connect(which.index_path)
    state = None
    try:
        begin_reading(database)
        state = _current_state(database, which.key, paths, states)
    finally:
        if state is None:
            database.close()
    return None if state is None else _finder(database, state, paths, which)


def _finder(
    database: Database, state: dict[str, Any], paths: Sequence[str], which: Which
) -> Finder:
    database.edition = state["edition"]
    return IndexFinder(
        database,
        state,
        paths,
        connect=lambda: connect_again(database),
        progress=which.progress,
    )


def _current_state(
    database: Database,
    key: str,
    paths: Sequence[str],
    states: Sequence[tuple[int, ...]],
) -> dict[str, Any] | None:
    state = read_state(database, key)
    seen = [] if state is None else read_file_states(state)
    if state is None or len(seen) != len(paths):
        return None
    suspects = [
        number
        for number, now in enumerate(states)
        if now != seen[number] or _is_racy(now, state["read_ns"])
    ]
    return _refreshed(database, state, key, paths, suspects) if suspects else state


def read_state(database: Database, key: str | None) -> dict[str, Any] | None:
    """Read what an index says of itself; None if it is another program's or key's."""
    rows = database.execute(
        "SELECT name, value FROM state WHERE name NOT LIKE 'derived %'"
    )
    state: dict[str, Any] = dict(rows.fetchall())
    if state.get("format") != schema.FORMAT:
        return None
    is_meant = key is None or os.fsencode(key) == state.get("key")
    return state if is_meant else None


def _refreshed(
    database: Database,
    state: dict[str, Any],
    key: str,
    paths: Sequence[str],
    suspects: Iterable[int],
) -> dict[str, Any] | None:
    """Bring an index up to date; None where it has to be made again."""
    from paperctl.index import update
    from paperctl.index.transaction import writing

    read_ns = time.time_ns()
    layouts = read_layouts(state)
    seen: dict[int, update.Seen] = {}
    for number in suspects:
        now = update.review(database, number, paths[number], layouts[number])
        if now is None:
            return None
        seen[number] = now
    is_same = all(now.change is None for now in seen.values())
    is_racy = any(_is_racy(now.state, read_ns) for now in seen.values())
    was_touched = any(now.state != layouts[at].state for at, now in seen.items())
    if is_same and is_racy and not was_touched:
        return state  # and no surer than before
    try:
        with writing(database):
            current = read_state(database, key)
            if current is None:
                return None
            if not update.refresh(database, current, paths, seen, read_ns):
                return None
    except sqlite3.Error as error:
        if not is_passing(error):
            raise
        if not is_same:
            return None
    # Somebody else may have written once more.
    return read_state(database, key)


def _is_racy(state: tuple[int, ...], read_ns: int) -> bool:
    """Whether a file changed so lately that it could do so again unseen."""
    _, mtime_ns, _, ctime_ns = state
    return max(mtime_ns, ctime_ns) > read_ns - _RACY_NS


# --- a new index -----------------------------------------------------------------


def _build(which: Which, paths: Sequence[str]) -> Finder:
    """Write an index, and open it; where that cannot be done, load the files."""
    from paperctl.index import build, parts
    from paperctl.index.memory import MemoryFinder
    from paperctl.store.file import read_file

    sources = build.Sources(which.key, time.time_ns())
    states = [file_state(path) for path in paths]
    size = sum(state[0] for state in states if state is not None)
    if size >= parts.ENOUGH:
        raws = [read_file(path) for path in paths]

        def fill(database: sqlite3.Connection) -> bool:
            archive, progress = which.archive, which.progress
            return parts.fill_by_parts(database, raws, archive, sources, progress)

        found = _written(which, paths, size, fill)
        if found is not None:
            return found
    loaded = _load(which)
    memory = MemoryFinder(loaded)
    if [file.path for file in loaded.files] != list(paths):
        return memory  # a folder has changed meanwhile
    if not build.can_be_indexed(loaded):
        return memory

    def fill_from(database: sqlite3.Connection) -> bool:
        return build.fill_from(database, loaded, sources, which.progress)

    # An index is a convenience, and memory has all of it.
    found = _written(which, paths, size, fill_from)
    return memory if found is None else found


def _written(
    which: Which,
    paths: Sequence[str],
    size: int,
    fill: Callable[[sqlite3.Connection], bool],
) -> Finder | None:
    """Write an index and open it; None where it cannot be written."""
    from paperctl.index.build import build

    try:
        os.makedirs(which.folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        if not build(which.index_path, size, fill):
            return None
        database = connect(which.index_path)
        begin_reading(database)
        state = read_state(database, which.key)
    except (OSError, *DAMAGE):
        return None
    if state is None or len(read_file_states(state)) != len(paths):
        return None
    return _finder(database, state, paths, which)
