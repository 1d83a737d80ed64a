"""What was read beside what was to be written: citekeys, titles, authors, years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from paperctl.text.fold import words
from paperctl.text.plain import to_styled
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen
from paperctl.verify import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.model.entry import Entry
    from paperctl.verify import Export

# CSL's markup within a title; who means it as text loses it on both sides.
_TAG = lazy_regex(r"</?(?:i|b|sc|sub|sup|span)\b[^<>]*>", re.IGNORECASE)
_SHOWN = 60


@frozen()
class Read:
    """An entry as a consumer read it; None is what it did not look at.

    Attributes:
        citekey: Its key.
        title: In plain text, maths as a line.
        authors: How many, "and others" not counted.
        year: As text; empty where there is none.
        also: The title by a second decoder, where the first knows too little LaTeX.
    """

    citekey: str
    title: str | None = None
    authors: int | None = None
    year: str | None = None
    also: str | None = None


def differences(
    export: Export,
    reads: Iterable[Read],
    *,
    maths: bool = True,
    titles: Literal["error", "warning"] = "error",
) -> Iterator[Finding]:
    """Compare by entry.

    Args:
        export: What was to be written.
        reads: What was read.
        maths: Titles were read with their maths; else only what is around it counts.
        titles: How bad another title is. Programs know less of LaTeX than TeX does, and
            a title that only they cannot read compiles.
    """
    found: dict[str, list[Read]] = {}
    for read in reads:
        found.setdefault(read.citekey, []).append(read)
    for entry in export.entries:
        same = found.pop(entry.citekey, [])
        if not same:
            yield Finding("it is missing", entry.citekey)
            continue
        if len(same) > 1:
            yield Finding(f"it is there {len(same)} times", entry.citekey)
        if export.wants("title") and not _same_title(entry, same[0], maths=maths):
            yield Finding(
                f"the title reads {shown(same[0].title or '')}",
                entry.citekey,
                "title",
                titles,
            )
        yield from _counted(export, entry, same[0])
    for citekey in found:
        yield Finding(f"{shown(citekey)} was read, which is no entry of these")


def _counted(export: Export, entry: Entry, read: Read) -> Iterator[Finding]:
    expected = len(entry.authors)
    if export.wants("authors") and read.authors not in {None, expected}:
        people = "author" if read.authors == 1 else "authors"
        message = f"it reads {read.authors} {people}, not {expected}"
        yield Finding(message, entry.citekey, "authors")
    if entry.date and read.year is not None and export.wants("date"):
        year = str(entry.date.year)
        if read.year.lstrip("0") != year.lstrip("0"):
            message = f"the year reads {shown(read.year)}, not {year}"
            yield Finding(message, entry.citekey, "date")


def _same_title(entry: Entry, read: Read, *, maths: bool) -> bool:
    if read.title is None or not entry.title:
        return True
    pieces = to_styled(_TAG.sub("", entry.title))
    seen = [comparable(title) for title in (read.title, read.also) if title is not None]
    if maths:
        return comparable("".join(text for text, _ in pieces)) in seen
    parts = [text for text, style in pieces if style != "maths"]
    return any(_holds(text, parts) for text in seen)


def _holds(text: str, parts: Sequence[str]) -> bool:
    """Whether parts stand in a text in this order."""
    position = 0
    for part in map(comparable, parts):
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def comparable(text: str) -> str:
    """Keep of a text what every reader has to agree on: its letters and digits.

    >>> comparable("<i>The</i> Erdős–Rényi Model: x² — again")
    'theerdosrenyimodelx2again'
    """
    return "".join(words(_TAG.sub("", text)))


def shown(text: str) -> str:
    """Quote a text in a message, on one line and not too much of it."""
    text = " ".join(text.split())
    return f"'{text[: _SHOWN - 1]}…'" if len(text) > _SHOWN else f"'{text}'"
