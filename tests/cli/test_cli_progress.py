"""The bar for long work: for those who see it, and without a trace."""

from __future__ import annotations

import re
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from paperctl.cli import progress
from paperctl.cli.progress import ProgressBar
from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

HIDE, SHOW, ERASE = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"
STAGES = ("reading", "indexing", "indexing words", "indexing sentences")


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=found.monotonic))
    return found


def drawn(text: str) -> list[str]:
    """Give the lines that were drawn, without what moves the cursor."""
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text))
    return [line.rstrip() for line in lines if line.strip()]


def test_nothing_is_shown_of_work_that_is_soon_done(clock: Clock) -> None:
    stream = StringIO()
    bar = ProgressBar(stream, color=True, width=80)
    for part in (0.1, 0.5, 0.9):
        clock.now += 0.16
        bar("reading", part)
    bar("reading", 1.0)
    bar.close()
    assert stream.getvalue() == ""


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("stage", STAGES)
def test_long_work_is_shown_on_one_line(clock: Clock, width: int, stage: str) -> None:
    stream = StringIO()
    bar = ProgressBar(stream, color=False, width=width)
    bar(stage, 0.0)
    clock.now += 0.6
    bar(stage, 0.25)
    bar(stage, 0.5)
    bar("another", 0.75)
    bar("another", 1.0)
    text = stream.getvalue()
    lines = drawn(text)
    assert lines
    assert lines[0].startswith(stage)
    assert lines[0].endswith("25%")
    assert max(map(len, lines)) <= width
    assert text.startswith(HIDE)
    # It goes away, and the cursor comes back.
    assert SHOW in text
    assert ERASE in text[text.rindex("%") :]
    assert text.count(HIDE) == text.count(SHOW)


def test_an_interruption_takes_it_away(
    run: Run, catalogue: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = catalogue(SMALL)
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    drawing = ProgressBar._open

    def interrupted(bar: ProgressBar, stage: str, part: float) -> None:
        drawing(bar, stage, part)
        raise KeyboardInterrupt

    monkeypatch.setattr(ProgressBar, "_open", interrupted)
    forced_steps(monkeypatch)
    found = run("list", catalogue=path, tty=True)
    assert found.code == 130
    assert found.stdout == ""
    assert found.stderr.count(HIDE) == found.stderr.count(SHOW) == 1
    assert "Traceback" not in found.stderr


def forced_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reading tell how far it is, however little there is to read."""
    from paperctl.store import load as loading

    reader = loading._read

    def telling(raw: object, tell: object) -> object:
        if callable(tell):
            tell(0.5)
        return reader(raw, tell)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "_read", telling)


ASKED = [("list",), ("stats",), ("search", "graph"), ("grep", "Graph")]


@pytest.mark.parametrize("argv", ASKED)
def test_it_is_for_terminals_only(
    argv: tuple[str, ...],
    run: Run,
    catalogue: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue(SMALL)
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    forced_steps(monkeypatch)
    shown = run(*argv, tty=True, env={"XDG_CACHE_HOME": ""}, width=60)
    assert "reading" in shown.stderr
    assert SHOW in shown.stderr
    assert "reading" not in shown.stdout
    for number, width in enumerate((None, 80)):
        env = {"XDG_CACHE_HOME": str(tmp_path / f"cache{number}")}
        assert run(*argv, width=width, env=env).stderr == ""
    if argv[0] != "grep":  # whose -q prints nothing at all
        hushed = run(*argv, "-q", tty=True, env={"XDG_CACHE_HOME": "relative"})
        assert hushed.stderr == ""
        assert hushed.stdout


def test_it_never_comes_between_a_tab_and_its_answer(
    run: Run, catalogue: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue(SMALL)
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    forced_steps(monkeypatch)
    words = ("completion", "zsh", "--answer", "--", "list", "--tag", "")
    found = run(*words, tty=True)
    assert (found.code, found.stderr) == (0, "")
    assert "graphs" in found.stdout


def test_a_dumb_terminal_is_spared(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = StringIO()
    bar = ProgressBar(stream, color=False, width=80)
    bar("reading", 0.0)
    clock.now += 1
    bar("reading", 0.5)
    bar("reading", 1.0)
    assert drawn(stream.getvalue()) == []
