r"""CSV: a row an entry, for spreadsheets and data frames; `import` reads it back.

The first line names the columns. Cells that hold a comma, a quote or a line end stand
in quotes, and quotes in them are doubled; lines end in `\n`. Control characters are
written as escapes (`\x1b`), for a spreadsheet shows nothing of them.

The rules: https://www.rfc-editor.org/rfc/rfc4180.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats._cells import columns, rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    return _lines(rows(entries, options))


def _frame(options: FormatOptions) -> Frame:
    """Put the names of the columns above, unless they are not wanted."""
    header = "" if options.header is False else "".join(_lines([columns(options)]))
    return Frame(header, empty=header)


def _lines(table: Iterable[list[str]]) -> Iterator[str]:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in table:
        writer.writerow([shown(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


FORMAT = Format(
    name="csv",
    extension=".csv",
    summary="A row an entry, for spreadsheets; reads back",
    write=ByEntry(_texts, _frame),
    takes=("header", "formula_safe"),
)
