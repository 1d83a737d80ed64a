"""A large catalogue in parts is what loading gives, or is not surveyed at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperctl.model import Entry
from paperctl.store import survey
from paperctl.store.load import load
from paperctl.store.survey import NotInPartsError, Survey

PAPERS = Path(__file__).parents[3] / "data" / "papers.yaml"


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "_PIECE", 4000)


def made(path: Path, archive: str | None = None) -> tuple[Survey, list[Entry]]:
    found = Survey(path, archive)
    try:
        return found, [entry for part in found.parts() for entry in part.entries]
    except NotInPartsError:
        found.close()
        raise


def test_all_entries_are_found_and_can_be_read_again() -> None:
    found, entries = made(PAPERS)
    expected = load(PAPERS)
    assert entries == list(expected.catalogue.entries)
    assert len(found) == len(entries)
    assert [found[number] for number in range(len(entries))] == entries
    assert found.archive == expected.catalogue.archive
    assert (
        found.base(Entry(citekey="new", title="New")).stamp == expected.files[0].stamp
    )
    found.close()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_marks_change_nothing(tmp_path: Path, end: str) -> None:
    path = tmp_path / "papers.yaml"
    text = PAPERS.read_text("utf-8").replace("\n", end)
    path.write_bytes(f"\ufeff{text}".encode())
    found, entries = made(path)
    assert entries == list(load(path).catalogue.entries)
    assert found[7] == entries[7]
    base = found.base(Entry(citekey="new", title="New"))
    assert base.opening.end == end
    assert base.copied + len(base.text.encode()) == path.stat().st_size
    found.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "papers: {}\n",
        "papers: {a: {title: T}}\n",
        "other: 1\n",
        "papers:\n  a:\n    title: 'T\n",
        "papers:\n  a:\n    title: T\n  a:\n    title: U\n",
        "papers:\n  a:\n    title: T\nprofiles:\n  - name: Ann\n",
        "papers:\n  a:\n    title: T\n...\n",
        "archive: [\npapers:\n  a:\n    title: T\n",
    ],
)
def test_what_takes_a_whole_reading_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text(text)
    with pytest.raises(NotInPartsError):
        made(path)


def test_bytes_that_are_no_utf8_take_a_whole_reading(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_bytes(b"papers:\n  a:\n    title: \xff\n")
    with pytest.raises(NotInPartsError):
        made(path)
