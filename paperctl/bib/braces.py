"""Which brace closes which, as BibTeX counts them: no backslash escapes one."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from paperctl.bib.grammar import BRACE, BRACED

_NEVER = -1


class Braces:
    """The ends of braced texts.

    A text is counted as far as an answer needs. Once a part of it has to be read
    again, all the rest is counted, a single time: else a file of unclosed braces would
    be counted once for each of them.
    """

    __slots__ = ("_begin", "_ends", "_places", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._begin = len(text) + 1
        self._places = array("q")
        self._ends = array("q")

    def end(self, start: int) -> int:
        """Find the index behind the brace that closes the one at `start`, or -1."""
        found = BRACED.match(self._text, start)
        if found:
            return found.end()
        if start >= self._begin:
            return self._ends[bisect_left(self._places, start)]
        depth = 0
        for brace in BRACE.finditer(self._text, start):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.end()
        self.remember(start)
        return _NEVER

    def remember(self, start: int) -> None:
        """Count all braces from a place to the end of the text."""
        if start >= self._begin:
            return
        self._begin = start
        self._places, self._ends = array("q"), array("q")
        waiting = array("q")
        for brace in BRACE.finditer(self._text, start):
            if brace[0] == "{":
                waiting.append(len(self._places))
                self._places.append(brace.start())
                self._ends.append(_NEVER)
            elif waiting:
                self._ends[waiting.pop()] = brace.end()
