"""One entry in full, for a terminal and for a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.model.cells import cell
from paperctl.model.fields import FIELDS, STORED
from paperctl.render.links import link_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from paperctl.model.entry import Entry

# Shown in the card's own way: above the other fields, or under them.
_HEAD = frozenset({"title", "authors", "abstract", "note"})
_MAX_TEXT_WIDTH = 88  # longer lines are hard to read


def card_fields(entry: Entry, fields: Sequence[str] | None = None) -> list[str]:
    """Name the fields that an entry has, in the order of the canonical writer."""
    return [name for name in fields or ("citekey", *STORED) if cell(entry, name)]


def cards_lines(
    entries: Iterable[Entry], fields: Sequence[str] | None = None
) -> Iterator[str]:
    """Write `field<TAB>value` lines, nothing wrapped, a blank line between entries."""
    for number, entry in enumerate(entries):
        if number:
            yield "\n"
        for name in card_fields(entry, fields):
            yield f"{name}\t{cell(entry, name)}\n"


def cards(
    entries: Iterable[Entry], *, width: int, fields: Sequence[str] | None = None
) -> RenderableType:
    """Lay entries out one under the other."""
    from rich.console import Group
    from rich.rule import Rule

    blocks: list[RenderableType] = []
    for entry in entries:
        if blocks:
            blocks += ["", Rule(style="dim"), ""]
        blocks.append(card(entry, width=width, fields=fields))
    return Group(*blocks)


def card(
    entry: Entry, *, width: int, fields: Sequence[str] | None = None
) -> RenderableType:
    """Lay an entry out: title, authors, fields with their links, abstract."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from paperctl.render import console

    names = card_fields(entry, fields)
    blocks: list[RenderableType] = []
    if "title" in names:
        link = link_of(entry, "title")
        title = console.prose(" ".join(entry.title.split()), console.HEADING)
        blocks.append(_linked(title, link))
    if "authors" in names:
        blocks.append(Text(cell(entry, "authors")))
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style=console.LABEL)
    grid.add_column(overflow="fold")
    for name in names:
        if name not in _HEAD:
            grid.add_row(FIELDS[name].label, _value(entry, name))
    if grid.row_count:
        blocks.append(Padding(grid, (1 if blocks else 0, 0, 0, 0)))
    for name in ("note", "abstract"):
        if name in names:
            if name == "note":
                blocks.append(Text("\nNote", style=console.LABEL))
            text = console.prose(" ".join(str(getattr(entry, name)).split()))
            top = 0 if name == "note" else 1
            body = Padding(text, (top, 0, 0, 0), expand=False)
            blocks.append(_narrow(body, min(width, _MAX_TEXT_WIDTH)))
    return Group(*blocks)


def _narrow(renderable: RenderableType, width: int) -> RenderableType:
    from rich.constrain import Constrain

    return Constrain(renderable, width)


def _value(entry: Entry, name: str) -> RenderableType:
    from paperctl.render import console

    if name == "citekey":
        return console.plain_text(entry.citekey, console.KEY)
    text = console.plain_text(cell(entry, name), link=link_of(entry, name))
    if name == "area" and entry.area and entry.area.name:
        text.append(f"  {entry.area.name}", console.FAINT)
    return text


def _linked(text: RenderableType, link: str | None) -> RenderableType:
    from rich.style import Style
    from rich.text import Text

    if link and isinstance(text, Text):
        text.stylize(Style(link=link))
    return text
