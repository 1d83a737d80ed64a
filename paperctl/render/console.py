"""The one place where a Rich console is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from paperctl.text.display import visible
from paperctl.text.plain import to_styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import ConsoleOptions, RenderableType
    from rich.style import StyleType

# Named colours only: the terminal's theme makes them fit a light or dark ground.
KEY = "cyan"
HEADING = "bold"
FAINT = "dim"
HIT = "bold red"
LABEL = "green"
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


class Trimmed:
    """A renderable without blanks at its line ends.

    Rich fills the lines of a table; a terminal that is made narrower would wrap those
    blanks, and who copies the text gets them.
    """

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[Segment]:
        """Render line by line, as Rich calls it."""
        for line in console.render_lines(self._renderable, options, pad=False):
            while line and not line[-1].text.strip(" "):
                line.pop()
            if line:
                text, style, control = line.pop()
                line.append(Segment(text.rstrip(" "), style, control))
            yield from line
            yield Segment.line()


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
