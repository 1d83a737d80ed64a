"""Fixtures for every test: a world without network or home folder, and two runners."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import hypothesis
import pytest

from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
TODAY = datetime.date(2026, 11, 23)

# The gate tries the same examples every time; on a desk each run tries new ones.
hypothesis.settings.register_profile(
    "here", derandomize=bool(os.environ.get("CI")), max_examples=examples(100)
)
hypothesis.settings.load_profile("here")


# A gate that a shell runs in the background ignores Ctrl-C, and so would the programs
# that it starts; some tests send them one.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the program left: exit code, results, talk."""

    code: int
    stdout: str
    stderr: str


class Run(Protocol):
    """Run the program in this process; see the fixture `run`."""

    def __call__(
        self,
        *argv: str,
        catalogue: Path | None = None,
        tty: bool = False,
        width: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str = "",
        today: datetime.date = TODAY,
    ) -> Result: ...


class Spawn(Protocol):
    """Run the program in a process of its own; see the fixture `spawn`."""

    def __call__(
        self,
        *argv: str,
        catalogue: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str = "",
        python: tuple[str, ...] = ("-m", "paperctl"),
    ) -> Result: ...


@pytest.fixture(autouse=True)
def _bare_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test an empty home and an environment that says nothing."""
    for name in list(os.environ):
        if name.startswith("PAPERCTL_"):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM"):
        monkeypatch.delenv(name, raising=False)
    # Hundreds of tests start the program: it need not be compiled each time.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach the network; sockets within the machine are fine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            pytest.fail(f"a test wants to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def papers() -> Path:
    """The repository's own catalogue of 23 papers."""
    return ROOT / "data" / "papers.yaml"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in this process, through its own error boundary.

    Standard output is a pipe, or with `tty` a terminal `width` cells wide (80);
    `env` is laid over the bare environment of the test.
    """

    def run(
        *argv: str,
        catalogue: Path | None = None,
        tty: bool = False,
        width: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str = "",
        today: datetime.date = TODAY,
    ) -> Result:
        from paperctl.cli import main
        from paperctl.cli.context import Context

        folder = cwd or tmp_path
        stdout, stderr = StringIO(), StringIO()
        context = Context(
            stdout=stdout,
            stderr=stderr,
            stdin=StringIO(stdin),
            environ=os.environ | dict(env or {}),
            cwd=folder,
            stdout_is_terminal=tty,
            stderr_is_terminal=tty,
            width=width or 80 if tty else width,
            today=today,
        )
        with contextlib.chdir(folder):
            code = main.run(_arguments(argv, catalogue), context)
        return Result(int(code), stdout.getvalue(), stderr.getvalue())

    return run


@pytest.fixture
def spawn(tmp_path: Path) -> Spawn:
    """Run the real program, `python -m paperctl`, with all three streams piped."""

    def spawn(
        *argv: str,
        catalogue: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str = "",
        python: tuple[str, ...] = ("-m", "paperctl"),
    ) -> Result:
        done = subprocess.run(
            [sys.executable, *python, *_arguments(argv, catalogue)],
            input=stdin.encode(),
            capture_output=True,
            check=False,
            cwd=cwd or tmp_path,
            env=os.environ | dict(env or {}),
            timeout=60,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return spawn


def _arguments(argv: tuple[str, ...], catalogue: Path | None) -> list[str]:
    return [*(("-C", str(catalogue)) if catalogue else ()), *argv]
