"""Reading a few entries of a file by themselves, where they can be."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from paperctl.model.entry import ENTRY_TYPES, Entry
from paperctl.model.record import read_record
from paperctl.store.quick import read_quickly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paperctl.errors import Problem
    from paperctl.model.record import Record
    from paperctl.store.quick import Stretch

NONE_KNOWN: Mapping[str, tuple[Record, Entry]] = MappingProxyType({})

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


def read_part(
    text: str,
    *,
    path: str,
    column: int,
    archive: str | None,
    known: Mapping[str, tuple[Record, Entry]] = NONE_KNOWN,
) -> Part | None:
    """Read entries of a block mapping as if the rest of the file stood around them.

    None unless the text is sound, and ends with the indentation of an entry that may
    follow it: then the whole file has to be read.

    Args:
        text: From the key of an entry, without its indentation, to that of another or
            to the end of all entries.
        path: What problems call the file.
        column: How far the keys of entries are indented.
        archive: What bare areas belong to.
        known: Entries by their citekeys, each with the record that says the same:
            where that is what stands there, the entry need not be made again.
    """
    entries: list[Entry] = []
    starts: list[int] = []
    problems: list[Problem] = []
    odd: int | None = None  # where those begin that only the parser can read
    for stretch in (*read_quickly(text, column), None):
        entry = stretch and (_known(stretch, known) or _entry_of(stretch, archive))
        if stretch and entry is None:
            odd = stretch.start if odd is None else odd
            continue
        if odd is not None:
            until = stretch.start if stretch else len(text)
            parsed = _parse(text[odd:until], path, column, archive)
            if parsed is None:
                return None
            entries += parsed.entries
            starts += (odd + start for start in parsed.starts)
            if parsed.problems:
                lines = text.count("\n", 0, odd)
                problems += (_moved(problem, lines) for problem in parsed.problems)
            odd = None
        if stretch and entry:
            entries.append(entry)
            starts.append(stretch.start)
    if not _are_distinct(entries):
        return None
    return Part(tuple(entries), tuple(starts), tuple(problems))


def _known(stretch: Stretch, known: Mapping[str, tuple[Record, Entry]]) -> Entry | None:
    record, entry = known.get(stretch.citekey or "", (None, None))
    return entry if record == stretch.record else None


def _entry_of(stretch: Stretch, archive: str | None) -> Entry | None:
    """Make an entry of what was read; None if there is anything to be said about it."""
    if stretch.citekey is None:
        return None
    entry, _, unknown = read_record(stretch.citekey, stretch.record, archive=archive)
    if entry is None or unknown:
        return None
    is_known = entry.type is None or entry.type.lower() in ENTRY_TYPES
    return entry if is_known else None


def _are_distinct(entries: Sequence[Entry]) -> bool:
    keys = [key.lower() for entry in entries for key in (entry.citekey, *entry.aliases)]
    return len(set(keys)) == len(keys)


def _parse(text: str, path: str, column: int, archive: str | None) -> Part | None:
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
        tuple(_moved(problem, -_HEAD_LINES) for problem in loaded.problems),
    )


def _moved(problem: Problem, lines: int) -> Problem:
    place = problem.location
    if place is None or place.line is None:
        return problem
    return replace(problem, location=replace(place, line=place.line + lines))
