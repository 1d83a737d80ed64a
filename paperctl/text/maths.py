"""Maths as a line of Unicode, readable in a terminal and found by a search."""

from __future__ import annotations

from functools import lru_cache

from paperctl.text.maths_reader import read_maths

_DELIMITERS = ("$$", "$", "\\(", "\\[")


@lru_cache(maxsize=4096)
def to_unicode(source: str) -> str:
    r"""Make maths, given with its delimiters, readable as one line.

    What is not understood stands there as it was typed.

    >>> to_unicode(r"$\mathcal{O}(n\log n)$"), to_unicode(r"$x^{2} \in \mathbb{R}_+$")
    ('O(n log n)', 'x² ∈ ℝ₊')
    >>> to_unicode(r"$\frac{a+b}{2} \foo{x}$")
    '(a+b)/2 \\foo{x}'
    """
    body = _body(source)
    readable = read_maths(body)
    # Not even a readable form may be empty: `$\,$` is shown as it was typed.
    return readable or body.strip()


def _body(source: str) -> str:
    if source.startswith("\\ensuremath{"):
        return source[len("\\ensuremath{") : -1]
    for opening in _DELIMITERS:
        if source.startswith(opening) and len(source) >= 2 * len(opening):
            return source[len(opening) : -len(opening)]
    return source
