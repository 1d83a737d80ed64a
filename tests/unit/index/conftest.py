"""A catalogue beside the folder of its index, opened as often as one likes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.index import blocks, update
from paperctl.index.opening import Which, open_index
from paperctl.index.reader import IndexFinder
from paperctl.query.ast import Everything
from paperctl.store import load as loading
from paperctl.store.partial import read_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paperctl.errors import Problem
    from paperctl.index.finder import Finder

LONG_AGO = 1_000_000_000


class Bench:
    """One catalogue, its index, and what was read for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.paths: tuple[Path, ...] = (folder / "papers.yaml",)
        self.archive: str | None = None
        self.read: list[str] = []
        self.opened: list[IndexFinder] = []

    @property
    def path(self) -> Path:
        return self.paths[0]

    @property
    def which(self) -> Which:
        return Which(self.paths, self.archive, str(self.cache))

    @property
    def index(self) -> Path:
        return Path(self.which.index_path)

    def write(self, text: str | bytes, *, age: float = LONG_AGO) -> None:
        """Write the catalogue; it changed so long ago, as far as its times tell."""
        data = text.encode() if isinstance(text, str) else text
        self.path.write_bytes(data)
        os.utime(self.path, (age, age))

    def open(self) -> Finder:
        """Open the catalogue as a run does; `read` has the files it had to read."""
        self.close()
        self.read.clear()
        finder, problems = open_index(self.which)
        self.folder_problems: tuple[Problem, ...] = problems
        if isinstance(finder, IndexFinder):
            self.opened.append(finder)
        return finder

    def close(self) -> None:
        while self.opened:
            self.opened.pop().database.close()

    def titles(self) -> list[str]:
        return [entry.title for entry in self.open().select(Everything())]

    def problems(self) -> list[str]:
        return [*map(str, self.open().problems), *map(str, self.folder_problems)]

    def forget(self) -> None:
        self.close()
        shutil.rmtree(self.cache, ignore_errors=True)


@pytest.fixture
def bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calm: None
) -> Iterator[Bench]:
    """Make a bench with small blocks."""
    monkeypatch.setattr(blocks, "SIZE", 100)
    found = Bench(tmp_path)
    reader: Callable[..., Any] = loading._read

    def noting(raw: Any, progress: Any) -> Any:
        found.read.append(raw.data.decode(errors="replace"))
        return reader(raw, progress)

    def noting_part(text: str, **options: Any) -> Any:
        before = len(found.read)
        part = read_part(text, **options)
        found.read[before:] = [text]  # whether the parser had to look at it or not
        return part

    monkeypatch.setattr(loading, "_read", noting)
    monkeypatch.setattr(update, "read_part", noting_part)
    yield found
    found.close()


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file have settled: nobody can turn the time of a change back."""
    from paperctl.index import opening

    monkeypatch.setattr(opening, "_RACY_NS", -(1 << 62))
