from __future__ import annotations

import pytest

from paperctl.errors import QueryError
from paperctl.model.record import Record, from_record
from paperctl.query.ast import Match, Range, Regex
from paperctl.query.match import compile_query
from paperctl.query.parse import parse_query

PLATONOV: Record = {
    "title": "A critical look at the evaluation of GNNs under heterophily",
    "authors": ["Oleg Platonov", "Denis A. Kuznedelev", "van der Maaten, L.", "et al."],
    "date": "2023-02-22",
    "area": "LG",
    "categories": ["cs.LG", "cs.SI"],
    "arxiv": "2302.11640v2",
    "doi": "10.1145/3690624.3709404",
    "venue": "ICLR 2023",
    "volume": "12a",
    "code": "https://github.com/yandex-research/heterophilous-graphs",
    "affiliations": ["Université de Montréal"],
    "tags": ["graphs", "low-rank"],
    "note": "Read section 4\nagain.",
    "aliases": ["oldkey1"],
    "abstract": r"M{\"o}bius by Erdős runs in $\mathcal{O}(n\log n)$ — 基于深度学习的.",
    "howpublished": "on paper",
}


def matches(
    text: str, record: Record | None = None, archive: str | None = "cs"
) -> bool:
    entry = from_record("platonov2023critical", record or PLATONOV, archive=archive)
    return compile_query(parse_query(text))(entry)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "heterophily",
        "HETEROPHILY",
        "hetero*",
        '"under heterophily"',
        '"under heter"*',
        "low-rank",
        "rank",
        "mobius",
        "Möbius",
        'M{\\"o}bius',
        "erdos",
        '"O(n log n)"',
        "O(n log n)",
        "深度",
        "学习",
        "platonov",
        "kuznedelev heterophily",
        "platonov2023critical",
        "graphs",
        '"section 4 again"',
        "heterophily OR nosuch",
        "NOT nosuch",
        "-nosuch -(vision OR nosuch)",
        "author:kuznedelev",
        'author:"denis kuznedelev"',
        'author:"denis a kuznedelev"',
        'author:"Kuznedelev, D"',
        'author:"D. Kuznedelev"',
        'author:"kuznedelev, den"*',
        'author:"van der maaten"',
        "author:kuz*",
        "authors:3",
        "authors:=3",
        "authors:>2",
        "authors:..3",
        "tags:2..",
        "area:LG",
        "area:lg",
        "area:cs.LG",
        "area:cs",
        'area:"machine learning"',
        "area:learning",
        "area:cs.*",
        'area:"computer science"',
        "cat:SI",
        "cat:cs.LG",
        "year:2023",
        "year:202*",
        "year:>2022",
        "date:2023",
        "date:2023-02",
        "date:2023-02-22",
        "date:>=2023-02",
        "date:>2022",
        "date:<=2023-02",
        "date:<2023-02-23",
        "date:2022..2023",
        "month:2023-02",
        "month:2023-01..2023-03",
        "arxiv:2302.11640",
        "arxiv:2302.11640v2",
        "arxiv:https://arxiv.org/abs/2302.11640",
        "arxiv:2302*",
        "doi:https://doi.org/10.1145/3690624.3709404",
        "doi:10.1145",
        "doi:10.1145/369*",
        "venue:iclr",
        'venue:"ICLR 2023"',
        "volume:>=12",
        "code:yes",
        "code:github",
        "code:yandex-research",
        "code:GitHub.com/yandex",
        "affiliation:montreal",
        "key:platonov2023*",
        "key:oldkey1",
        "type:preprint",
        "title:/crit.cal LOOK/",
        "note:/4 again/",
        "author:/^oleg/",
        "has:doi",
        "has:code",
        "missing:journal",
        "missing:type",
        "extra:paper",
    ],
)
def test_entry_matches(text: str) -> None:
    assert matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "hetero",
        "terophily",
        '"heterophily under"',
        '"heterophily Oleg"',
        '"platonov denis"',
        "montreal",
        "et",
        "al",
        "author:al",
        'author:"et al"',
        'author:"oleg kuznedelev"',
        'author:"d p"',
        "author:d",
        "authors:>3",
        "authors:4..",
        "area:CV",
        "area:math.LG",
        "area:math",
        "area:nosuch",
        'area:"computer vision"',
        "cat:CV",
        "year:2022",
        "year:<2023",
        "date:2023-03",
        "date:>2023",
        "date:>2023-02",
        "date:<2023-02",
        "date:..2023-01",
        "arxiv:2302.11640v1",
        "arxiv:2302.11641",
        "doi:10.1145/369",
        "venue:neurips",
        "code:no",
        "code:gitlab",
        "tag:low",
        "key:platonov2023",
        "type:article",
        "title:heterophilous",
        "title:/^look/",
        "title:/GNNs$/",
        "missing:doi",
        "has:journal",
        "paper",
    ],
)
def test_entry_does_not_match(text: str) -> None:
    # "tag:low" is the first token of low-rank, so it is one that does.
    assert matches(text) == (text == "tag:low")


@pytest.mark.parametrize(
    ("text", "area", "archive", "expected"),
    [
        ("area:LG", "LG", None, True),
        ("area:cs.LG", "LG", None, False),
        ("area:cs", "LG", None, False),
        ("area:cs.LG", "LG", "cs", True),
        ("area:CV", "math.CV", None, True),
        ("area:CV", "cs.CV", None, True),
        ("area:cs.CV", "math.CV", None, False),
        ("area:math", "math.CV", None, True),
        ("area:hep-th", "hep-th", None, True),
        ("area:math-ph", "math-ph", None, True),
        ("area:math", "math-ph", None, False),
        ('area:"machine learning"', "stat.ML", None, True),
        ('area:"Machine Learning"', "cs.LG", None, True),
        ('area:"machine learning"', "LG", None, False),
        ("area:folklore", "Danish folklore", None, True),
        ("area:cs.*", "LG", "cs", True),
        ("area:L*", "LG", "cs", True),
        ("area:stat,math", "math.CV", None, True),
    ],
)
def test_areas_mean_what_they_are_resolved_to(
    text: str, area: str, archive: str | None, *, expected: bool
) -> None:
    assert matches(text, {"area": area}, archive) is expected


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("date:2023-06", "2023", True),
        ("date:>2023-06", "2023", True),
        ("date:<2023-06", "2023", True),
        ("date:>2023", "2023", False),
        ("date:>=2024-02-29", "2024-02", True),
        ("date:>2024-02-28", "2024-02", True),
        ("date:2022..2023-01", "2023", True),
        ("date:2022..2022-12", "2023", False),
        ("month:2023-06", "2023", False),
        ("NOT date:>1900", None, True),
        ("date:..2024", None, False),
        ("year:2023", None, False),
    ],
)
def test_partial_dates_are_intervals(
    text: str, date: str | None, *, expected: bool
) -> None:
    assert matches(text, {"date": date}) is expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("code:yes", "yes", True),
        ("has:code", "yes", True),
        ("code:yes", "no", False),
        ("code:no", "no", True),
        ("code:no", None, True),
        ("missing:code", "no", True),
        ("code:https://github.com/a", "https://GitHub.com/a/b", True),
    ],
)
def test_code_is_a_fact_or_an_address(
    text: str, code: str | None, *, expected: bool
) -> None:
    assert matches(text, {"code": code}) is expected


def test_published_types_are_those_that_they_come_to() -> None:
    assert matches("type:article", {"journal": "JMLR"})


def test_phrases_do_not_run_into_the_next_tag() -> None:
    record: Record = {"tags": ["low", "rank"]}
    assert not matches('"low rank"', record)
    assert matches("low rank", record)


@pytest.mark.parametrize(
    "query", [Match("date", "soon"), Range("year", "x", None), Regex("title", "(")]
)
def test_bad_values_in_trees_made_by_hand_are_query_errors(
    query: Match | Range | Regex,
) -> None:
    with pytest.raises(QueryError):
        compile_query(query)


def test_a_runaway_expression_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperctl.query.deadline.SECONDS", 0.05)
    with pytest.raises(QueryError, match="took longer than"):
        matches("title:/(a+)+$/", {"title": "a" * 60 + "b"})
