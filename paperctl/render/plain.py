"""Entries as lines for other programs: tab-separated, CSV, Markdown, JSON.

Nothing is cropped or padded, and no line depends on the width of a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.fields import FIELDS
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.model.entry import Entry


def render_entries(
    view: str, entries: Iterable[Entry], fields: Sequence[str] | None = None
) -> Iterator[str]:
    """Write entries in one of the plain views of `list`.

    Without `fields`, lines and tables have `DEFAULT_FIELDS`, JSON has every field.
    """
    match view:
        case "json":
            return json_list(entries, fields)
        case "jsonl":
            return json_lines(entries, fields)
        case "keys":
            return (f"{entry.citekey}\n" for entry in entries)
        case "csv":
            return csv_lines(entries, fields or DEFAULT_FIELDS)
        case "markdown":
            return markdown_table(entries, fields or DEFAULT_FIELDS)
        case "plain":
            return entry_lines(entries, fields or DEFAULT_FIELDS)
        case _:
            raise AssertionError(view)


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


def csv_lines(entries: Iterable[Entry], fields: Sequence[str]) -> Iterator[str]:
    r"""Write CSV as RFC 4180 has it, but for `\\n` at the line ends."""
    import csv
    import io

    def line(row: Sequence[str]) -> str:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow(row)
        return buffer.getvalue()

    yield line(fields)
    for entry in entries:
        yield line([cell(entry, name) for name in fields])


def markdown_table(entries: Iterable[Entry], fields: Sequence[str]) -> Iterator[str]:
    """Write a table as GitHub renders it."""
    yield _markdown_row([FIELDS[name].label for name in fields])
    yield _markdown_row(["---"] * len(fields))
    for entry in entries:
        yield _markdown_row([_markdown(cell(entry, name)) for name in fields])


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _markdown(text: str) -> str:
    # The characters that GitHub would read as markup inside a cell.
    return "".join(f"\\{char}" if char in "\\|*_[]<>`#~$" else char for char in text)


def json_document(value: Any) -> Iterator[str]:
    """Write one JSON document."""
    yield json_text(value, indent=2) + "\n"


def json_list(entries: Iterable[Entry], fields: Sequence[str] | None) -> Iterator[str]:
    """Write a JSON array of entries, every field there, null where absent."""
    from paperctl.model.document import entry_document

    return json_document([entry_document(entry, fields) for entry in entries])


def json_lines(entries: Iterable[Entry], fields: Sequence[str] | None) -> Iterator[str]:
    """Write one JSON object a line."""
    from paperctl.model.document import entry_document

    for entry in entries:
        yield json_text(entry_document(entry, fields)) + "\n"
