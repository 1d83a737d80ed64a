"""Entries as lines for other programs: tab-separated, or in an export format.

Nothing is cropped or padded, and no line depends on the width of a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.model.entry import Entry

_WHOLE = frozenset({"json", "jsonl"})


def render_entries(
    view: str, entries: Iterable[Entry], fields: Sequence[str] | None = None
) -> Iterator[str]:
    """Write entries in one of the plain views of `list`: `plain`, or an export format.

    Without `fields`, lines and tables have `DEFAULT_FIELDS`, JSON has every field.
    """
    if view == "plain":
        return entry_lines(entries, fields or DEFAULT_FIELDS)
    from paperctl import formats

    chosen = fields if fields or view in _WHOLE else DEFAULT_FIELDS
    options = formats.FormatOptions(
        fields=tuple(chosen) if chosen else None,
        layout="table" if view == "markdown" else None,
    )
    return formats.get(view).write(entries, options)


def tab_separated(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write rows whose cells hold neither tabs nor line breaks."""
    for row in rows:
        yield "\t".join(row) + "\n"


def entry_lines(entries: Iterable[Entry], fields: Sequence[str]) -> Iterator[str]:
    """Write one tab-separated line an entry, without a heading."""
    return tab_separated([cell(entry, name) for name in fields] for entry in entries)


def first_cells(lines: Iterable[str]) -> Iterator[str]:
    r"""Give the first cell of each tab-separated line.

    >>> list(first_cells(["a\t1\nb\t2\n", "c\n"]))
    ['a', 'b', 'c']
    """
    for text in lines:
        for line in text.splitlines():
            yield line.partition("\t")[0]


def json_document(value: Any) -> Iterator[str]:
    """Write one JSON document."""
    yield json_text(value, indent=2) + "\n"
