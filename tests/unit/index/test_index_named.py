"""A few entries of many, by the keys that a document cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paperctl.index import pack, reader
from paperctl.query.ast import Everything
from paperctl.query.parse import parse_query

if TYPE_CHECKING:
    from tests.unit.index.conftest import Bench

MANY = "papers:\n" + "".join(
    f"  Key{number}:\n    title: Title {number}\n    aliases: [old{number}]\n"
    for number in range(2_000)
)


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Collect the records that are read."""
    seen: list[bytes] = []
    unpack = pack.unpack

    def counting(data: bytes) -> Any:
        seen.append(data)
        return unpack(data)

    monkeypatch.setattr(reader, "unpack", counting)
    return seen


def test_only_what_is_named_is_read(bench: Bench, unpacked: list[bytes]) -> None:
    bench.write(MANY)
    finder = bench.open()
    named = finder.named(["key7", "OLD3", "Key1999", "nobody"])
    assert named == {"key7": "Key7", "OLD3": "Key3", "Key1999": "Key1999"}
    assert unpacked == []
    found = finder.select(Everything(), among=named.values())
    assert [entry.citekey for entry in found] == ["Key3", "Key7", "Key1999"]
    assert len(unpacked) == 3


def test_the_query_and_the_order_hold_among_them(
    bench: Bench, unpacked: list[bytes]
) -> None:
    bench.write(MANY)
    finder = bench.open()
    among = [f"Key{number}" for number in range(1_500)]
    found = finder.select(
        parse_query("title:/9$/"), order="-citekey", limit=2, among=among
    )
    assert [entry.citekey for entry in found] == ["Key1499", "Key1489"]
    assert len(unpacked) == 1_500
    assert finder.select(parse_query("title:1999"), among=among) == []


def test_nothing_named_is_nothing(bench: Bench) -> None:
    bench.write(MANY)
    finder = bench.open()
    assert finder.named([]) == {}
    assert finder.select(Everything(), among=[]) == []


def test_more_keys_than_a_statement_has_places_for(bench: Bench) -> None:
    bench.write(MANY)
    finder = bench.open()
    keys = [f"key{number}" for number in range(300_000)]
    assert len(finder.named(keys)) == 2_000
    assert len(finder.select(Everything(), among=keys)) == 2_000
