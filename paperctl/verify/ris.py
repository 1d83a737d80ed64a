"""RIS has no parser in Python's library: its rules are three, so here is a small one.

A line is a tag of two characters, two blanks, a dash, a blank and the value; a record
goes from TY to ER.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import Read, differences, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.verify._room import Room

_LINE = lazy_regex(r"([A-Z][A-Z0-9])  - ?(.*)")


def check(export: Export, _room: Room) -> Iterator[Finding]:
    """Parse the records, and compare what is in them."""
    reads: list[Read] = []
    record: dict[str, list[str]] | None = None
    for number, line in enumerate(export.text.splitlines(), 1):
        found = _LINE.fullmatch(line)
        tag = found[1] if found else ""
        if tag == "TY" and record is None:
            record = {}
        elif tag == "ER" and record is not None:
            reads.append(_read(record))
            record = None
        elif found and record is not None:
            record.setdefault(tag, []).append(found[2])
        elif line.strip():
            yield Finding(f"line {number} belongs to no record: {shown(line)}")
    if record is not None:
        yield Finding("the last record has no end")
    yield from differences(export, reads)


def _read(record: dict[str, list[str]]) -> Read:
    def first(*tags: str) -> str:
        return next((record[tag][0] for tag in tags if tag in record), "")

    year = first("PY", "DA").partition("/")[0]
    return Read(first("ID"), first("TI"), len(record.get("AU", ())), year)


CONSUMER = Consumer("ris", ("ris",), check)
