r"""Which bracket closes which, in the arguments of TeX's commands.

Braces nest. A square or round bracket is closed by the next of its kind that is as deep
in braces. No argument of a citation goes on past an empty line, where TeX gives up too:
so a bracket that nobody closed costs one paragraph, and each is looked at once.
"""

from __future__ import annotations

from paperctl.text.regex import lazy_regex

_PARAGRAPH = lazy_regex(r"\n[ \t]*\n")
_BRACKET = lazy_regex(r"\\[^\n]|%[^\n]*|[][{}()]")
_OPENING = {"]": "[", ")": "("}


class Brackets:
    r"""The brackets of a text.

    >>> Brackets(r"\cite[see [1] and {]}]{key}").closing(5)
    21
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = self._end = -1
        self._closing: dict[int, int] = {}

    def closing(self, opening: int) -> int | None:
        """Find what closes the bracket there, None if nothing does."""
        if not self._start <= opening < self._end:
            self._match_paragraph(opening)
        return self._closing.get(opening)

    def _match_paragraph(self, within: int) -> None:
        """Pair the brackets from here to the next empty line."""
        found = _PARAGRAPH.search(self._text, within)
        self._start = within
        self._end = found.start() if found else len(self._text)
        self._closing = closing = {}
        braces: list[int] = []
        others: dict[str, list[tuple[int, int]]] = {"[": [], "(": []}
        for token in _BRACKET.finditer(self._text, within, self._end):
            bracket, at = token[0], token.start()
            if bracket == "{":
                braces.append(at)
            elif bracket == "}":
                if braces:
                    closing[braces.pop()] = at
                for stack in others.values():
                    while stack and stack[-1][1] > len(braces):
                        stack.pop()
            elif bracket in others:
                others[bracket].append((at, len(braces)))
            elif bracket in _OPENING:
                stack = others[_OPENING[bracket]]
                if stack and stack[-1][1] == len(braces):
                    closing[stack.pop()[0]] = at
