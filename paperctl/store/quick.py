"""Entries as most of them are written, read without a parser.

Reading a large catalogue for the first time is nearly all parsing YAML, and nearly all
of its entries are written in the same few ways. Those are read here, line by line, by
one regular expression; any other entry is left to the parser, which decides what YAML
means. That both say the same is tested (`tests/property/test_store_quick.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from paperctl.text.regex import lazy_regex, unusual
from paperctl.yamltext import NULLS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from paperctl.model.record import RecordValue
    from paperctl.store.position import Node, Path

# Line ends to YAML 1.1 beside `\n`, what libyaml refuses, and what it passes over.
_STRANGE = lazy_regex(
    "[\0-\t\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)

_DOUBLE = lazy_regex(r'"[^"\\\n]*(?:\\["\\][^"\\\n]*)*"')


class Stretch(NamedTuple):
    """A stretch of text: an entry that was read, or some that the parser has to read.

    Attributes:
        start: Of the entry's key.
        end: Of the next stretch, or of the text.
        citekey: None for entries that were not read.
    """

    start: int
    end: int
    citekey: str | None = None
    record: dict[str, RecordValue] = {}  # noqa: RUF012 - of those that were not read


def read_quickly(
    text: str, column: int, *, data: bytes | None = None
) -> Iterator[Stretch]:
    r"""Cut entries apart, and read those that are written as most are.

    Args:
        text: From the key of an entry, without its indentation, to that of another or
            to the end of all entries.
        column: How far the keys of entries are indented.
        data: The text in UTF-8, if it is at hand.

    >>> list(read_quickly("a:\n    doi: '1'\n    tags: [x, y]\n  b: {}\n", 2))
    ... # doctest: +NORMALIZE_WHITESPACE
    [Stretch(start=0, end=35, citekey='a', record={'doi': '1', 'tags': ['x', 'y']}),
     Stretch(start=35, end=41, citekey=None, record={})]
    """
    shapes = _shapes(column)
    strange = len(text)  # nothing, as in most texts
    if _STRANGE.search(unusual(text if data is None else data)):
        strange = _next_strange(text, 0)
    odd = at = 0  # where those begin that were not read
    while at < len(text):
        if strange < at:
            strange = _next_strange(text, at)
        read = _read(text, at, shapes)
        if read is None or read.end > strange:
            after = shapes.key.search(text, at)
            at = after.end() if after else len(text)
            continue
        if odd < at:
            yield Stretch(odd, at)
        yield read
        odd = at = read.end
    if odd < at:
        yield Stretch(odd, at)


def _next_strange(text: str, start: int) -> int:
    found = _STRANGE.search(text, start)
    return found.start() if found else len(text)


class _Shapes(NamedTuple):
    """What is looked for in a text whose citekeys are indented so far.

    Attributes:
        citekey: One, up to the end of its line.
        field: From the end of the line before it to that of its own last one.
        end: From the end of an entry's last line to the next key.
        key: From the end of any line to a key.
        deeper: Begins a line of a text or a list.
    """

    citekey: re.Pattern[str]
    field: re.Pattern[str]
    end: re.Pattern[str]
    key: re.Pattern[str]
    deeper: str


@lru_cache(maxsize=8)
def _shapes(column: int) -> _Shapes:
    name, deeper = "\n" + " " * (column + 2), "\n" + " " * (column + 4)
    key = "\n" + " " * column + r"(?=[^ \t\r\n#-])"
    # What begins a plain text here begins one wherever it stands.
    item = r"\w[^\n,:#\[\]{}\"'&*!|>%@`?]*"
    pair = r"[A-Za-z][A-Za-z0-9_-]*:"
    value = r" [^ \n][^\n]*"
    return _Shapes(
        citekey=re.compile(r"([A-Za-z][A-Za-z0-9_./+-]*):(?=\n)"),
        field=re.compile(
            rf"{name}([a-z_]+):(?: (?:([\w$(\\/+][^\n]*)"
            r'|"([^"\\\n]*(?:\\["\\][^"\\\n]*)*)"'
            r"|'([^'\n]*)'"
            rf"|\[({item}(?:, {item})*)\]"
            rf"|>-{deeper}([^ \n][^\n]*(?:{deeper}[^ \n][^\n]*)*))"
            rf"|((?:{deeper}- \w[^\n]*)+)"
            rf"|((?:{deeper}{pair}(?:{value}|(?:{deeper}  {pair}{value})+))+))(?=\n|\Z)"
        ),
        end=re.compile(rf"\n*(?:{key}|\n {{{column}}}\Z)|\n*\Z"),
        key=re.compile(key),
        deeper=deeper,
    )


def _read(text: str, at: int, shapes: _Shapes) -> Stretch | None:
    """Read the entry whose key stands here, if it is written as most are."""
    key = shapes.citekey.match(text, at)
    if key is None:
        return None
    record: dict[str, RecordValue] = {}
    count, end = 0, key.end()
    field, deeper = shapes.field.match, shapes.deeper
    try:
        while found := field(text, end):
            way = found.lastindex or 0
            record[found[1]] = _WAYS[way](found[way], deeper)
            end = found.end()
            count += 1
    except _OddError:
        return None
    after = shapes.end.match(text, end)
    is_whole = after and 0 < count == len(record)  # no field stands twice
    return Stretch(at, after.end(), key[1], record) if after and is_whole else None


# --- where values stand ----------------------------------------------------------


def find_quickly(
    text: str, start: int, column: int, names: Container[str]
) -> dict[Path, Node]:
    r"""Find the values of an entry as `position.find_nodes` does, below its citekey.

    What stands in mappings is left out, and so are fields without a value. Nothing is
    found in entries that are not written as most are.

    Args:
        text: The file's text.
        start: Where the entry's citekey begins.
        column: How far it is indented.
        names: The fields that are looked for.

    >>> find_quickly("a:\n  tags: [x, y]\n", 0, 0, {"tags"})["tags", 1].start
    15
    """
    shapes = _shapes(column)
    entry = _read(text, start, shapes)
    nodes: dict[Path, Node] = {}
    if entry is None or _STRANGE.search(unusual(text[start : entry.end])):
        return nodes
    end = text.index("\n", start)
    while found := shapes.field.match(text, end):
        name, end = found[1], found.end()
        if name not in names:
            continue
        for path, node in _nodes_of(found, entry.record[name], shapes.deeper):
            nodes[name, *path] = node
    return nodes


def _nodes_of(
    found: re.Match[str], value: RecordValue, deeper: str
) -> Iterator[tuple[Path, Node]]:
    """Find a field's value and the items of a list, by their paths below the field."""
    from paperctl.store.position import Node  # the parser comes with it

    way = found.lastindex or 0
    key, (start, end) = found.start(1), found.span(way)
    whole = value if isinstance(value, str) else None
    if way == _PLAIN:
        yield (), Node(key, start, end, "", found[way])
    elif way in _QUOTES:
        yield (), Node(key, start - 1, end + 1, _QUOTES[way], whole)
    elif way == _FOLDED:
        yield (), Node(key, start - len(deeper) - len(">-"), end, ">", whole)
    elif way in (_FLOW, _LISTED):
        between = ", " if way == _FLOW else f"{deeper}- "
        at = start if way == _FLOW else start + len(between)
        yield (), Node(key, at - 1 if way == _FLOW else at - 2, end, "", None)
        for number, item in enumerate(found.string[at:end].split(between)):
            yield (number,), Node(at, at, at + len(item), "", item)
            at += len(item) + len(between)


# --- the ways to write a value ---------------------------------------------------


class _OddError(Exception):
    """A value means something that only the parser knows."""


def _plain(written: str, _: str) -> str | None:
    if ": " in written or " #" in written or written[-1] in ": ":
        raise _OddError
    return None if written in NULLS else written


def _quoted(written: str, _: str) -> str:
    if "\\" in written:
        return written.replace('\\"', '"').replace("\\\\", "\\")
    return written


def _as_it_is(written: str, _: str) -> str:
    return written


def _flow(written: str, _: str) -> Sequence[RecordValue]:
    if " ," in written or written[-1] == " ":
        raise _OddError  # the blank is no part of the item
    items = written.split(", ")
    if NULLS.isdisjoint(items):
        return items
    return [None if item in NULLS else item for item in items]


def _folded(written: str, deeper: str) -> str:
    return written.replace(deeper, " ")


def _listed(written: str, deeper: str) -> list[RecordValue]:
    return [_plain(item, "") for item in written.split(f"{deeper}- ")[1:]]


def _mapped(written: str, deeper: str) -> dict[str, RecordValue]:
    """Read a mapping of one-line texts, and of mappings of such, as `extra` mostly is.

    A line is here without its line end and the indentation of the outer ones.
    """
    record: dict[str, RecordValue] = {}
    inner: dict[str, RecordValue] = {}
    for line in written.split(deeper)[1:]:
        key, colon, value = line.partition(": ")
        within = inner if key[0] == " " else record
        key = key.lstrip(" ") if colon else key[:-1]
        if key in within or key in NULLS:
            raise _OddError
        if not colon:
            inner = {}
            record[key] = inner
        elif value[0] == '"' and _DOUBLE.fullmatch(value):
            within[key] = _quoted(value[1:-1], deeper)
        elif value[0].isalnum() or value[0] in "$(\\/+":
            within[key] = _plain(value, deeper)
        else:
            raise _OddError
    return record


# The group of `_Shapes.field` that has the value says how it is written.
_PLAIN, _DOUBLE_QUOTED, _SINGLE_QUOTED, _FLOW, _FOLDED, _LISTED = range(2, 8)
_QUOTES = {_DOUBLE_QUOTED: '"', _SINGLE_QUOTED: "'"}
_WAYS: tuple[Callable[[str, str], RecordValue], ...]
_WAYS = (
    _as_it_is,
    _as_it_is,
    _plain,
    _quoted,
    _as_it_is,
    _flow,
    _folded,
    _listed,
    _mapped,
)
