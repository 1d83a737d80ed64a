"""Tab-separated values: one line an entry, for `cut`, `awk` and `sort`.

The first line names the columns. There are no quotes: tabs and line ends inside a cell
are one blank, so that a line is an entry and a tab a column, whatever the cells hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats._cells import columns, rows
from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    return map(_line, rows(entries, options))


def _frame(options: FormatOptions) -> Frame:
    """Put the names of the columns above, unless they are not wanted."""
    header = "" if options.header is False else _line(columns(options))
    return Frame(header, empty=header)


def _line(row: Iterable[str]) -> str:
    return "\t".join(map(one_line, row)) + "\n"


FORMAT = Format(
    name="tsv",
    extension=".tsv",
    summary="A tab-separated line an entry, for cut and awk",
    write=ByEntry(_texts, _frame),
    takes=("header", "formula_safe"),
)
