"""One writer at a time, and nothing left beside the user's file."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paperctl.errors import StoreError
from paperctl.store.lock import locked

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, time
from paperctl.store.lock import locked
with locked(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_waits_and_then_says_why(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    link = tmp_path / "link.yaml"
    path.write_text("papers: {}\n")
    link.symlink_to(path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        for name in (path, link):
            with (
                pytest.raises(StoreError, match="another paperctl is writing"),
                locked(name, wait=0.05),
            ):
                pass
        with locked(tmp_path / "other.yaml", wait=0.05):
            pass
        # However it ends: its lock ends with it.
        holder.kill()
        holder.wait()
        with locked(path, wait=5):
            pass
    assert sorted(file.name for file in tmp_path.glob("*.*")) == [
        "link.yaml",
        "papers.yaml",
    ]


def test_the_lock_ends_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    with pytest.raises(RuntimeError), locked(path):
        raise RuntimeError
    with locked(path, wait=0.05):
        pass


def test_without_a_place_for_state_the_temporary_folder_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with locked(tmp_path / "papers.yaml", wait=0.05):
        assert len([*temporary.iterdir()]) == 1


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write everywhere"
)
def test_a_state_folder_that_cannot_be_written_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = tmp_path / "state/paperctl/locks"
    locks.mkdir(parents=True)
    locks.chmod(0o555)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with locked(tmp_path / "papers.yaml", wait=0.05):
        assert len([*temporary.iterdir()]) == 1
