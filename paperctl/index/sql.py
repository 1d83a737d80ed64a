"""Queries as conditions on the tables of the index.

A condition either says exactly what the query says, or lets more entries through; then
`query.match` decides on those, and the index agrees with it in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paperctl.errors import FieldError, QueryError
from paperctl.index.columns import BITS, day_number
from paperctl.index.condition import ANY, Condition, full_text_term
from paperctl.model.fields import FIELDS
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
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from paperctl.model.area import Area
    from paperctl.model.date import PartialDate

    Areas: TypeAlias = Sequence[tuple[int, Area]]


NONE = Condition("0")
UNKNOWN = Condition("1", is_exact=False)

_WORD_COLUMNS = {
    "authors": "author_words",
    "tags": "tag_words",
    "affiliations": "affiliation_words",
    "venue": "venue_words",
}
_FULL_TEXT = frozenset({"title", "note", "abstract"})


def translate(query: Query, areas: Callable[[], Areas]) -> Condition:
    """Write a query as a condition.

    Args:
        query: As the parser makes it.
        areas: Gives the areas of the catalogue, with their numbers.

    Raises:
        QueryError: The query holds a bad value.
    """
    try:
        return _translate(query, areas)
    except FieldError as error:
        raise QueryError(error.message, query=str(query)) from error


def _translate(  # noqa: C901, PLR0911
    query: Query, areas: Callable[[], Areas]
) -> Condition:
    match query:
        case Everything():
            return ANY
        case And(parts):
            return _joined("AND", [_translate(part, areas) for part in parts])
        case Or(parts):
            return _joined("OR", [_translate(part, areas) for part in parts])
        case Not(part):
            return _denied(_translate(part, areas))
        case Word(text, prefix) | Phrase(text, prefix):
            return _full_text(text, prefix=prefix)
        case Match(name, value, prefix):
            return _match(name, value, prefix, areas)
        case Range():
            return _range(query)
        case Regex(name, _):
            return _loosely(_present(name))
        case Has(name):
            return _present(name)
        case Missing(name):
            return _denied(_present(name))


def within(condition: Condition, citekeys: Iterable[str]) -> Condition:
    """Narrow a condition down to the entries of these citekeys."""
    keys = Condition(
        "id IN (SELECT entry FROM key"
        " WHERE folded IN (SELECT value FROM json_each(?)))",
        (one_value(key.lower() for key in citekeys),),
    )
    return _joined("AND", [keys, condition])


def one_value(texts: Iterable[str]) -> str:
    """Write any number of texts as one value: SQLite takes only so many."""
    from json import dumps

    return dumps(list(texts))


def _joined(word: str, parts: list[Condition]) -> Condition:
    return Condition(
        f"({f' {word} '.join(part.sql for part in parts)})",
        tuple(value for part in parts for value in part.values),
        all(part.is_exact for part in parts),
        any(part.needs_words for part in parts),
    )


def _denied(part: Condition) -> Condition:
    if not part.is_exact:
        return UNKNOWN
    return Condition(f"NOT ({part.sql})", part.values, needs_words=part.needs_words)


def _loosely(part: Condition) -> Condition:
    """Let `query.match` decide on what a condition holds for."""
    return Condition(part.sql, part.values, False, part.needs_words)


def _present(name: str) -> Condition:
    if name not in BITS:
        return UNKNOWN
    return Condition(f"fields & {BITS[name]} <> 0")


# --- words -----------------------------------------------------------------------


def _full_text(text: str, *, prefix: bool, column: str | None = None) -> Condition:
    from paperctl.query.tokens import tokens

    words = tokens(text)
    if not words:
        return NONE
    return Condition(
        "id IN (SELECT rowid FROM words WHERE words MATCH ?)",
        (full_text_term(words, prefix=prefix, column=column),),
        needs_words=True,
    )


def _in_words(column: str, text: str, *, prefix: bool) -> Condition:
    from paperctl.query.tokens import needle, tokens

    words = tokens(text)
    if not words:
        return NONE
    return Condition(f"instr({column}, ?) > 0", (needle(words, prefix=prefix),))


# --- values ----------------------------------------------------------------------


def _match(  # noqa: C901, PLR0911
    name: str, value: str, prefix: bool, areas: Callable[[], Areas]
) -> Condition:
    field = FIELDS[name]
    if name == "authors":
        return _author(value, prefix=prefix)
    if name in _WORD_COLUMNS:
        return _in_words(_WORD_COLUMNS[name], value, prefix=prefix)
    if name in _FULL_TEXT:
        return _full_text(value, prefix=prefix, column=name)
    match field.kind:
        case "date" if name == "date":
            from paperctl.model.date import parse_date

            day = parse_date(value)
            return _overlaps(day, day)
        case "number":
            return _year(value, prefix=prefix)
        case "area":
            return _area(value, areas, prefix=prefix)
        case "areas":
            own = _area(value, areas, prefix=prefix)
            return _joined("OR", [own, _loosely(_present(name))])
        case "arxiv":
            return _arxiv(value)
        case _:
            pass
    if name == "code" and not prefix:
        return _code(value)
    if name == "citekey":
        return _citekey(value)
    if name == "type":
        return UNKNOWN
    return _loosely(_present(name))


def _author(value: str, *, prefix: bool) -> Condition:
    from paperctl.query.tokens import needle, tokens

    words = tokens(value)
    whole = [
        needle([word], prefix=prefix and at == len(words) - 1)
        for at, word in enumerate(words)
        if len(word) > 1
    ]
    if len(words) == 1 or not whole:
        return _in_words("author_words", value, prefix=prefix)
    # The words may belong to one person, in another order or with more between them.
    parts = [Condition("instr(author_words, ?) > 0", (word,)) for word in whole]
    return _loosely(_joined("AND", parts))


def _year(value: str, *, prefix: bool) -> Condition:
    shown = "printf('%04d', year)"
    if prefix:
        return _known("year", f"substr({shown}, 1, {len(value)}) = ?", value)
    return _known("year", f"{shown} = ?", value)


def _known(column: str, sql: str, *values: str | float) -> Condition:
    """Make a condition that is false, not unknown, where the column has no value."""
    return Condition(f"({column} IS NOT NULL AND {sql})", values)


def _area(value: str, areas: Callable[[], Areas], *, prefix: bool) -> Condition:
    from paperctl.query.match import compile_area

    matches = compile_area(value, prefix=prefix)
    numbers = [number for number, area in areas() if matches(area)]
    if len(numbers) == 1:
        return _known("area", f"area = {numbers[0]}")
    return _known("area", f"area IN ({', '.join(map(str, numbers))})")


def _arxiv(value: str) -> Condition:
    from paperctl.model.eprint import parse_eprint

    try:
        wanted = parse_eprint(value)
    except FieldError:
        return _loosely(_present("arxiv"))
    found = _known("arxiv", "arxiv = ?", wanted.identifier)
    return found if wanted.version is None else _loosely(found)


def _citekey(value: str) -> Condition:
    from paperctl.query.tokens import tokens

    word = max(tokens(value), key=len, default="")
    key = Condition("(instr(folded_key, ?) > 0 OR folded_key GLOB '*[^ -~]*')", (word,))
    return _loosely(_joined("OR", [key, _present("aliases")]))


def _code(value: str) -> Condition:
    from paperctl.query.match import NO, YES

    if value.lower() in YES:
        return _present("code")
    if value.lower() in NO:
        return _denied(_present("code"))
    return UNKNOWN


# --- ranges ----------------------------------------------------------------------


def _range(query: Range) -> Condition:
    if query.field == "date":
        return _date_range(query)
    column = {"year": "year", "authors": "authors"}.get(query.field)
    if column is None:
        return UNKNOWN
    from paperctl.query.terms import read_number

    field = FIELDS[query.field]
    equals = "=" if query.inclusive else ""
    parts = [
        _known(column, f"{column} {sign}{equals} ?", read_number(field, bound))
        for sign, bound in ((">", query.low), ("<", query.high))
        if bound
    ]
    return _joined("AND", parts) if parts else _known(column, "1")


def _date_range(query: Range) -> Condition:
    from paperctl.model.date import parse_date

    low = parse_date(query.low) if query.low else None
    high = parse_date(query.high) if query.high else None
    if query.inclusive:
        return _overlaps(low, high)
    parts = [_known("first", "1")]
    if low is not None:
        parts.append(_known("last", "last > ?", day_number(low.last)))
    if high is not None:
        parts.append(_known("first", "first < ?", day_number(high.first)))
    return _joined("AND", parts)


def _overlaps(low: PartialDate | None, high: PartialDate | None) -> Condition:
    parts = [_known("first", "1")]
    if low is not None:
        parts.append(_known("last", "last >= ?", day_number(low.first)))
    if high is not None:
        parts.append(_known("first", "first <= ?", day_number(high.last)))
    return _joined("AND", parts)
