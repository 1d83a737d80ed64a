"""What the suites share: catalogues, folders of their own, and the commands."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogues import VERSION, write_catalogue
from benchmarks.measure import MeasureError, Run, after, bare_environ, run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

PAPERS = Path(__file__).resolve().parents[1] / "data" / "papers.yaml"
PROGRAM = ["-c", "from paperctl.cli.main import entry_point; entry_point()"]
EMPTY_APP = """\
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    pass


app()
"""
# An index that was written in the same moment as its catalogue may be believed less.
SETTLE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A home of its own for some of the measured processes."""

    home: Path

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment of a process in it."""
        return bare_environ(self.home)

    def paperctl(
        self,
        catalogue: Path,
        argv: Sequence[str],
        *,
        fine: Collection[int] = (0,),
        limit: float | None = None,
    ) -> Callable[[], Run]:
        """Give a measurement of a command."""
        command = [sys.executable, *PROGRAM, "--catalogue", str(catalogue), *argv]
        return partial(run, command, self.environ, fine=fine, limit=limit)

    def cold_paperctl(self, catalogue: Path, argv: Sequence[str]) -> Callable[[], Run]:
        """Give a measurement of a command with its index deleted before."""
        return after(self.forget, self.paperctl(catalogue, argv))

    @property
    def cache(self) -> Path:
        """Where paperctl keeps what it can make anew."""
        return self.home / "cache" / "paperctl"

    def forget(self) -> None:
        """Delete the index."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def forbid_cache(self) -> None:
        """Put a file where the folder of caches would be."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.cache.parent.touch()

    @property
    def index_mebibytes(self) -> float:
        """The size of all that is in the cache."""
        files = [path for path in self.cache.rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files) / (1 << 20)


@dataclass(slots=True)
class Bench:
    """One run of the measurements: its folders and what was asked for."""

    folder: Path
    kept: Path
    rounds: int
    slow_rounds: int
    sizes: tuple[int, ...] = ()
    peers: Path | None = None
    sandboxes: dict[str, Sandbox] = field(default_factory=dict)

    def chosen(self, *own: int) -> tuple[int, ...]:
        """Give the sizes to measure: those asked for, else the suite's own."""
        return self.sizes or own

    def catalogue(self, size: int) -> Path:
        """Give a catalogue of so many entries; the repository's own has 23."""
        if size == 23:
            return PAPERS
        path = self.kept / f"{size}-v{VERSION}.yaml"
        if not path.exists():
            say(f"writing {size:,} entries")
            write_catalogue(path, size)
            time.sleep(SETTLE_SECONDS)
        return path

    def sandbox(self, name: str) -> Sandbox:
        """Give the home of this name."""
        return self.sandboxes.setdefault(name, Sandbox(self.folder / name))

    def warm(self, size: int) -> Sandbox:
        """Give the home whose index of this catalogue is never deleted."""
        return self.sandbox(f"warm-{size}")

    def warm_paperctl(
        self, size: int, argv: Sequence[str], fine: Collection[int] = (0,)
    ) -> Callable[[], Run]:
        """Give a measurement of a command with its index there; the first makes it."""
        return self.warm(size).paperctl(self.catalogue(size), argv, fine=fine)

    def indexes(self) -> str:
        """Say how large the indexes are, and where a warm run had none."""
        sizes = (
            (name.removeprefix("warm-"), sandbox.index_mebibytes)
            for name, sandbox in self.sandboxes.items()
            if name.startswith("warm-")
        )
        return ", ".join(
            f"{int(size):,} entries {mebibytes:,.1f} MiB"
            if mebibytes
            else f"{int(size):,} entries none"
            for size, mebibytes in sizes
        )

    def other(
        self, command: Sequence[str], fine: Collection[int] = (0,)
    ) -> Callable[[], Run]:
        """Give a measurement of a floor."""
        return partial(run, command, self.sandbox("others").environ, fine=fine)

    def python(self, *arguments: str) -> Callable[[], Run]:
        """Give a measurement of the interpreter that also runs paperctl."""
        return self.other([sys.executable, *arguments])

    def empty_app(self) -> Callable[[], Run]:
        """Give a measurement of an empty application of the same Typer."""
        script = self.folder / "empty.py"
        script.write_text(EMPTY_APP)
        return self.python(str(script))

    def bibtool(self, size: int) -> Callable[[], Run]:
        """Give a measurement of bibtool reading a catalogue's entries as BibTeX.

        Raises:
            MeasureError: There is no bibtool, or it does not read them all.
        """
        program = tool("bibtool")
        bib = self.folder / f"{size}.bib"
        if not bib.exists():
            # Made anew in each run: it is the program's own export.
            self.warm_paperctl(size, ["export", "bibtex", "-o", str(bib)])()
            copy = self.folder / "bibtool.bib"
            self.other([program, str(bib), "-o", str(copy)])()
            read = count_entries(copy)
            if read != size:
                bib.unlink()
                raise MeasureError(f"bibtool reads {read:,} of {size:,} entries")
        return self.other([program, str(bib), "-o", "/dev/null"])


def tool(name: str) -> str:
    """Find a program.

    Raises:
        MeasureError: It is not there.
    """
    found = shutil.which(name)
    if found is None:
        raise MeasureError(f"{name} is not installed")
    return found


def count_entries(bib: Path) -> int:
    """Count the entries of a BibTeX file that a program has laid out."""
    with bib.open("rb") as lines:
        return sum(line.startswith(b"@") for line in lines)


def say(text: str) -> None:
    """Tell who waits what is going on."""
    print(text, file=sys.stderr, flush=True)
