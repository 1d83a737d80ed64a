"""Where a value, and each of its characters, stands in the text of a file.

Loading keeps only where entries begin and end; what is asked about one of them is
found by parsing its few lines again.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paperctl.text.regex import lazy_regex
from paperctl.yamltext.parser import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YAMLError,
    open_events,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperctl.yamltext.parser import Event

Path: TypeAlias = tuple[str | int, ...]


class Node(NamedTuple):
    """A value's place; `key` is where its key begins, in a list the value itself.

    `value` is the text of a scalar as YAML reads it, None for lists and mappings;
    `style` is empty for plain scalars, else the quote, `|` or `>`.
    """

    key: int
    start: int
    end: int
    style: str
    value: str | None


def find_nodes(
    text: str, start: int, end: int, *, whole_line: bool = True
) -> dict[Path, Node]:
    r"""Find every value of `text[start:end]`, by its path; up to an error in it.

    Args:
        text: The file's text.
        start: Where to begin.
        end: Where to end, or anything behind the end of a value in brackets.
        whole_line: Begin with the line's indentation, so that the first key of a block
            is as much indented as the next ones.

    >>> find_nodes("a:\n  tags: [x, y]\n", 0, 18)["a", "tags", 1].start
    15
    """
    if whole_line:
        start = text.rfind("\n", 0, start) + 1
    nodes: dict[Path, Node] = {}
    with suppress(YAMLError):
        get = open_events(text[start:end])
        get()  # the stream's start
        get()  # the document's start
        _Walk(get, start, nodes).visit(get(), (), None)
    return nodes


class _Walk:
    def __init__(
        self, get: Callable[[], Event], base: int, nodes: dict[Path, Node]
    ) -> None:
        self.get = get
        self.base = base
        self.nodes = nodes

    def visit(self, event: Event, path: Path, key: int | None) -> None:
        start = event.start_mark.index + self.base
        style, value = "", None
        if type(event) is ScalarEvent:
            style, value = event.style or "", event.value
        elif type(event) is SequenceStartEvent:
            index = 0
            while type(event := self.get()) is not SequenceEndEvent:
                self.visit(event, (*path, index), None)
                index += 1
        elif type(event) is MappingStartEvent:
            while type(event := self.get()) is not MappingEndEvent:
                at = event.start_mark.index + self.base
                name = event.value if type(event) is ScalarEvent else ""
                if type(event) is not ScalarEvent:
                    self.visit(event, (*path, "", ""), None)
                self.visit(self.get(), (*path, name), at)
        end = event.end_mark.index + self.base
        # Of equal keys the first one counts, as in loading.
        self.nodes.setdefault(
            path, Node(start if key is None else key, start, end, style, value)
        )


class Run(NamedTuple):
    """Characters of a scalar that stand side by side: where, and how many."""

    at: int
    length: int


def map_characters(text: str, node: Node) -> list[int]:
    """Give the index in the text of each character of a scalar, and of its end.

    A line break that folding made a blank of is where that blank stands, an escape is
    where its backslash stands.
    """
    runs, end = map_runs(text, node)
    return [*(at + number for at, length in runs for number in range(length)), end]


def map_runs(text: str, node: Node) -> tuple[list[Run], int]:
    """Do the same for characters that follow each other in the text, on one line."""
    value = node.value or ""
    raw = text[node.start : node.end]
    if node.style in ("|", ">"):
        readings = [_read_block(raw, indent) for indent in _indents(raw)]
    else:
        readings = [_read_flow(raw, node)]
    for reading in readings:
        if "".join(reading.texts) == value:
            runs = [Run(node.start + at, length) for at, length in reading.runs]
            return runs, node.start + reading.end
    # Not seen; better than nothing.
    return [Run(node.start, 1)] * len(value), node.start


class _Reading:
    """The text of a scalar as it is put together, each run with its place."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.runs: list[Run] = []
        self.end = 0

    def add(self, text: str, at: int) -> None:
        if text:
            self.texts.append(text)
            self.runs.append(Run(at, len(text)))


# What libyaml takes for one line break.
_BREAK = lazy_regex("\r\n|[\r\n\x85\u2028\u2029]")
# Blanks and breaks between two lines of a flow scalar.
_FOLDING = "[ \t]*(?:\r\n|[\r\n\x85\u2028\u2029])[ \t\r\n\x85\u2028\u2029]*"
# By the style of a flow scalar: where its text is not what is written.
_SPECIAL = {
    "": lazy_regex(_FOLDING),
    "'": lazy_regex(f"''|{_FOLDING}"),
    '"': lazy_regex(rf"\\|{_FOLDING}"),
}
_ESCAPE = lazy_regex(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^\r\n]))", re.DOTALL
)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _normal(line_break: str) -> str:
    return line_break if line_break in "\u2028\u2029" else "\n"


def _read_flow(raw: str, node: Node) -> _Reading:
    reading = _Reading()
    at, end = 0, len(raw)
    if node.style:
        at, end = 1, end - 1
    special = _SPECIAL[node.style]
    while found := special.search(raw, at, end):
        reading.add(raw[at : found.start()], at)
        at = found.start()
        if found[0] == "\\":
            at = _add_escape(reading, raw, at)
            continue
        if found[0] == "''":
            reading.add("'", at)
        else:
            _add_fold(reading, found[0], at)
        at = found.end()
    reading.add(raw[at:end], at)
    reading.end = end
    return reading


def _add_fold(reading: _Reading, blanks: str, at: int) -> None:
    breaks = list(_BREAK.finditer(blanks))
    first = _normal(breaks[0][0])
    if first != "\n":
        reading.add(first, at + breaks[0].start())
    elif len(breaks) == 1:
        reading.add(" ", at + breaks[0].start())
    for found in breaks[1:]:
        reading.add(_normal(found[0]), at + found.start())


def _add_escape(reading: _Reading, raw: str, at: int) -> int:
    escape = _ESCAPE.match(raw, at)
    if escape is None or _BREAK.match(raw, at + 1):
        # An escaped line break joins two lines; blank lines after it are breaks.
        blanks = re.compile("[ \t\r\n\x85\u2028\u2029]*").match(raw, at + 1)
        assert blanks is not None  # it can be empty
        for found in list(_BREAK.finditer(blanks[0]))[1:]:
            reading.add(_normal(found[0]), at + 1 + found.start())
        return blanks.end()
    digits = escape[1] or escape[2] or escape[3]
    letter = escape[4]
    reading.add(chr(int(digits, 16)) if digits else _ESCAPES.get(letter, letter), at)
    return escape.end()


_HEADER = lazy_regex("[|>]([-+]?)([1-9]?)([-+]?)[^\r\n\x85\u2028\u2029]*")


class _Line(NamedTuple):
    start: int
    end: int
    line_break: str  # the one after it; empty at the end of the file


def _read_block(raw: str, indent: int) -> _Reading:
    """Read a literal or folded scalar whose lines are indented by so many blanks.

    The rules of folding are those of libyaml's `yaml_parser_scan_block_scalar`.
    """
    reading = _Reading()
    header = _HEADER.match(raw)
    lines = _split_lines(raw, header.end() if header else 0)
    folded = raw.startswith(">")
    pending: list[tuple[str, int]] = []  # the breaks since the last line with text
    begun = was_blank = False
    for line in lines:
        spaces = _count_spaces(raw, line)
        if spaces == line.end - line.start <= indent:
            pending.append((line.line_break, line.end))
            continue
        if spaces < indent:
            break  # a comment below the scalar
        content = line.start + indent
        is_blank = raw[content] in " \t"
        if folded and begun and not was_blank and not is_blank:
            pending = _fold(reading, pending)
        _add_breaks(reading, pending)
        reading.add(raw[content : line.end], content)
        pending = [(line.line_break, line.end)]
        was_blank, begun = is_blank, True
    reading.end = lines[-1].end if lines else len(raw)
    if header and "+" not in (header[1], header[3]):
        clip = begun and "-" not in (header[1], header[3])
        pending = pending[:1] if clip else []
    _add_breaks(reading, pending)
    return reading


def _fold(reading: _Reading, breaks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Make a blank of one break, and nothing of the first of several."""
    if _normal(breaks[0][0]) != "\n":
        return breaks
    if len(breaks) == 1:
        reading.add(" ", breaks[0][1])
    return breaks[1:]


def _add_breaks(reading: _Reading, breaks: list[tuple[str, int]]) -> None:
    for line_break, at in breaks:
        if line_break:
            reading.add(_normal(line_break), at)


def _split_lines(raw: str, at: int) -> list[_Line]:
    """Split what follows the header of a block scalar."""
    lines = []
    found = _BREAK.match(raw, at)
    while found:
        start = found.end()
        found = _BREAK.search(raw, start)
        end = found.start() if found else len(raw)
        if found or end > start:
            lines.append(_Line(start, end, found[0] if found else ""))
    return lines


def _count_spaces(raw: str, line: _Line) -> int:
    text = raw[line.start : line.end]
    return len(text) - len(text.lstrip(" "))


def _indents(raw: str) -> list[int]:
    """Guess how far the lines of a block scalar are indented, best guess first."""
    header = _HEADER.match(raw)
    lines = _split_lines(raw, header.end() if header else 0)
    spaces = [_count_spaces(raw, line) for line in lines]
    full = [
        count
        for count, line in zip(spaces, lines, strict=True)
        if count < line.end - line.start
    ]
    most = full[0] if full else max(spaces, default=0)
    # An indentation said in the header counts from the parent's, which is not here.
    return [most] if not (header and header[2]) else [*range(most, 0, -1)]
