"""Topics of `help`, laid out for a terminal of any width.

The text of a topic has paragraphs, headings (a line without a full stop or colon at its
end, before indented ones), rows (`  what  what it means`, the meaning going on in
further lines), and examples (other indented lines), which are never re-wrapped.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.text import Text

from paperctl.render.console import HEADING, KEY
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["blank", "prose", "heading", "row", "example"]

_ROW = lazy_regex(r"  (\S(?:.*?\S)?) {2,}(\S.*)")
_STYLES: dict[Kind, str] = {"heading": HEADING, "row": KEY}


class Block(NamedTuple):
    """A piece of a topic.

    Attributes:
        lines: As they are written.
        text: A paragraph in one line, or what stands left in a row.
        meaning: What stands right in a row.
    """

    kind: Kind
    lines: tuple[str, ...]
    text: str
    meaning: str = ""


def topic_page(text: str, width: int) -> Text:
    """Lay a topic out: as it is written where it fits, else re-wrapped."""
    lines = text.splitlines()
    fits = max(map(len, lines), default=0) <= width
    page = Text()
    for block in topic_blocks(lines):
        shown = block.lines if fits else _wrapped(block, width)
        piece = Text("".join(f"{line}\n" for line in shown))
        if block.kind in _STYLES:
            start = piece.plain.index(block.text)
            piece.stylize(_STYLES[block.kind], start, start + len(block.text))
        page.append_text(piece)
    page.right_crop()
    return page


def topic_blocks(lines: Sequence[str]) -> list[Block]:
    """Read the lines of a topic.

    >>> [block.kind for block in topic_blocks(["A b.", "", "C", "  d  e", "     f"])]
    ['prose', 'blank', 'heading', 'row']
    """
    blocks: list[Block] = []
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        last = blocks[-1] if blocks else None
        row = _ROW.fullmatch(line)
        if row:
            blocks.append(Block("row", (line,), row[1], row[2]))
        elif last and last.kind == "row" and line.startswith("   "):
            meaning = f"{last.meaning} {line.strip()}"
            blocks[-1] = last._replace(lines=(*last.lines, line), meaning=meaning)
        elif not line:
            blocks.append(Block("blank", ("",), ""))
        elif line.startswith(" "):
            blocks.append(Block("example", (line,), line))
        elif after.startswith(" ") and line[-1] not in ".:":
            blocks.append(Block("heading", (line,), line))
        elif last and last.kind == "prose":
            blocks[-1] = Block("prose", (*last.lines, line), f"{last.text} {line}")
        else:
            blocks.append(Block("prose", (line,), line))
    return blocks


def _wrapped(block: Block, width: int) -> list[str]:
    match block.kind:
        case "prose":
            return textwrap.wrap(block.text, width, break_on_hyphens=False)
        case "row":
            indent = " " * 4
            return [
                f"  {block.text}",
                *textwrap.wrap(
                    block.meaning,
                    max(width, len(indent) + 1),
                    initial_indent=indent,
                    subsequent_indent=indent,
                    break_on_hyphens=False,
                ),
            ]
        case _:
            return list(block.lines)
