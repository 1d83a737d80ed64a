"""Which conditions of SQL say exactly what a query says."""

from __future__ import annotations

import pytest

from paperctl.errors import QueryError
from paperctl.index.sql import translate
from paperctl.model.area import parse_area
from paperctl.query.ast import Everything, Match, Not, Word
from paperctl.query.parse import parse_query

AREAS = [(1, parse_area("cs.LG")), (2, parse_area("cs.CV"))]

EXACT = [
    "area:LG",
    "area:cs",
    "year:2023",
    "year:20*",
    "year:2020..2023",
    "date:2023",
    "date:>2023-05",
    "date:<=2023",
    "authors:>3",
    "author:li",
    'venue:"ICLR 2023"',
    "tag:x",
    "aff:mit",
    "arxiv:2301.00001",
    "code:yes",
    "code:no",
    "has:doi",
    "missing:abstract",
    "NOT has:doi",
    "low",
    '"low rank"',
    "title:low",
    "area:LG year:2023 OR low",
]
LOOSE = [
    "author:wei-li",
    "key:li2023",
    "doi:10.1",
    "cat:LG",
    "title:/low/",
    "NOT title:/low/",
    "arxiv:2301.00001v2",
    "type:article",
    "area:LG author:wei-li",
    "area:LG OR title:/low/",
]


@pytest.mark.parametrize("text", EXACT)
def test_the_database_decides_alone(text: str) -> None:
    assert translate(parse_query(text), lambda: AREAS).is_exact


@pytest.mark.parametrize("text", LOOSE)
def test_the_entries_are_asked_too(text: str) -> None:
    assert not translate(parse_query(text), lambda: AREAS).is_exact


def test_what_is_not_exact_is_not_denied_in_sql() -> None:
    assert translate(parse_query("NOT title:/low/"), lambda: AREAS).sql == "1"


@pytest.mark.parametrize(
    "text", ["low", "NOT (area:LG OR title:low)", "abs:x OR tag:y"]
)
def test_words_need_the_full_text(text: str) -> None:
    assert translate(parse_query(text), lambda: AREAS).needs_words


@pytest.mark.parametrize("text", ["area:LG", "tag:x", "author:li", "venue:x"])
def test_filters_do_not(text: str) -> None:
    assert not translate(parse_query(text), lambda: AREAS).needs_words


@pytest.mark.parametrize("value", ["'; DROP TABLE entry", "50%", "a_b", "x') OR (1"])
@pytest.mark.parametrize(
    "name", ["tags", "authors", "venue", "title", "arxiv", "note", "citekey", "doi"]
)
def test_values_are_never_part_of_the_sql(name: str, value: str) -> None:
    assert value not in translate(Match(name, value), lambda: AREAS).sql
    assert value not in translate(Not(Match(name, value)), lambda: AREAS).sql


def test_everything_and_nothing() -> None:
    assert translate(Everything(), lambda: AREAS).sql == "1"
    assert translate(Word("..."), lambda: AREAS).sql == "0"


def test_a_bad_value_is_told_with_its_query() -> None:
    with pytest.raises(QueryError, match="soon") as caught:
        translate(Match("date", "soon"), lambda: AREAS)
    assert caught.value.query
