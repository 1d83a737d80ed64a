"""`export --update` killed, and refused by the system: the old .bib or the new one."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.faults.test_store_faults import CALLS, OLD, World, why_no_strace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path, papers: Path) -> World:
    """A .bib without entries, which is to get three."""
    reason = why_no_strace()
    if reason:
        pytest.skip(reason)
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "refs.bib"
    command = [sys.executable, "-m", "paperctl", "-C", str(papers), "export", "bibtex"]
    return World(folder, path, [*command, "--limit", "3", "--update", str(path)])


def test_kill_at_every_call_leaves_the_old_or_the_new_file(world: World) -> None:
    calls = world.calls()
    new = world.path.read_bytes()
    assert new.startswith(OLD.encode())
    seen = set()
    for name, number in calls:
        world.reset()
        inject = f"inject={name}:signal=SIGKILL:when={number}"
        world.run("-e", f"trace={CALLS}", "-e", inject)
        found = world.path.read_bytes()
        assert found in {OLD.encode(), new}, (name, number)
        seen.add(found)
        assert all(re.fullmatch(r"\.refs.*\.tmp", left) for left in world.left())
        if found != new:
            done = world.run()
            assert done.returncode == 0, done.stderr
            assert world.path.read_bytes() == new
    assert seen == {OLD.encode(), new}


def test_a_call_that_fails_leaves_the_old_file_and_no_litter(world: World) -> None:
    calls = world.calls()
    new = world.path.read_bytes()
    failures = 0
    for name, number in calls:
        if not re.fullmatch(r"write|fsync|openat|rename\w*", name):
            continue
        world.reset()
        inject = f"inject={name}:error=ENOSPC:when={number}"
        done = world.run("-e", f"trace={CALLS}", "-e", inject)
        found = world.path.read_bytes()
        assert found in {OLD.encode(), new}, (name, number)
        assert world.left() == [], (name, number)
        assert "Traceback" not in done.stderr
        if found == OLD.encode():
            failures += 1
            assert done.returncode == 2, (name, number)
            assert "paperctl: " in done.stderr
    assert failures
