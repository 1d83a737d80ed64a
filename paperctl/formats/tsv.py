"""Tab-separated values: one line an entry, for `cut`, `awk` and `sort`.

The first line names the columns. There are no quotes: tabs and line ends inside a cell
are one blank, so that a line is an entry and a tab a column, whatever the cells hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import Format, FormatOptions
from paperctl.formats._cells import rows
from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write the names of the columns and one line an entry."""
    for row in rows(entries, options):
        yield "\t".join(map(one_line, row)) + "\n"


FORMAT = Format(
    name="tsv",
    extension=".tsv",
    summary="A tab-separated line an entry, for cut and awk",
    write=write,
    takes=("header", "formula_safe"),
)
