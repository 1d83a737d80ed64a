"""Citekeys for new entries: `platonov2023critical`."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from paperctl.text.fold import to_ascii
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Collection

    from paperctl.model.entry import Entry

# Words that say nothing about a title, as reference managers leave them out.
_STOP_WORDS = frozenset(
    """
    a about above across against all along among an and any are around as at be
    before behind below beneath beside between beyond but by can could did do does
    down during each either every except for from had has have how if in inside into
    is it its like may might must near neither no nor not of off on onto or our out
    over past per shall should since so some such than that the their them then
    there these they this those through throughout to toward towards under unlike
    until up upon us via was we were what when where which while who why will with
    within without would yet you your
    """.split()
)
_WORD = lazy_regex(r"[a-z0-9]+")


def make_citekey(entry: Entry, taken: Collection[str] = ()) -> str:
    """Name an entry by family name, year and first significant word of the title.

    ASCII and lower case; hyphens split words. Parts that the entry lacks are left out.
    The first of equals keeps no letter, the next ones get a, b, ... z, aa.

    Args:
        entry: What to name; its own citekey is not looked at.
        taken: The citekeys in use, in lower case.
    """
    base = _surname(entry) + _year(entry) + _significant_word(entry.title)
    return vary_citekey(base or "entry", taken)


def vary_citekey(base: str, taken: Collection[str]) -> str:
    """Add a letter to a citekey that is taken; one that is free stays.

    >>> vary_citekey("He2016", {"he2016", "he2016a"})
    'He2016b'
    """
    if base.lower() not in taken:
        return base
    return next(
        key
        for number in count()
        if (key := base + _letters(number)).lower() not in taken
    )


def _surname(entry: Entry) -> str:
    people = entry.authors or entry.editors
    if not people:
        return ""
    # A group is named by its first word, a person by the whole family name.
    first = people[0].sort_family.split(maxsplit=1)[:1]
    return "".join(_words(people[0].family or "".join(first)))


def _year(entry: Entry) -> str:
    return str(entry.year) if entry.year else ""


def _significant_word(title: str) -> str:
    words = _words(title)
    return next((word for word in words if word not in _STOP_WORDS), "")


def _words(text: str) -> list[str]:
    return _WORD.findall(to_ascii(to_plain(text)).lower().replace("'", ""))


def _letters(number: int) -> str:
    """Count a, b, ... z, aa, ab: bijective base 26.

    >>> [_letters(number) for number in (0, 25, 26)]
    ['a', 'z', 'aa']
    """
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text
