"""A temporary folder in which programs run: no shell, little environment, limited time.

The text of a catalogue may come from anywhere. TeX's programs may write nothing outside
(`openout_any=p`, see kpathsea's manual), none finds a configuration of the user, and
none outlives its time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TICK = 0.5
_ENVIRON = {
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "openin_any": "p",
    "openout_any": "p",
    "shell_escape": "f",
}
# Windows starts nothing without them; the others say where TeX is installed.
_KEPT = ("PATH", "SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH", "TEXMFROOT", "TEXMFCNF")
_HOMES = ("HOME", "USERPROFILE", "APPDATA", "TMPDIR", "TMP", "TEMP", "TEXMFVAR")
_XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


class CannotRunError(Exception):
    """A consumer that cannot read this export, for what it is; it says why."""


class ProgramError(Exception):
    """A program that did not end, or could not be started."""


class Done(NamedTuple):
    """What a program left: its exit code, negative for a signal, and its streams."""

    code: int
    stdout: str
    stderr: str

    @property
    def ending(self) -> str:
        """How it ended, for who looks at nothing but that."""
        said = (self.stderr.strip() or self.stdout.strip()).splitlines()
        last = f": {said[-1].strip()}" if said else ""
        if self.code < 0:
            return f"was stopped by signal {-self.code}{last}"
        return f"ended with {self.code}{last}"


class Room:
    """A folder, and who may work in it how long."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        seconds: float,
        tick: Callable[[], None] | None,
    ) -> None:
        self.folder = folder
        self.environ = environ
        self.seconds = seconds
        self.tick = tick

    def put(self, name: str, text: str) -> None:
        """Write a file as it is, in UTF-8."""
        data = text.encode("utf-8", "surrogatepass")
        (self.folder / name).write_bytes(data)

    def read(self, name: str) -> str:
        """Read a file that a program wrote; empty if it wrote none."""
        with suppress(FileNotFoundError):
            return (self.folder / name).read_bytes().decode("utf-8", "replace")
        return ""

    def run(self, program: str, *arguments: str) -> Done:
        """Run a program to its end.

        Raises:
            ProgramError: It did not end in time, or could not be started.
        """
        executable = find(program, self.environ.get("PATH", ""))
        out, err = self.folder / "_stdout", self.folder / "_stderr"
        # Files, not pipes: what is written when all is over is read at once.
        with out.open("wb") as stdout, err.open("wb") as stderr:
            try:
                process = subprocess.Popen(
                    [executable or program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=stderr,
                    cwd=self.folder,
                    env=dict(self.environ),
                    start_new_session=True,
                )
            except OSError as error:
                message = f"could not be started: {error.strerror or error}"
                raise ProgramError(message) from error
            self._wait(process)
        return Done(process.returncode, self.read(out.name), self.read(err.name))

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        try:
            self._wait_in_time(process)
        except BaseException:  # Ctrl-C too
            _kill(process)
            raise

    def _wait_in_time(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + self.seconds
        while process.poll() is None:
            left = end - time.monotonic()
            if left <= 0:
                message = f"did not end within {self.seconds:.0f} s"
                raise ProgramError(f"{message}, and was stopped")
            if self.tick:
                self.tick()
            with suppress(subprocess.TimeoutExpired):
                process.wait(min(left, _TICK))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def find(program: str, path: str) -> str | None:
    """Find a program on a PATH."""
    found = shutil.which(program, path=path) if path else None
    # The programs do not run where we are: a relative PATH means our folder.
    return os.path.abspath(found) if found else None  # noqa: PTH100


@contextmanager
def open_room(
    environ: Mapping[str, str],
    seconds: float,
    tick: Callable[[], None] | None = None,
) -> Iterator[Room]:
    """Make a room, and remove it with all that is in it.

    Args:
        environ: Of which PATH is kept, and little else.
        seconds: How long a program may take.
        tick: Called now and then while one does.
    """
    with TemporaryDirectory(prefix="paperctl-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        kept = {name: environ[name] for name in _KEPT if name in environ}
        homes = dict.fromkeys((*_HOMES, *_XDG), str(folder))
        yield Room(folder, {**kept, **homes, **_ENVIRON}, seconds, tick)
