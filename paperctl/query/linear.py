"""RE2, which searches in linear time: the one module that knows google-re2.

Texts and positions are those of UTF-8 here, so that a text is encoded once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from paperctl.errors import QueryError
from paperctl.query.regex import PERL_HINT, compile_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paperctl.query.spans import Span

# What patterns such as `(\w{1,50} ){9}` take with all the letters of Unicode; RE2
# gives up on larger ones, and uses no more than this for its states.
_MAX_MEMORY = 1 << 25

_NOWHERE: Final = (-1, -1)

_NAMES = {
    "(?=": "look-ahead",
    "(?!": "look-ahead",
    "(?<": "look-behind",
    "(?P=": "back-references",
    **{f"\\{digit}": "back-references" for digit in range(1, 10)},
}


def is_available() -> bool:
    """Whether google-re2 is installed, and loads."""
    try:
        import re2  # noqa: F401
    except ImportError:
        return False
    return True


class LinearRegex:
    """A compiled pattern, which never matches a line end."""

    def __init__(self, regex: Any) -> None:
        self._match = _matcher(regex)

    def search(self, text: bytes, start: int) -> tuple[Span, ...] | None:
        """Find a match from a place on: the spans of its groups."""
        spans = self._match(text, start, len(text))
        return None if spans[0] == _NOWHERE else tuple(spans)

    def is_in(self, text: bytes) -> bool:
        """Whether there is a match."""
        return self._match(text, 0, len(text))[0] != _NOWHERE

    def start(self, text: bytes, start: int, end: int) -> int:
        """Find where the first match between two places begins; -1 if there is none."""
        return self._match(text, start, end)[0][0]

    def starts(self, text: bytes, place: int = 0) -> Iterator[int]:
        """Find where matches begin that are not empty; they do not overlap."""
        match, end = self._match, len(text)
        while (span := match(text, place, end)[0]) != _NOWHERE:
            start, place = span
            yield start


def _matcher(regex: Any) -> Callable[[bytes, int, int], Sequence[Span]]:
    """Give what searches a part of a text, and tells the spans of a match's groups.

    What google-re2 wraps around its own search takes twice as long as most searches.
    """
    import re2

    try:
        return partial(regex._regexp.Match, re2._Anchor.UNANCHORED)  # noqa: SLF001
    except AttributeError:  # it need not stay like this
        return partial(_match, regex)


def _match(regex: Any, text: bytes, start: int, end: int) -> Sequence[Span]:
    found = regex.search(text, start, end)
    if found is None:
        return [_NOWHERE]
    return [found.span(group) for group in range(regex.groups + 1)]


def compile_linear(
    pattern: str, *, ignore_case: bool = False, typed: str
) -> LinearRegex:
    """Compile a pattern.

    Args:
        pattern: As RE2 wants it.
        ignore_case: Case does not matter.
        typed: The pattern as the user knows it, for messages.

    Raises:
        QueryError: RE2 cannot do it; the message says whether Python could.
    """
    import re2

    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.never_nl = True
    options.max_mem = _MAX_MEMORY
    try:
        return LinearRegex(re2.compile(pattern.encode(), options))
    except re2.error as error:
        raise _explained(error, typed) from error


def _explained(error: Exception, typed: str) -> QueryError:
    """Say what is wrong in Python's words, which point, or what only Python can do."""
    compile_regex(typed)
    message, _, part = error.args[0].decode(errors="replace").partition(": ")
    part = "(?P=" if part == "(?P" else part
    name = next((_NAMES[key] for key in _NAMES if part.startswith(key)), None)
    return QueryError(
        f"grep has no {name} without -P"
        if name
        else f"not for grep without -P: {message}",
        query=typed,
        column=max(typed.find(part), 0),
        hint=PERL_HINT,
    )
