"""The walk through tokens behind `paperctl.text.plain`, loaded when there is markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.macros import MARKUP
from paperctl.text.symbols import SUBSCRIPTS, SUPERSCRIPTS
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.text.tokens import Token

_DIGITS = frozenset("0123456789+-()n")
_SCRIPTS = {"textsuperscript": SUPERSCRIPTS, "textsubscript": SUBSCRIPTS}


def segments(text: str) -> Iterator[tuple[str, str]]:
    """Write text as plain Unicode in segments, each with its style."""
    return _segments(tokenize(text), "")


def plain(text: str) -> str:
    """Join the segments of a text, whatever their style."""
    parts: list[str] = []
    for token in tokenize(text):
        # What most tokens are needs no walk, and no generators.
        if token.kind == "text":
            parts.append(token.value)
        else:
            parts += [segment for segment, _ in _segments((token,), "")]
    return "".join(parts)


def _segments(tokens: tuple[Token, ...], style: str) -> Iterator[tuple[str, str]]:
    for token in tokens:
        match token.kind:
            case "text" | "literal":
                yield token.value, style
            case "tie":
                yield " ", style
            case "maths":
                # Most commands meet no maths and start sooner without its reader.
                from paperctl.text.maths import to_unicode

                yield to_unicode(token.source), "maths"
            case "group":
                yield from _segments(token.inner, style)
            case "markup":
                yield from _markup(token, style)


def _markup(token: Token, style: str) -> Iterator[tuple[str, str]]:
    if token.value == "url":
        yield token.target, "url"
        return
    inner = list(_segments(token.inner, MARKUP.get(token.value, "") or style))
    if token.value in _SCRIPTS:
        moved = "".join(segment for segment, _ in inner)
        if _DIGITS.issuperset(moved):
            yield moved.translate(_SCRIPTS[token.value]), style
            return
    yield from inner
    if token.value == "href" and token.target != "".join(part for part, _ in inner):
        yield " (", style
        yield token.target, "url"
        yield ")", style
