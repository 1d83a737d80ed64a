"""What CSV and tab-separated values share: which columns, and what a cell holds.

Cells hold the text of the catalogue as it is, with its maths and macros, so that a
table reads back: lists apart by semicolons, other fields (`extra`) as JSON. A list
whose items hold semicolons themselves is JSON too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.model.cells import join_items
from paperctl.model.fields import STORED
from paperctl.model.record import record_value
from paperctl.text.display import json_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.formats import FormatOptions
    from paperctl.model.entry import Entry

COLUMNS = ("citekey", *STORED)
"""The columns where none are chosen: every field of the file."""

# https://owasp.org/www-community/attacks/CSV_Injection, with the wide forms of the
# signs, which a spreadsheet with a Japanese or Chinese keyboard takes as well.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def columns(options: FormatOptions) -> list[str]:
    """Name the columns."""
    chosen = COLUMNS if options.fields is None else options.fields
    return [name for name in chosen if options.wants(name)]


def rows(entries: Iterable[Entry], options: FormatOptions) -> Iterator[list[str]]:
    """Give a row an entry."""
    names = columns(options)
    for entry in entries:
        row = [_text(record_value(entry, name)) for name in names]
        yield list(map(_safe, row)) if options.formula_safe else row


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if not value:
        return ""
    return join_items(value) if isinstance(value, list) else json_text(value)


def _safe(text: str) -> str:
    """Keep a cell from being calculated.

    >>> _safe("=1+1"), _safe("a = b")
    ("'=1+1", 'a = b')
    """
    return f"'{text}" if text[:1] in _FORMULA and text else text


def shown(text: str) -> str:
    r"""Write line ends as `\n` without blanks before them, and controls as escapes."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return visible("\n".join(line.rstrip(" \t") for line in lines))
