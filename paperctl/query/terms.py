"""Single terms: what stands behind `field:`, read by the kind of the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from paperctl.errors import FieldError, QueryError
from paperctl.model.area import parse_area
from paperctl.model.date import parse_date
from paperctl.model.fields import FIELDS, Field, field_names, find_field
from paperctl.query.ast import Has, Match, Missing, Query, Range, Regex, any_of
from paperctl.query.tokens import tokens
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.date import PartialDate

PSEUDO_FIELDS = ("has", "missing")
BARE_CODE = 2
"""The length of a class without its archive, such as LG."""

_NUMBERED = frozenset({"volume", "number", "edition"})
_COMMA_LISTS = frozenset({"area", "categories", "year"})
_OPERATOR = lazy_regex(r"[<>]=?|=")
_DASHED_YEARS = lazy_regex(r"\s*([0-9]{4})\s*[-–]\s*([0-9]{4})\s*")
_NUMBER = lazy_regex(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_LEADING_NUMBER = lazy_regex(r"\s*([0-9]+(?:\.[0-9]+)?)", re.ASCII)


def quoted_for_shell(text: str) -> str:
    """Show how to type a text that is to be taken as it is.

    A shell eats the first pair of quotes that it sees, so there have to be two.

    >>> print(quoted_for_shell("foo:bar"))
    '"foo:bar"'
    """
    return f"""'"{text}"'"""


class TermError(Exception):
    """A term that cannot be understood; the caller knows the query around it.

    Attributes:
        offset: Where in the term's value it goes wrong.
        unknown: It names a field that does not exist and is near to none.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        offset: int = 0,
        unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.message: Final = message
        self.hint: Final = hint
        self.offset: Final = offset
        self.unknown: Final = unknown


def get_field(name: str, *, also: tuple[str, ...] = ()) -> Field:
    """Look a field up by name or alias.

    Raises:
        TermError: There is none; its hint has the nearest names.
    """
    field = find_field(name)
    if field is None:
        from paperctl.text.closest import did_you_mean

        hint = did_you_mean(name, [*field_names(), *also])
        raise TermError(f"unknown field {name!r}", hint=hint, unknown=hint is None)
    return field


def is_ordered(field: Field) -> bool:
    """Whether the field can be asked for a range: a date, a number, a list's length."""
    return (
        field.kind in {"date", "number", "names", "words", "areas"}
        or field.name in _NUMBERED
        or field.name == "month"
    )


def takes_phrase(field: Field, value: str) -> bool:
    """Whether a value of several words is likely to be meant as a whole.

    >>> takes_phrase(get_field("author"), "denis kuznedelev")
    True
    >>> takes_phrase(get_field("area"), "cs.LG pruning")
    False
    """
    if field.kind in {"area", "areas"}:
        area = parse_area(value.split(maxsplit=1)[0])
        return area.archive is None and len(area.text) != BARE_CODE
    return field.kind in {"prose", "names", "words"} or field.name == "venue"


def read_presence(pseudo: str, name: str) -> Query:
    """Read what stands behind `has:` or `missing:`."""
    try:
        field = get_field(name)
    except TermError as error:
        hint = error.hint or f"the fields are {', '.join(FIELDS)}"
        raise TermError(error.message, hint=hint) from None
    return Has(field.name) if pseudo == "has" else Missing(field.name)


def read_regex(field: Field, pattern: str) -> Query:
    """Check a regular expression, without the slashes around it."""
    from paperctl.query.regex import compile_regex

    try:
        compile_regex(pattern, re.IGNORECASE)
    except QueryError as error:
        raise TermError(error.message, offset=error.column) from error
    return Regex(field.name, pattern)


def read_value(field: Field, text: str) -> Query:
    """Read an unquoted value: a comparison, a range, words, alternatives.

    >>> str(read_value(get_field("year"), ">=2022"))
    'year:2022..'
    >>> str(read_value(get_field("tags"), "gr*"))
    'tags:gr*'
    """
    operator = _OPERATOR.match(text)
    if operator:
        return _comparison(field, operator[0], text[operator.end() :].strip())
    if field.kind == "names" and _NUMBER.fullmatch(text):
        return _range(field, text, text)  # nobody is called 3: so many authors
    if is_ordered(field):
        if ".." in text:
            low, _, high = text.partition("..")
            return _range(field, low.strip(), high.strip())
        years = _DASHED_YEARS.fullmatch(text)
        if years and field.kind in {"date", "number"}:
            raise TermError(
                f"{text!r} is no {'date' if field.kind == 'date' else 'year'}",
                hint=f"a range is written {years[1]}..{years[2]}",
            )
    if field.name in _COMMA_LISTS and "," in text:
        parts = [part.strip() for part in text.split(",")]
        return any_of(*(_stars(field, part) for part in parts if part))
    return _stars(field, text)


def _stars(field: Field, text: str) -> Query:
    bare = text.rstrip("*")
    if not bare and text:
        return Has(field.name)
    return read_text(field, bare, prefix=bare != text)


def read_text(field: Field, text: str, *, prefix: bool = False) -> Query:
    """Read a value that is taken as it is, such as a quoted one."""
    if field.kind == "date":
        _read_date(text)
        prefix = False  # a shorter date is the wider one as it is
    elif field.kind == "number" and not (
        text.isascii() and text.isdecimal() and (prefix or len(text) == 4)
    ):
        raise TermError(
            f"{text!r} is no year",
            hint=f"for a month or a day write date:{text}"
            if text[:4].isdecimal() and "-" in text
            else "a year has four digits; a range is year:2022..2024",
        )
    elif not (tokens(text) or (field.name in {"url", "code"} and text.strip())):
        raise TermError(
            f"there is nothing to look for in {text!r}",
            hint=f"entries without the field are found by missing:{field.name}",
        )
    return Match(field.name, text, prefix)


def _comparison(field: Field, operator: str, bound: str) -> Query:
    bound = bound.removeprefix('"').removesuffix('"')
    if not is_ordered(field):
        raise TermError(
            f"{operator!r} compares dates, numbers and the lengths of lists;"
            f" {field.name} is none of these",
            hint="to look for the sign itself, quote it twice:"
            f""" '{field.name}:"{operator}…"'""",
        )
    if not bound:
        raise TermError(f"{operator!r} needs a value after it", offset=len(operator))
    if operator == "=":
        return _range(field, bound, bound)
    low, high = (bound, "") if operator[0] == ">" else ("", bound)
    return _range(field, low, high, inclusive=operator.endswith("="))


def _range(field: Field, low: str, high: str, *, inclusive: bool = True) -> Query:
    if not low and not high:
        raise TermError("a range needs a bound: 2022..2024, 2022.. or ..2024")
    # Months are those of the date; the longer name says the same.
    name = "date" if field.name == "month" else field.name
    if name in {"date", "added"}:
        first, last = (_read_date(bound) if bound else None for bound in (low, high))
        backwards = first is not None and last is not None and first.first > last.last
    else:
        least, most = (
            read_number(field, bound) if bound else None for bound in (low, high)
        )
        backwards = least is not None and most is not None and least > most
    if backwards:
        raise TermError(
            f"the range {low}..{high} ends before it begins",
            hint=f"did you mean {high}..{low}?",
        )
    return Range(name, low or None, high or None, inclusive)


def _read_date(text: str) -> PartialDate:
    try:
        return parse_date(text)
    except FieldError as error:
        raise TermError(error.message) from error


def read_number(field: Field, text: str) -> float:
    """Read a bound of a year, a count or a volume.

    >>> read_number(get_field("authors"), "10")
    10.0
    """
    if not _NUMBER.fullmatch(text):
        what = "a year" if field.name == "year" else "a number"
        raise TermError(f"{text!r} is not {what}")
    return float(text)


def leading_number(text: str) -> float | None:
    """Take the number with which a text begins: `3` of `3rd`.

    >>> leading_number("3rd"), leading_number("LNCS")
    (3.0, None)
    """
    match = _LEADING_NUMBER.match(text)
    return float(match[1]) if match else None
