"""Work that processors share: what can be done piece by piece, and takes long."""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import ExitStack
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST = 4
"""So many processes at most: each has memory of its own, and one writes for all."""

FEWEST = 4
"""So many jobs make a second process pay."""

_AT_A_TIME = 8  # jobs of a block each, which is a mebibyte of text
_LENGTH = 8  # bytes, before what a child sends

Job = TypeVar("Job")


def do_jobs(jobs: Sequence[Job], work: Callable[[Job], Any]) -> Iterator[Any]:
    """Do jobs, on several processors where that can be, and give each result in turn.

    Args:
        jobs: What there is to do; children know it, since they are forked.
        work: Does one of them. It must touch nothing that processes share, such as
            a database or the place in an open file, and give what `marshal` can write.
    """
    count = min(count_processors(), MOST) if len(jobs) >= FEWEST else 1
    if count == 1:
        return map(work, jobs)
    return _with_children(count, jobs, work)


def do_some_at_a_time(jobs: Iterable[Job], work: Callable[[Job], Any]) -> Iterator[Any]:
    """Do the same with jobs that are large, of which few are made before they are done.

    Children know no job that is made after they have been started, so each few have
    children of their own.
    """
    waiting = iter(jobs)
    while some := [*islice(waiting, _AT_A_TIME)]:
        yield from do_jobs(some, work)


def count_processors() -> int:
    """Say how many processes may work at a time."""
    # Elsewhere `fork` is missing, or unsafe beside the system's own libraries.
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _with_children(
    count: int, jobs: Sequence[Job], work: Callable[[Job], Any]
) -> Iterator[Any]:
    """Do the first of every so many jobs here, and let a child do each of the others.

    What a child does not deliver is done here too, and fails here if it must.
    """
    with ExitStack() as stack:
        streams = [_start(stack, jobs[turn::count], work) for turn in range(1, count)]
        for number, job in enumerate(jobs):
            turn = number % count
            sent = _receive(streams[turn - 1]) if turn else b""
            yield marshal.loads(sent) if sent else work(job)


def _start(
    stack: ExitStack, jobs: Sequence[Job], work: Callable[[Job], Any]
) -> IO[bytes]:
    """Start a child, which is waited for once nobody reads what it has to say."""
    source, target = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        _serve(target, jobs, work)
    os.close(target)
    stack.callback(os.waitpid, child, 0)
    return stack.enter_context(os.fdopen(source, "rb"))


def _serve(target: int, jobs: Sequence[Job], work: Callable[[Job], Any]) -> None:
    """Do jobs for the parent, and end without a word, whatever happens."""
    try:
        with os.fdopen(target, "wb") as stream:
            for job in jobs:
                data = marshal.dumps(work(job))
                stream.write(len(data).to_bytes(_LENGTH, "little") + data)
                stream.flush()
    finally:
        os._exit(0)


def _receive(stream: IO[bytes]) -> bytes:
    """Read one result; nothing if the child has ended before all of it was there."""
    # Reading from the stream itself `marshal` would ask for a few bytes at a time.
    length = int.from_bytes(stream.read(_LENGTH), "little")
    data = stream.read(length)
    return data if len(data) == length else b""
