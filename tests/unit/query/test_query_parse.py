from __future__ import annotations

import pytest

from paperctl.errors import QueryError
from paperctl.query.ast import (
    And,
    Everything,
    Has,
    Match,
    Missing,
    Not,
    Or,
    Phrase,
    Query,
    Range,
    Regex,
    Word,
    all_of,
    any_of,
)
from paperctl.query.parse import MAX_DEPTH, parse_query, parse_words

A, B, C = Word("a"), Word("b"), Word("c")
TITLE_B, TITLE_C = Match("title", "b"), Match("title", "c")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("*", Everything()),
        ("a", A),
        ("quant*", Word("quant", prefix=True)),
        ("low-rank", Word("low-rank")),
        ('"exact phrase"', Phrase("exact phrase")),
        ('"exact phr"*', Phrase("exact phr", prefix=True)),
        (r'"a \"b\" \\ c"', Phrase(r'a "b" \ c')),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, Word("and"), B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("((a))", A),
        ("NOT a b", And((Not(A), B))),
        ("-a", Not(A)),
        ("-(a b)", Not(And((A, B)))),
        ('-"a b"', Not(Phrase("a b"))),
        ("NOT NOT a", Not(Not(A))),
        ("area:LG", Match("area", "LG")),
        ("AU:frantar", Match("authors", "frantar")),
        ("ti:x abs:y", And((Match("title", "x"), Match("abstract", "y")))),
        ("cat:cs.LG", Match("categories", "cs.LG")),
        ('author:"denis kuznedelev"', Match("authors", "denis kuznedelev")),
        ("tag:gr*", Match("tags", "gr", prefix=True)),
        ("tag:*", Has("tags")),
        ("code:yes", Match("code", "yes")),
        ("url:https://arxiv.org/abs/1", Match("url", "https://arxiv.org/abs/1")),
        ("-area:CV", Not(Match("area", "CV"))),
        ("title:(a OR b)", Or((Match("title", "a"), Match("title", "b")))),
        ("has:(doi arxiv)", And((Has("doi"), Has("arxiv")))),
        ("area:LG,CV", Or((Match("area", "LG"), Match("area", "CV")))),
        ("year:2022..2024", Range("year", "2022", "2024")),
        ("year:2022..", Range("year", "2022", None)),
        ("year:..2024", Range("year", None, "2024")),
        ("date:>=2023-06", Range("date", "2023-06", None)),
        ("date:<2023-06", Range("date", None, "2023-06", inclusive=False)),
        ("year:=2023", Range("year", "2023", "2023")),
        ("month:2023-01..2023-03", Range("date", "2023-01", "2023-03")),
        ("authors:>10", Range("authors", "10", None, inclusive=False)),
        ("volume:3..5", Range("volume", "3", "5")),
        ("title:/low.rank/", Regex("title", "low.rank")),
        ("title:/a b|c d/ c", And((Regex("title", "a b|c d"), C))),
        (r"url:/x\/y/", Regex("url", "x/y")),
        ("url:/x/y/", Regex("url", "x/y")),
        ("has:doi", Has("doi")),
        ("missing:eprint", Missing("arxiv")),
    ],
)
def test_text_parses(text: str, query: Query) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("GNNs: are we", And((Word("GNNs"), Word("are"), Word("we")))),
        ("trees & forests", And((Word("trees"), Word("forests")))),
        ("a - b", And((A, B))),
        ("--foo", Phrase("--foo")),
        ("O(n log n)", And((Phrase("O(n"), Word("log"), Phrase("n)")))),
        ("(O(n) OR f(x))", Or((Phrase("O(n)"), Phrase("f(x)")))),
        ("(Semi)-supervised", And((Word("Semi"), Phrase("-supervised")))),
        ('M{\\"o}bius', Phrase('M{\\"o}bius')),
        ("std::vector", Phrase("std::vector")),
        ("https://arxiv.org", Phrase("https://arxiv.org")),
        ("12:30", Phrase("12:30")),
        ("title:", Word("title")),
        ("/low/", Word("/low/")),
        ("title:a..b", Match("title", "a..b")),
    ],
)
def test_signs_inside_words_are_text(text: str, query: Query) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ([], Everything()),
        ([""], Everything()),
        (["a", "b"], And((A, B))),
        (["a b"], Phrase("a b")),
        ([" a "], A),
        (["A look at GNNs: done?"], Phrase("A look at GNNs: done?")),
        (["O(n log n)"], Phrase("O(n log n)")),
        (["Zorkmid:a new game"], Phrase("Zorkmid:a new game")),
        (["Trees (and others) grow"], Phrase("Trees (and others) grow")),
        (["a OR b", "c"], And((Or((A, B)), C))),
        (["NOT", "a b"], Not(Phrase("a b"))),
        (["NOT", "a* b"], Not(And((Word("a", prefix=True), B)))),
        (["(a", "OR", "b)", "c"], And((Or((A, B)), C))),
        (["(a OR", "b) c"], And((Or((A, B)), C))),
        (["a OR", "b"], Or((A, B))),
        (["-a"], Not(A)),
        (["-a b"], And((Not(A), B))),
        (["ti:(a", "b c)"], And((Match("title", "a"), TITLE_B, TITLE_C))),
        (["author:denis kuznedelev"], Match("authors", "denis kuznedelev")),
        (["-venue:ICLR 2023"], Not(Match("venue", "ICLR 2023"))),
        (["area:machine learning"], Match("area", "machine learning")),
        (["area:LG pruning"], And((Match("area", "LG"), Word("pruning")))),
        (["ti:a b", "c"], And((Match("title", "a b"), C))),
        (["ti:a NOT b"], And((Match("title", "a"), Not(B)))),
        (["ti:a au:b"], And((Match("title", "a"), Match("authors", "b")))),
        (["year:2023 a"], And((Match("year", "2023"), A))),
    ],
)  # fmt: skip
def test_arguments_parse(words: list[str], query: Query) -> None:
    assert parse_words(words) == query


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a titel:x", 2, "unknown field 'titel'"),
        ("has:titel", 4, "unknown field 'titel'"),
        ("a (b", 2, "not closed"),
        ("(a))", 3, "closing bracket"),
        ("a ()", 3, "nothing in the brackets"),
        ('a "b', 2, "not closed"),
        ("OR a", 0, "OR needs something on both sides"),
        ("a OR", 2, "OR needs something on both sides"),
        ("a AND OR b", 6, "OR needs something on both sides"),
        ("(a OR)", 3, "OR needs something on both sides"),
        ("a NOT", 2, "NOT needs something after it"),
        ("&", 0, "nothing to look for"),
        ('title:"&"', 6, "nothing to look for"),
        ("year:23", 5, "is no year"),
        ("year:2022-2024", 5, "is no year"),
        ("date:2022-2024", 5, "is no date"),
        ("year:2024..2022", 5, "ends before it begins"),
        ("date:2024..2022-05", 5, "ends before it begins"),
        ("date:..", 5, "needs a bound"),
        ("date:>", 6, "needs a value"),
        ("date:2023-13", 5, "no month 13"),
        ("title:>3", 6, "compares dates"),
        ("authors:>many", 8, "is not a number"),
        ("title:/(/", 7, "not a regular expression"),
        ("title:/a", 6, "no closing slash"),
    ],
)
def test_errors_say_where(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        parse_query(text)
    assert (caught.value.query, caught.value.column) == (text, column)


def test_unknown_field_suggests_the_nearest() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("titel:x")
    assert caught.value.hint == "did you mean title?"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("foo:bar", """'"foo:bar"'"""),
        ("title:(foo:bar)", """'"foo:bar"'"""),
        ("a OR", """'"OR"'"""),
        ("NOT", """'"NOT"'"""),
        ("doi:>3", """'doi:">…"'"""),
        ("title:/a", """'title:"…"'"""),
        ("a )", """'"…)"'"""),
        ('a "b', "close it, or leave it out"),
        ("(a", "close it, or leave it out"),
        ("has:xyzzy", "the fields are citekey, type, title,"),
        ("missing:dio", "did you mean doi?"),
        ("year:2022-2024", "2022..2024"),
    ],
)
def test_errors_say_what_to_type(text: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_words([text])
    assert hint in (caught.value.hint or "")


def test_columns_of_arguments_count_in_the_joined_line() -> None:
    with pytest.raises(QueryError) as caught:
        parse_words(["low rank", "titel:x"])
    assert caught.value.query == "low rank titel:x"
    assert caught.value.column == len("low rank ")


@pytest.mark.parametrize(
    "text", ["(" * 10_000, "(" * 10_000 + "a" + ")" * 10_000, "NOT " * 10_000 + "a"]
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


def test_nesting_up_to_the_limit_is_fine() -> None:
    query = parse_query("NOT (" * (MAX_DEPTH // 2) + "a b" + ")" * (MAX_DEPTH // 2))
    assert parse_query(str(query)) == query


def test_many_operands_are_no_nesting() -> None:
    query = parse_query(" OR ".join(["a b"] * 10_000))
    assert isinstance(query, Or)
    assert len(query.parts) == 10_000
    assert parse_query(str(query)) == query


def test_nodes_of_different_kinds_differ() -> None:
    assert Has("doi") != Missing("doi")
    assert Word("a") != Phrase("a")
    assert len({Has("doi"), Missing("doi"), Has("doi")}) == 2


def test_joins_are_flat() -> None:
    assert all_of(A, all_of(B, C)) == And((A, B, C))
    assert any_of(any_of(A, B), C) == Or((A, B, C))
    assert all_of() == Everything()
