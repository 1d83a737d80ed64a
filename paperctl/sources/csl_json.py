"""CSL-JSON, as Zotero, Crossref and pandoc write it.

A list of items, one item, a stream of them, an object with `items` or `references`, or
one that has items by their names. Items are read one by one, so that a damaged one
costs no other.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paperctl.exchange import csl
from paperctl.sources import Harvest, Source
from paperctl.sources._csl import Item, read_item
from paperctl.sources._decoding import decode
from paperctl.sources._records import Findings, quoted
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.sources import SourceOptions

_ENOUGH = 100_000  # characters to recognise a file by
_BLANKS = lazy_regex(r"[\s,]*")
_TYPE = lazy_regex(r'"type"\s*:\s*"([a-z_-]+)"')
_ID = lazy_regex(r'"(?:id|citation-key|DOI)"\s*:')
# What no other JSON has, for items without a type.
_VARIABLE = lazy_regex(r'"(?:issued|container-title|publisher-place|family)"\s*:')
_LIST = lazy_regex(r'\{\s*"(?:items|references)"\s*:\s*(?=\[)')
_BEGIN = lazy_regex(
    r"(?:,|\]|\}|^)\s*(?=\{)",
)
_TEXT_ENDS = "]}"


def recognises(text: str) -> bool:
    """Whether the text is JSON with an item of CSL.

    >>> recognises('[{"id": "a", "type": "article-journal"}]')
    True
    >>> recognises('[{"citekey": "a", "type": "article"}]')
    False
    """
    begin = text[:_ENOUGH].removeprefix("\ufeff").lstrip()
    if not begin.startswith(("[", "{")) or _ID.search(begin) is None:
        return False
    if _VARIABLE.search(begin):
        return True
    kinds = {found[1] for found in _TYPE.finditer(begin)}
    return not kinds.isdisjoint(csl.TYPES | csl.ALIASES.keys())


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all items.

    Raises:
        SourceError: There is none.
    """
    findings = Findings(options.path)
    for item in _items(text.removeprefix("\ufeff"), findings):
        read_item(item, findings)
    return findings.harvest_any("no item of CSL in this file")


SOURCE = Source(
    name="csl-json",
    summary="CSL-JSON, as Zotero, Crossref and pandoc write it",
    recognises=recognises,
    read=read,
    decode=decode,
)


def _items(text: str, findings: Findings) -> Iterator[Item]:
    """Decode one item after the other; go on behind what is damaged."""
    found = _LIST.match(text.lstrip())
    position = len(text) - len(text.lstrip()) + (found.end() if found else 0)
    position += text.startswith("[", position)
    line, counted = 1, 0
    while True:
        position = _next(text, position)
        line += text.count("\n", counted, position)
        counted = position
        if position >= len(text) or text[position] in _TEXT_ENDS:
            break
        twice: list[str] = []
        try:
            value, end = _decoder(twice).raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            _refuse(text, position, line, error, findings)
            position = _resume(text, position)
            continue
        if isinstance(value, dict):
            for name in twice:
                findings.warn(
                    line, f"{name!r} stands twice in an item, the first one is taken"
                )
            yield from _in_object(value, line, findings)
        else:
            findings.refuse(line, f"no item of CSL: {quoted(str(value))}")
        position = end
    _check_end(text, position, line, findings)


def _in_object(value: dict[str, Any], line: int, findings: Findings) -> Iterator[Item]:
    """Take an object for an item, or for items by their names."""
    if csl.is_item(value):
        yield Item(value, line, {})
        return
    named = [(name, item) for name, one in value.items() for item in _listed(one)]
    if not all(isinstance(item, dict) and csl.is_item(item) for _, item in named):
        named = []
    if not named:
        findings.refuse(line, f"no item of CSL: {quoted(str(value))}")
    for name, item in named:
        yield Item({"id": name} | item, line, {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _next(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def _refuse(
    text: str, position: int, line: int, error: Exception, findings: Findings
) -> None:
    if isinstance(error, json.JSONDecodeError):
        where = text.count("\n", 0, error.pos) + 1
        reason = f"not JSON: {error.msg}" + (f" on line {where}" * (where != line))
    else:
        reason = "it is nested too deeply"
    begin = " ".join(text[position : position + 200].split())
    findings.refuse(line, f"the item {quoted(begin)} is left out: {reason}")


def _resume(text: str, position: int) -> int:
    """Find where the next item begins that is one, behind a damaged one."""
    for found in _BEGIN.finditer(text, position + 1):
        try:
            value, _ = _decoder([]).raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and ("type" in value or "id" in value):
            return found.end()
    return len(text)


def _check_end(text: str, position: int, line: int, findings: Findings) -> None:
    rest = text[position:].strip().lstrip(_TEXT_ENDS).strip()
    if rest:
        findings.warn(line, f"behind the list, left out: {quoted(rest)}")


def _decoder(twice: list[str]) -> json.JSONDecoder:
    """Make a decoder that keeps numbers as they are typed, and first values."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in found:
            if name in values:
                twice.append(name)
            else:
                values[name] = value
        return values

    return json.JSONDecoder(
        object_pairs_hook=pairs,
        parse_int=str,
        parse_float=str,
        parse_constant=str,
        strict=False,
    )
