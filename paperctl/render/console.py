"""The one place where a Rich console is made."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from paperctl.text.display import visible
from paperctl.text.plain import to_styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import ConsoleOptions, RenderableType
    from rich.style import StyleType

# Named colours only: the terminal's theme makes them fit a light or dark ground.
KEY = "cyan"
HEADING = "bold"
FAINT = "dim"
HIT = "bold red"
LABEL = "green"
# So many lines are written at once.
_PORTION = 100
_PROSE = {"emph": "italic", "strong": "bold", "code": "cyan", "url": "underline"}


def make_console(
    stream: TextIO, *, width: int | None, color: bool, is_live: bool = False
) -> Console:
    """Make a console that takes text as it is: no markup, no emoji, no guessing.

    One that `is_live` may go back over what it wrote: the stream is a terminal.
    """
    return Console(
        file=stream,
        width=width,
        force_terminal=color or is_live,
        no_color=not color,
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )


class Flow:
    """Renderables one below the other, each made when its turn comes."""

    def __init__(self, blocks: Iterable[RenderableType]) -> None:
        self._blocks = blocks

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Render block by block, as Rich calls it."""
        yield from self._blocks


def print_lines(console: Console, renderable: RenderableType) -> None:
    """Print a renderable as it is rendered, without blanks at its line ends.

    Rich would print it when all of it is there. It also fills the lines of a table; a
    terminal that is made narrower would wrap those blanks, and who copies the text
    gets them.
    """
    lines = Segment.split_and_crop_lines(
        console.render(renderable), console.width, include_new_lines=False, pad=False
    )
    while portion := [*islice(lines, _PORTION)]:
        segments = Segments(chain.from_iterable(map(_trimmed, portion)))
        console.print(segments, end="", crop=False)


def _trimmed(line: list[Segment]) -> list[Segment]:
    while line and not line[-1].text.strip(" "):
        line.pop()
    if line:
        text, style, control = line.pop()
        line.append(Segment(text.rstrip(" "), style, control))
    return [*line, Segment.line()]


def plain_text(value: str, style: StyleType = "", *, link: str | None = None) -> Text:
    """Make Rich text of a value that is no prose."""
    text = Text(visible(value), style=style)
    if link:
        from rich.style import Style

        text.stylize(Style(link=visible(link)))
    return text


def prose(value: str, style: StyleType = "") -> Text:
    """Make Rich text of prose: maths readable, emphasis in italics."""
    text = Text(style=style)
    for segment, kind in to_styled(value):
        text.append(visible(segment), _PROSE.get(kind, ""))
    return text


def highlighted(
    value: str, spans: Sequence[tuple[int, int]], style: StyleType = HIT
) -> Text:
    """Make Rich text with the spans of `value` marked, whatever else is in it."""
    text = Text()
    end = 0
    for start, stop in spans:
        text.append(visible(value[end:start]))
        text.append(visible(value[start:stop]), style)
        end = stop
    text.append(visible(value[end:]))
    return text
