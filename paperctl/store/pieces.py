"""Cutting the text of a damaged file into pieces that can be read by themselves."""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# What begins a key: nothing that YAML refuses, no comment, and no item of a list.
_FIRST = r"[^\s#\0-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff-]"
_KEY_LINE = lazy_regex(rf"^([ ]*){_FIRST}[^\n]*?:(?=\s|$)", re.MULTILINE)
_BARE_KEY = lazy_regex(rf"^([ ]+){_FIRST}[^\n]*?:[ ]*\r?$", re.MULTILINE)
# A key and, below it, a field of its entry: no list, no text of several lines.
_ENTRY = lazy_regex(
    rf"^([ ]+)({_FIRST}[^\n]*?):[ ]*\r?\n\1[ ]+([a-z_]+):(?=\s)", re.MULTILINE
)
_FIELD = lazy_regex(r"[ ]*([a-z_]+):(?=\s)")
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


def find_stray(text: str, start: int, end: int) -> int | None:
    """Find the line of a damaged piece that is indented too little for its entry.

    None if that is a field, which is the entry's own: what is left without it, and
    without what follows, is not what was written.
    """
    from paperctl.model.fields import STORED
    from paperctl.yamltext.outdent import find_outdent

    line = find_outdent(text, start, end)
    field = None if line is None else _FIELD.match(text, line, end)
    return None if field and field[1] in STORED else line


def column_of_entries(
    text: str, start: int, end: int, first: int | None, columns: Counter[int]
) -> int:
    """Say where the entries' keys stand.

    Args:
        text: What holds entries, some of them damaged.
        start: Where they begin.
        end: Where they end.
        first: The column of what was taken for the first, which may mislead.
        columns: Of all that begins as entries do, in the whole text.
    """
    count = max(columns.values(), default=0)
    if first is not None and count == columns[first] == 1:
        return first
    if count > 1 or (count and first is None):
        common = min(column for column in columns if columns[column] == count)
        # A blank too many or too few is a slip, even where it was made as often as not.
        return common + (common % 2 and columns[common + 1] == count)
    if first is None:
        found = (len(line[1]) for line in _KEY_LINE.finditer(text, start, end))
        return min(filter(None, found), default=0)
    # Where the key of the first entry is lost, its fields look like entries.
    bare = (len(line[1]) for line in _BARE_KEY.finditer(text, start, end))
    counts = Counter(column for column in bare if column < first)
    common, count = max(counts.items(), key=itemgetter(1), default=(first, 0))
    return common if count > 1 else first


def count_columns(text: str, start: int, end: int) -> Counter[int]:
    """Count what begins as entries do, by column."""
    from paperctl.model.fields import STORED

    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip(" "):
        start = line
    return Counter(
        len(entry[1])
        for entry in _ENTRY.finditer(text, start, end)
        if entry[2] not in STORED and entry[3] in STORED
    )
