"""Where the sentences of an abstract begin and end: the lines of `grep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.markup import has_markup
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    import re

# An end mark, whatever closes with it, and a blank; or one of Chinese and
# Japanese, which need none; or an empty line.
_END = lazy_regex(
    r"(?:(?P<mark>[.!?…]+)[\"'”’)\]}»]*(?=\s)|[。！？]+[」』”’）]*|(?=\n[ \t]*\n))\s*"
)
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
    closed = _closed_spans(text)
    spans: list[tuple[int, int]] = []
    start = _skip_blanks(text, 0)
    nearest = 0
    for end in _END.finditer(text, start):
        place = end.start()
        while nearest < len(closed) and closed[nearest][1] <= place:
            nearest += 1
        if nearest < len(closed) and closed[nearest][0] <= place:
            continue
        stop = start + len(text[start : end.end()].rstrip())
        if stop <= start or (end["mark"] and not _is_end(text, end)):
            continue
        spans.append((start, stop))
        start = _skip_blanks(text, end.end())
    stop = len(text.rstrip())
    if start < stop:
        spans.append((start, stop))
    return spans


def _is_end(text: str, end: re.Match[str]) -> bool:
    following = text[end.end() : end.end() + 1]
    if "\n\n" in end[0] or not following:
        return True
    if following.islower() or following in ",;:)]%":
        return False
    if end["mark"] != ".":
        return True
    word = _LAST_WORD.search(text, max(0, end.start() - 30), end.start())
    if not word:
        return True
    last = word[0].casefold()
    if last == "al":
        # "et al." may end a sentence, but hardly before a year or a bracket.
        return following.isupper()
    initial = len(last) == 1 and word[0].isupper() and following.isupper()
    return not initial and last not in _NEVER_LAST


def _closed_spans(text: str) -> list[tuple[int, int]]:
    """Where no sentence may end: in maths, braces and the arguments of macros."""
    if not has_markup(text):
        return []
    spans: list[tuple[int, int]] = []
    position = 0
    for token in tokenize(text):
        end = position + len(token.source)
        if token.kind not in ("text", "tie"):
            spans.append((position, end))
        position = end
    return spans


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
