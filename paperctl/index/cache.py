"""The indexes that there are: listed, removed, and compared with their catalogues."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from paperctl.index.opening import connect, in_memory, read_state
from paperctl.index.pack import DamagedError
from paperctl.index.reader import IndexFinder, read_layouts
from paperctl.index.where import SUFFIX, file_state
from paperctl.query.ast import Everything
from paperctl.store.locate import list_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.index.opening import Which
    from paperctl.model.entry import Entry

_LEFTOVERS = (f"{SUFFIX}-journal", ".tmp", ".tmp-journal")


class IndexFile(NamedTuple):
    """An index in the cache folder.

    Attributes:
        path: Its file.
        size: In bytes.
        catalogue: The files and folders that it is of; none where it cannot be read.
        entries: How many it holds; None where it cannot be read.
        is_current: Whether it would be used as it is.
        parts: What has been made of it beyond the entries: `words`, fields of `grep`.
    """

    path: str
    size: int
    catalogue: tuple[str, ...] = ()
    entries: int | None = None
    is_current: bool = False
    parts: tuple[str, ...] = ()


def list_indexes(folder: str) -> list[IndexFile]:
    """List the indexes of a cache folder, by the names of their files."""
    return [_describe(path) for path in _paths(folder) if path.endswith(SUFFIX)]


def _paths(folder: str) -> Iterator[str]:
    """Name the files that are ours; a folder that is missing holds none."""
    names: list[str] = []
    with suppress(OSError):
        names = sorted(os.listdir(folder))  # noqa: PTH208
    for name in names:
        if name.endswith((SUFFIX, *_LEFTOVERS)) and SUFFIX in name:
            yield os.path.join(folder, name)  # noqa: PTH118


def _describe(path: str) -> IndexFile:
    size = 0
    with suppress(OSError):
        size = os.path.getsize(path)  # noqa: PTH202
    try:
        with closing(connect(path)) as database:
            return _read_description(database, path, size)
    except (sqlite3.Error, DamagedError):
        return IndexFile(path, size)


def _read_description(database: sqlite3.Connection, path: str, size: int) -> IndexFile:
    state = read_state(database, None)
    if state is None:
        return IndexFile(path, size)
    *paths, _ = state["key"].split("\n")
    layouts = read_layouts(state)
    now = [file_state(file) for named in paths for file in _files_of(named)]
    fields = database.execute("SELECT DISTINCT field FROM chunk ORDER BY field")
    words = database.execute("SELECT count(*) FROM block WHERE has_words").fetchone()[0]
    return IndexFile(
        path,
        size,
        tuple(paths),
        state["entries"],
        now == [layout.state for layout in layouts],
        (*(["words"] if words else []), *(field for (field,) in fields)),
    )


def _files_of(path: str) -> list[str]:
    from paperctl.errors import StoreError

    try:
        return [str(file) for file in list_files((path,))]
    except StoreError:
        return []


def clear(folder: str) -> list[str]:
    """Remove all indexes, and what a crash left of them; name what was removed.

    Raises:
        OSError: One cannot be removed.
    """
    removed = []
    for path in _paths(folder):
        os.unlink(path)  # noqa: PTH108
        removed.append(path)
    return removed


def verify(which: Which) -> list[str]:
    """Compare the index of a catalogue with its files; say what differs.

    Raises:
        FileNotFoundError: There is no index.
        StoreError: The catalogue cannot be read.
    """
    if not os.path.isfile(which.index_path):  # noqa: PTH113
        raise FileNotFoundError(which.index_path)
    try:
        with closing(connect(which.index_path)) as database:
            return list(_differences(database, which))
    except (sqlite3.Error, DamagedError) as error:
        return [f"it is damaged: {error}"]


def _differences(database: sqlite3.Connection, which: Which) -> Iterator[str]:
    state = read_state(database, which.key)
    if state is None:
        yield "it was made by another version of paperctl"
        return
    for (message,) in database.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield f"it is damaged: {message}"
            return
    paths = [str(path) for path in list_files(which.paths)]
    layouts = read_layouts(state)
    if [file_state(path) for path in paths] != [layout.state for layout in layouts]:
        yield "it is older than the catalogue"
        return
    finder = IndexFinder(
        database, state, paths, connect=lambda: connect(which.index_path)
    )
    indexed = {entry.citekey: entry for entry in finder.select(Everything())}
    read = {entry.citekey: entry for entry in in_memory(which).select(Everything())}
    if list(indexed) != list(read):
        yield "it has other entries than the catalogue, or in another order"
    for citekey, entry in read.items():
        yield from _compare(entry, indexed.get(citekey))


def _compare(read: Entry, indexed: Entry | None) -> Iterator[str]:
    if indexed is not None and indexed != read:
        yield f"{read.citekey} is not as the catalogue has it"
