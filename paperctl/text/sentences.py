"""Where the sentences of an abstract begin and end: the lines of `grep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.markup import find_all
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import closed_spans

if TYPE_CHECKING:
    import re

# An end mark, whatever closes with it, and a blank; or one of Chinese and
# Japanese, which need none; or an empty line.
_ENDS = ".!?…。！？\n"
_END = lazy_regex(
    r"(?:([.!?…]+)[\"'”’)\]}»]*(?=\s)|[。！？]+[」』”’）]*|(?=\n[ \t]*\n))\s*"
)
# The same for ASCII: sets with other characters take a millisecond each to compile.
_END_OF_ASCII = lazy_regex(r"(?:([.!?]+)[\"')\]}]*(?=\s)|(?=\n[ \t]*\n))\s*")
_LAST_WORD = lazy_regex(r"(?:[^\W\d_]+\.)*[^\W\d_]+$")
_NEVER_LAST = frozenset(
    "e.g i.e cf vs viz approx resp esp incl fig figs eq eqs eqn sec secs tab ch chap "
    "app appx no nos vol pp p ref refs thm prop def lem cor alg dr mr mrs ms prof st "
    "jr sr inc ltd jan feb mar apr jun jul aug sep sept oct nov dec w.r.t a.k.a s.t "
    "i.i.d ca seq ed eds dept univ".split()
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text as spans, without the blanks between them.

    >>> abstract = "We use GNNs, e.g. GCN. See Fig. 3 for $n. M$ in 2.4x time! Done"
    >>> [abstract[start:end] for start, end in sentences(abstract)]
    ['We use GNNs, e.g. GCN.', 'See Fig. 3 for $n. M$ in 2.4x time!', 'Done']
    """
    # A sentence ends only outside of maths, braces and the arguments of macros.
    closed = closed_spans(text)
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    nearest = 0
    position = start
    match = (_END_OF_ASCII if text.isascii() else _END).match
    for place in find_all(text, _ENDS):
        if place < position or not (end := match(text, place)):
            continue
        position = end.end()
        if closed:
            while nearest < len(closed) and closed[nearest][1] <= place:
                nearest += 1
            if nearest < len(closed) and closed[nearest][0] <= place:
                continue
        if end.lastindex and not _is_end(text, end):
            continue
        found = end[0].rstrip()
        # An empty line is an end without a mark: the blanks before it go too.
        stop = place + len(found) if found else start + len(text[start:place].rstrip())
        spans.append((start, stop))
        start = position
    stop = len(text.rstrip())
    if start < stop:
        spans.append((start, stop))
    return spans


def _is_end(text: str, end: re.Match[str]) -> bool:
    place, after = end.span()
    following = text[after : after + 1]
    if not following or "\n\n" in end[0]:
        return True
    if following.islower() or following in ",;:)]%":
        return False
    if end[1] != ".":
        return True
    word = _last_word(text, place)
    last = word.casefold()
    if last == "al":
        # "et al." may end a sentence, but hardly before a year or a bracket.
        return following.isupper()
    initial = len(last) == 1 and word.isupper() and following.isupper()
    return not initial and last not in _NEVER_LAST


def _last_word(text: str, end: int) -> str:
    """Give the word that ends at a place, with the points in it, "" if none does."""
    start = max(0, end - 30)
    word = text[max(start, text.rfind(" ", start, end) + 1) : end]
    tail = word.rpartition("-")[2]  # all of it, mostly
    if tail.isalpha() and (len(word) < 30 or len(tail) < len(word)):
        return tail
    found = _LAST_WORD.search(text, start, end)
    return found[0] if found else ""
