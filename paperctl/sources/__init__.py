"""What can be imported: each module here reads one kind of text.

A source turns text into entries, and says of every part that it could not take where
that stands. It opens no file and knows no catalogue: `paperctl.intake` decides what of
a harvest is new. A new source is one new file: it defines `SOURCE`, and is found by
the file's name (`author_page.py` is `author-page`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from paperctl.errors import Location, Problem, SourceError
from paperctl.registry import import_part, part_names

__all__ = [
    "Decoded",
    "Found",
    "Harvest",
    "Source",
    "SourceOptions",
    "get",
    "names",
    "read_bytes",
    "recognise",
]

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from paperctl.model import Entry, Profile

    Stream: TypeAlias = Callable[
        [Iterable[str], "SourceOptions"], Iterator["Found | Problem"]
    ]


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
        has_own_key: The citekey is the text's own, and not made here.
    """

    entry: Entry
    location: Location
    year_assumed: bool = False
    has_own_key: bool = False


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


class Decoded(NamedTuple):
    """A file's bytes as text, and what had to be assumed to read them.

    Attributes:
        encoding: Its name, as it is told.
        notes: For the user; none for UTF-8.
        odd_lines: Of a file in UTF-8, the lines that are not: they are read as
            windows-1252.
    """

    text: str
    encoding: str = "UTF-8"
    notes: tuple[str, ...] = ()
    odd_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of text that can be imported.

    Attributes:
        summary: What it is, in a few words, for help and completion.
        recognises: Whether a text is of this kind, judged by its content.
        read: Reads it; raises SourceError where there is nothing to take.
        decode: Makes text of bytes, of any; without it only UTF-8 is text.
        stream: Reads lines one by one, for files that are larger than memory; no
            entry of such a source has a citekey of its own, and `read` finds the same.
    """

    name: str
    summary: str
    recognises: Callable[[str], bool]
    read: Callable[[str, SourceOptions], Harvest]
    decode: Callable[[bytes], Decoded] | None = None
    stream: Stream | None = None


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


def read_bytes(data: bytes, options: SourceOptions, name: str | None = None) -> Harvest:
    """Read a file's content by a source, or by the one that knows it.

    Raises:
        SourceError: No source knows it, there is nothing to take, or it is no text.
    """
    source = get(name) if name else _recognise_bytes(data)
    decoded = source.decode(data) if source.decode else Decoded(_utf8(data))
    harvest = source.read(decoded.text, options)
    if not (decoded.notes or decoded.odd_lines):
        return harvest
    odd = tuple(
        Problem(
            "not UTF-8 like the rest, read as windows-1252",
            Location(options.path, line),
            "warning",
        )
        for line in decoded.odd_lines
    )
    return replace(
        harvest,
        problems=(*odd, *harvest.problems),
        notes=(*(f"{options.path}: {note}" for note in decoded.notes), *harvest.notes),
    )


def _recognise_bytes(data: bytes) -> Source:
    try:
        return recognise(_utf8(data))
    except SourceError as error:
        # What is not UTF-8 may be of a source that takes other encodings.
        for name in names():
            source = get(name)
            if source.decode and source.recognises(source.decode(data).text):
                return source
        raise error from None


def _utf8(data: bytes) -> str:
    try:
        return str(data, "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte {error.start + 1} is not UTF-8",
            location=Location("", line),
            hint="convert the file first, for example with iconv -t UTF-8",
        ) from error
