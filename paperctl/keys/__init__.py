"""Citekeys by pattern: `platonov2023critical`.

`pattern` reads patterns, `functions` and `modifiers` are what stands in them, and
`presets` those with a name; `plan` compares the keys that entries have with what a
pattern gives. All of it is about entries: no file, no catalogue, no configuration.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from paperctl.keys.presets import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from paperctl.keys.pattern import Pattern
    from paperctl.model.entry import Entry

NAMELESS = "entry"
"""What an entry is called of which nothing is known."""


_MANY = 20  # equals, from which on it pays to remember them


def make_citekey(
    entry: Entry,
    taken: Container[str] = (),
    pattern: Pattern | None = None,
    tried: dict[str, int] | None = None,
) -> str:
    """Name an entry by a pattern; unless there is one, by paperctl's own.

    That is the family name, the year and the first significant word of the title, in
    ASCII and lower case; hyphens split words. Parts that the entry lacks are left out.
    The first of equals keeps no letter, the next ones get a, b, ... z, aa.

    Args:
        entry: What to name; its own citekey is not looked at.
        taken: The citekeys in use, in lower case.
        pattern: How.
        tried: For who names many: what is known to be in use, of which thousands of
            equals would else be tried again for each of them.
    """
    base = (pattern or _own_pattern()).base(entry) or NAMELESS
    first = tried.get(base, 0) if tried else 0
    number, key = first, _lettered(base, first)
    while key.lower() in taken:
        number += 1
        key = _lettered(base, number)
    if tried is not None and number >= _MANY:
        tried[base] = number
    return key


@cache
def _own_pattern() -> Pattern:
    from paperctl.keys.pattern import parse_pattern

    return parse_pattern(DEFAULT)


def lettered(base: str) -> Iterator[str]:
    """Give a citekey, and then the same with letters, without end.

    >>> from itertools import islice
    >>> list(islice(lettered("he2016deep"), 3))
    ['he2016deep', 'he2016deepa', 'he2016deepb']
    """
    for number in count():
        yield _lettered(base, number)


def _lettered(base: str, number: int) -> str:
    return base + letters(number - 1) if number else base


def letters(number: int) -> str:
    """Count a, b, ... z, aa, ab: bijective base 26.

    >>> [letters(number) for number in (0, 25, 26)]
    ['a', 'z', 'aa']
    """
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text
