"""The columns of an entry say what its fields do, however they were worked out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.index.columns import BITS, day_number
from paperctl.index.rows import COLUMNS, entry_row, list_line
from paperctl.model import Entry
from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.date import parse_date
from paperctl.query.tokens import token_text
from tests.nasty import NASTY

TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(" aZé$\\{}~\u00a0\u0301"))
)


def columns_of(entry: Entry) -> dict[str, Any]:
    return dict(zip(COLUMNS, entry_row(1, entry, start=0), strict=True))


@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_a_line_is_its_cells(entry: Entry) -> None:
    cells = [cell(entry, name) for name in DEFAULT_FIELDS]
    assert list_line(entry) == "\t".join(cells) + "\n"
    assert columns_of(entry)["line"] == list_line(entry)


@settings(max_examples=200)
@given(TEXTS, TEXTS, st.booleans())
def test_a_line_of_any_text_is_its_cells(
    title: str, venue: str, is_truncated: bool
) -> None:
    entry = Entry(
        citekey="a",
        title=title,
        venue=venue,
        code=venue or None,
        authors_truncated=is_truncated,
    )
    cells = [cell(entry, name) for name in DEFAULT_FIELDS]
    assert list_line(entry) == "\t".join(cells) + "\n"


@settings(max_examples=200)
@given(st.lists(TEXTS, max_size=3))
def test_words_are_those_of_the_whole_value(values: list[str]) -> None:
    found = columns_of(Entry(citekey="a", tags=tuple(values)))
    assert found["tag_words"] == token_text(values)


@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_a_bit_says_that_a_field_is_there(entry: Entry) -> None:
    bits = columns_of(entry)["fields"]
    for name, bit in BITS.items():
        is_there = entry.has_code if name == "code" else bool(getattr(entry, name))
        assert bool(bits & bit) == is_there, name


@pytest.mark.parametrize("text", ["2023", "2024-02", "2023-06-09", "0001-01-01"])
def test_a_date_is_its_first_and_last_day(text: str) -> None:
    date = parse_date(text)
    found = columns_of(Entry(citekey="a", date=date))
    assert found["newest"] == day_number(date.sort_key)
    assert (found["first"], found["last"]) == (
        day_number(date.first),
        day_number(date.last),
    )
    assert (found["year"], found["line"]) == (date.year, f"a\t{text}\t\t\t\t\t\n")
