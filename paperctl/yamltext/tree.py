"""Other programs' YAML as plain trees, with the line of everything.

Keys may come twice in a mapping and are all kept: whoever reads the tree decides. What
another program means by numbers, dates or `no` is not asked: scalars are their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paperctl.text.regex import lazy_regex
from paperctl.yamltext import NULLS
from paperctl.yamltext.parser import (
    MAX_DEPTH,
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    MarkedYAMLError,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YAMLError,
    open_events,
)

if TYPE_CHECKING:
    import re

    from paperctl.yamltext.parser import Event

# What may stand in YAML text (YAML 1.2.2, section 5.1).
_RAW = lazy_regex("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Scalar(NamedTuple):
    """A text; None where nothing stands."""

    text: str | None
    line: int


class Items(NamedTuple):
    """A list."""

    items: list[Node]
    line: int


class Pairs(NamedTuple):
    """A mapping, in the text's order, each key with its line."""

    pairs: list[tuple[Scalar, Node]]
    line: int


Node: TypeAlias = "Scalar | Items | Pairs"


class Damage(NamedTuple):
    """Why a stretch of text is no YAML, and on which line."""

    reason: str
    line: int


class Tree(NamedTuple):
    """The documents of a text, or of the parts of it that are sound."""

    documents: list[Node]
    damage: list[Damage]


def read_tree(text: str, begin: re.Pattern[str]) -> Tree:
    r"""Read all documents of a text.

    Args:
        text: YAML.
        begin: Finds where an entry begins. If the text is damaged, each stretch from
            one of these to the next is read by itself, as a document of its own.

    >>> import re
    >>> tree = read_tree("a: 1\nb: 'x\nc: 3\n", re.compile(r"^(?=\w)", re.MULTILINE))
    >>> [node.line for node in tree.documents], tree.damage[0].line
    ([1, 3], 2)
    """
    try:
        return Tree(_read(text, 0), [])
    except _DamagedError as error:
        whole = error.damage
    tree = Tree([], [])
    starts = [found.start() for found in begin.finditer(text)]
    if not starts:
        return Tree([], [whole])
    if text[: starts[0]].strip():
        starts.insert(0, 0)
    line, counted = 0, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        try:
            tree.documents.extend(_read(text[start:end], line))
        except _DamagedError as error:
            tree.damage.append(error.damage)
    # Parts may be sound where the whole is not: what joins them was damaged.
    return tree if tree.damage else Tree(tree.documents, [whole])


class _DamagedError(Exception):
    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.damage = Damage(reason, line)


def _read(text: str, above: int) -> list[Node]:
    # A mark left before the text is no part of it (YAML 1.2.2, section 5.2).
    text = text.removeprefix("\ufeff")
    found = _RAW.search(text)
    if found:
        line = above + 1 + text.count("\n", 0, found.start())
        raise _DamagedError(f"U+{ord(found[0]):04X} cannot stand in YAML", line)
    documents: list[Node] = []
    try:
        get = open_events(text)
        while (event := get()) is not None:
            if type(event) is DocumentStartEvent:
                node = _Builder(get, above).build(get(), 0)
                if node != Scalar(None, node.line):
                    documents.append(node)
    except YAMLError as error:
        raise _explained(error, above) from None
    return documents


def _explained(error: YAMLError, above: int) -> _DamagedError:
    if not isinstance(error, MarkedYAMLError):
        return _DamagedError(f"not YAML: {error}", above + 1)
    reason = error.problem or "it cannot be parsed"
    context = f", {error.context}" if error.context else ""
    # What was left open is named by where it opened.
    is_open = "flow" in context or "quoted" in context
    mark = error.context_mark if is_open else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    return _DamagedError(
        f"not YAML: {reason}{context}", above + 1 + (mark.line if mark else 0)
    )


class _Builder:
    """Builds one document's nodes."""

    def __init__(self, get: Event, above: int) -> None:
        self.get = get
        self.above = above + 1

    def line(self, event: Event) -> int:
        line: int = event.start_mark.line
        return self.above + line

    def build(self, event: Event, depth: int) -> Node:
        line = self.line(event)
        kind = type(event)
        if kind is ScalarEvent:
            return Scalar(_text(event), line)
        if kind is AliasEvent:
            raise _DamagedError(f"the alias *{event.anchor} is not followed", line)
        if depth > MAX_DEPTH:
            raise _DamagedError(f"nested more than {MAX_DEPTH} deep", line)
        if kind is SequenceStartEvent:
            items: list[Node] = []
            while type(event := self.get()) is not SequenceEndEvent:
                items.append(self.build(event, depth + 1))
            return Items(items, line)
        if kind is not MappingStartEvent:
            raise _DamagedError("not YAML", line)
        pairs: list[tuple[Scalar, Node]] = []
        while type(event := self.get()) is not MappingEndEvent:
            key = self.build(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _DamagedError("a key is not text", key.line)
            pairs.append((key, self.build(self.get(), depth + 1)))
        return Pairs(pairs, line)


def _text(event: Event) -> str | None:
    text: str = event.value
    return None if not event.style and text in NULLS else text
