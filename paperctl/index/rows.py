"""What of an entry goes into the columns of the index, for filters and orders."""

from __future__ import annotations

from functools import lru_cache
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
    "area id citekey folded_key newest first last year arxiv authors fields"
    " author_words tag_words affiliation_words venue_words start line"
).split()

# `code: no` is none, and what follows from the date is there with it.
_PLAIN_BITS = {
    name: BITS[name] for name in FIELDS if name not in {"code", "year", "month"}
}


def entry_row(number: int, entry: Entry, *, start: int) -> tuple[Any, ...]:
    """Give the values of `COLUMNS`, but for the area that itself and not its number.

    Args:
        number: The entry's in the index.
        entry: The entry.
        start: Where in its block's text it begins.
    """
    date, area = entry.date, entry.area
    return (
        area and (area.text, area.archive, area.code),
        number,
        entry.citekey,
        entry.citekey.lower(),
        *(_no_days if date is None else _days(date)),
        entry.arxiv and entry.arxiv.identifier,
        len(entry.authors),
        _bits(entry, date),
        "\n".join([_words(person.name) for person in entry.authors]),
        _joined(entry.tags),
        _joined(entry.affiliations),
        _words(entry.venue) if entry.venue else "",
        start,
        list_line(entry),
    )


_no_days = (None, None, None, None)


@lru_cache(1 << 14)
def _days(date: PartialDate) -> tuple[int, int, int, int]:
    return (
        day_number(date.sort_key),
        day_number(date.first),
        day_number(date.last),
        date.year,
    )


def list_line(entry: Entry) -> str:
    """Write the line that `list` prints in a pipe."""
    return "\t".join([cell(entry, name) for name in DEFAULT_FIELDS]) + "\n"


def _bits(entry: Entry, date: PartialDate | None) -> int:
    bits = 0
    for name, value in vars(entry).items():
        if value:
            bits |= _PLAIN_BITS.get(name, 0)
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
