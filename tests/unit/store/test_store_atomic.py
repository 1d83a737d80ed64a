"""A file is replaced whole, or is exactly what it was."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paperctl.errors import StoreError
from paperctl.store.atomic import write_atomic
from paperctl.store.file import read_file

OLD = "old\n"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "papers.yaml"
    path.write_text(OLD)
    return path


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_the_mode_is_kept(target: Path, mode: int) -> None:
    target.chmod(mode)
    write_atomic(target, "new\n")
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert names(target) == ["papers.yaml"]


def test_a_new_file_has_the_mode_of_the_umask(target: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(target.with_name("new.yaml"), b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.with_name("new.yaml").stat().st_mode) == 0o640


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link(target: Path, tmp_path: Path, exists: bool) -> None:
    if not exists:
        target.unlink()
    link = tmp_path / "link.yaml"
    link.symlink_to(Path("folder") / "papers.yaml")
    write_atomic(link, "new\r\n")
    assert link.is_symlink()
    assert target.read_bytes() == b"new\r\n"


def test_a_link_in_a_circle_is_an_error(tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(link)
    with pytest.raises(StoreError, match="cannot write"):
        write_atomic(link, "new")
    assert link.is_symlink()


@pytest.mark.parametrize("change", ["edit", "same size", "replace", "delete"])
def test_a_file_that_changed_meanwhile_is_refused(target: Path, change: str) -> None:
    stamp = read_file(target).stamp
    match change:
        case "edit":
            target.write_text("longer than before\n")
        case "same size":
            state = target.stat()
            target.write_text("OLD\n")
            os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
        case "replace":
            other = target.with_name("other")
            other.write_text("other\n")
            other.replace(target)
        case _:
            target.unlink()
    left = target.read_text() if target.exists() else None
    with pytest.raises(StoreError, match="has changed since it was read"):
        write_atomic(target, "new\n", unchanged_since=stamp)
    assert (target.read_text() if target.exists() else None) == left
    assert names(target) == (["papers.yaml"] if left is not None else [])


def test_a_file_that_was_only_touched_is_written(target: Path) -> None:
    stamp = read_file(target).stamp
    os.utime(target)
    write_atomic(target, "new\n", unchanged_since=stamp)
    assert target.read_text() == "new\n"


def test_half_a_character_is_refused_before_anything_is_opened(target: Path) -> None:
    with pytest.raises(StoreError, match="half a character"):
        write_atomic(target, "a\ud800b")
    assert target.read_text() == OLD
    assert names(target) == ["papers.yaml"]


def test_a_full_disk_leaves_the_old_file(target: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        with pytest.raises(StoreError, match="File too large"):
            write_atomic(target, "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert target.read_text() == OLD
    assert names(target) == ["papers.yaml"]


def test_devices_are_written_to(target: Path) -> None:
    write_atomic("/dev/null", "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_device_is_an_error() -> None:
    with pytest.raises(StoreError, match="No space left"):
        write_atomic("/dev/full", "x")


def test_standard_output_can_be_the_target(tmp_path: Path) -> None:
    code = (
        "from paperctl.store.atomic import write_atomic;"
        "write_atomic('/dev/stdout', 'é\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == "é\n".encode()


@pytest.mark.parametrize("name", ["no/such/folder/x.yaml", "", "a" * 300])
def test_impossible_targets_are_errors(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        write_atomic(tmp_path / name, "x")


def test_the_longest_name_leaves_room_for_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250 + ".yaml")
    write_atomic(path, "x")
    write_atomic(path, "y")
    assert path.read_text() == "y"


def test_the_longest_name_of_wide_letters_too(tmp_path: Path) -> None:
    path = tmp_path / ("論" * 83 + ".yaml")
    write_atomic(path, "x")
    assert path.read_text() == "x"


def test_a_nul_in_the_name_is_an_error() -> None:
    with pytest.raises(StoreError):
        write_atomic("a\0b", "x")


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="root writes everywhere"
)
def test_a_folder_that_cannot_be_written_to_is_an_error(target: Path) -> None:
    target.parent.chmod(0o555)
    try:
        with pytest.raises(StoreError, match="Permission denied"):
            write_atomic(target, "new")
    finally:
        target.parent.chmod(0o755)
    assert target.read_text() == OLD
