"""From offsets in a text to lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate


class Places:
    r"""The lines of a text.

    >>> Places("ab\ncd").of(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        lines = self._text.split("\n")
        return [0, *accumulate(len(line) + 1 for line in lines)]

    def of(self, offset: int) -> tuple[int, int]:
        """Give line and column of a character, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
