"""Where the characters of a value stand in the file, so that hits find their lines.

A value is a row of stretches. Within one, character and column go on together; each
begins at a `Break`. What `store.position` says of each character is the measure.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from paperctl.store.position import find_nodes, map_runs
from paperctl.store.quick import find_quickly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paperctl.store.position import Node, Path, Run


class Break(NamedTuple):
    """The begin of a stretch.

    Attributes:
        offset: The character of the value.
        line: Its line, from 0.
        column: Its column, from 1.
        is_fixed: All characters from here on stand at this place.
    """

    offset: int
    line: int
    column: int
    is_fixed: bool = False


class Places:
    """The places of values in a text that begins with a line."""

    def __init__(
        self,
        text: str,
        starts: Sequence[tuple[str, int]],
        fields: Sequence[str],
        *,
        is_sound: bool,
    ):
        """Prepare for entries, given with the places of their keys.

        Args:
            text: Whole lines, with the entries.
            starts: Citekeys with the places of their keys, in order.
            fields: The fields whose places are asked for.
            is_sound: The text holds nothing but entries, and no error.
        """
        self._text = text
        self._lines = _line_starts(text)
        self._starts = dict(starts)
        self._ends = dict(zip(self._starts, [*self._starts.values()][1:], strict=False))
        self._is_sound = is_sound
        self._parsed: tuple[str, Mapping[Path, Node]] = "", {}
        self._fields = frozenset(fields)
        self._found: dict[str, Mapping[Path, Node]] = {}

    def of_value(self, citekey: str, field: str, item: int | None) -> list[Break]:
        """Find the stretches of a field's value, or of an item of it."""
        path = (field,) if item is None else (field, item)
        node = self._find(citekey, path)
        if node is None:
            return [self._fixed(0, self._starts[citekey])]
        if node.value is None:
            return [self._fixed(0, node.start)]
        return self._breaks(node, node.value)

    def _find(self, citekey: str, path: Path) -> Node | None:
        # Most entries need no parser, and what it says of others is asked for twice.
        nodes = self._find_quickly(citekey)
        node = nodes.get(path) or nodes.get(path[:1])
        if node is not None:
            return node
        nodes = self._parse(citekey)
        return (
            nodes.get((citekey, *path))
            or nodes.get((citekey, *path[:1]))
            # A field that the model keeps in `extra` may stand there in the file.
            or nodes.get((citekey, "extra", *path))
        )

    def _find_quickly(self, citekey: str) -> Mapping[Path, Node]:
        if not self._is_sound:
            return {}
        nodes = self._found.get(citekey)
        if nodes is None:
            start = self._starts[citekey]
            _, column = self._place(start)
            nodes = find_quickly(self._text, start, column - 1, self._fields)
            self._found[citekey] = nodes
        return nodes

    def _parse(self, citekey: str) -> Mapping[Path, Node]:
        if self._parsed[0] != citekey:
            start = self._starts[citekey]
            end = self._ends.get(citekey, len(self._text))
            self._parsed = citekey, find_nodes(self._text, start, end)
        return self._parsed[1]

    def _breaks(self, node: Node, value: str) -> list[Break]:
        raw = self._text[node.start : node.end]
        quote = len(node.style)
        if value and raw[quote : len(raw) - quote] == value and "\n" not in raw:
            line, column = self._place(node.start + quote)
            return [Break(0, line, column), self._fixed(len(value), node.end - quote)]
        if node.style == ">":
            folded = _folded(raw, value)
            if folded:
                indent, offsets = folded
                first = self._place(node.start)[0] + 1
                return [
                    Break(offset, line, indent + 1)
                    for line, offset in enumerate(offsets, first)
                ]
        runs, end = map_runs(self._text, node)
        return self._stretches(runs, end if value else node.start)

    def _stretches(self, runs: Sequence[Run], end: int) -> list[Break]:
        """Find where characters do not follow each other, or a line begins."""
        breaks: list[Break] = []
        offset, next_place, next_line = 0, -1, -1
        for at, length in runs:
            if at != next_place or at >= next_line:
                line, column = self._place(at)
                breaks.append(Break(offset, line, column))
                following = line + 1
                next_line = (
                    self._lines[following]
                    if following < len(self._lines)
                    else len(self._text) + 1
                )
            offset += length
            next_place = at + length
        breaks.append(self._fixed(offset, end))
        return breaks

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._lines, index) - 1
        return line, index - self._lines[line] + 1

    def _fixed(self, offset: int, index: int) -> Break:
        return Break(offset, *self._place(index), is_fixed=True)


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]


def _folded(raw: str, value: str) -> tuple[int, list[int]] | None:
    r"""Cut a folded value into its lines, if it is of the usual shape.

    Each line is indented alike, and each line end is one blank. Gives how far, and
    the offset of each line in the value.

    >>> _folded(">-\n    a b\n    c\n", "a b c")
    (4, [0, 4])
    """
    header, *lines = raw.split("\n")
    if header != ">-":
        return None
    while lines and not lines[-1].strip(" "):
        lines.pop()
    if not lines:
        return None
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    blanks = " " * indent
    texts = [line[indent:] for line in lines if line.startswith(blanks)]
    if len(texts) < len(lines) or any(text[:1] in ("", " ", "\t") for text in texts):
        return None
    if " ".join(texts) != value:
        return None
    return indent, [0, *accumulate(len(text) + 1 for text in texts)][:-1]
