"""Dates of which the month or the day may be unknown."""

from __future__ import annotations

from functools import total_ordering

from paperctl.errors import FieldError
from paperctl.values import frozen

# The proleptic Gregorian calendar's own limits, as in the standard library.
_YEARS = range(1, 10_000)
_FORMS = frozenset({(4,), (4, 2), (4, 2, 2)})


@total_ordering
@frozen()
class PartialDate:
    """A year, a month of a year, or a day: an interval of days.

    Dates sort by their first day; of two that begin together the less exact one
    comes first.

    >>> sorted([parse_date("2023-06"), parse_date("2023"), parse_date("2022-12-31")])
    [PartialDate('2022-12-31'), PartialDate('2023'), PartialDate('2023-06')]
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        reason = _defect(self.year, self.month, self.day)
        if reason:
            raise FieldError(reason)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def __repr__(self) -> str:
        return f"PartialDate('{self}')"

    def __lt__(self, other: PartialDate) -> bool:
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Year, month and day, 0 where unknown."""
        return (self.year, self.month or 0, self.day or 0)

    @property
    def first(self) -> tuple[int, int, int]:
        """The interval's first day."""
        return (self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> tuple[int, int, int]:
        """The interval's last day.

        >>> parse_date("2024-02").last
        (2024, 2, 29)
        """
        month = self.month or 12
        return (self.year, month, self.day or _days_in(self.year, month))

    def overlaps(
        self, since: PartialDate | None = None, until: PartialDate | None = None
    ) -> bool:
        """Whether a day of this date lies in the range; None leaves a side open.

        >>> parse_date("2023").overlaps(since=parse_date("2023-06"))
        True
        """
        if since is not None and self.last < since.first:
            return False
        return until is None or self.first <= until.last


def _days_in(year: int, month: int) -> int:
    # Not `calendar`: importing it costs more than all the rest of this module.
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _defect(year: int, month: int | None, day: int | None) -> str | None:
    if year not in _YEARS:
        return f"the year {year} is not between 1 and 9999"
    if month is None:
        return "a day needs a month" if day is not None else None
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if day is not None and not 1 <= day <= _days_in(year, month):
        return f"there is no day {day} in {year:04d}-{month:02d}"
    return None


def parse_date(text: str) -> PartialDate:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    >>> parse_date("2023-02-22").day
    22

    Raises:
        FieldError: It has another form, or there is no such day.
    """
    parts = text.strip().split("-")
    digits = "".join(parts)
    if not (
        tuple(map(len, parts)) in _FORMS and digits.isascii() and digits.isdecimal()
    ):
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise FieldError(f"expected YYYY, YYYY-MM or YYYY-MM-DD, got {shown!r}")
    return PartialDate(*map(int, parts))
