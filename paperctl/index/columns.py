"""How columns of the index write values, for those who fill them and who ask."""

from __future__ import annotations

from paperctl.model.fields import FIELDS

BITS: dict[str, int] = {name: 1 << at for at, name in enumerate(FIELDS)}
"""The bit in `fields` that says whether an entry has a field, as `has:` sees it."""


def day_number(day: tuple[int, int, int]) -> int:
    """Write year, month and day as one number that sorts as they do.

    >>> day_number((2023, 6, 0))
    20230600
    """
    year, month, day_of_month = day
    return (year * 100 + month) * 100 + day_of_month
