"""What is found out about a .bib file while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from paperctl.errors import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_QUOTE = 60


class BibReport:
    """Problems and notes, in any order.

    Attributes:
        place: Turns an offset in the text into line and column.
    """

    def __init__(self, path: str, place: Callable[[int], tuple[int, int]]) -> None:
        self.path = path
        self.place = place
        self.notes: list[str] = []
        self._found: list[tuple[int, int, Problem]] = []

    def at(self, offset: int) -> Location:
        """Say where a character stands."""
        return Location(self.path, *self.place(offset))

    def warn(self, offset: int, message: str) -> None:
        """Report something that was taken, or that is no part of an entry."""
        self._add(offset, message, "warning")

    def refuse(self, offset: int, message: str, hint: str | None = None) -> None:
        """Report something that had to be left out."""
        self._add(offset, message, "error", hint)

    def sorted_problems(self) -> tuple[Problem, ...]:
        """Give the problems in the order of the text."""
        return tuple(problem for *_, problem in sorted(self._found, key=_order))

    def _add(
        self,
        offset: int,
        message: str,
        severity: Literal["error", "warning"],
        hint: str | None = None,
    ) -> None:
        problem = Problem(message, self.at(offset), severity, hint=hint)
        self._found.append((offset, len(self._found), problem))


def quote(text: str) -> str:
    """Give the beginning of a text for a message."""
    text = " ".join(text.split())
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:57]}...")


def _order(found: tuple[int, int, Problem]) -> tuple[int, int]:
    return found[:2]
