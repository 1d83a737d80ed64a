"""Entries as a table on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paperctl.model.cells import DEFAULT_FIELDS, cell, short_authors
from paperctl.model.fields import FIELDS
from paperctl.render import console
from paperctl.render.links import link_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from paperctl.model.entry import Entry

# Where the terminal is too narrow these go, one by one; the citekey stays. Each goes
# when it leaves fewer cells than these to the title, which says more than most.
_DROPPED_FIRST = {"venue": 50, "code": 45, "authors": 32, "area": 30, "date": 30}
_MAX_WIDTHS = {"authors": 24, "venue": 24}
# With the citekey alone beside it a title is wrapped, not cut; under this it gets
# lines of its own.
_MIN_WRAPPED_TITLE = 24
_GAP = 2
_STYLES = {"citekey": console.KEY, "date": console.FAINT, "area": console.LABEL}


def entries_table(
    entries: Iterable[Entry], *, width: int, fields: Sequence[str] | None = None
) -> RenderableType:
    """Lay entries out in `width` cells.

    Without `fields` the columns are those of `DEFAULT_FIELDS` that fit, each entry on
    one line where there is room for it. Fields that were asked for are all shown, and
    wrapped where they have to be.
    """
    names = list(fields or DEFAULT_FIELDS)
    columns = {name: [_text(entry, name) for entry in entries] for name in names}
    if fields is not None:
        return _grid(columns, dict.fromkeys(names), wrapped=True)
    widths = {
        name: min(
            max(map(cell_len, [FIELDS[name].label, *(text.plain for text in column)])),
            _MAX_WIDTHS.get(name, width),
        )
        for name, column in columns.items()
        # A column with nothing in it tells nothing.
        if name == "citekey" or any(column)
    }
    for name, wanted in _DROPPED_FIRST.items():
        if _title_room(widths, width) >= min(widths.get("title", 0), wanted):
            break
        widths.pop(name, None)
    if "title" not in widths:
        return _grid(columns, widths, wrapped=False)
    room = _title_room(widths, width)
    is_bare = len(widths) == 2
    if is_bare and room < min(widths["title"], _MIN_WRAPPED_TITLE):
        return _stack(columns)
    widths["title"] = min(widths["title"], room)
    return _grid(columns, widths, wrapped=is_bare)


def _title_room(widths: dict[str, int], width: int) -> int:
    """Cells that are left for the title."""
    return width - sum(
        taken + _GAP for name, taken in widths.items() if name != "title"
    )


def _grid(
    columns: dict[str, list[Text]],
    widths: dict[str, int] | dict[str, None],
    *,
    wrapped: bool,
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    for name, width in widths.items():
        # Citekeys are copied from the screen: they are never cut.
        folded = wrapped or name == "citekey"
        table.add_column(
            Text(FIELDS[name].label, style=console.HEADING),
            style=_STYLES.get(name, ""),
            no_wrap=not folded,
            overflow="fold" if folded else "ellipsis",
            width=width,
        )
    for row in zip(*(columns[name] for name in widths), strict=True):
        table.add_row(*row)
    return table


def _stack(columns: dict[str, list[Text]]) -> Table:
    """Give each title lines of its own under its citekey."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=0)
    table.add_column(overflow="fold")
    for citekey, title in zip(columns["citekey"], columns["title"], strict=True):
        citekey.stylize(console.KEY)
        table.add_row(citekey)
        table.add_row(Padding(title, (0, 0, 0, 2)))
    return table


def _text(entry: Entry, name: str) -> Text:
    if name == "title":
        return console.prose(" ".join(entry.title.split()))
    if name == "authors":
        return Text(short_authors(entry.authors, truncated=entry.authors_truncated))
    if name == "code":
        return console.plain_text(
            "code" if entry.has_code else "", link=link_of(entry, "code")
        )
    return console.plain_text(cell(entry, name), link=link_of(entry, name))
