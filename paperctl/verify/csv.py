"""Python's own parser of CSV, for tab-separated values too."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from paperctl.model.person import is_et_al
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import Read, differences
from paperctl.verify._room import CannotRunError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from paperctl.verify._room import Room

_ESCAPE = lazy_regex(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def check(export: Export, _room: Room) -> Iterator[Finding]:
    """Parse the rows by the names of their columns, and compare what is in them."""
    lines = export.text.split("\n")
    if export.format == "tsv":
        rows = [line.split("\t") for line in lines if line]
    else:
        csv.field_size_limit(1 << 30)
        rows = list(csv.reader([f"{line}\n" for line in lines[:-1]], strict=True))
    if not rows:
        return
    header, *rows = rows
    if "citekey" not in header:
        raise CannotRunError(
            "without a header and citekeys it cannot tell entries apart"
        )
    for row in rows:
        if len(row) != len(header):
            named = dict(zip(header, row, strict=False)).get("citekey")
            yield Finding(f"{len(row)} cells, not {len(header)}", named)
    named_rows = (dict(zip(header, row, strict=False)) for row in rows)
    yield from differences(export, map(_read, named_rows))


def _read(row: Mapping[str, str]) -> Read:
    """Read a row; a column that was not asked for is not there."""
    title, authors, date = (row.get(name) for name in ("title", "authors", "date"))
    return Read(
        row.get("citekey", ""),
        None if title is None else to_plain(title),
        None if authors is None else _count(authors),
        None if date is None else date.partition("-")[0],
        # Control characters are written as escapes.
        also=title and to_plain(_ESCAPE.sub(_character, title)),
    )


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _count(cell: str) -> int:
    """Count the people of a cell; the last may say that there are more."""
    if cell.startswith("["):
        people = json.loads(cell)
    else:
        people = [name for name in cell.split(";") if name.strip()]
    last = people[-1] if people else ""
    return len(people) - (isinstance(last, str) and is_et_al(last))


CONSUMER = Consumer("csv", ("csv", "tsv"), check)
