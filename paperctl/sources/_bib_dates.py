"""Dates of .bib files in every form that people write them."""

from __future__ import annotations

from typing import NamedTuple

from paperctl.errors import FieldError
from paperctl.model.date import PartialDate
from paperctl.text.fold import fold
from paperctl.text.regex import lazy_regex

# Months as their names begin in English, German, French, Spanish, Italian and
# Portuguese, folded; those of several letters come before those they begin with.
_MONTHS = {
    1: "january januar jan janvier janv enero ene gennaio gen janeiro",
    2: "february februar feb fevrier fevr fev febrero febbraio fevereiro",
    3: "march marz maerz mar mars mrz marzo marco",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio",
    6: "june juni jun juin junio giugno giu junho",
    7: "july juli jul juillet juil julio luglio lug julho",
    8: "august aug aout agosto ago",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oktober oct okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dezember dec dez decembre diciembre dic dicembre dezembro",
}
_NUMBER_OF = {
    name: number for number, names in _MONTHS.items() for name in names.split()
}

# ISO 8601 and EDTF, as BibLaTeX's manual has them in section 2.3.8; the first date of
# an interval, with whatever follows.
_ISO = lazy_regex(
    r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
    r"(?P<time>T[0-9:.Z+-]*)?(?P<doubt>[~?%]?)(?P<rest>/.*)?"
)
_SLASHED = lazy_regex(r"([0-9]{4})/([0-9]{1,2})(?:/([0-9]{1,2}))?")
_YEAR = lazy_regex(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")
_NOT_SHOWN = lazy_regex(r"\\noopsort\s*\{[^{}]*\}|[{}]")
_WORD = lazy_regex(r"[^\W\d_]+")
_DAY = lazy_regex(r"(?<![0-9])([0-9]{1,2})(?![0-9])")
_PLAIN_YEAR = lazy_regex(r"[0-9]{4}")


class Reading(NamedTuple):
    """What became of the fields of a date.

    Attributes:
        date: None if no year could be found.
        kept: Fields that say more than the date does, to be kept as they are.
        doubts: What somebody should look at.
    """

    date: PartialDate | None
    kept: dict[str, str]
    doubts: tuple[str, ...] = ()


def read_date(
    date: str | None, year: str | None, month: str | None, day: str | None
) -> Reading:
    """Put the fields of a date together; `date` decides where it can be read.

    >>> read_date(None, "2017", "jun", "12").date
    PartialDate('2017-06-12')
    >>> read_date("2016-10/2017-02", None, None, None)
    Reading(date=PartialDate('2016-10'), kept={'date': '2016-10/2017-02'}, doubts=())
    >>> read_date(None, "in press", None, None).kept
    {'year': 'in press'}
    """
    kept: dict[str, str] = {}
    doubts: list[str] = []
    found = None
    if not date and year and not month and "-" in year and _ISO.fullmatch(year):
        # JabRef and others put the whole date there.
        date, year = year, None
    if date:
        found, is_all = _read_iso(date)
        if found is None or not is_all:
            worded = _read_words(date, year)
            found, is_all = (worded, True) if worded else (found, is_all)
        if not is_all:
            kept["date"] = date
        if found is None:
            doubts.append(f"no date is found in {date!r}")
    if found is not None:
        _keep_what_differs(found, year, month, day, kept, doubts)
        return Reading(found, kept, tuple(doubts))
    return _from_parts(year, month, day, kept, doubts)


def _read_iso(text: str) -> tuple[PartialDate | None, bool]:
    """Read a date, and say whether it is all that the text says."""
    found = _ISO.fullmatch(text) or _SLASHED.fullmatch(text)
    if found is None:
        year = _year_in(text)
        return (PartialDate(year) if year else None), False
    groups = found.groupdict()
    parts = [int(part) for part in found.groups()[:3] if part]
    is_all = not (groups.get("time") or groups.get("doubt") or groups.get("rest"))
    try:
        return PartialDate(*parts), is_all
    except FieldError:
        # EDTF's seasons are months 21 to 24.
        return (PartialDate(parts[0]) if parts[0] else None), False


def _read_words(text: str, year: str | None) -> PartialDate | None:
    """Read `3 March 2015` and `March 2015`; `Mar 3` beside the year 2015."""
    numbers = _YEAR.findall(text)
    rest = _YEAR.sub("", text)
    number = int(numbers[0]) if len(numbers) == 1 else None
    if not numbers and year:
        number = _year_in(year)
    month, day, is_all = read_month(rest.strip(" ,."))
    if number is None or month is None or not is_all or rest.strip().isdecimal():
        return None
    try:
        return PartialDate(number, month, day)
    except FieldError:
        return None


def _keep_what_differs(  # noqa: PLR0913, PLR0917
    date: PartialDate,
    year: str | None,
    month: str | None,
    day: str | None,
    kept: dict[str, str],
    doubts: list[str],
) -> None:
    # `year` beside `date` is usual, and nearly always the same.
    if year and _year_in(year) != date.year:
        kept["year"] = year
        doubts.append(f"the date says {date.year}, the year {year!r}")
    if month and (date.month is None or read_month(month)[0] != date.month):
        kept["month"] = month
    if day and (date.day is None or day.strip().lstrip("0") != str(date.day)):
        kept["day"] = day


def _from_parts(
    year: str | None,
    month: str | None,
    day: str | None,
    kept: dict[str, str],
    doubts: list[str],
) -> Reading:
    number = _year_in(year) if year else None
    if year and not _PLAIN_YEAR.fullmatch(year):
        kept["year"] = year
        if number:
            doubts.append(f"the year {year!r} is read as {number}")
    if number is None:
        kept |= {name: text for name, text in (("month", month), ("day", day)) if text}
        return Reading(None, kept, tuple(doubts))
    month_number, day_number, is_all = (
        read_month(month) if month else (None, None, True)
    )
    if month and not is_all:
        kept["month"] = month
    if day:
        found = _DAY.fullmatch(day.strip())
        if found and month_number and day_number is None:
            day_number = int(found[1])
        else:
            kept["day"] = day
    try:
        return Reading(
            PartialDate(number, month_number, day_number), kept, tuple(doubts)
        )
    except FieldError as error:
        doubts.append(error.message)
        if month:
            kept["month"] = month
        if day:
            kept["day"] = day
        return Reading(PartialDate(number), kept, tuple(doubts))


def _year_in(text: str) -> int | None:
    r"""Find the one year that a text is about: of `1990--1995` the first.

    >>> [_year_in(text) for text in ("c. 1990", "1990a", "in press", "1990/91")]
    [1990, 1990, None, 1990]
    """
    text = text.strip()
    if _PLAIN_YEAR.fullmatch(text):
        return int(text) or None
    found = _YEAR.search(_NOT_SHOWN.sub("", text))
    return int(found[1]) if found else None


def read_month(text: str) -> tuple[int | None, int | None, bool]:
    """Read a month, the day that stands beside it, and whether that is all.

    >>> [read_month(text) for text in ("jun", "June 12", "06", "June--July")]
    [(6, None, True), (6, 12, True), (6, None, True), (6, None, False)]
    """
    text = text.strip()
    number = text.isascii() and text.isdecimal() and int(text)
    if number:
        known = 1 <= number <= 12
        return (number if known else None), None, known
    words = _WORD.findall(fold(text))
    months = [_NUMBER_OF[word] for word in words if word in _NUMBER_OF]
    if not months:
        return None, None, False
    days = [int(day) for day in _DAY.findall(text)]
    # "12th", "12. Juni", "5 de junio": the rest are small words.
    small = [word for word in words if word not in _NUMBER_OF]
    plain = (
        len(months) == 1 and len(days) <= 1 and all(len(word) <= 2 for word in small)
    )
    day = days[0] if days and plain and 1 <= days[0] <= 31 else None
    return months[0], day, plain and len(days) == (day is not None)
