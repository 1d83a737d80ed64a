"""What `grep` reads of an index, and what it need not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paperctl.index import blocks, scanning
from paperctl.index.opening import Which, open_index
from paperctl.index.reader import IndexFinder
from paperctl.query.ast import Everything
from paperctl.query.grep import Plan
from paperctl.query.needles import Needles
from paperctl.query.patterns import compile_pattern

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

ENTRIES = 40


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IndexFinder]:
    """Open a catalogue of a block for each entry."""
    monkeypatch.setattr(blocks, "SIZE", 1)
    path = tmp_path / "papers.yaml"
    path.write_text(
        "papers:\n"
        + "".join(
            f"  a{n}:\n    title: The number {n} of Zahl{n % 20}\n    abstract: >-\n"
            f"      Of Erdős and\n      Rényi{n}. Second\n      there.\n"
            for n in range(ENTRIES)
        ),
        encoding="utf-8",
    )
    found, _ = open_index(Which((path,), None, str(tmp_path / "cache")))
    assert isinstance(found, IndexFinder)
    yield found
    found.database.close()


@pytest.fixture
def texts_read(monkeypatch: pytest.MonkeyPatch, finder: IndexFinder) -> list[int]:
    """Count the texts that are read from here on."""
    list(finder.grep_lines(Everything(), Plan(compile_pattern(["never"]))))
    rows = finder.database.execute("SELECT rowid FROM chunk WHERE part = 'text'")
    texts = {row for (row,) in rows}
    read: list[int] = []
    real = scanning.read_part

    def read_part(database: sqlite3.Connection, row: int) -> bytes:
        if row in texts:
            read.append(row)
        return real(database, row)

    monkeypatch.setattr(scanning, "read_part", read_part)
    return read


def lines(finder: IndexFinder, *patterns: str, **flags: Any) -> list[list[str]]:
    plan = Plan(compile_pattern(patterns, **flags))
    printed = b"".join(finder.grep_lines(Everything(), plan)).decode()
    return [line.split("\t")[1:] for line in printed.splitlines()]


@pytest.mark.parametrize(
    ("pattern", "ignore_case", "found", "most"),
    [
        ("nowhere", False, 0, 0),
        ("Zahl7", False, 2, 2),
        ("Zahl7|Rényi3$", False, 2, 13),
        (r"\w+ényi39\.", False, 1, 1),
        ("(the|a) [0-9]+ of zahl15", True, 0, 2),
        ("ERDŐS AND RÉNYI12", True, 1, 1),
        ("[Zz]ahl7", False, 2, 2),
        (r"\w", False, 4 * ENTRIES - ENTRIES, 2 * ENTRIES),
    ],
)
def test_what_holds_no_word_of_the_pattern_is_not_read(
    finder: IndexFinder,
    texts_read: list[int],
    pattern: str,
    *,
    ignore_case: bool,
    found: int,
    most: int,
) -> None:
    assert len(lines(finder, pattern, ignore_case=ignore_case)) == found
    assert len(texts_read) <= most


def test_what_is_everywhere_is_not_sought_in_words_for_long(
    finder: IndexFinder, texts_read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    real = Needles.are_in

    def are_in(needles: Needles, words: bytes) -> bool:
        asked.append(words)
        return real(needles, words)

    monkeypatch.setattr(Needles, "are_in", are_in)
    assert len(lines(finder, "of", ignore_case=True)) == 2 * ENTRIES
    assert len(asked) < 10
    assert len(texts_read) == 2 * ENTRIES


def test_a_line_of_the_file_is_that_of_the_match(finder: IndexFinder) -> None:
    assert lines(finder, "Of Erdős and Rényi1\\.") == [
        ["11", "a1", "abstract", "Of Erdős and Rényi1."]
    ]
    assert [found[0] for found in lines(finder, "Rényi1\\.")] == ["12"]
    assert [found[0] for found in lines(finder, "there", word=True)][:2] == ["7", "13"]
    assert lines(finder, "Second there.", line=True)[0][0] == "6"
