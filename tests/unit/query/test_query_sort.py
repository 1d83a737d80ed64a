from __future__ import annotations

import pytest

from paperctl.errors import QueryError
from paperctl.model.record import Record, from_record
from paperctl.query.sort import NEWEST_FIRST, parse_sort

RECORDS: dict[str, Record] = {
    "b2": {"title": "Zebra", "date": "2023", "authors": ["Paul Erdős"], "volume": "10"},
    "B1": {"title": "älter", "date": "2023-06", "authors": ["Ann Erdos", "Bo Li"]},
    "a": {"title": "$\\alpha$ beta", "date": "2021", "area": "LG", "volume": "9"},
    "d": {"date": "2023-06", "volume": "9b"},
    "c": {"title": "Volume 10 of 2", "authors": ["Jan van Dyk"], "area": "math.CV"},
    "e": {"title": "volume 9", "authors": ["{Zeta Group}"], "tags": ["x"]},
}


def order(text: str, records: dict[str, Record] = RECORDS) -> list[str]:
    entries = [
        from_record(key, record, archive="cs") for key, record in records.items()
    ]
    ordered = [entry.citekey for entry in parse_sort(text)(entries)]
    assert ordered == [e.citekey for e in parse_sort(text)(reversed(entries))]
    return ordered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("citekey", "a B1 b2 c d e"),
        ("-citekey", "e d c b2 B1 a"),
        ("date", "a b2 B1 d c e"),
        (NEWEST_FIRST, "B1 d b2 a c e"),
        ("year", "a B1 b2 d c e"),
        ("-year,-key", "d b2 B1 a e c"),
        ("-year, title", "B1 b2 d a e c"),
        ("title", "B1 e c b2 a d"),
        ("-title", "a b2 c e B1 d"),
        ("author", "B1 b2 c e a d"),
        ("area", "a c B1 b2 d e"),
        ("volume", "a d b2 B1 c e"),
        ("tags", "e a B1 b2 c d"),
        ("+date", "a b2 B1 d c e"),
        ("venue", "a B1 b2 c d e"),
    ],
)
def test_orders(text: str, expected: str) -> None:
    assert order(text) == expected.split()


def test_numbers_of_any_length_compare() -> None:
    records: dict[str, Record] = {
        "a": {"title": "1" * 10_000},
        "b": {"title": "0" * 10_000 + "2"},
    }
    assert order("title", records) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [("titel", 0, "title"), ("date, -titel", 7, "title"), ("", 0, "-year,title")],
)
def test_unknown_fields_are_named(text: str, column: int, hint: str) -> None:
    with pytest.raises(QueryError, match="cannot sort by") as caught:
        parse_sort(text)
    assert caught.value.column == column
    assert hint in (caught.value.hint or "")
