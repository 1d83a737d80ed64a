"""Under which keys an entry is written that a document cites."""

from __future__ import annotations

import pytest

from paperctl.citing import written_as
from paperctl.model import Entry

ENTRY = Entry(citekey="main2020", aliases=("old", "older"))


def names(*keys: str, several_keys: str) -> list[tuple[str, tuple[str, ...]]]:
    found = written_as(ENTRY, keys, several_keys)  # type: ignore[arg-type]
    return [(entry.citekey, entry.aliases) for entry in found]


@pytest.mark.parametrize("several_keys", ["once", "each", "each folded"])
def test_its_own_key_changes_nothing(several_keys: str) -> None:
    assert written_as(ENTRY, ["main2020"], several_keys)[0] is ENTRY  # type: ignore[arg-type]


def test_once_the_other_keys_become_aliases() -> None:
    def once(*keys: str) -> list[tuple[str, tuple[str, ...]]]:
        return names(*keys, several_keys="once")

    assert once("old") == [("old", ("older", "main2020"))]
    assert once("old", "main2020") == [("main2020", ("old", "older"))]
    assert once("Main2020") == [("Main2020", ("old", "older"))]
    assert once("main2020", "Main2020") == [("main2020", ("Main2020", "old", "older"))]
    assert once("OLD", "old") == [("OLD", ("old", "older", "main2020"))]


def test_each_key_gets_an_entry() -> None:
    def each(*keys: str) -> list[tuple[str, tuple[str, ...]]]:
        return names(*keys, several_keys="each")

    assert each("old", "main2020") == [("main2020", ("older",)), ("old", ("older",))]
    assert [key for key, _ in each("Old", "old")] == ["Old", "old"]


def test_bibtex_takes_keys_that_differ_in_case_for_one() -> None:
    found = names("Main2020", "MAIN2020", "OLD", "old", several_keys="each folded")
    assert [key for key, _ in found] == ["Main2020", "OLD"]
