"""What of an entry goes into the columns of the index, for filters and orders."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from paperctl.index.columns import BITS, day_number
from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.date import PartialDate
from paperctl.model.fields import FIELDS
from paperctl.query.tokens import token_text, tokens
from paperctl.text.markup import has_markup

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    area, venue = entry.area, entry.venue
    days, shown_date = _of_date(entry.date)
    names = [person.name for person in entry.authors]
    return (
        area and (area.text, area.archive, area.code),
        number,
        entry.citekey,
        entry.citekey.lower(),
        *days,
        entry.arxiv and entry.arxiv.identifier,
        len(names),
        _bits(entry),
        _joined(names),
        _joined(entry.tags),
        _joined(entry.affiliations),
        _words(venue) if venue else "",
        start,
        _line(entry, shown_date, names),
    )


def _of_date(date: PartialDate | None) -> tuple[tuple[int | None, ...], str]:
    """Give the numbers of a date and how it is shown."""
    if date is None:
        return (None, None, None, None), ""
    return _of_parts(date.year, date.month, date.day)


# Numbers are looked up sooner than what is made of them.
@lru_cache(1 << 14)
def _of_parts(
    year: int, month: int | None, day: int | None
) -> tuple[tuple[int | None, ...], str]:
    if month is not None and day is not None:
        number = day_number((year, month, day))
        return (number, number, number, year), f"{year:04d}-{month:02d}-{day:02d}"
    date = PartialDate(year, month, day)
    newest, first, last = map(day_number, (date.sort_key, date.first, date.last))
    return (newest, first, last, year), str(date)


# --- what is shown ---------------------------------------------------------------


def list_line(entry: Entry) -> str:
    """Write the line that `list` prints in a pipe."""
    names = [person.name for person in entry.authors]
    return _line(entry, _of_date(entry.date)[1], names)


def _line(entry: Entry, date: str, names: Sequence[str]) -> str:
    authors = ", ".join(names)
    if entry.authors_truncated:
        authors = f"{authors}, et al." if authors else "et al."
    area = entry.area
    cells: tuple[str, ...] = (
        entry.citekey,
        date,
        area.text if area else "",
        authors,
        entry.title,
        entry.venue or "",
        entry.code or "",
    )
    text = "".join(cells)
    # Nearly all lines are shown as they are written; `cell` knows the others.
    if not text.isprintable() or has_markup(text):
        cells = tuple([cell(entry, name) for name in DEFAULT_FIELDS])
    return "\t".join(cells) + "\n"


# --- what is there ---------------------------------------------------------------


def _bits(entry: Entry) -> int:
    held, date = vars(entry), entry.date
    names = tuple(held)
    if not all(held.values()):
        names = tuple([name for name in names if held[name]])
    has_month = date is not None and date.month is not None
    return _bits_of(names, entry.has_code, has_month)


# Many entries have the same fields.
@lru_cache(1 << 12)
def _bits_of(names: tuple[str, ...], has_code: bool, has_month: bool) -> int:
    bits = 0
    for name in names:
        bits |= _PLAIN_BITS.get(name, 0)
    if has_code:
        bits |= BITS["code"]
    if "date" in names:
        bits |= BITS["year"]
    if has_month:
        bits |= BITS["month"]
    return bits


# --- words -----------------------------------------------------------------------


def _joined(values: Sequence[str]) -> str:
    return "\n".join(map(_words, values))


@lru_cache(1 << 16)
def _words(value: str) -> str:
    """Give the words of one value; names and venues come again and again."""
    if has_markup(value):
        return token_text([value])
    # What stands between blanks is folded by itself, and repeats even more.
    return f" {' '.join(filter(None, map(_folded_part, value.split(' '))))} "


@lru_cache(1 << 14)
def _folded_part(text: str) -> str:
    return " ".join(tokens(text))
