"""Entries as a table on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from paperctl.model.cells import DEFAULT_FIELDS, cell, short_authors
from paperctl.model.fields import FIELDS
from paperctl.render import console
from paperctl.render.links import link_of
from paperctl.text.display import visible
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

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
    shown = list(entries)
    if fields is not None:
        return _grid(shown, dict.fromkeys(fields), wrapped=True)
    widths = {
        name: taken
        for name in DEFAULT_FIELDS
        # A column with nothing in it tells nothing.
        if (taken := _column_width(shown, name, width)) or name == "citekey"
    }
    for name, wanted in _DROPPED_FIRST.items():
        if _title_room(widths, width) >= min(widths.get("title", 0), wanted):
            break
        widths.pop(name, None)
    if "title" not in widths:
        return _grid(shown, widths, wrapped=False)
    room = _title_room(widths, width)
    is_bare = len(widths) == 2
    if is_bare and room < min(widths["title"], _MIN_WRAPPED_TITLE):
        return _stack(shown)
    widths["title"] = min(widths["title"], room)
    return _grid(shown, widths, wrapped=True) if is_bare else _Lines(shown, widths)


def _column_width(entries: Iterable[Entry], name: str, width: int) -> int:
    """Cells that a column takes, its heading included; 0 if there is nothing in it.

    What is as wide as it may be is not measured further.
    """
    most = _MAX_WIDTHS.get(name, width)
    widest = 0
    for entry in entries:
        widest = max(widest, cell_len(visible(_plain(entry, name))))
        if widest >= most:
            return most
    return max(widest, cell_len(FIELDS[name].label)) if widest else 0


def _title_room(widths: dict[str, int], width: int) -> int:
    """Cells that are left for the title."""
    return width - sum(
        taken + _GAP for name, taken in widths.items() if name != "title"
    )


class _Lines:
    """Entries, one line each, in columns of given widths; what is longer is cut.

    It looks as Rich's own table would, which takes several times as long: most of a
    millisecond for an entry is too much where there are thousands.
    """

    def __init__(self, entries: Iterable[Entry], widths: dict[str, int]) -> None:
        self._entries = entries
        self._widths = widths

    def __rich_console__(
        self, screen: Console, options: ConsoleOptions
    ) -> Iterator[Segment]:
        """Render line by line, as Rich calls it."""
        styles = {name: screen.get_style(_STYLES.get(name, "")) for name in FIELDS}
        heading = screen.get_style(console.HEADING)
        for name, width in self._widths.items():
            yield from _filled([Segment(FIELDS[name].label, heading)], width)
        yield Segment.line()
        for entry in self._entries:
            for name, width in self._widths.items():
                if name == "title":
                    title = _text(entry, name)
                    title.truncate(width, overflow="ellipsis")
                    segments = list(title.render(screen))
                else:
                    link = link_of(entry, name)
                    style = styles[name] + Style(link=link) if link else styles[name]
                    value = _cut(visible(_plain(entry, name)), width)
                    segments = [Segment(value, style)]
                yield from _filled(segments, width)
            yield Segment.line()


def _cut(text: str, width: int) -> str:
    return set_cell_size(text, width - 1) + "…" if cell_len(text) > width else text


def _filled(cell: list[Segment], width: int) -> list[Segment]:
    taken = sum(segment.cell_length for segment in cell)
    return [*cell, Segment(" " * (width + _GAP - taken))]


def _grid(
    entries: Sequence[Entry],
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
    for entry in entries:
        table.add_row(*(_text(entry, name) for name in widths))
    return table


def _stack(entries: Iterable[Entry]) -> Table:
    """Give each title lines of its own under its citekey."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=0)
    table.add_column(overflow="fold")
    for entry in entries:
        citekey = _text(entry, "citekey")
        citekey.stylize(console.KEY)
        table.add_row(citekey)
        table.add_row(Padding(_text(entry, "title"), (0, 0, 0, 2)))
    return table


def _text(entry: Entry, name: str) -> Text:
    if name == "title":
        return console.prose(" ".join(entry.title.split()))
    return console.plain_text(_plain(entry, name), link=link_of(entry, name))


def _plain(entry: Entry, name: str) -> str:
    match name:
        case "title":
            return to_plain(" ".join(entry.title.split()))
        case "authors":
            return short_authors(entry.authors, truncated=entry.authors_truncated)
        case "code":
            return "code" if entry.has_code else ""
        case _:
            return cell(entry, name)
