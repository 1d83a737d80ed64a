"""A limit to the time that Python's `re` may take.

A pattern such as `(a+)+$` takes exponential time on a text that it almost matches.
On the main thread of a POSIX system an interval timer interrupts it. Elsewhere (a
thread, Windows) nothing can: the engine holds the interpreter until it is done, so
there the limit does not apply and Ctrl-C is what is left.

The timer counts the processor time of this process, not the time of day: a busy
machine, or Ctrl-Z and `fg` an hour later, are not the pattern's fault.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paperctl.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SECONDS = 2.0
"""How long a pattern may work on one entry, or on one batch of them."""
_ENTRY = 0.005
"""What an entry gives back of the time; most patterns take a hundredth of it."""

_LEAST = 0.001  # a timer of no time at all would be none


class _ExpiredError(Exception):
    """The timer went off."""


@contextmanager
def guard(
    pattern: str, *, seconds: float | None = None, limit: float | None = None
) -> Iterator[None]:
    """Limit the time of the block; a timer that runs already goes on afterwards.

    Args:
        pattern: What works in the block, for the message.
        seconds: How long it may.
        limit: What the message says instead, where some of that was used before.

    Raises:
        QueryError: The time is over.
    """
    if not can_interrupt():
        yield
        return
    seconds = SECONDS if seconds is None else seconds

    def expire(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise _ExpiredError

    handler = signal.signal(signal.SIGVTALRM, expire)
    remaining, interval = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        try:
            yield
        finally:
            left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, handler or signal.SIG_DFL)
            if remaining:
                spent = seconds - left
                signal.setitimer(
                    signal.ITIMER_VIRTUAL, max(remaining - spent, _LEAST), interval
                )
    except _ExpiredError:
        raise QueryError(
            f"the pattern took longer than {seconds if limit is None else limit:g} s",
            query=pattern,
            hint="a repeated group of repeated parts, as in (a+)+, takes forever",
        ) from None


class Budget:
    """The time of one pattern over many entries.

    A second for each of a thousand entries is as bad as one that takes forever, and
    a hundred thousand quick ones may well take longer than one slow one.
    """

    def __init__(
        self, pattern: str, *, seconds: float | None = None, entry: float = _ENTRY
    ) -> None:
        self._pattern = pattern
        self._limit = self._left = SECONDS if seconds is None else seconds
        self._entry = entry

    @contextmanager
    def guard(self, entries: int = 1) -> Iterator[None]:
        """Limit the time of an entry, or of several at once, to what is left.

        Raises:
            QueryError: The time is over.
        """
        begin = time.process_time()
        with guard(self._pattern, seconds=self._left, limit=self._limit):
            yield
        spent = time.process_time() - begin
        left = self._left - spent + self._entry * entries
        self._left = min(max(left, _LEAST), self._limit)


def can_interrupt() -> bool:
    """Whether this is the main thread of a system with interval timers."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    )
