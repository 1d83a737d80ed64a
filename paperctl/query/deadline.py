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
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paperctl.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SECONDS = 2.0
"""How long a pattern may work on one entry, or on one batch of them."""


class _ExpiredError(Exception):
    """The timer went off."""


@contextmanager
def guard(pattern: str, *, seconds: float | None = None) -> Iterator[None]:
    """Limit the time of the block; a timer that runs already goes on afterwards.

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
                    signal.ITIMER_VIRTUAL, max(remaining - spent, 0.001), interval
                )
    except _ExpiredError:
        raise QueryError(
            f"the pattern took longer than {seconds:g} s",
            query=pattern,
            hint="a repeated group of repeated parts, as in (a+)+, takes forever",
        ) from None


def can_interrupt() -> bool:
    """Whether this is the main thread of a system with interval timers."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    )
