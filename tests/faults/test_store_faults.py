"""The promise of every writer: whatever happens, the old file or the new one.

Each file-system call of a write is made to be the last one of its process, or to fail,
in turn (strace does both); and several writers come at once.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paperctl.store.load import load

if TYPE_CHECKING:
    from pathlib import Path

CALLS = (
    "mkdir,openat,flock,write,fsync,fdatasync,close,chmod,fchmod,fchmodat,"
    "rename,renameat,renameat2,unlink,unlinkat"
)
OLD_ENTRY = "papers:\n  old:\n    title: Old\n"
OLD = f"# kept\n{OLD_ENTRY}"
ADD = """
import sys
from paperctl.model import Entry
from paperctl.store.edit import add
from paperctl.store.load import load
load(sys.argv[1])  # so that all modules are there
add(sys.argv[1], [Entry(citekey=sys.argv[2], title="N" * 20_000)])
"""
SAVE = """
import sys
from paperctl.model import Catalogue, Entry
from paperctl.store.save import save
save(Catalogue([Entry(citekey=sys.argv[2], title="N" * 20_000)]), sys.argv[1])
"""


@cache
def why_no_strace() -> str:
    """Say why strace cannot be used; empty where it can."""
    program = shutil.which("strace")
    if program is None:
        return "strace is not installed"
    test = [program, "-o", os.devnull, "-e", "inject=fsync:error=EIO", "true"]
    done = subprocess.run(test, capture_output=True, check=False)
    return "" if done.returncode == 0 else f"strace may not trace: {done.stderr!r}"


pytestmark = pytest.mark.slow


@pytest.fixture
def strace() -> None:
    reason = why_no_strace()
    if reason:
        pytest.skip(reason)


class World(NamedTuple):
    """A catalogue in a folder of its own, and the command that writes to it."""

    folder: Path
    path: Path
    command: list[str]

    def reset(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()
        self.path.write_text(OLD)

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the command, under strace if there are options for it."""
        prefix = ["strace", "-f", "-o", f"{self.folder}.trace", *options]
        return subprocess.run(
            [*(prefix if options else ()), *self.command],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder.parent,
            env=os.environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=60,
        )

    def calls(self) -> list[tuple[str, int]]:
        """Name each call of a write, from the lock on, by its number of its kind."""
        self.reset()
        done = self.run("-e", f"trace={CALLS}")
        assert done.returncode == 0, done.stderr
        counts: dict[str, int] = {}
        found: list[tuple[str, int]] = []
        trace = self.folder.with_name(f"{self.folder.name}.trace").read_text()
        for line in trace.splitlines():
            call = re.match(r"\d+ +(\w+)\(", line)
            if call is None:
                continue
            name = call[1]
            counts[name] = counts.get(name, 0) + 1
            if found or ("/locks" in line and name in {"mkdir", "openat"}):
                found.append((name, counts[name]))
        assert {"write", "fsync", "close"} <= {name for name, _ in found}
        assert any(name.startswith("rename") for name, _ in found)
        return found

    def left(self) -> list[str]:
        return [file.name for file in self.folder.iterdir() if file != self.path]


def make_world(tmp_path: Path, *command: str) -> World:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "papers.yaml"
    arguments = [str(path) if word == "PATH" else word for word in command]
    return World(folder, path, [sys.executable, *arguments])


PAGE_IMPORT = (
    "-m",
    "paperctl",
    "-C",
    "PATH",
    "import",
    "PAGE",
    "--as-of",
    "2026-11-23",
)


def importing_lines(folder: Path) -> tuple[str, ...]:
    """Import a compressed snapshot, which is read line by line."""
    lines = "".join(
        json.dumps(
            {
                "id": f"2302.{number:05d}",
                "title": f"Paper {number} has a title of its own",
                "abstract": "long " * 50,
                "versions": [{"version": "v1", "created": "Mon, 6 Feb 2023 19:18:42"}],
            }
        )
        + "\n"
        for number in range(40)
    )
    path = folder / "snapshot.json.gz"
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))
    return ("-m", "paperctl", "-C", "PATH", "import", str(path))


def importing(root: Path) -> tuple[str, ...]:
    page = str(root / "seeds" / "author-page.txt")
    return tuple(page if word == "PAGE" else word for word in PAGE_IMPORT)


@pytest.mark.parametrize("writer", ["add", "save", "import", "rename", "stream"])
def test_kill_at_every_call_leaves_the_old_or_the_new_file(
    tmp_path: Path, root: Path, strace: None, writer: str
) -> None:
    commands = {
        "add": ("-c", ADD, "PATH", "new"),
        "save": ("-c", SAVE, "PATH", "new"),
        "import": importing(root),
        "stream": importing_lines(tmp_path),
        "rename": ("-m", "paperctl", "-C", "PATH", "rename", "old", "new"),
    }
    world = make_world(tmp_path, *commands[writer])
    calls = world.calls()
    new = world.path.read_bytes()
    assert new != OLD.encode()
    seen = set()
    for name, number in calls:
        world.reset()
        inject = f"inject={name}:signal=SIGKILL:when={number}"
        world.run("-e", f"trace={CALLS}", "-e", inject)
        found = world.path.read_bytes()
        assert found in {OLD.encode(), new}, (name, number)
        seen.add(found)
        # What is left over is hidden, and nothing waits for the dead one's lock.
        assert all(re.fullmatch(r"\.papers.*\.tmp", left) for left in world.left())
        assert load(world.folder).catalogue == load(world.path).catalogue
        if found == OLD.encode():
            assert world.run().returncode == 0
            assert world.path.read_bytes() == new
    assert seen == {OLD.encode(), new}


@pytest.mark.parametrize("writer", ["add", "import", "stream"])
@pytest.mark.parametrize("error", ["ENOSPC", "EACCES", "EROFS", "EIO"])
def test_a_call_that_fails_leaves_the_old_file_and_no_litter(
    tmp_path: Path, root: Path, strace: None, writer: str, error: str
) -> None:
    commands = {
        "add": ("-c", ADD, "PATH", "new"),
        "import": importing(root),
        "stream": importing_lines(tmp_path),
    }
    world = make_world(tmp_path, *commands[writer])
    calls = world.calls()
    new = world.path.read_bytes()
    kinds = {"ENOSPC": r"write|fsync|openat", "EIO": r"fsync|write"}
    wanted = kinds.get(error, r"openat|rename\w*|mkdir")
    failures = 0
    for name, number in calls:
        if not re.fullmatch(wanted, name):
            continue
        world.reset()
        inject = f"inject={name}:error={error}:when={number}"
        done = world.run("-e", f"trace={CALLS}", "-e", inject)
        found = world.path.read_bytes()
        assert found in {OLD.encode(), new}, (name, number)
        assert world.left() == [], (name, number)
        if done.returncode == 0:
            assert found == new
        elif found == OLD.encode():
            failures += 1
            assert "StoreError" in done.stderr or "paperctl: " in done.stderr
        if writer != "add":
            assert "Traceback" not in done.stderr
    assert failures


def test_eight_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text(OLD)
    running = [
        subprocess.Popen([sys.executable, "-c", ADD, str(path), f"new{number}"])
        for number in range(8)
    ]
    assert [process.wait(60) for process in running] == [0] * 8
    result = load(path)
    assert not result.has_errors
    assert {*result.catalogue} == {"old", *(f"new{number}" for number in range(8))}
    assert path.read_text().startswith(OLD)
    assert [*tmp_path.glob(".papers*")] == []


def test_eight_importing_at_once_lose_nothing(tmp_path: Path, root: Path) -> None:
    page = (root / "seeds" / "author-page.txt").read_text()
    titles = [entry.title for entry in load(root / "data").catalogue.entries][:8]
    path = tmp_path / "papers.yaml"
    path.write_text(OLD)
    commands = []
    for number, title in enumerate(titles):
        # Each page has one title of its own, so that each import adds something else.
        own = tmp_path / f"page{number}.txt"
        assert title in page
        own.write_text(page.replace(title, f"Number {number} {title}"))
        commands.append(
            [sys.executable, "-m", "paperctl", "-C", str(path), "import", str(own)]
        )
    for attempt in range(8):
        running = [
            subprocess.Popen(command, stdout=-1, stderr=-1, text=True)
            for command in commands
        ]
        ended = [(process, process.communicate(timeout=60)) for process in running]
        lost = [
            command
            for command, (process, _) in zip(commands, ended, strict=True)
            if process.returncode
        ]
        for process, (_, talk) in ended:
            assert process.returncode in {0, 2}
            if process.returncode:
                assert "nothing was written" in talk
                assert "run the command again" in talk
        assert not load(path).has_errors
        assert len(lost) < len(commands), "one of them must have won"
        commands = lost
        if not commands:
            break
        assert attempt < 7
    found = {entry.title for entry in load(path).catalogue.entries}
    assert {f"Number {number} {title}" for number, title in enumerate(titles)} <= found
    assert len(load(path).catalogue) == 1 + 23 + 8


# --- what an import meets in a folder ----------------------------------------------

SOURCES = ("import", "stream")


def command_of(writer: str, root: Path, folder: Path) -> tuple[str, ...]:
    return importing(root) if writer == "import" else importing_lines(folder)


@pytest.mark.parametrize("writer", SOURCES)
def test_an_import_through_a_link_writes_to_what_it_leads_to(
    tmp_path: Path, root: Path, writer: str
) -> None:
    world = make_world(tmp_path, *command_of(writer, root, tmp_path))
    real = tmp_path / "elsewhere" / "real.yaml"
    real.parent.mkdir()
    real.write_text(OLD)
    real.chmod(0o640)
    world.path.symlink_to(real)
    assert world.run().returncode == 0
    assert world.path.is_symlink()
    assert OLD_ENTRY in real.read_text()
    assert len(load(real).catalogue) > 20
    assert real.stat().st_mode & 0o777 == 0o640
    assert [*real.parent.iterdir()] == [real]


@pytest.mark.parametrize("writer", SOURCES)
@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are POSIX's")
def test_an_import_into_a_folder_that_is_read_only_changes_nothing(
    tmp_path: Path, root: Path, writer: str
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    world = make_world(tmp_path, *command_of(writer, root, tmp_path))
    world.reset()
    world.folder.chmod(0o500)
    try:
        done = world.run()
    finally:
        world.folder.chmod(0o700)
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert world.path.read_text() == OLD
    assert world.left() == []


@pytest.mark.parametrize("writer", SOURCES)
@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on files")
def test_an_import_that_meets_a_full_disk_changes_nothing(
    tmp_path: Path, root: Path, writer: str
) -> None:
    world = make_world(tmp_path, *command_of(writer, root, tmp_path))
    world.reset()
    limited = (
        "import resource, runpy, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_module('paperctl', run_name='__main__', alter_sys=True)\n"
    )
    arguments = world.command[3:]  # without "-m paperctl"
    world.command[1:] = ["-c", limited, "paperctl", *arguments]
    done = world.run()
    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert world.path.read_text() == OLD
    assert world.left() == []


@pytest.mark.parametrize("writer", SOURCES)
def test_eight_importing_the_same_at_once_add_it_once(
    tmp_path: Path, root: Path, writer: str
) -> None:
    world = make_world(tmp_path, *command_of(writer, root, tmp_path))
    world.reset()
    running = [
        subprocess.Popen(world.command, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    ended = [(process, process.communicate(timeout=120)[1]) for process in running]
    for process, talk in ended:
        assert process.returncode in {0, 2}, talk
        assert process.returncode == 0 or "nothing was written" in talk, talk
    assert any(process.returncode == 0 for process, _ in ended)
    found = load(world.path)
    assert not found.has_errors
    assert len(found.catalogue) == 1 + (23 if writer == "import" else 40)
    assert OLD_ENTRY in world.path.read_text()
    assert world.left() == []


@pytest.mark.skipif(sys.platform != "linux", reason="signals are POSIX's")
def test_an_interrupted_stream_leaves_the_old_file_and_no_litter(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, *importing_lines(tmp_path))
    world.reset()
    world.command[-1:] = ["-", "--from", "arxiv-snapshot"]
    with subprocess.Popen(
        world.command, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        line = '{"id": "2302.%05d", "title": "%s"}\n'
        for number in range(10):
            process.stdin.write((line % (number, f"T{number} " * 300_000)).encode())
            process.stdin.flush()
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert process.stderr is not None
        talk = process.stderr.read()
    assert process.returncode == 130, talk
    assert world.path.read_text() == OLD
    assert world.left() == []
