"""Stretches of text, as pairs of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Span: TypeAlias = tuple[int, int]


def melt(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put spans in order and make one of those that overlap.

    >>> melt([(4, 7), (0, 2), (5, 9)])
    ((0, 2), (4, 9))
    """
    melted: list[Span] = []
    for start, end in sorted(spans):
        if melted and start < melted[-1][1]:
            melted[-1] = (melted[-1][0], max(end, melted[-1][1]))
        else:
            melted.append((start, end))
    return tuple(melted)


def one_line(text: str) -> str:
    r"""Write the line breaks of a stored text as blanks, each character in its place.

    >>> one_line("a\nb")
    'a b'
    """
    return text.replace("\n", " ").replace("\r", " ")
