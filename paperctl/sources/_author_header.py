"""The header of an author page: a name, an area, figures glued to their labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paperctl.model.area import parse_area
from paperctl.model.catalogue import Profile

if TYPE_CHECKING:
    from paperctl.sources._lines import Line

_LONGEST_FIGURE = 80
_NUMBER = r"([0-9]{1,3}(?:[, ][0-9]{3}){1,3}|[0-9]{1,9})"
_FIGURES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "h_index": rf"h-?\s?index\s?:?\s?{_NUMBER}",
        "papers": rf"{_NUMBER}\s?papers?",
        "citations": rf"{_NUMBER}\s?citations?",
        "novelty": r"novelty\s?:?\s?([0-9]{1,3}(?:\.[0-9]{1,6})?\s?%)",
        "ai_score": rf"AI\s?score\s?:?\s?{_NUMBER}",
    }.items()
}


class Count(NamedTuple):
    """How many papers the header says there are, and where."""

    number: int
    line: Line


class Header(NamedTuple):
    """What was understood of a header, and the lines that were not.

    Attributes:
        figures: The names of the figures that it shows.
        nameless: It shows something of a profile, but nobody's name.
    """

    profile: Profile | None
    listed: Count | None
    figures: frozenset[str]
    nameless: bool
    rest: list[Line]


def read_header(lines: list[Line]) -> Header:
    """Read what stands above the first paper."""
    figures: dict[str, str] = {}
    listed = None
    above: list[Line] = []
    below: list[Line] = []
    i = 0
    while i < len(lines):
        figure = _figure_at(lines, i)
        if figure is None:
            (below if figures else above).append(lines[i])
            i += 1
            continue
        label, value, size = figure
        if label == "papers":
            # "23papers" stands among the figures, "23 Papers" above the list.
            listed = Count(_number(value), lines[i])
        elif label in figures:
            below.append(lines[i])
        figures.setdefault(label, value)
        i += size
    area = above.pop().squeezed if above and _is_area(above[-1]) else None
    profile = None
    if above and (area or figures):
        profile = _profile(above.pop().squeezed, area, figures)
    nameless = profile is None and bool(area or figures)
    return Header(profile, listed, frozenset(figures), nameless, [*above, *below])


def _profile(name: str, area: str | None, figures: dict[str, str]) -> Profile:
    numbers = {
        label: _number(value) for label, value in figures.items() if label != "novelty"
    }
    novelty = figures.get("novelty")
    return Profile(
        name=name,
        area=area,
        h_index=numbers.get("h_index"),
        papers=numbers.get("papers"),
        citations=numbers.get("citations"),
        novelty=novelty.replace(" ", "") if novelty else None,
        ai_score=numbers.get("ai_score"),
    )


def _figure_at(lines: list[Line], i: int) -> tuple[str, str, int] | None:
    """Read a figure, also where label and number are on lines of their own.

    Gives its name, its value and how many lines it takes.
    """
    text = lines[i].squeezed
    if figure := _figure(text):
        return (*figure, 1)
    if i + 1 < len(lines) and (figure := _figure(f"{text} {lines[i + 1].squeezed}")):
        return (*figure, 2)
    return None


def _figure(text: str) -> tuple[str, str] | None:
    if len(text) > _LONGEST_FIGURE:
        return None
    for name, pattern in _FIGURES.items():
        if match := pattern.fullmatch(text):
            return name, match[1]
    return None


def _number(text: str) -> int:
    return int(text.replace(",", "").replace(" ", ""))


def _is_area(line: Line) -> bool:
    area = parse_area(line.squeezed)
    return area.archive is not None or (line.text.isupper() and area.is_bare)
