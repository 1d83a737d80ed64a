from __future__ import annotations

import re
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from paperctl.errors import QueryError
from paperctl.query.deadline import Budget, can_interrupt, guard

if TYPE_CHECKING:
    from collections.abc import Iterator

posix = pytest.mark.skipif(not can_interrupt(), reason="needs interval timers")
RUNAWAY = re.compile("(a+)+$")


@posix
def test_a_runaway_pattern_is_stopped_and_named() -> None:
    with (
        pytest.raises(QueryError, match=r"longer than 0\.05 s") as caught,
        guard("(a+)+$", seconds=0.05),
    ):
        RUNAWAY.search("a" * 60 + "b")
    assert caught.value.query == "(a+)+$"


@posix
def test_handler_and_timer_are_put_back() -> None:
    def handler(*_: object) -> None:
        pass

    before = signal.signal(signal.SIGVTALRM, handler)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    try:
        with guard("a", seconds=5):
            pass
        assert signal.getsignal(signal.SIGVTALRM) is handler
        assert 50 < signal.getitimer(signal.ITIMER_VIRTUAL)[0] < 61
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@posix
def test_no_timer_is_left_behind() -> None:
    with guard("a"):
        pass
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def work(budget: Budget, *, entries: int, seconds: float) -> Iterator[int]:
    """Burn processor time for each of some entries."""
    for number in range(entries):
        with budget.guard():
            end = time.process_time() + seconds
            while time.process_time() < end:
                pass
        yield number


@posix
def test_a_pattern_that_is_slow_on_each_of_many_entries_is_stopped() -> None:
    budget = Budget("slow", seconds=0.2)
    assert len(list(work(budget, entries=5, seconds=0.02))) == 5
    with pytest.raises(QueryError, match=r"longer than 0\.2 s"):
        list(work(budget, entries=10, seconds=0.02))


@posix
def test_a_pattern_that_is_quick_on_each_entry_may_see_any_number() -> None:
    budget = Budget("quick", seconds=0.02, entry=0.01)
    assert len(list(work(budget, entries=100, seconds=0.001))) == 100
    # What was not used is not kept for a runaway.
    with pytest.raises(QueryError, match="longer than"):
        list(work(budget, entries=1, seconds=1))


def test_other_threads_run_without_a_limit() -> None:
    seen: list[bool] = []

    def run() -> None:
        with guard("a", seconds=0.001):
            seen.append(can_interrupt())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [False]
