"""The order of entries: by one field or several, what is missing last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from paperctl.errors import FieldError, QueryError
from paperctl.model.fields import get_field
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.entry import Entry
    from paperctl.model.fields import Field

NEWEST_FIRST = "-date"
"""The order of a list that nobody asked for another."""

Sorter: TypeAlias = Callable[[Iterable["Entry"]], list["Entry"]]

_DIGITS = lazy_regex(r"([0-9]+)")


def parse_sort(text: str) -> Sorter:
    """Read an order: names of fields apart by commas, `-` before one turns it round.

    Entries without the field come last in either direction, and equal ones are in
    the order of their citekeys.

    Raises:
        QueryError: There is no such field.
    """
    keys: list[tuple[Field, bool]] = []
    column = 0
    for part in text.split(","):
        name = part.strip()
        lead = part.index(name) if name else 0
        try:
            keys.append((get_field(name.lstrip("+-")), name.startswith("-")))
        except FieldError as error:
            raise QueryError(
                f"cannot sort by {name!r}: {error.message}",
                query=text,
                column=column + lead + len(name) - len(name.lstrip("+-")),
                hint=error.hint if name else "for example: date, -date, -year,title",
            ) from None
        column += len(part) + 1

    def sort(entries: Iterable[Entry]) -> list[Entry]:
        ordered = sorted(entries, key=lambda entry: citekey_order(entry.citekey))
        for field, descending in reversed(keys):
            ordered = _sorted_by(ordered, field, descending=descending)
        return ordered

    return sort


def citekey_order(citekey: str) -> tuple[str, str]:
    """Tell the place of a citekey among others, case aside but for equals."""
    return (citekey.lower(), citekey)


def _sorted_by(entries: list[Entry], field: Field, *, descending: bool) -> list[Entry]:
    keyed = [(_key(entry, field), entry) for entry in entries]
    present = [pair for pair in keyed if pair[0] is not None]
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [entry for _, entry in present] + [
        entry for key, entry in keyed if key is None
    ]


def _key(entry: Entry, field: Field) -> Any:
    """Give what is compared of a field; None where it is missing."""
    match field.kind:
        case "date":
            date = getattr(entry, field.name)
            return date.sort_key if date else None
        case "number":
            return getattr(entry, field.name)
        case "names":
            people = getattr(entry, field.name)
            return [_natural(person.inverted) for person in people] or None
        case "area":
            return _natural(entry.area.full or entry.area.text) if entry.area else None
        case _:
            # Most lists are sorted by date, and need nothing of the matcher.
            from paperctl.query.match import field_values

            values = field_values(entry, field.name)
            return [_natural(value) for value in values] or None


def _natural(text: str) -> list[str | tuple[int, str]]:
    """Fold text and compare the numbers in it as numbers.

    Text and numbers alternate, so that only like is compared with like; of two
    numbers the one with more digits is the greater.

    >>> _natural("Volume 9") < _natural("volume 10")
    True
    """
    from paperctl.query.tokens import readable
    from paperctl.text.fold import fold

    parts: list[str | tuple[int, str]] = []
    for index, part in enumerate(_DIGITS.split(fold(readable(text)))):
        digits = part.lstrip("0")
        parts.append((len(digits), digits) if index % 2 else part)
    return parts
