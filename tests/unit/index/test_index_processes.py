"""Work that is shared is the work that one would have done."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

from paperctl.index import processes
from paperctl.index.processes import do_jobs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is shared")


@pytest.fixture(params=[1, 2, 3])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count: int = request.param
    monkeypatch.setattr(processes, "count_processors", lambda: count)
    monkeypatch.setattr(processes, "FEWEST", 2)
    return count


def has_no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_come_in_turn(processors: int, count: int) -> None:
    assert list(do_jobs(range(count), lambda job: (job, b"x" * job))) == [
        (job, b"x" * job) for job in range(count)
    ]
    assert has_no_children()


def test_several_processes_work(processors: int) -> None:
    assert len(set(do_jobs(range(12), lambda _: os.getpid()))) == processors


def test_what_a_child_leaves_undone_is_done_here(processors: int) -> None:
    parent = os.getpid()

    def work(job: int) -> int:
        if os.getpid() != parent and job > 3:
            os._exit(1)
        return job

    assert list(do_jobs(range(9), work)) == [*range(9)]
    assert has_no_children()


def test_what_cannot_be_done_fails_here(processors: int) -> None:
    def work(job: int) -> Any:
        if job == 5:
            raise ValueError(job)
        return job

    with pytest.raises(ValueError, match="5"):
        list(do_jobs(range(9), work))
    assert has_no_children()


def test_nobody_waits_for_results_that_nobody_wants(processors: int) -> None:
    results = do_jobs(range(9), lambda job: b"x" * 1_000_000)
    next(results)
    if processors > 1:
        results.close()  # type: ignore[attr-defined]
    assert has_no_children()
