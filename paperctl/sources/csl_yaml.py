"""CSL-YAML, as pandoc, Better BibTeX and JabRef write it.

A list of items, or a mapping with a list `references`, in a file of its own or in the
header of a Markdown document. Text is pandoc's Markdown; what YAML would take for a
number or a date is text all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.exchange import csl
from paperctl.exchange.pandoc_text import NOT_MARKDOWN, from_markdown, in_texts
from paperctl.sources import Harvest, Source
from paperctl.sources._csl import Item, read_item
from paperctl.sources._decoding import decode
from paperctl.sources._records import Findings, quoted
from paperctl.sources._trees import mapping
from paperctl.text.regex import lazy_regex
from paperctl.yamltext.tree import Items, Pairs, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.sources import SourceOptions
    from paperctl.yamltext.tree import Node

_ENOUGH = 100_000  # characters to recognise a file by
_ITEM_LINE = lazy_regex(r"^([ ]{0,8})-[ ]+[\w\"'-]+:", re.MULTILINE)
_ID_LINE = lazy_regex(r"^([ ]{0,8})-[ ]+[\"']?id[\"']?:", re.MULTILINE)
_ITEM = lazy_regex(
    r"^(?P<margin>[ ]*)-[ ]+"
    r"(?P<item>[^\n]*\n(?:(?P=margin)[ ]+[^\n]*\n|[ \t\r]*\n)*)",
    re.MULTILINE,
)
_ID = lazy_regex(r"^[ -]*[\"']?id[\"']?:[ ]*\S", re.MULTILINE)
_TYPE = lazy_regex(r"^[ -]*[\"']?type[\"']?:[ ]*[\"']?([a-z_-]+)", re.MULTILINE)
_VARIABLE = lazy_regex(
    r"^[ -]*[\"']?(?:author|editor|title|issued|URL|container-title)[\"']?:",
    re.MULTILINE,
)
_LIST = lazy_regex(r"^references:[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_HEADER = lazy_regex(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_MARKDOWN_AFTER = lazy_regex(r"\A\s*\S")


def recognises(text: str) -> bool:
    r"""Whether the text has a list of items of CSL.

    >>> recognises("references:\n- id: a\n  type: article-journal\n")
    True
    >>> recognises("a:\n  type: article\n")
    False
    """
    begin = f"{text[:_ENOUGH]}\n".removeprefix("\ufeff")
    if begin.lstrip()[:1] in {"[", "{", "@"}:
        return False
    is_list = _LIST.search(begin) is not None
    for item in _ITEM.finditer(begin):
        if not _ID.search(item["item"]):
            continue
        kind = _TYPE.search(item["item"])
        if kind and kind[1] in csl.TYPES | csl.ALIASES.keys():
            return True
        if is_list and _VARIABLE.search(item["item"]):
            return True
    return False


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all items.

    Raises:
        SourceError: There is none.
    """
    findings = Findings(options.path)
    text = _header(text.removeprefix("\ufeff"))
    tree = read_tree(text, _begin(text))
    for damage in tree.damage:
        findings.refuse(damage.line, f"left out: {damage.reason}", damage.column)
    for document in tree.documents:
        for node in _items(document, findings):
            _read_node(node, findings)
    return findings.harvest_any("no item of CSL in this file")


SOURCE = Source(
    name="csl-yaml",
    summary="CSL-YAML, as pandoc and Better BibTeX write it",
    recognises=recognises,
    read=read,
    decode=decode,
)


def _begin(text: str) -> re.Pattern[str]:
    """Find items as most of them are indented: names in them are lists, too.

    One that is indented less is no part of the item above.
    """
    found = list(map(len, _ID_LINE.findall(text) or _ITEM_LINE.findall(text)[:1]))
    indent = max(sorted(found, reverse=True), key=found.count, default=0)
    return re.compile(rf"^[ ]{{0,{indent}}}-[ ]+(?=[\w\"'-]+:)", re.MULTILINE)


def _header(text: str) -> str:
    """Take the header of a Markdown document; any other text is all YAML."""
    found = _HEADER.match(text)
    if found is None or not _MARKDOWN_AFTER.match(text, found.end()):
        return text
    return f"\n{found[1]}"


def _items(document: Node, findings: Findings) -> Iterator[Node]:
    """Find the items of a document, and say what else stands there."""
    if isinstance(document, Items):
        yield from document.items
        return
    if not isinstance(document, Pairs):
        findings.refuse(document.line, f"no item of CSL: {quoted(str(document[0]))}")
        return
    names = {key.text for key, _ in document.pairs}
    if "references" not in names and {"id", "type"} <= names:
        yield document
        return
    for key, value in document.pairs:
        if key.text == "references" and isinstance(value, Items):
            yield from value.items
        elif key.text != "references" or value != (None, value.line):
            findings.warn(
                key.line, f"no item of CSL, left out: {quoted(key.text or '')}"
            )


def _read_node(node: Node, findings: Findings) -> None:
    if not isinstance(node, Pairs):
        findings.refuse(node.line, f"no item of CSL: {quoted(str(node[0]))}")
        return
    values, lines = mapping(node, findings)
    data = {
        name: value if name in NOT_MARKDOWN else in_texts(value, from_markdown)
        for name, value in values.items()
    }
    read_item(Item(data, node.line, lines), findings)
