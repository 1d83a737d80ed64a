"""biber, as BibLaTeX's backend reads the file, in its tool mode.

`--validate-datamodel` makes it say what a type lacks, and which fields it does not
take. It prints a line for each complaint, with WARN or ERROR before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._log import Message, missing, placed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from paperctl.verify._room import Room

_LINE = lazy_regex(r"^(?:\[\d+\] \S+ )?(WARN|ERROR|FATAL) - (.*)", re.MULTILINE)
_PLACE = lazy_regex(r"BibTeX subsystem: .*?, line (\d+), (?:warning: |syntax error: )?")
_ENTRY = lazy_regex(r"(?:[Ee]ntry|[Ee]ntry key:|datasource keys:) '([^']+)'")
_FILE = lazy_regex(r" \(refs\.bib\)| in file 'refs\.bib'")
_OF_ENTRY = lazy_regex(r"^Datamodel: Entry '[^']+': |,? in entry '[^']+'")
_WRITTEN = lazy_regex(r"^@[A-Za-z]+\{([^,]+),", re.MULTILINE)
_ARGUMENTS = ("--tool", "--validate-datamodel", "--nolog", "--output-file=out.bib")


def parse_log(text: str) -> list[Message]:
    """Read the complaints in what biber prints.

    >>> parse_log("WARN - Datamodel: Entry 'a' (refs.bib): Missing field 'title'")
    [Message(severity='warning', text="Missing field 'title'", entry='a', line=None)]
    """
    return [
        _message("warning" if word == "WARN" else "error", said)
        for word, said in _LINE.findall(text)
    ]


def _message(severity: Literal["error", "warning"], said: str) -> Message:
    place = _PLACE.match(said)
    if place:  # in a copy of the file that it made
        return Message(severity, said[place.end() :], line=int(place[1]))
    said = _FILE.sub("", said)
    entry = _ENTRY.search(said)
    if entry is None:
        return Message(severity, said)
    return Message(severity, _OF_ENTRY.sub("", said), entry[1])


def check(export: Export, room: Room) -> Iterator[Finding]:
    """Run it, read what it prints, and look for each entry in what it wrote."""
    if not export.entries:
        return  # it takes a file without entries for a mistake
    room.put("refs.bib", export.text)
    done = room.run("biber", *_ARGUMENTS, "refs.bib")
    told = list(placed(parse_log(done.stdout), export))
    yield from told
    if done.code and not any(item.severity == "error" for item in told):
        yield Finding(done.ending)
    else:
        yield from missing(export, set(_WRITTEN.findall(room.read("out.bib"))), told)


CONSUMER = Consumer("biber", ("bibtex", "biblatex"), check, program="biber")
