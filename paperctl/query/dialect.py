r"""One syntax of regular expressions for two engines, RE2 and Python's `re`.

A pattern is read into pieces, and each piece written as an engine wants it. So `\w` is
a letter, a mark, a digit or `_` of any script for both, `\b` stands between such a
character and another, and a group only groups: neither engine gives numbers to users.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_TOKEN = lazy_regex(
    r"\\Q.*?(?:\\E|\Z)"
    r"|\\(?:[pPx]\{[^{}]*\}|[pP]\w|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
    r"|\[\^?\]?"
    r"|\((?:\?(?:P?<[A-Za-z_]\w*>)?)?"
    r"|\{,(?=[0-9]+\})|\{[0-9]{9,}|\{[0-9]+(?:,[0-9]*)?\}"
    r"|.",
    re.DOTALL,
)
_TOKEN_OF_SET = lazy_regex(
    r"\\(?:[pPx]\{[^{}]*\}|[pP]\w|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
    r"|\[:\w+:\]|\]|.",
    re.DOTALL,
)
# A pattern without any of these means the same to both.
_SPECIAL = ("\\", "(", "{", "^", "$", "[:")
_LEADING_FLAGS = lazy_regex(r"\(\?([aimsux]+)\)")
_ASSERTIONS = frozenset(["^", "$", r"\A", r"\z", r"\Z", r"\b", r"\B"])
_BOUNDARIES = frozenset([r"\b", r"\B"])
_ASCII_SETS = {
    "[:alnum:]": "0-9A-Za-z",
    "[:alpha:]": "A-Za-z",
    "[:ascii:]": r"\x00-\x7f",
    "[:blank:]": r"\t ",
    "[:cntrl:]": r"\x00-\x1f\x7f",
    "[:digit:]": "0-9",
    "[:graph:]": "!-~",
    "[:lower:]": "a-z",
    "[:print:]": " -~",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:space:]": r"\t-\r ",
    "[:upper:]": "A-Z",
    "[:word:]": "0-9A-Za-z_",
    "[:xdigit:]": "0-9A-Fa-f",
}


@frozen()
class Translated:
    """A pattern for one engine, and what it asks of the text around a match."""

    text: str
    has_assertion: bool = False
    has_boundary: bool = False


class Dialect(Protocol):
    """How an engine writes what has to mean the same everywhere."""

    def escape(self, token: str) -> str:
        r"""Write an escape outside of sets, such as `\w`."""

    def escape_in_set(self, token: str) -> str:
        """Write one between square brackets."""

    def named_set(self, token: str) -> str:
        """Write `[:alpha:]` between square brackets."""

    def body(self, text: str) -> str:
        """Finish a pattern, so that it can be wrapped."""


def translate(pattern: str, dialect: Dialect, *, relaxed: bool = False) -> Translated:
    r"""Write a pattern for an engine; with `relaxed` all its assertions hold.

    >>> translate(r"^\d+(a)", Linear())
    Translated(text='(?m:^)\\p{Nd}+(?:a)', has_assertion=True, has_boundary=False)
    """
    if not any(map(pattern.count, _SPECIAL)):
        return Translated(dialect.body(pattern))
    pieces: list[str] = []
    assertions: set[str] = set()
    for token, in_set in tokens(pattern):
        if in_set:
            pieces.append(_in_set(token, dialect))
        elif token in _ASSERTIONS:
            assertions.add(token)
            pieces.append("(?:)" if relaxed else dialect.escape(token))
        else:
            pieces.append(_outside(token, dialect))
    return Translated(
        dialect.body("".join(pieces)),
        bool(assertions),
        not assertions.isdisjoint(_BOUNDARIES),
    )


def tokens(pattern: str) -> Iterator[tuple[str, bool]]:
    r"""Cut a pattern into pieces, and say which stand between square brackets.

    >>> list(tokens(r"\d[^a]"))
    [('\\d', False), ('[^', False), ('a', True), (']', True)]
    """
    place = 0
    in_set = False
    while place < len(pattern):
        found = (_TOKEN_OF_SET if in_set else _TOKEN).match(pattern, place)
        token = found[0] if found else pattern[place]
        place += len(token)
        yield token, in_set
        in_set = token != "]" if in_set else token.startswith("[")


def _outside(token: str, dialect: Dialect) -> str:
    if token.startswith(r"\Q"):
        return re.escape(token[2:].removesuffix(r"\E"))
    if token == "(" or (token.startswith("(") and token.endswith(">")):
        return "(?:"
    if token.startswith("{") and len(token) > 1 and not token.endswith("}"):
        # So large a number is plain text to RE2: make it an error.
        return "{0," if token == "{," else "**"
    return dialect.escape(token) if token.startswith("\\") else token


def _in_set(token: str, dialect: Dialect) -> str:
    if token.startswith("[:"):
        return dialect.named_set(token)
    return dialect.escape_in_set(token) if token.startswith("\\") else token


class Linear:
    """RE2, for texts without line ends, or many of them, a line each."""

    # `_` stands in the middle, so that it cannot become the end of a range.
    word: Final = r"\p{L}_\p{M}\p{N}"
    _space: Final = r"\s\x0b\x1c-\x1f\x85\p{Z}"
    _outside: Final = {
        r"\w": f"[{word}]",
        r"\W": f"[^{word}]",
        r"\s": f"[{_space}]",
        r"\S": f"[^{_space}]",
        "^": "(?m:^)",
        "$": "(?m:$)",
        r"\A": "(?m:^)",
        r"\z": "(?m:$)",
        r"\Z": "(?m:$)",
        r"\C": r"\9",  # to RE2 a byte, which may be half a letter: refused
    }
    _inside: Final = {
        r"\w": word,
        r"\s": _space,
        r"\d": r"\p{Nd}",
        r"\D": r"\P{Nd}",
    }

    def escape(self, token: str) -> str:
        r"""Write an escape outside of sets.

        >>> Linear().escape(r"\W")
        '[^\\p{L}_\\p{M}\\p{N}]'
        """
        return self._outside.get(token) or self.escape_in_set(token)

    def escape_in_set(self, token: str) -> str:
        """Write one between square brackets."""
        if token in self._inside:
            return self._inside[token]
        if token == r"\W":
            return rf"\p{{Z}}{_ranges(_nonword(), _linear_code)}\p{{Z}}"
        if token == r"\S":
            return rf"\p{{L}}{_ranges(_nonspace(), _linear_code)}\p{{L}}"
        if token[1:2] in {"u", "U"} and len(token) > 2:
            return rf"\x{{{token[2:]}}}"
        return token if token.isascii() else token[1:]

    def named_set(self, token: str) -> str:
        """Write `[:alpha:]` between square brackets: RE2 knows them."""
        return token

    def body(self, text: str) -> str:
        """Finish a pattern: flags end with their group."""
        return text


class Backtracking:
    """Python's `re`, made to mean what RE2 means."""

    def __init__(self) -> None:
        self.word: Final = rf"\w{_ranges(_marks(), _python_code)}\d"
        word = f"[{self.word}]"
        self._outside: Final = {
            r"\w": word,
            r"\W": f"[^{self.word}]",
            r"\b": f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))",
            r"\B": f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))",
            r"\z": r"\Z",
        }

    def escape(self, token: str) -> str:
        """Write an escape outside of sets."""
        if token in self._outside:
            return self._outside[token]
        text = self.escape_in_set(token)
        return f"[{text}]" if token[1:2] in {"p", "P"} else text

    def escape_in_set(self, token: str) -> str:
        """Write one between square brackets."""
        if token == r"\w":
            return self.word
        if token == r"\W":
            return rf"\s{_ranges(_nonword(), _python_code)}\s"
        if token.startswith(r"\x{"):
            return _code_point(token)
        name = token[2:].strip("{}")
        if token[1:2] in {"p", "P"} and name in _CATEGORIES:
            codes = _category(name, inverted=token[1] == "P")
            return _ranges(codes, _python_code)
        return token

    def named_set(self, token: str) -> str:
        """Write `[:alpha:]` between square brackets."""
        return _ASCII_SETS.get(token, token)

    def body(self, text: str) -> str:
        """Finish a pattern: Python takes flags at the beginning of all only."""
        return scoped(text)


def scoped(pattern: str) -> str:
    """Confine flags at the beginning to the pattern, so that it can be wrapped.

    >>> scoped("(?i)abc")
    '(?i:abc)'
    """
    flags = _LEADING_FLAGS.match(pattern)
    if flags is None:
        return pattern
    # A comment in a verbose pattern would swallow the bracket.
    end = "\n)" if "x" in flags[1] else ")"
    return f"(?{flags[1]}:{scoped(pattern[flags.end() :])}{end}"


_CATEGORIES = frozenset(
    "C Cc Cf Co L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps "
    "S Sc Sk Sm So Z Zl Zp Zs".split()
)
_LAST = 0x10FFFF


def _code_point(token: str) -> str:
    digits = token[3:-1]
    is_code = re.fullmatch("[0-9a-fA-F]{1,8}", digits) and int(digits, 16) <= _LAST
    return _python_code(int(digits, 16)) if is_code else token


def _linear_code(code: int) -> str:
    return f"\\x{{{code:x}}}"


def _python_code(code: int) -> str:
    return f"\\U{code:08x}"


def _ranges(codes: Iterable[tuple[int, int]], write: Callable[[int], str]) -> str:
    return "".join(f"{write(first)}-{write(last)}" for first, last in codes)


def _runs(
    wanted: Callable[[str], bool], codes: Iterable[int]
) -> tuple[tuple[int, int], ...]:
    """Find the runs of characters that are wanted."""
    runs: list[tuple[int, int]] = []
    for code in codes:
        if wanted(chr(code)):
            if runs and runs[-1][1] == code - 1:
                runs[-1] = (runs[-1][0], code)
            else:
                runs.append((code, code))
    return tuple(runs)


@lru_cache(maxsize=1)
def _marks() -> tuple[tuple[int, int], ...]:
    """Find the marks, all of which stand in two parts of Unicode."""
    parts = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))
    return _runs(lambda character: unicodedata.category(character)[0] == "M", parts)


@lru_cache(maxsize=1)
def _nonword() -> tuple[tuple[int, int], ...]:
    return _runs(
        lambda character: (
            unicodedata.category(character)[0] not in "LMN" and character != "_"
        ),
        _characters(),
    )


@lru_cache(maxsize=1)
def _nonspace() -> tuple[tuple[int, int], ...]:
    return _runs(lambda character: not character.isspace(), _characters())


@lru_cache(maxsize=8)
def _category(name: str, *, inverted: bool) -> tuple[tuple[int, int], ...]:
    return _runs(
        lambda character: unicodedata.category(character).startswith(name) != inverted,
        _characters(),
    )


def _characters() -> Iterable[int]:
    """Count all that UTF-8 can hold."""
    yield from range(0xD800)
    yield from range(0xE000, _LAST + 1)
