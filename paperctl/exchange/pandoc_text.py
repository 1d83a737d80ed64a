r"""Text in pandoc's YAML, which reads every value of a bibliography as Markdown.

`*` would be emphasis and `$` maths there, so both are escaped in what is plain text.
The rules: https://pandoc.org/MANUAL.html#pandocs-markdown and #bibliographies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

_SPECIAL = lazy_regex(
    r"[\\`*\[\]<$^~|]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not within snake_case
    r"|&(?=#?[A-Za-z0-9]+;)"
    r"|(?<![^\W_])@(?=[\w{])"  # a citation
    r"|-(?=-)|\.(?=\.\.)|!(?=\[)"  # dashes, an ellipsis, an image
    r"|:(?=[a-z0-9_+-]+:)"  # an emoji
    r"|(?<![^\s])['\"]|['\"](?![^\s])"  # quotation marks
)
# What makes a block of a line: lists, headings, quotations, rules, tables.
_BLOCK = lazy_regex(
    r"^(?P<sign>[#>%:=+-])"
    r"|^(?P<number>\(?(?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|\#|@\w*))(?P<point>[.)])(?=\s|$)",
    re.MULTILINE,
)
_ESCAPED = lazy_regex(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = lazy_regex(
    r"(?<![\\*])\*\*(?P<strong>[^\s*](?:[^*\\]*[^\s*\\])?)\*\*(?!\*)"
    r"|(?<![\\*])\*(?P<emph>[^\s*](?:[^*\\]*[^\s*\\])?)\*(?!\*)"
    r"|(?<!\\)\[(?P<nocase>[^\[\]\\]*)\]\{\.nocase\}"
)


def to_markdown(text: str) -> str:
    r"""Escape plain text, so that pandoc shows it as it is.

    >>> print(to_markdown("*A* in x_i and snake_case for $5 -- 1. of #1"))
    \*A\* in x_i and snake_case for \$5 \-- 1. of #1
    >>> print(to_markdown("1. First"))
    1\. First
    """
    if text.replace(" ", "").isalnum():
        return text  # as most names are
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return _BLOCK.sub(_escape_block, escaped)


def _escape_block(found: re.Match[str]) -> str:
    if found["sign"]:
        return f"\\{found['sign']}"
    return f"{found['number']}\\{found['point']}"


def from_markdown(text: str) -> str:
    r"""Read what such a value says: escapes, emphasis and case.

    >>> from_markdown(r"*In vivo* \*A\* of [iPS]{.nocase} in $n^2$")
    '\\emph{In vivo} *A* of {iPS} in $n^2$'
    """
    if "*" in text or "]{" in text:
        text = _EMPHASIS.sub(_macro, text)
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _macro(found: re.Match[str]) -> str:
    if found["strong"]:
        return f"\\textbf{{{found['strong']}}}"
    return f"\\emph{{{found['emph']}}}" if found["emph"] else f"{{{found['nocase']}}}"


def in_texts(value: object, change: Callable[[str], str]) -> object:
    """Change every text of a value, but no names of its fields."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: in_texts(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [in_texts(item, change) for item in value]
    return value


NOT_MARKDOWN = frozenset({"id", "type", "citation-key", "custom"})
"""Variables whose values nothing reads as Markdown."""
