"""Text as queries see it: readable, folded, cut into words.

The matcher, the ranking and every index have to cut words by these functions, or
they would not find the same entries.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.text.fold import fold, fold_foreign, words, words_of_ascii
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

# Scripts that put no blanks between words: Thai to Khmer, kana, Han. Each letter is
# a token, so that a word is found inside a sentence, as a phrase of letters.
SPACELESS = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
"""Pattern of one letter of a script without blanks."""

_SHORT = 16


def tokens(text: str) -> list[str]:
    r"""Cut text into folded words, LaTeX out of the way.

    >>> tokens(r"M{\"o}bius: Low-Rank"), tokens("深度学习")
    (['mobius', 'low', 'rank'], ['深', '度', '学', '习'])
    """
    return _cut(folded(text))


def folded(text: str) -> str:
    """Reduce text to what its tokens are cut from; each of them is a substring.

    >>> folded("Low-Rank $O(n)$")
    'low-rank o(n)'
    """
    text = readable(text)
    if text.isascii():
        return text.lower()
    return fold_foreign(text, _fold_run)


def _fold_run(run: str) -> str:
    return _fold_short(run) if len(run) <= _SHORT else _fold_any(run)


def _fold_any(run: str) -> str:
    text = fold(run)
    return re.sub(SPACELESS, r" \g<0> ", text) if has_spaceless(text) else text


_fold_short = lru_cache(maxsize=1 << 12)(_fold_any)


def _cut(text: str) -> list[str]:
    return words_of_ascii(text) if text.isascii() else words(text)


def token_text(values: Iterable[str]) -> str:
    r"""Write the words of a field as one text in which a phrase is a substring.

    Every word has a blank on each side; values are apart by a line end.

    >>> token_text(["Oleg Platonov", "Michael Diskin"])
    ' oleg platonov \n michael diskin '
    """
    return token_text_of_folded(map(folded, values))


def token_text_of_folded(values: Iterable[str]) -> str:
    """Do the same with values that are folded already."""
    return "\n".join(map(_token_line, values))


def _token_line(value: str) -> str:
    return f" {' '.join(_cut(value))} "


# Authors come again and again.
folded_name = lru_cache(maxsize=1 << 14)(folded)
_name_line = lru_cache(maxsize=1 << 14)(_token_line)


def token_text_of_names(values: Iterable[str]) -> str:
    """Do the same with names that are folded already."""
    return "\n".join(map(_name_line, values))


def has_spaceless(text: str) -> bool:
    """Whether `SPACELESS` may match somewhere; a no is certain."""
    if text.isascii():
        return False
    # Not `re`, which takes milliseconds to compile such a set.
    return any("\u0e00" <= sign <= "\u17d3" or sign >= "\u3040" for sign in set(text))


def needle(wanted: list[str], *, prefix: bool = False) -> str:
    """Write words as the substring that `token_text` holds where they match.

    >>> needle(["low", "ran"], prefix=True)
    ' low ran'
    """
    return f" {' '.join(wanted)}{'' if prefix else ' '}"


def readable(text: str) -> str:
    r"""Take LaTeX out of text.

    >>> readable(r"M{\"o}bius")
    'Möbius'
    """
    return to_plain(text)
