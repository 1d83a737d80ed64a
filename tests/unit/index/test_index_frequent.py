"""Words that many entries have are ranked without FTS5, and as it ranks them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.index import blocks, frequent, schema
from paperctl.index.memory import MemoryFinder
from paperctl.index.opening import in_memory
from paperctl.index.reader import IndexFinder
from paperctl.index.steady import SteadyFinder
from paperctl.query.parse import parse_query
from tests.unit.index.test_index_opening import poke

if TYPE_CHECKING:
    from paperctl.index.finder import Finder
    from tests.unit.index.conftest import Bench

WORDS = (
    *("low " * 9 + "lower lowest " + "rank " * 5 + "ranking möbius").split(),
    *(f"rare{number}" for number in range(9)),
)


def catalogue(entries: int) -> str:
    source = random.Random(entries)

    def some(most: int) -> str:
        return " ".join(source.choices(WORDS, k=source.randint(1, most)))

    return "papers:\n" + "".join(
        f"  key{number:02}a:\n    title: {some(3)}\n"
        f"    area: {source.choice(['LG', 'CV'])}\n"
        f"    authors: [{some(2)}, {some(1)}]\n    abstract: {some(12)}\n"
        for number in range(entries)
    )


@pytest.fixture
def asked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Count words in a catalogue of any size; say for each question if that helped."""
    monkeypatch.setattr(schema, "COUNTS_FROM", 0)
    monkeypatch.setattr(blocks, "SIZE", 600)
    found: list[bool] = []
    best = frequent.best

    def noting(*args: Any) -> Any:
        rows = best(*args)
        found.append(rows is not None)
        return rows

    monkeypatch.setattr(frequent, "best", noting)
    return found


def found(finder: Finder, text: str, limit: int | None) -> list[tuple[str, float]]:
    hits = finder.search(parse_query(text), limit=limit)
    return [(hit.entry.citekey, round(hit.score, 9)) for hit in hits]


COUNTED = [
    "low",
    "lo",
    "rank low",
    "low rank low",
    '"low"',
    "low area:LG",
    "low rank NOT area:LG year:..2030",
    "low area:hep-th",
    "low NOT rare1",
]
OTHERS = ["rare1", "low rare1", '"low rank"', "title:low", "r", "low OR rank"]


def test_scores_and_order_are_those_of_memory(bench: Bench, asked: list[bool]) -> None:
    bench.write(catalogue(40))
    memory, index = in_memory(bench.which), bench.open()
    for text in COUNTED + OTHERS:
        asked.clear()
        for limit in (None, 0, 1, 3, 1000):
            assert found(index, text, limit) == found(memory, text, limit), text
        expected = [True] * 5 if text in COUNTED else []
        assert [helped for helped in asked if helped] == expected, text


def test_equals_are_in_the_order_of_their_citekeys(
    bench: Bench, asked: list[bool]
) -> None:
    keys = ["c", "b", "a", "e", "d"]
    bench.write("papers:\n" + "".join(f"  {key}:\n    title: Low\n" for key in keys))
    assert [key for key, _ in found(bench.open(), "low", 3)] == ["a", "b", "c"]
    assert asked == [True]


def test_a_change_is_counted_by_itself(bench: Bench, asked: list[bool]) -> None:
    text = catalogue(40)
    bench.write(text)
    assert found(bench.open(), "low", 3)
    for change in ("low low low low low low", "nothing"):
        text = text.replace("    abstract: ", f"    abstract: {change} ", 1)
        text = text.replace("rare", "other", 2)
        bench.write(text, age=len(text))
        finder = bench.open()
        assert len(bench.read[0]) < len(text) / 4
        expected = found(in_memory(bench.which), "low", 5)
        assert found(finder, "low", 5) == expected
    assert asked == [True] * 3


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE frequency SET counts = x'00'",
        "UPDATE frequency SET counts = 7",
        "DELETE FROM frequency WHERE block = 2",
        "DELETE FROM frequency WHERE block = 2 AND word > 1",
        "DROP TABLE frequency",
        "DROP TABLE frequent",
    ],
)
def test_damaged_counts_are_made_again(
    bench: Bench, asked: list[bool], damage: str
) -> None:
    bench.write(catalogue(40))
    expected = found(bench.open(), "low", 5)
    poke(bench, damage)
    finder = SteadyFinder(bench.which)
    assert found(finder, "low", 5) == expected
    finder.close()
    assert isinstance(finder._finder, IndexFinder), "and no memory had to help"
    asked.clear()
    assert found(bench.open(), "low", 5) == expected
    assert asked == [True]


def test_a_small_catalogue_counts_nothing(bench: Bench) -> None:
    bench.write(catalogue(40))
    finder = bench.open()
    assert isinstance(finder, IndexFinder)
    assert found(finder, "low", 3) == found(in_memory(bench.which), "low", 3)
    for table in ("frequent", "frequency"):
        rows = finder.database.execute(f"SELECT count(*) FROM {table}")
        assert rows.fetchone() == (0,)
    assert not isinstance(finder, MemoryFinder)
