"""Reading a few entries of a file by themselves, where they can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paperctl.errors import Location, Problem
    from paperctl.model.entry import Entry

_HEAD = "papers:\n"
_HEAD_LINES = 1


class Part(NamedTuple):
    """Entries of a text, with the places of their keys in it.

    Attributes:
        problems: Warnings; lines count from 1 in the text.
    """

    entries: tuple[Entry, ...]
    starts: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_part(text: str, *, path: str, column: int, archive: str | None) -> Part | None:
    """Read entries of a block mapping as if the rest of the file stood around them.

    None unless the text is sound, and ends with the indentation of an entry that may
    follow it: then the whole file has to be read.

    Args:
        text: From the key of an entry, without its indentation, to that of another or
            to the end of all entries.
        path: What problems call the file.
        column: How far the keys of entries are indented.
        archive: What bare areas belong to.
    """
    from paperctl.store.load import load_text

    lead = _HEAD + " " * column
    loaded = load_text(lead + text, path, archive=archive)
    (file,) = loaded.files
    papers = file.sections.get("papers")
    if loaded.has_errors or not file.entries or papers is None:
        return None
    spans = [file.spans[entry.citekey] for entry in file.entries]
    is_alone = (
        list(file.sections) == ["papers"]
        and papers.column == column
        and spans[0].start == len(lead)
        and spans[-1].end == len(file.text)
    )
    if not is_alone:
        return None
    return Part(
        file.entries,
        tuple(span.start - len(lead) for span in spans),
        tuple(
            replace(problem, location=_moved(problem.location))
            for problem in loaded.problems
        ),
    )


def _moved(place: Location | None) -> Location | None:
    if place is None or place.line is None:
        return place
    return replace(place, line=place.line - _HEAD_LINES)
