"""What can be imported: each module here reads one kind of text.

A source turns text into entries, and says of every part that it could not take where
that stands. It opens no file and knows no catalogue: `paperctl.intake` decides what of
a harvest is new. A new source is one new file: it defines `SOURCE`, and is found by
the file's name (`author_page.py` is `author-page`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paperctl.errors import SourceError
from paperctl.registry import import_part, part_names

__all__ = [
    "Found",
    "Harvest",
    "Source",
    "SourceOptions",
    "get",
    "names",
    "recognise",
]

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from paperctl.errors import Location, Problem
    from paperctl.model import Entry, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What a source has to know beside the text.

    Attributes:
        as_of: The day on which the text was saved; it gives years to dates that the
            text shows without one.
        path: What to call the text in locations.
    """

    as_of: datetime.date
    path: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry as the text has it, under a citekey that may still change.

    Attributes:
        year_assumed: The text gives no year; `entry.date` has one that fits.
    """

    entry: Entry
    location: Location
    year_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """All that a text holds, and what is wrong with it.

    Attributes:
        entries: In the text's order.
        problems: In the text's order; an error means that something was left out.
        notes: What was assumed, one line each.
    """

    entries: tuple[Found, ...] = ()
    profiles: tuple[Profile, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of text that can be imported.

    Attributes:
        summary: What it is, in a few words, for help and completion.
        recognises: Whether a text is of this kind, judged by its content.
        read: Reads it; raises SourceError where there is nothing to take.
    """

    name: str
    summary: str
    recognises: Callable[[str], bool]
    read: Callable[[str, SourceOptions], Harvest]


def names() -> list[str]:
    """List the sources by their files; none is imported.

    >>> "author-page" in names()
    True
    """
    return part_names(__path__)


def get(name: str) -> Source:
    """Import a source by its name.

    >>> get("author-page").summary
    'the text of an author page, as saved from a browser'

    Raises:
        SourceError: There is no such source; the hint names the nearest, or all.
    """
    module = import_part(__name__, __path__, name, error=SourceError)
    found: Source = module.SOURCE
    return found


def recognise(text: str) -> Source:
    """Find the source that reads a text, by its content.

    Raises:
        SourceError: No source knows it.
    """
    for name in names():
        source = get(name)
        if source.recognises(text):
            return source
    raise SourceError(
        "not recognised as anything that can be imported",
        hint=f"the sources are {', '.join(names())}",
    )
