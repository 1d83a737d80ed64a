"""Fixtures of the command tests: catalogues to run the commands on."""

from __future__ import annotations

import contextlib
import datetime
from io import StringIO
from typing import TYPE_CHECKING, Protocol

import pytest

from paperctl.cli import main
from paperctl.cli.context import Context

if TYPE_CHECKING:
    from pathlib import Path


class Write(Protocol):
    """Write a catalogue; see the fixture `catalogue`."""

    def __call__(self, text: str | bytes, name: str = "papers.yaml") -> Path: ...


@pytest.fixture
def catalogue(tmp_path: Path) -> Write:
    """Write a catalogue as it is given, into the folder that the program runs in."""

    def write(text: str | bytes, name: str = "papers.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def page(root: Path) -> Path:
    """The real author page."""
    return root / "seeds" / "author-page.txt"


@pytest.fixture(scope="session")
def imported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue that a plain import of the author page makes; not to be changed."""
    folder = tmp_path_factory.mktemp("imported")
    path = folder / "papers.yaml"
    context = Context(
        stdout=StringIO(),
        stderr=StringIO(),
        stdin=StringIO(),
        environ={"XDG_CONFIG_HOME": str(folder)},
        cwd=folder,
        today=datetime.date(2026, 11, 23),
    )
    page = root / "seeds" / "author-page.txt"
    path.write_text("", "utf-8")
    with contextlib.chdir(folder):
        assert main.run(["-C", str(path), "import", str(page)], context) == 0
    return path
