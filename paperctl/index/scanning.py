"""Chunks ruled out by their words; the rest read and searched in order.

Where there is enough to do it is done on two threads: SQLite and RE2 leave the
interpreter to others while they work.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from paperctl.values import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from paperctl.query.grep import Pattern
    from paperctl.query.needles import Needles

_WORKERS = 2
_ENOUGH = 16  # chunks that make threads pay
_AHEAD = 2  # chunks that a thread may have ready, which bounds the memory
_ASKED = 8  # chunks whose words show whether to go on asking


class Found(NamedTuple):
    """A chunk's text, and where in it there may be matches.

    None for the places where each unit has to be looked at by itself.
    """

    text: bytes
    places: Sequence[int] | None


def rule_out(
    database: sqlite3.Connection, rows: Sequence[int], needles: Needles
) -> set[int]:
    """Find the rows of words in which no needle stands.

    Where most chunks hold one of them, as the first ones tell, no more are asked.
    """
    ruled_out: set[int] = set()
    for asked, row in enumerate(rows):
        if asked == _ASKED and len(ruled_out) * 2 < asked:
            break
        if not needles.are_in(read_part(database, row)):
            ruled_out.add(row)
    return ruled_out


def read_part(database: sqlite3.Connection, row: int) -> bytes:
    """Read a part of a chunk by the number of its row.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with database.blobopen("chunk", "data", row, readonly=True) as blob:
        return blob.read()


def scan(
    connect: Callable[[], sqlite3.Connection], rows: Sequence[int], pattern: Pattern
) -> Iterator[Found]:
    """Read texts by the numbers of their rows, and search each, in this order.

    Raises:
        sqlite3.Error: One cannot be read.
    """
    if len(rows) < _ENOUGH or (os.cpu_count() or 1) < _WORKERS:
        database = connect()
        return (_look(database, row, pattern) for row in rows)
    return _scan_on_threads(connect, rows, pattern)


def _look(database: sqlite3.Connection, row: int, pattern: Pattern) -> Found:
    text = read_part(database, row)
    places = pattern.candidates(text)
    return Found(text, None if places is None else list(places))


def _scan_on_threads(
    connect: Callable[[], sqlite3.Connection], rows: Sequence[int], pattern: Pattern
) -> Iterator[Found]:
    workers = [_Worker(connect, rows[n::_WORKERS], pattern) for n in range(_WORKERS)]
    for worker in workers:
        worker.start()
    try:
        for number in range(len(rows)):
            yield workers[number % _WORKERS].take()
    finally:
        for worker in workers:
            worker.stop()


class _Worker(threading.Thread):
    """Looks at every other chunk, a little ahead of whoever takes them."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        rows: Sequence[int],
        pattern: Pattern,
    ) -> None:
        super().__init__(daemon=True)
        self._connect = connect
        self._rows = rows
        self._pattern = pattern
        self._done: list[Any] = []
        self._ready = threading.Semaphore(0)
        self._room = threading.Semaphore(_AHEAD)
        self._is_stopped = False

    def run(self) -> None:
        """Look at the chunks; an error is for whoever takes the next one."""
        try:
            database = self._connect()
            for row in self._rows:
                self._room.acquire()
                if self._is_stopped:
                    break
                self._give(_look(database, row, self._pattern))
            database.close()
        except Exception as error:  # noqa: BLE001
            self._give(error)

    def _give(self, result: Found | Exception) -> None:
        self._done.append(result)
        self._ready.release()

    def take(self) -> Found:
        """Wait for the next one."""
        self._ready.acquire()
        result = self._done.pop(0)
        self._room.release()
        if isinstance(result, Exception):
            raise result
        found: Found = result
        return found

    def stop(self) -> None:
        """Look at no more."""
        self._is_stopped = True
        self._room.release()
