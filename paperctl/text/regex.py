"""Regular expressions that are compiled when they are first used.

Python compiles a pattern of this program in about a millisecond, and there are some
sixty: a command that needs three of them must not wait for the others.

`unusual` leaves them little to look at where they look for what is rare.
"""

from __future__ import annotations

import re
from typing import Any, cast

_USUAL = bytes(range(0x20, 0x7F))


class _LazyPattern:
    """Stands for a compiled pattern until one of its methods is asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(re.compile(self._source, self._flags), name)
        # The next look-up finds it here, without coming back to this method.
        setattr(self, name, attribute)
        return attribute


def lazy_regex(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""Declare a regular expression of a module.

    >>> lazy_regex(r"\d+").findall("a1b22")
    ['1', '22']
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))


def unusual(text: str | bytes) -> str:
    r"""Give what is not printable ASCII in a text, or in its UTF-8, in its order.

    To look for a character in this is ten times as fast as in the text, and nearly
    always there is nothing to be found.

    >>> unusual("Gödel\nand Escher")
    'ö\n'
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return data.translate(None, _USUAL).decode("utf-8", "surrogatepass")
