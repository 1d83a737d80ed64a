"""The indexes that there are: listed, removed, and compared with their catalogues."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from itertools import tee
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from paperctl.errors import StoreError
from paperctl.index.opening import in_memory, read_state
from paperctl.index.reader import IndexFinder, read_layouts
from paperctl.index.texts import kept_names, kept_texts
from paperctl.index.transaction import (
    DAMAGE,
    begin_reading,
    connect,
    connect_again,
    is_passing,
)
from paperctl.index.where import file_state, is_index_name, is_own_file, paths_of
from paperctl.query.ast import Everything
from paperctl.store.locate import list_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from paperctl.index.finder import Finder
    from paperctl.index.opening import Which
    from paperctl.index.texts import Making
    from paperctl.index.transaction import Database

    State: TypeAlias = Literal["current", "outdated", "orphaned", "unusable"]
    """`outdated` is brought up to date, and `unusable` made anew, when next needed;
    the catalogue of one that is `orphaned` is gone."""


class IndexFile(NamedTuple):
    """An index in the cache folder.

    Attributes:
        path: Its file.
        size: In bytes.
        state: Whether it would be used as it is.
        catalogue: The files and folders that it is of; none where it cannot be read.
        entries: How many it holds; None where it cannot be read.
        parts: What has been made of it beyond the entries: `words`, fields of `grep`,
            `export` with the name of texts.
    """

    path: str
    size: int
    state: State = "unusable"
    catalogue: tuple[str, ...] = ()
    entries: int | None = None
    parts: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What comparing an index with its catalogue gave; no difference is the best."""

    state: State | Literal["missing"]
    differences: tuple[str, ...] = ()


# --- listing ---------------------------------------------------------------------


def list_indexes(folder: str, only: str | None = None) -> list[IndexFile]:
    """List the indexes of a cache folder, or one of them, by their names."""
    return [
        _describe(path)
        for path in _paths(folder)
        if is_index_name(os.path.basename(path)) and only in {None, path}  # noqa: PTH119
    ]


def _paths(folder: str) -> Iterator[str]:
    """Name the files that are ours; a folder that is missing holds none."""
    names: list[str] = []
    with suppress(OSError):
        names = sorted(os.listdir(folder))  # noqa: PTH208
    for name in names:
        path = os.path.join(folder, name)  # noqa: PTH118
        if is_index_name(name, or_leftover=True) and os.path.isfile(path):  # noqa: PTH113
            yield path


def _describe(path: str) -> IndexFile:
    size = _size(path)
    if not is_own_file(path):
        return IndexFile(path, size)
    try:
        with closing(connect(path)) as database:
            begin_reading(database)
            state = read_state(database, None)
            if state is None:
                return IndexFile(path, size)
            return _read_description(database, state, path, size)
    except DAMAGE:
        return IndexFile(path, size)


def _read_description(
    database: Database, state: dict[str, Any], path: str, size: int
) -> IndexFile:
    paths = paths_of(os.fsdecode(state["key"]))
    fields = database.execute("SELECT DISTINCT field FROM chunk ORDER BY field")
    texts = [f"export {name}" for name, _ in kept_names(database)]
    words = database.execute("SELECT count(*) FROM block WHERE has_words").fetchone()[0]
    return IndexFile(
        path,
        size,
        _state_of(paths, state),
        tuple(paths),
        state["entries"],
        (*(["words"] if words else []), *(field for (field,) in fields), *texts),
    )


def _state_of(paths: list[str], state: dict[str, Any]) -> State:
    if not all(map(os.path.exists, paths)):
        return "orphaned"
    now = [file_state(file) for path in paths for file in _files_of(path)]
    is_current = now == [layout.state for layout in read_layouts(state)]
    return "current" if is_current else "outdated"


def _files_of(path: str) -> list[str]:
    try:
        return [str(file) for file in list_files((path,))]
    except StoreError:
        return []


def _size(path: str) -> int:
    with suppress(OSError):
        return os.path.getsize(path)  # noqa: PTH202
    return 0


# --- removing --------------------------------------------------------------------


def clear(folder: str, only: str | None = None) -> list[tuple[str, int]]:
    """Remove all indexes, or one, with what a crash left of them.

    Returns:
        What was removed, each with its bytes.

    Raises:
        OSError: One cannot be removed; those that can are.
    """
    removed = []
    failure: OSError | None = None
    for path in _paths(folder):
        if only is not None and not path.startswith(only):
            continue
        size = _size(path)
        try:
            os.unlink(path)  # noqa: PTH108
        except FileNotFoundError:
            continue  # somebody else was quicker
        except OSError as error:
            failure = error
        else:
            removed.append((path, size))
    if failure is not None:
        raise failure
    return removed


# --- comparing -------------------------------------------------------------------


def verify(which: Which, how: Callable[[str], Making | None]) -> Verdict:
    """Compare the index of a catalogue with its files.

    `how` says how texts of a name are made.

    Raises:
        StoreError: The catalogue cannot be read, or the index not now.
    """
    path = which.index_path
    if not os.path.isfile(path):  # noqa: PTH113
        return Verdict("missing", ("there is no index of this catalogue",))
    if not is_own_file(path):
        return Verdict("unusable", ("it was made by another user",))
    try:
        with closing(connect(path)) as database:
            return _verify(database, which, how)
    except DAMAGE as error:
        if is_passing(error):
            raise StoreError(
                f"cannot read {path}: {error}", hint="try again"
            ) from error
        return Verdict("unusable", (f"it is damaged: {error}",))


def _verify(
    database: Database, which: Which, how: Callable[[str], Making | None]
) -> Verdict:
    begin_reading(database)
    state = read_state(database, which.key)
    if state is None:
        return Verdict("unusable", ("it was made by another version of paperctl",))
    for (message,) in database.execute("PRAGMA integrity_check"):
        if message != "ok":
            return Verdict("unusable", (f"it is damaged: {message}",))
    paths = [str(path) for path in list_files(which.paths)]
    layouts = read_layouts(state)
    if [file_state(path) for path in paths] != [layout.state for layout in layouts]:
        return Verdict("outdated", ("the catalogue has changed since it was made",))
    finder = IndexFinder(
        database, state, paths, connect=lambda: connect_again(database)
    )
    memory = in_memory(which)
    # What is made of the entries is only worth a look if they are right.
    found = tuple(_differences(finder, memory)) or tuple(
        _other_parts(finder, memory, how)
    )
    return Verdict("unusable" if found else "current", found)


def _differences(index: Finder, memory: Finder) -> Iterator[str]:
    every = Everything()
    indexed = {entry.citekey: entry for entry in index.select(every)}
    read = {entry.citekey: entry for entry in memory.select(every)}
    if list(indexed) != list(read):
        yield "it has other entries than the catalogue, or in another order"
    for citekey, entry in read.items():
        if citekey in indexed and indexed[citekey] != entry:
            yield f"{citekey} is not as the catalogue has it"
    if "".join(index.lines(every)) != "".join(memory.lines(every)):
        yield "`list` would print something else"
    own = [problem for problem in memory.problems if problem in index.problems]
    if own != list(index.problems):
        yield "it tells of other problems"


def _other_parts(
    index: IndexFinder, memory: Finder, how: Callable[[str], Making | None]
) -> Iterator[str]:
    from paperctl.index import chunks, words

    database = index.database
    if words.has_words(database) and not words.are_words_right(database):
        yield "`search` would find other words"
    for field in sorted(chunks.find_differences(index)):
        yield f"`grep` would look at other text in {field}"
    for name, edition in kept_names(database):
        making = how(name)
        if making is None or making.edition != edition:
            continue  # nobody reads them any more
        kept, named = tee(kept_texts(database, making))
        made = making.make(memory.resolve(citekey) for citekey, _ in named)
        for (citekey, text), now in zip(kept, made, strict=True):
            if text != now:
                yield f"`export` would write something else of {citekey} ({name})"
