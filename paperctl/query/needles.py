"""Plain text that has to be there for a pattern to match: where it is not, none looks.

It is sought among the words of many units, those between blanks, each once, which are
a tenth of the text. What stands in no word stands nowhere.
"""

from __future__ import annotations

import re
from functools import cached_property
from string import punctuation
from typing import TYPE_CHECKING

from paperctl.query.dialect import tokens
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.query.linear import LinearRegex

# Flags go on behind their brackets; "{,2}" is a count to the dialect alone.
_TOO_CLEVER = lazy_regex(r"\(\?(?!:|P?<)|\{,")
_OPERATORS = frozenset(r".^$*+?{}[]()|")


def words_of(data: bytes) -> bytes:
    r"""Give the words of a text, each once, a line each.

    >>> words_of(b"to be or not to be\nthat")
    b'to\nbe\nor\nnot\nthat'
    """
    return b"\n".join(dict.fromkeys(data.split()))


class Needles:
    """Texts without blanks, of which each match holds one."""

    def __init__(self, texts: Sequence[str], *, ignore_case: bool = False) -> None:
        self.texts = texts
        self._ignore_case = ignore_case

    def are_in(self, words: bytes) -> bool:
        """Whether one of them stands in the words of a text."""
        return self._regex.is_in(words)

    @cached_property
    def _regex(self) -> LinearRegex:
        """What finds them: the engine of the patterns, to which case means the same."""
        from paperctl.query.linear import compile_linear

        source = "|".join(map(re.escape, self.texts))
        return compile_linear(source, ignore_case=self._ignore_case, typed=source)


def find_needles(patterns: Iterable[str], *, ignore_case: bool) -> Needles | None:
    """Find what each match of some patterns for RE2 holds; None if nothing is sure."""
    texts: list[str] = []
    for pattern in patterns:
        found = needles_of(pattern)
        if not found:
            return None
        texts += found
    return Needles(texts, ignore_case=ignore_case) if texts else None


def needles_of(pattern: str) -> list[str]:
    r"""Find the longest text of each alternative of a pattern; none if one has none.

    >>> needles_of(r"low-rank|quantiz\w+ of"), needles_of("ab*c?"), needles_of("a|b?")
    (['low-rank', 'quantiz'], ['a'], [])
    """
    if _TOO_CLEVER.search(pattern):
        return []
    needles = [max(runs, key=len) for runs in _runs(pattern)]
    return needles if all(needles) else []


def _runs(pattern: str) -> Iterator[list[str]]:
    """Give the texts of each alternative, outside of groups and sets."""
    runs = [""]
    for token in _outer(pattern):
        if token == "|":
            yield runs
            runs = [""]
        elif _is_plain(token):
            runs[-1] += token[-1]
        else:
            if token.startswith(("*", "?", "{")):
                runs[-1] = runs[-1][:-1]  # it may not be there
            runs.append("")
    yield runs


def _outer(pattern: str) -> Iterator[str]:
    """Cut a pattern into pieces, groups and sets being one each."""
    depth = 0
    for token, in_set in tokens(pattern):
        if in_set:
            continue
        if token == ")":
            depth -= 1
        if not depth:
            yield token
        if token.startswith("("):
            depth += 1


def _is_plain(token: str) -> bool:
    """Whether a piece is one character that stands for itself, and no blank."""
    if len(token) == 1:
        return token not in _OPERATORS and not token.isspace()
    return len(token) == 2 and token[0] == "\\" and token[1] in punctuation
