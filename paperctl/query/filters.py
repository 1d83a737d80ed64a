"""The filter flags of every reading command, as queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import QueryError
from paperctl.model.date import parse_date
from paperctl.query.ast import Match, Query, all_of, any_of
from paperctl.query.terms import TermError, get_field, read_text, read_value
from paperctl.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence


def filter_query(  # noqa: PLR0913
    *,
    area: Sequence[str] = (),
    author: Sequence[str] = (),
    year: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    code: bool | None = None,
    affiliation: Sequence[str] = (),
    tag: Sequence[str] = (),
) -> Query:
    """Make a query of flags: values of one are alternatives, all flags have to hold.

    >>> str(filter_query(area=["LG", "CV"], year=["2022.."], code=True))
    '(area:LG OR area:CV) year:2022.. code:yes'

    Raises:
        QueryError: A value is none for its flag, which the message names.
    """
    parts: list[Query] = []
    for flag, values in (
        ("area", area),
        ("author", author),
        ("year", year),
        ("affiliation", affiliation),
        ("tag", tag),
    ):
        if values:
            parts.append(any_of(*(_read(flag, value) for value in values)))
    if since is not None:
        parts.append(_read("since", since, field="date", sign=">="))
    if until is not None:
        parts.append(_read("until", until, field="date", sign="<="))
    if since is not None and until is not None:
        _check_span(since, until)
    if code is not None:
        parts.append(Match("code", "yes" if code else "no"))
    return all_of(*parts)


def _read(flag: str, value: str, *, field: str | None = None, sign: str = "") -> Query:
    text = value.strip()
    if not text:
        raise QueryError(f"--{flag} needs a value", query=value)
    if text.startswith("-"):
        raise QueryError(
            f"--{flag}: {value!r} is no value",
            query=value,
            hint=f"to leave entries out, write NOT {field or flag}:… in the query",
        )
    known = get_field(field or flag)
    try:
        if not sign and len(text) > 1 and text[0] == text[-1] == '"':
            return read_text(known, text[1:-1])
        if flag == "area" and _is_name(text):
            return read_text(known, text)
        return read_value(known, sign + text)
    except TermError as error:
        raise QueryError(
            f"--{flag}: {error.message}",
            query=value,
            column=max(0, error.offset - len(sign)),
            hint=error.hint,
        ) from error


def _check_span(since: str, until: str) -> None:
    """Refuse a span that ends before it begins, as a range in a query is refused."""
    first, last = (parse_date(bound.strip().strip('"')) for bound in (since, until))
    if first.first > last.last:
        raise QueryError(f"--since {since} is after --until {until}", query="")


def _is_name(text: str) -> bool:
    """Whether the text is the name of a subject; some have commas in them."""
    from paperctl.model.taxonomy import NAMES

    return "," in text and fold(text) in {fold(name) for name in NAMES.values()}
