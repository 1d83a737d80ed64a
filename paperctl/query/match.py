"""Queries evaluated on entries, one at a time and without any index.

An index that answers queries has to agree with this module: what it cannot do
itself, it hands to `compile_query` over the entries that are left.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from paperctl.errors import FieldError, QueryError
from paperctl.model.area import Area, parse_area
from paperctl.model.date import parse_date
from paperctl.model.fields import FIELDS, SEARCHED, Field
from paperctl.model.record import values_of
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
from paperctl.query.spans import one_line
from paperctl.query.terms import BARE_CODE, TermError, leading_number, read_number
from paperctl.query.tokens import (
    folded,
    folded_name,
    needle,
    token_text,
    token_text_of_folded,
    token_text_of_names,
    tokens,
)

if TYPE_CHECKING:
    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

_OF_NAMES = frozenset(field.name for field in FIELDS.values() if field.kind == "names")
YES = frozenset({"yes", "true"})
NO = frozenset({"no", "false", "none"})


class View:
    """An entry with the words of its fields, cut when first asked for."""

    __slots__ = ("_folded", "_texts", "entry")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._folded: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}

    def folded(self, name: str) -> list[str]:
        """Give a field's values folded, not yet cut into words."""
        values = self._folded.get(name)
        if values is None:
            fold = folded_name if name in _OF_NAMES else folded
            values = list(map(fold, field_values(self.entry, name)))
            self._folded[name] = values
        return values

    def text(self, name: str) -> str:
        """Give a field's words as `token_text` writes them."""
        text = self._texts.get(name)
        if text is None:
            write = token_text_of_names if name in _OF_NAMES else token_text_of_folded
            text = self._texts[name] = write(self.folded(name))
        return text

    def holds(self, name: str, sought: str, part: str) -> bool:
        """Whether `text` holds what is sought; cuts words only where a part occurs."""
        return any(part in value for value in self.folded(name)) and (
            sought in self.text(name)
        )


Predicate: TypeAlias = Callable[[View], bool]


def compile_query(query: Query) -> Callable[[Entry], bool]:
    """Turn a query into a function that says whether an entry matches.

    Raises:
        QueryError: A query that was not made by the parser holds a bad value. The
            function raises it too, where a regular expression takes too long.
    """
    matches = compile_view(query)
    return lambda entry: matches(View(entry))


def compile_view(query: Query) -> Predicate:
    """Compile a query for views, which keep the words of their entry."""
    try:
        return _compile(query)
    except (TermError, FieldError) as error:
        raise QueryError(error.message, query=str(query)) from error


def field_values(entry: Entry, name: str) -> tuple[str, ...]:
    """Give what a query compares for a field: its values, the type as it counts."""
    if name == "type":
        return (entry.entry_type,)
    return values_of(entry, name)


def _compile(query: Query) -> Predicate:  # noqa: C901, PLR0911
    match query:
        case Everything():
            return lambda _: True
        case And(parts):
            return _all([_compile(part) for part in parts])
        case Or(parts):
            return _any([_compile(part) for part in parts])
        case Not(part):
            matches = _compile(part)
            return lambda view: not matches(view)
        case Word(text, prefix) | Phrase(text, prefix):
            return _words(tokens(text), SEARCHED, prefix=prefix)
        case Match(name, value, prefix):
            return _value(FIELDS[name], value, prefix=prefix)
        case Range():
            return _range(query)
        case Regex(name, pattern):
            return _regex(name, pattern)
        case Has(name):
            return lambda view: has_field(view.entry, name)
        case Missing(name):
            return lambda view: not has_field(view.entry, name)


def _all(predicates: list[Predicate]) -> Predicate:
    return lambda view: all(matches(view) for matches in predicates)


def _any(predicates: list[Predicate]) -> Predicate:
    return lambda view: any(matches(view) for matches in predicates)


def has_field(entry: Entry, name: str) -> bool:
    """Whether the entry has a value for the field; `code: no` is none.

    A list of authors that is nothing but "et al." is none either.
    """
    if name == "code":
        return entry.has_code
    return bool(getattr(entry, name))


def _words(wanted: list[str], names: tuple[str, ...], *, prefix: bool) -> Predicate:
    if not wanted:
        return lambda _: False
    sought = needle(wanted, prefix=prefix)
    longest = max(wanted, key=len)
    return lambda view: any(view.holds(name, sought, longest) for name in names)


# --- values of fields ------------------------------------------------------------


def _value(field: Field, value: str, *, prefix: bool) -> Predicate:
    special = _SPECIAL.get(field.name) or _OF_KIND.get(field.kind)
    if special is not None:
        return special(field, value, prefix)
    return _words(tokens(value), (field.name,), prefix=prefix)


def _date_value(field: Field, value: str, prefix: bool) -> Predicate:  # noqa: ARG001
    name, wanted = field.name, parse_date(value)

    def matches(view: View) -> bool:
        date: PartialDate | None = getattr(view.entry, name)
        return date is not None and date.overlaps(wanted, wanted)

    return matches


def _number_value(field: Field, value: str, prefix: bool) -> Predicate:
    name = field.name

    def matches(view: View) -> bool:
        number: int | None = getattr(view.entry, name)
        if number is None:
            return False
        shown = f"{number:04d}"
        return shown.startswith(value) if prefix else shown == value

    return matches


def _code_value(field: Field, value: str, prefix: bool) -> Predicate:
    if value.lower() in YES and not prefix:
        return lambda view: view.entry.has_code
    if value.lower() in NO and not prefix:
        return lambda view: not view.entry.has_code
    return _address_value(field, value, prefix)


def _address_value(field: Field, value: str, prefix: bool) -> Predicate:  # noqa: ARG001
    name, wanted = field.name, value.casefold()

    def matches(view: View) -> bool:
        address: str | None = getattr(view.entry, name)
        return address is not None and wanted in address.casefold()

    return matches


def _citekey_value(field: Field, value: str, prefix: bool) -> Predicate:
    in_words = _words(tokens(value), (field.name, "aliases"), prefix=prefix)
    wanted = value.lower()

    def matches(view: View) -> bool:
        keys = (view.entry.citekey, *view.entry.aliases)
        if prefix and any(key.lower().startswith(wanted) for key in keys):
            return True
        return in_words(view)

    return matches


def _arxiv_value(field: Field, value: str, prefix: bool) -> Predicate:
    from paperctl.model.eprint import parse_eprint

    try:
        wanted = parse_eprint(value)
    except FieldError:
        return _words(tokens(value), (field.name,), prefix=prefix)

    def matches(view: View) -> bool:
        eprint = view.entry.arxiv
        return (
            eprint is not None
            and eprint.identifier == wanted.identifier
            and wanted.version in {None, eprint.version}
        )

    return matches


def _doi_value(field: Field, value: str, prefix: bool) -> Predicate:
    from paperctl.model.record import bare_doi

    return _words(tokens(bare_doi(value)), (field.name,), prefix=prefix)


# --- names -----------------------------------------------------------------------


def _name_value(field: Field, value: str, prefix: bool) -> Predicate:
    name, wanted = field.name, tokens(value)
    in_words = _words(wanted, (name,), prefix=prefix)
    whole = [
        needle([word], prefix=prefix and at == len(wanted) - 1)
        for at, word in enumerate(wanted)
        if len(word) > 1
    ]
    if len(wanted) == 1 or not whole:
        return in_words

    def matches(view: View) -> bool:
        text = view.text(name)
        if in_words(view):
            return True
        if not all(sought in text for sought in whole):
            return False
        people: tuple[Person, ...] = getattr(view.entry, name)
        return any(is_name_of(wanted, person, prefix=prefix) for person in people)

    return matches


def is_name_of(wanted: list[str], person: Person, *, prefix: bool = False) -> bool:
    """Whether words name a person, family name first or last.

    Middle names may be left out, and a single letter is an initial.

    >>> from paperctl.model.person import parse_name
    >>> is_name_of(["knuth", "d"], parse_name("Donald E. Knuth"))
    True
    """
    return any(
        _in_order(wanted, tokens(name), prefix=prefix)
        for name in (person.name, person.inverted)
    )


def _in_order(wanted: list[str], have: list[str], *, prefix: bool) -> bool:
    rest = iter(have)
    last = len(wanted) - 1
    return all(
        any(
            word == known
            or ((len(word) == 1 or (prefix and at == last)) and known.startswith(word))
            for known in rest
        )
        for at, word in enumerate(wanted)
    )


# --- areas -----------------------------------------------------------------------


def _area_value(field: Field, value: str, prefix: bool) -> Predicate:
    matches_area = compile_area(value, prefix=prefix)
    if field.name == "area":
        return lambda view: (
            view.entry.area is not None and matches_area(view.entry.area)
        )

    def matches(view: View) -> bool:
        # As on arXiv, `cat:` asks for the primary class too.
        area = view.entry.area
        return any(map(matches_area, view.entry.categories)) or (
            area is not None and matches_area(area)
        )

    return matches


def compile_area(value: str, *, prefix: bool = False) -> Callable[[Area], bool]:
    """Turn an area as a query names it into a function over areas of entries.

    A bare code means that code in any archive, a full class that class, an archive
    all its classes; a name means all classes so called, else all whose names hold the
    words.

    >>> is_learning = compile_area("machine learning")
    >>> is_learning(parse_area("stat.ML")), is_learning(parse_area("cs.CV"))
    (True, False)
    """
    if prefix:
        start = value.lower()
        return lambda area: any(
            text is not None and text.lower().startswith(start)
            for text in (area.text, area.full)
        )
    wanted = parse_area(value)
    if wanted.archive is not None:
        if wanted.code is None:
            return lambda area: area.archive == wanted.archive
        return lambda area: area.full == wanted.full
    if len(wanted.text) == BARE_CODE:
        return lambda area: area.code == wanted.code
    words = tokens(value)
    named = _classes_named(words)
    own = needle(words)
    return lambda area: (
        area.full in named or (area.archive is None and own in token_text([area.text]))
    )


def _classes_named(words: list[str]) -> frozenset[str]:
    from paperctl.model.taxonomy import NAMES

    if not words:
        return frozenset()
    known = {full: token_text([name]) for full, name in NAMES.items()}
    sought = needle(words)
    named = {full for full, text in known.items() if text == sought}
    named = named or {full for full, text in known.items() if sought in text}
    archives = {full for full in named if "." not in full}
    return frozenset(
        full for full in NAMES if full in named or full.partition(".")[0] in archives
    )


_Compiler: TypeAlias = Callable[[Field, str, bool], Predicate]

_SPECIAL: dict[str, _Compiler] = {
    "citekey": _citekey_value,
    "url": _address_value,
    "code": _code_value,
}
_OF_KIND: dict[str, _Compiler] = {
    "date": _date_value,
    "number": _number_value,
    "names": _name_value,
    "area": _area_value,
    "areas": _area_value,
    "arxiv": _arxiv_value,
    "doi": _doi_value,
}

# --- ranges and regular expressions ----------------------------------------------


def _range(query: Range) -> Predicate:
    field = FIELDS[query.field]
    if field.kind == "date":
        return _date_range(query)
    low, high = (
        read_number(field, bound) if bound else None
        for bound in (query.low, query.high)
    )
    below, above = (
        (operator.lt, operator.gt) if query.inclusive else (operator.le, operator.ge)
    )
    number_of = _number_of(field)

    def matches(view: View) -> bool:
        number = number_of(view.entry)
        if number is None or (low is not None and below(number, low)):
            return False
        return high is None or not above(number, high)

    return matches


def _number_of(field: Field) -> Callable[[Entry], float | None]:
    """Tell how a field becomes a number: a year as it is, a list by its length."""
    name = field.name
    if field.kind == "number":
        return operator.attrgetter(name)
    if field.kind == "text":
        return lambda entry: leading_number(getattr(entry, name) or "")
    return lambda entry: len(getattr(entry, name))


def _date_range(query: Range) -> Predicate:
    name = query.field
    low = parse_date(query.low) if query.low else None
    high = parse_date(query.high) if query.high else None
    inclusive = query.inclusive

    def matches(view: View) -> bool:
        date: PartialDate | None = getattr(view.entry, name)
        if date is None:
            return False
        if inclusive:
            return date.overlaps(low, high)
        if low is not None and date.last <= low.last:
            return False
        return high is None or date.first < high.first

    return matches


def _regex(name: str, pattern: str) -> Predicate:
    from paperctl.query.deadline import Budget
    from paperctl.query.regex import compile_regex

    search = compile_regex(pattern, re.IGNORECASE).search
    budget = Budget(pattern)

    def matches(view: View) -> bool:
        values = field_values(view.entry, name)
        if not values:
            return False
        with budget.guard():
            return any(search(one_line(value)) for value in values)

    return matches
