"""Other programs' YAML as plain trees, with the line of everything.

Keys may come twice in a mapping and are all kept: whoever reads the tree decides. What
another program means by numbers, dates or `no` is not asked: scalars are their text. An
alias is what its anchor stands before; a merge key (`<<`) is a key as any other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paperctl.text.regex import lazy_regex
from paperctl.yamltext import NULLS
from paperctl.yamltext.outdent import find_outdent
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


# Nodes that aliases stand for in a document: far more than bibliographies have, and far
# fewer than a few lines can make.
_MOST_ALIASED = 100_000


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
    """Why a stretch of text is no YAML, and where."""

    reason: str
    line: int
    column: int


class Tree(NamedTuple):
    """The documents of a text, or of the parts of it that are sound."""

    documents: list[Node]
    damage: list[Damage]


def read_tree(text: str, begin: re.Pattern[str]) -> Tree:
    r"""Read all documents of a text.

    Args:
        text: YAML.
        begin: Finds the lines at which entries begin. If the text is damaged, each
            stretch from one of these to the next is read by itself, as a document of
            its own; and if that is damaged, what is indented less than the entry.

    >>> import re
    >>> tree = read_tree("a: 1\nb: 'x\nc: 3\n", re.compile(r"^(?=\w)", re.MULTILINE))
    >>> [node.line for node in tree.documents], tree.damage[0].line
    ([1, 3], 2)
    """
    try:
        return Tree(_read(text, 0), [])
    except _DamagedError as error:
        whole = error.damage
    starts = [found.start() for found in begin.finditer(text)]
    if not starts:
        return Tree([], [whole])
    if text[: starts[0]].strip():
        starts.insert(0, 0)
    tree = Tree([], [])
    parts = _Parts(text, tree)
    for start, end in pairwise([*starts, len(text)]):
        parts.read(start, end)
    # Parts may be sound where the whole is not: what joins them was damaged.
    return tree if tree.damage else Tree(tree.documents, [whole])


class _Parts:
    """Reads a damaged text part by part."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.tree = tree
        self.anchors: _Anchors = {}
        self.line = self.counted = 0

    def read(self, start: int, end: int) -> None:
        """Read what stands from one entry's begin to the next's."""
        damage = self._part(start, end)
        if damage is None:
            return
        cut = find_outdent(self.text, start, end)
        if cut is None:
            self.tree.damage.append(damage)
            return
        found = [self._part(start, cut), self._part(cut, end)]
        self.tree.damage.extend(filter(None, found) if any(found) else [damage])

    def _part(self, start: int, end: int) -> Damage | None:
        self.line += self.text.count("\n", self.counted, start)
        self.counted = start
        try:
            documents = _read(self.text[start:end], self.line, self.anchors)
        except _DamagedError as error:
            return error.damage
        self.tree.documents.extend(documents)
        return None


class _DamagedError(Exception):
    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.damage = Damage(reason, line, column)


def _read(text: str, above: int, anchors: _Anchors | None = None) -> list[Node]:
    """Read documents; `anchors` are those of the parts before, if these are shared."""
    # A mark left before the text is no part of it (YAML 1.2.2, section 5.2).
    text = text.removeprefix("\ufeff")
    found = _RAW.search(text)
    if found:
        line = above + 1 + text.count("\n", 0, found.start())
        column = found.start() - text.rfind("\n", 0, found.start())
        reason = f"U+{ord(found[0]):04X} cannot stand in YAML"
        raise _DamagedError(reason, line, column)
    documents: list[Node] = []
    try:
        get = open_events(text)
        while (event := get()) is not None:
            if type(event) is DocumentStartEvent:
                shared = {} if anchors is None else anchors
                node = _Builder(get, above, shared).build(get(), 0)
                if node != Scalar(None, node.line):
                    documents.append(node)
    except YAMLError as error:
        raise _explained(error, above) from None
    return documents


def _explained(error: YAMLError, above: int) -> _DamagedError:
    if not isinstance(error, MarkedYAMLError):
        return _DamagedError(f"not YAML: {error}", above + 1, 1)
    reason = error.problem or "it cannot be parsed"
    context = f", {error.context}" if error.context else ""
    # What was left open is named by where it opened.
    is_open = "flow" in context or "quoted" in context
    mark = error.context_mark if is_open else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return _DamagedError(f"not YAML: {reason}{context}", above + 1 + line, column + 1)


class _Anchored(NamedTuple):
    """What an anchor stands before.

    Attributes:
        size: How many nodes that are, aliases followed.
        height: How deeply they are nested.
    """

    node: Node
    size: int
    height: int


_Anchors: TypeAlias = dict[str, _Anchored]


class _Builder:
    """Builds one document's nodes; aliases are followed, within limits."""

    def __init__(self, get: Event, above: int, anchors: _Anchors) -> None:
        self.get = get
        self.above = above + 1
        self.anchors = anchors
        # So far: all nodes, those of them that aliases stand for, and the deepest.
        self.size = self.aliased = self.deepest = 0

    def line(self, event: Event) -> int:
        line: int = event.start_mark.line
        return self.above + line

    def damage(self, reason: str, event: Event) -> _DamagedError:
        return _DamagedError(reason, self.line(event), event.start_mark.column + 1)

    def build(self, event: Event, depth: int) -> Node:
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        if depth > MAX_DEPTH:
            raise self.damage(f"nested more than {MAX_DEPTH} deep", event)
        anchor = getattr(event, "anchor", None)
        if anchor is None:
            return self.node(event, depth)
        size, deepest = self.size, self.deepest
        self.deepest = depth
        node = self.node(event, depth)
        height = self.deepest - depth
        self.anchors[anchor] = _Anchored(node, self.size - size, height)
        self.deepest = max(self.deepest, deepest)
        return node

    def alias(self, event: Event, depth: int) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise self.damage(f"nothing above is called &{event.anchor}", event)
        self.size += known.size
        self.aliased += known.size
        self.deepest = max(self.deepest, depth + known.height)
        if self.aliased > _MOST_ALIASED or self.deepest > MAX_DEPTH:
            raise self.damage(f"the alias *{event.anchor} stands for too much", event)
        return known.node._replace(line=self.line(event))

    def node(self, event: Event, depth: int) -> Node:
        line = self.line(event)
        kind = type(event)
        self.size += 1
        self.deepest = max(self.deepest, depth)
        if kind is ScalarEvent:
            return Scalar(_text(event), line)
        if kind is SequenceStartEvent:
            items: list[Node] = []
            while type(event := self.get()) is not SequenceEndEvent:
                items.append(self.build(event, depth + 1))
            return Items(items, line)
        if kind is not MappingStartEvent:
            raise self.damage("not YAML", event)
        pairs: list[tuple[Scalar, Node]] = []
        while type(event := self.get()) is not MappingEndEvent:
            key = self.build(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self.damage("a key is not text", event)
            pairs.append((key, self.build(self.get(), depth + 1)))
        return Pairs(pairs, line)


def _text(event: Event) -> str | None:
    text: str = event.value
    return None if not event.style and text in NULLS else text
