from __future__ import annotations

from typing import Any

import pytest

from paperctl.errors import QueryError
from paperctl.query.filters import filter_query
from paperctl.query.parse import parse_query


@pytest.mark.parametrize(
    ("flags", "query"),
    [
        ({}, "*"),
        ({"area": ["LG"]}, "area:LG"),
        ({"area": ["LG", "CV"]}, "area:LG OR area:CV"),
        ({"area": ["LG, CV"]}, "area:LG OR area:CV"),
        (
            {"area": ["Computational Engineering, Finance, and Science"]},
            'area:"Computational Engineering, Finance, and Science"',
        ),
        ({"author": ["Denis Kuznedelev"]}, 'authors:"Denis Kuznedelev"'),
        ({"author": ["Kuznedelev, D"]}, 'authors:"Kuznedelev, D"'),
        ({"author": ['"Denis"']}, "authors:Denis"),
        ({"year": ["2023"]}, "year:2023"),
        ({"year": ["2022..2024"]}, "year:2022..2024"),
        ({"year": ["2020", "2022.."]}, "year:2020 OR year:2022.."),
        ({"year": [">=2022"]}, "year:2022.."),
        ({"since": "2023-06"}, "date:2023-06.."),
        ({"until": "2023"}, "date:..2023"),
        ({"since": '"2022"', "until": '"2023"'}, "date:2022.. date:..2023"),
        ({"code": True}, "code:yes"),
        ({"code": False}, "code:no"),
        ({"affiliation": ["mit"], "tag": ["gr*"]}, "affiliations:mit tags:gr*"),
        ({"area": ["LG", "CV"], "code": True}, "(area:LG OR area:CV) code:yes"),
    ],
)
def test_flags_are_sugar_for_terms(flags: dict[str, Any], query: str) -> None:
    assert str(filter_query(**flags)) == query
    assert filter_query(**flags) == parse_query(query)


@pytest.mark.parametrize(
    ("since", "until"), [("2023", "2023"), ("2023-06-30", "2023-06"), ("2022", "2023")]
)
def test_dates_of_a_span_may_overlap(since: str, until: str) -> None:
    query = filter_query(since=since, until=until)
    assert query == parse_query(f"date:>={since} date:<={until}")


@pytest.mark.parametrize(
    ("flags", "message", "hint"),
    [
        ({"year": ["soon"]}, "--year: 'soon' is no year", "four digits"),
        ({"year": ["2022-2024"]}, "--year: '2022-2024' is no year", "2022..2024"),
        ({"since": "2023-6"}, "--since: expected YYYY", None),
        ({"until": "2023-02-30"}, "--until: there is no day 30", None),
        ({"since": "2023", "until": "2022-06"}, "--since 2023 is after", None),
        ({"area": ["-CV"]}, "--area: '-CV' is no value", "NOT area:…"),
        ({"since": "-2023"}, "--since: '-2023' is no value", "NOT date:…"),
        ({"tag": [" "]}, "--tag needs a value", None),
        ({"author": ["&"]}, "--author: there is nothing to look for", None),
    ],
)
def test_bad_values_name_their_flag(
    flags: dict[str, Any], message: str, hint: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        filter_query(**flags)
    assert caught.value.message.startswith(message)
    assert hint is None or hint in (caught.value.hint or "")
