from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.errors import QueryError
from paperctl.model.fields import field_names
from paperctl.model.record import from_record
from paperctl.query.ast import (
    Everything,
    Has,
    Match,
    Missing,
    Not,
    Phrase,
    Query,
    Range,
    Regex,
    Word,
    all_of,
    any_of,
    is_plain_word,
)
from paperctl.query.grep import Plan, grep, iter_units
from paperctl.query.match import compile_query
from paperctl.query.parse import parse_query, parse_words
from paperctl.query.patterns import compile_pattern
from paperctl.query.search import hit_spans, search
from paperctl.query.tokens import (
    SPACELESS,
    folded,
    has_spaceless,
    needle,
    token_text,
    tokens,
)
from paperctl.text.fold import words
from paperctl.text.plain import to_plain

SYNTAX = st.lists(
    st.one_of(
        st.sampled_from(
            '( ) " \\ : - * / .. < > = , & AND OR NOT a bc ü {\\"o} 2023 2022..2024 '
            ">=2023-06 yes $x$ 深度 has: missing: ( ) \n \t".split(" ")
        ),
        st.sampled_from([f"{name}:" for name in field_names()]),
        st.sampled_from(["", " ", " ", " "]),
        st.text(max_size=5),
    ),
    max_size=14,
).map("".join)

TEXT = st.text(min_size=1, max_size=12).filter(tokens)
TERMS: st.SearchStrategy[Query] = st.one_of(
    st.builds(Word, TEXT.filter(is_plain_word), st.booleans()),
    st.builds(Phrase, TEXT, st.booleans()),
    st.builds(Match, st.sampled_from(["title", "tags", "note"]), TEXT, st.booleans()),
    st.sampled_from(
        [
            Match("year", "2023"),
            Match("code", "yes"),
            Range("year", "2020", "2023"),
            Range("date", None, "2023-05"),
            Range("date", "2023-05-01", None, inclusive=False),
            Range("authors", None, "3", inclusive=False),
            Regex("title", "low.rank|(a b)"),
            Regex("url", "https?://x/[^/]+"),
            Regex("url", r"\\/\d"),
            Has("doi"),
            Missing("abstract"),
        ]
    ),
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: any_of(*parts)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)
ENTRY = from_record(
    "erdos1959random",
    {
        "title": "On Random Graphs I",
        "authors": ["Paul Erdős", "Alfréd Rényi", "et al."],
        "date": "1959-12",
        "area": "math.CO",
        "tags": ["graphs"],
        "abstract": "We study $G(n, p)$. It is low-rank.",
    },
)


def check_column(error: QueryError) -> None:
    assert 0 <= error.column <= len(error.query)


@given(st.one_of(QUERIES, st.just(Everything())))
def test_queries_print_as_they_parse(query: Query) -> None:
    assert parse_query(str(query)) == query


@given(st.one_of(SYNTAX, st.text()))
def test_any_text_parses_or_is_a_query_error(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError as error:
        check_column(error)
        return
    assert parse_query(str(query)) == query
    compile_query(query)(ENTRY)


@given(st.lists(SYNTAX, max_size=4))
def test_any_arguments_parse_or_are_a_query_error(arguments: list[str]) -> None:
    try:
        query = parse_words(arguments)
    except QueryError as error:
        check_column(error)
        return
    assert parse_query(str(query)) == query
    assert [hit.entry for hit in search([ENTRY], query)] in ([], [ENTRY])


@given(QUERIES)
def test_not_is_the_complement(query: Query) -> None:
    assert compile_query(query)(ENTRY) != compile_query(Not(query))(ENTRY)


@given(TEXT)
def test_an_entry_is_found_by_its_own_title(title: str) -> None:
    entry = from_record("key", {"title": title})
    assert compile_query(Phrase(title))(entry)
    assert compile_query(Match("title", title))(entry)


@given(st.text(), st.text())
def test_a_phrase_matches_whole_tokens_side_by_side(text: str, phrase: str) -> None:
    have, wanted = tokens(text), tokens(phrase)
    places = range(len(have) - len(wanted) + 1)
    expected = any(have[at : at + len(wanted)] == wanted for at in places)
    if wanted:
        assert (needle(wanted) in token_text([text])) == expected


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_tokens_are_the_words_of_plain_text(text: str) -> None:
    assert tokens(text) == words(to_plain(text))


@given(st.text())
def test_scripts_without_blanks_are_recognised(text: str) -> None:
    assert has_spaceless(text) or not re.search(SPACELESS, text)


@given(st.text())
def test_tokens_are_substrings_of_the_folded_text(text: str) -> None:
    assert all(token in folded(text) for token in tokens(text))


@given(
    st.text(alphabet="ab. !\n"), st.sampled_from(["a", "a.b|b", "b+", "a$", "^b", "a*"])
)
def test_sentences_are_searched_wherever_they_hold_a_match(
    abstract: str, source: str
) -> None:
    entry = from_record("key", {"abstract": abstract})
    pattern = compile_pattern([source])
    found = [hit.unit for hit in grep([entry], Plan(pattern))]
    units = iter_units(entry, ("abstract",))
    assert found == [unit for unit in units if pattern.found(unit.text)]


@given(st.text(), QUERIES)
def test_highlights_lie_in_the_text_in_order(text: str, query: Query) -> None:
    spans = hit_spans(text, query, "title")
    flat = [place for span in spans for place in span]
    assert flat == sorted(flat)
    assert all(0 <= place <= len(text) for place in flat)


@given(st.lists(st.text(max_size=8), min_size=1, max_size=3), st.text())
def test_any_pattern_compiles_or_is_a_query_error(
    patterns: list[str], text: str
) -> None:
    try:
        pattern = compile_pattern(patterns, smart_case=True, word=True)
    except QueryError as error:
        check_column(error)
        return
    for start, end in pattern.spans(text):
        assert start < end <= len(text)


# Units hold no line ends, and RE2 is told never to match one.
LETTERS = st.characters(exclude_characters="\n", exclude_categories=["Cs"])


@given(st.text(LETTERS, min_size=1, max_size=5), st.text(LETTERS))
def test_fixed_patterns_find_what_find_finds(pattern: str, text: str) -> None:
    spans = compile_pattern([pattern], fixed=True).spans(text)
    assert bool(spans) == (pattern in text)
    assert all(text[start:end] == pattern for start, end in spans)


@pytest.mark.parametrize("text", ["\x1c", "a\x1fb", "a\u2028b", "\u3000a\u3000b"])
def test_unusual_blanks_are_blanks(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        return
    assert parse_query(str(query)) == query
