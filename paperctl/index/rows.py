"""What of an entry goes into the columns of the index, for filters and orders."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from paperctl.index.columns import BITS, day_number
from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.fields import FIELDS
from paperctl.query.tokens import token_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry

COLUMNS = (
    "id citekey folded_key newest first last year area arxiv authors fields"
    " author_words tag_words affiliation_words venue_words start line"
).split()

# `code: no` is none, and what follows from the date is there with it.
_PLAIN = tuple(name for name in FIELDS if name not in {"code", "year", "month"})
_PLAIN_BITS = tuple(BITS[name] for name in _PLAIN)
_plain_values = attrgetter(*_PLAIN)


def entry_row(
    number: int, entry: Entry, *, area: int | None, start: int
) -> tuple[Any, ...]:
    """Give the values of `COLUMNS`.

    Args:
        number: The entry's in the index.
        entry: The entry.
        area: The number of its area.
        start: Where in its block's text it begins.
    """
    date = entry.date
    return (
        number,
        entry.citekey,
        entry.citekey.lower(),
        date and day_number(date.sort_key),
        date and day_number(date.first),
        date and day_number(date.last),
        date and date.year,
        area,
        entry.arxiv and entry.arxiv.identifier,
        len(entry.authors),
        _bits(entry, date),
        "\n".join(_words(person.name) for person in entry.authors),
        _joined(entry.tags),
        _joined(entry.affiliations),
        _words(entry.venue) if entry.venue else "",
        start,
        list_line(entry),
    )


def list_line(entry: Entry) -> str:
    """Write the line that `list` prints in a pipe."""
    return "\t".join([cell(entry, name) for name in DEFAULT_FIELDS]) + "\n"


def _bits(entry: Entry, date: PartialDate | None) -> int:
    bits = 0
    for bit, value in zip(_PLAIN_BITS, _plain_values(entry), strict=True):
        if value:
            bits |= bit
    if entry.has_code:
        bits |= BITS["code"]
    if date is not None:
        bits |= BITS["year"]
        if date.month is not None:
            bits |= BITS["month"]
    return bits


def _joined(values: Sequence[str]) -> str:
    return "\n".join(map(_words, values))


@lru_cache(1 << 16)
def _words(value: str) -> str:
    """Give the words of one value; names and venues come again and again."""
    return token_text([value])
