from __future__ import annotations

from paperctl.text.closest import closest

FIELDS = ["title", "author", "authors", "area", "arxiv", "abstract", "date", "venue"]


def test_a_slip_of_the_finger_is_recognised() -> None:
    assert closest("titel", FIELDS) == ["title"]
    assert closest("ABSTRCT", FIELDS) == ["abstract"]


def test_the_nearest_comes_first() -> None:
    assert closest("auhtor", FIELDS)[0] == "author"


def test_a_beginning_finds_the_rest() -> None:
    assert "abstract" in closest("abst", FIELDS)


def test_nothing_is_guessed_from_afar() -> None:
    assert closest("zebra", FIELDS) == []
    assert closest("x", FIELDS) == []
    assert closest("", FIELDS) == []
    assert closest("q" * 5000, FIELDS) == []


def test_no_more_than_the_limit_are_named() -> None:
    keys = [f"smith202{digit}paper" for digit in range(10)]
    assert len(closest("smith202xpaper", keys)) == 3
    assert closest("smith2023papr", keys, limit=1) == ["smith2023paper"]
