"""Reading an index as it was at one moment, and writing to it beside others.

Whoever reads holds one transaction from begin to end, so that all answers are of one
version of the catalogue. It is let go only while something is written, and whether the
entries are still the same is asked after that.

An index is trusted only as its last writer left it. Each one turns the time of the file
back to the one that it was made with: whatever else writes to it shows, and nothing has
to be summed up.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from paperctl.index.pack import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT = 5.0  # seconds, for another process that writes
_MOMENT = 0.05  # seconds, where what would be written is not worth more
_SECOND_NS = 1_000_000_000
_STEP = 2  # seconds: no file system keeps times less exactly
_TRIES = 25
_PAUSE = 0.01  # seconds; a writer needs less from its end to setting the time
_GET = "SELECT value FROM state WHERE name = ?"
# SQLite's own words for "not now" and "not here": nothing is wrong with the index.
_PASSING = frozenset({5, 6, 8, 10, 13, 14})

DAMAGE = (DamagedError, sqlite3.Error, LookupError, TypeError, ValueError)
"""What may come of reading bytes that are not those that were written."""


class ChangedError(DamagedError):
    """The index is sound, but not any more the one that was opened."""


class Database(sqlite3.Connection):
    """An open index.

    Attributes:
        path: Its file.
        inode: What tells that file from another of the name; None where it is unsure.
        edition: The version of the entries that is being read; None until it is known.
    """

    path = ""
    inode: tuple[int, int] | None = None
    edition: int | None = None


def connect(path: str) -> Database:
    """Open an index; transactions are begun where they are needed."""
    before = inode_of(path)
    database = sqlite3.connect(
        path, timeout=_WAIT, isolation_level=None, factory=Database
    )
    database.path = path
    database.inode = before if before == inode_of(path) else None
    return database


def connect_again(database: Database) -> Database:
    """Open the same index once more, for a thread of its own.

    Raises:
        ChangedError: Another one stands in its place.
    """
    other = connect(database.path)
    if other.inode is None or other.inode != database.inode:
        other.close()
        raise ChangedError("another index stands in its place")
    return other


def inode_of(path: str) -> tuple[int, int] | None:
    """Tell a file from others that have had its name."""
    try:
        state = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return (state.st_dev, state.st_ino)


def is_passing(error: BaseException) -> bool:
    """Whether the index may be sound, and only cannot be had now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING


# --- the time of the file --------------------------------------------------------


def new_stamp() -> int:
    """Choose the time that an index is to have, in seconds."""
    return int(time.time()) // _STEP * _STEP


def put_stamp(path: str, stamp: int) -> None:
    """Say that the file is as we left it.

    Raises:
        OSError: The file system does not let us.
    """
    os.utime(path, (stamp, stamp))


def has_stamp(path: str, stamp: Any) -> bool:
    """Whether nothing else has written to the file."""
    try:
        found = os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return False
    return isinstance(stamp, int) and found == stamp * _SECOND_NS


# --- reading ---------------------------------------------------------------------


def begin_reading(database: Database) -> None:
    """See the index from here on as it is now.

    Raises:
        DamagedError: Something else has written to it.
        ChangedError: The entries are not those that were read before.
        sqlite3.Error: It cannot be read.
    """
    for _ in range(_TRIES):
        database.execute("BEGIN")
        try:
            stamp = _value(database, "stamp")
            _check_edition(database)
        except BaseException:
            end_reading(database)
            raise
        # An index of other programs has none, which is for the caller to see.
        if stamp is None or has_stamp(database.path, stamp):
            return
        # Perhaps somebody has written right now, and comes to the time next.
        end_reading(database)
        _check_place(database)
        time.sleep(_PAUSE)
    raise DamagedError("something else has written to it")


def end_reading(database: Database) -> None:
    """Let others write."""
    if database.in_transaction:
        database.execute("ROLLBACK")


def _value(database: Database, name: str) -> Any:
    row = database.execute(_GET, (name,)).fetchone()
    return row and row[0]


def _check_edition(database: Database) -> None:
    if database.edition is not None and database.edition != _value(database, "edition"):
        raise ChangedError("the entries have changed")


# --- writing ---------------------------------------------------------------------


@contextmanager
def writing(database: Database, *, is_patient: bool = True) -> Iterator[None]:
    """Write all of it or nothing, as the only one who does.

    Whoever is not patient hardly waits for others to be done.

    Raises:
        sqlite3.OperationalError: Somebody else writes, or reads, all the time.
        ChangedError: The index is not any more the one that was opened.
    """
    was_reading = database.in_transaction
    # Two who read and wait for each other to end would wait for ever.
    end_reading(database)
    _wait_for_others(database, _WAIT if is_patient else _MOMENT)
    try:
        with _transaction(database):
            yield
        stamp = _value(database, "stamp")
        if stamp is not None:
            with suppress(OSError):  # then the next one makes it anew
                put_stamp(database.path, stamp)
    finally:
        _wait_for_others(database, _WAIT)
        if was_reading:
            begin_reading(database)


def _wait_for_others(database: Database, seconds: float) -> None:
    database.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


@contextmanager
def _transaction(database: Database) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        _check_place(database)
        _check_edition(database)
        yield
        database.execute("COMMIT")
    except BaseException:
        # Also where COMMIT fails, since somebody reads: it would be tried again.
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def _check_place(database: Database) -> None:
    """See that nobody has put another index in the place of the one we have open.

    The journal of a transaction is found by its name, and would be that of the other.
    """
    if database.inode is None or database.inode != inode_of(database.path):
        raise ChangedError("another index stands in its place")


@contextmanager
def in_the_place_of(path: str) -> Iterator[None]:
    """Keep others from writing to an index while another is put in its place.

    Raises:
        sqlite3.Error: Somebody writes all the time.
    """
    old = connect(path) if os.path.isfile(path) else None  # noqa: PTH113
    try:
        if old is not None:
            try:
                old.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                if is_passing(error):
                    raise
                old.close()  # it is no index, and nobody writes to it
                old = None
        if old is None:
            # What a crash left of another one would be played back into the new one.
            with suppress(OSError):
                os.unlink(f"{path}-journal")  # noqa: PTH108
        yield
    finally:
        if old is not None:
            old.close()
