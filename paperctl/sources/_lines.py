"""Saved text line by line, and the report of what became of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from paperctl.errors import Location, Problem
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Not every blank that `str.strip` knows: some of them end lines in YAML, and are part
# of the text. Zero-width spaces come with copying from a browser.
_BLANKS = (
    " \t\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
)
_LINE_END = lazy_regex(r"\r\n|\n|\r")
_PAGE_BREAKS = str.maketrans("\x0b\x0c", "  ")
_LONGEST_QUOTE = 60


class Line(NamedTuple):
    """A line that is not blank, without the blanks around it.

    Attributes:
        glued: No blank line stands between it and the one before.
        margin: How many blanks stood before it.
    """

    number: int
    text: str
    glued: bool
    margin: int = 0

    @property
    def squeezed(self) -> str:
        """The text with single spaces only."""
        return " ".join(self.text.split())


def split_lines(text: str) -> list[Line]:
    r"""Split text at its line ends, blank lines left out.

    >>> [tuple(line) for line in split_lines("a \r\nb\n\n c")]
    [(1, 'a', False, 0), (2, 'b', True, 0), (4, 'c', False, 1)]
    """
    lines: list[Line] = []
    before = -1
    for number, line in enumerate(_LINE_END.split(text), start=1):
        begun = line.translate(_PAGE_BREAKS).lstrip(_BLANKS)
        stripped = begun.rstrip(_BLANKS)
        if stripped:
            margin = len(line) - len(begun)
            lines.append(Line(number, stripped, before == number - 1, margin))
            before = number
    return lines


def quote(line: Line) -> str:
    """Give the beginning of a line for a message."""
    text = line.squeezed
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:57]}...")


@dataclass(slots=True)
class Report:
    """What is found out while reading, in any order."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def at(self, line: Line, column: int | None = None) -> Location:
        """Say where a line stands."""
        return Location(self.path, line.number, column)

    def warn(self, line: Line, message: str, column: int | None = None) -> None:
        """Report something that was taken, or that is no part of an entry."""
        self._add(line, message, "warning", column)

    def refuse(self, line: Line, message: str) -> None:
        """Report something that had to be left out."""
        self._add(line, message, "error")

    def strays(self, lines: Iterable[Line]) -> None:
        """Warn of lines that fit nowhere, each run of them by its first one."""
        for first, count in _runs(lines):
            more = f" and {count - 1} more" if count > 1 else ""
            self.warn(first, f"not understood, left out: {quote(first)}{more}")

    def sorted_problems(self) -> tuple[Problem, ...]:
        """Give the problems in the order of the lines."""
        return tuple(sorted(self.problems, key=_line_number))

    def _add(
        self,
        line: Line,
        message: str,
        severity: Literal["error", "warning"],
        column: int | None = None,
    ) -> None:
        self.problems.append(Problem(message, self.at(line, column), severity))


def _runs(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    """Group lines between which at most one blank line stands."""
    run: list[Line] = []
    for line in lines:
        if run and line.number > run[-1].number + 2:
            yield run[0], len(run)
            run = []
        run.append(line)
    if run:
        yield run[0], len(run)


def _line_number(problem: Problem) -> int:
    return (problem.location.line or 0) if problem.location else 0
