"""Cutting the text of a damaged file into pieces that can be read by themselves."""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY_LINE = lazy_regex(r"^([ ]*)[^\s#\0-\x1f-][^\n]*?:(?=\s|$)", re.MULTILINE)
_BARE_KEY = lazy_regex(r"^([ ]+)[^\s#\0-\x1f-][^\n]*?:[ ]*\r?$", re.MULTILINE)
# A key and, below it, a field of its entry: no list, no text of several lines.
_ENTRY = lazy_regex(
    r"^([ ]+)[^\s#\0-\x1f-][^\n]*?:[ ]*\r?\n\1[ ]+[a-z_]+:(?=\s)", re.MULTILINE
)
# What begins no key: items of a list, the value of a "? key", the end of a document.
_GOES_ON = ("- ", "-\n", "-\r", ": ", ":\n", ":\r", "...")


class Piece(NamedTuple):
    """A stretch of text; `is_key` if a key at the asked-for column begins it."""

    start: int
    end: int
    is_key: bool


def cut(text: str, start: int, end: int, column: int) -> Iterator[Piece]:
    r"""Cut a stretch of text at the lines that begin a key at some column.

    Lines that are indented less stand alone, each with those below it.

    >>> text = "  a:\n    b: c\nx\n  d:\n"
    >>> [text[piece.start : piece.end] for piece in cut(text, 0, len(text), 2)]
    ['a:\n    b: c\n', 'x\n', 'd:\n']
    """
    begins: list[tuple[int, bool]] = []
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" "):  # the rest of a line whose begin was read
        line = text.find("\n", start) + 1 or end
    pattern = re.compile(rf"^[ ]{{0,{column}}}(?![ \t\r\n#])", re.MULTILINE)
    for found in pattern.finditer(text, line, end):
        begin = found.end()
        if begin < end and not text.startswith(_GOES_ON, begin):
            begins.append((begin, begin - found.start() == column))
    ends = [text.rfind("\n", 0, begin) + 1 for begin, _ in begins[1:]]
    for (begin, is_key), stop in zip(begins, [*ends, end], strict=False):
        yield Piece(begin, stop, is_key)


def column_of_entries(text: str, start: int, end: int, first: int | None) -> int:
    """Say where the entries' keys stand; what was taken for the first may mislead."""
    if first is None:
        found = (len(line[1]) for line in _KEY_LINE.finditer(text, start, end))
        return min(filter(None, found), default=0)
    # Where the key of the first entry is lost, its fields look like entries.
    bare = (len(line[1]) for line in _BARE_KEY.finditer(text, start, end))
    counts = Counter(column for column in bare if column < first)
    common, count = max(counts.items(), key=itemgetter(1), default=(first, 0))
    if count > 1:
        return common
    # The first may itself stand too far to the left, and then all others seem its own.
    columns = Counter(len(line[1]) for line in _ENTRY.finditer(text, start, end))
    right, count = max(columns.items(), key=itemgetter(1), default=(first, 0))
    return right if right > first and columns[first] <= 1 < count else first
