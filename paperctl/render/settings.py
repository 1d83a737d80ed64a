"""Settings with their values and origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.config.settings import SETTINGS, value_text
from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from paperctl.config.settings import Given


def setting_line(name: str, given: Given) -> str:
    """Write the value of one setting alone."""
    return one_line(value_text(SETTINGS[name], given.value)) + "\n"


def setting_lines(settings: Mapping[str, Given]) -> Iterator[str]:
    """Write name, value and origin, tab-separated."""
    for name, given in settings.items():
        cells = (name, value_text(SETTINGS[name], given.value), str(given.origin))
        yield "\t".join(map(one_line, cells)) + "\n"


def settings_table(settings: Mapping[str, Given]) -> RenderableType:
    """Lay settings out; what is not set has no value."""
    from rich.table import Table
    from rich.text import Text

    from paperctl.render import console

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for label, style in (
        ("Setting", console.KEY),
        ("Value", ""),
        ("Origin", console.FAINT),
    ):
        heading = Text(label, style=console.HEADING)
        table.add_column(heading, style=style, overflow="fold")
    for name, given in settings.items():
        text = one_line(value_text(SETTINGS[name], given.value))
        table.add_row(name, Text(text), Text(one_line(str(given.origin))))
    return table


def setting_document(name: str, given: Given) -> dict[str, Any]:
    """Give the JSON of one setting."""
    value, origin = given.value, given.origin
    setting = SETTINGS[name]
    return {
        "name": name,
        "value": list(value) if isinstance(value, tuple) else value,
        "origin": origin.kind,
        "place": origin.place or None,
        "default": setting.default,
        "variable": setting.variable,
        "help": setting.help.replace("`", ""),
    }
