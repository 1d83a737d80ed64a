"""One way to compare text: without case, accents and typographic variants.

Search, citekeys, queries and the index all fold by the same function, so that
what one finds the others find too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex, unusual

if TYPE_CHECKING:
    from collections.abc import Callable

# Marks of the European alphabets. Those of other scripts (Devanagari vowels,
# kana voicing) make another letter and stay.
_MARKS = lazy_regex(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LETTERS = str.maketrans(
    {
        # Letters that Unicode does not decompose.
        "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ȷ": "j",
        "þ": "th", "ð": "d", "ħ": "h", "ŋ": "n", "ŧ": "t", "ĸ": "k",
        # One apostrophe, one quotation mark, one hyphen.
        "‘": "'", "’": "'", "ʼ": "'", "ʹ": "'", "“": '"', "”": '"', "„": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        # What nobody sees nobody types.
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None,
        "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
# What is no word, in text that is folded.
_BETWEEN = lazy_regex(
    "(?:(?![\u05b0-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff"
    "\u1000-\u109f\u1780-\u17d3\u3099\u309a])[\\W_])+"
)
_FOREIGN = lazy_regex("[^\x00-\x7f]+")
_ASCII = bytes(range(128))
_FEW = 8
_SHORT = 16
_LONG = 100
# ASCII as words see it: a blank for all but small letters and digits.
_WORDS_OF_ASCII = "".join(
    chr(code) if chr(code) in "abcdefghijklmnopqrstuvwxyz0123456789" else " "
    for code in range(128)
)
_WORDS_OF_BYTES = _WORDS_OF_ASCII.encode() + bytes(range(128, 256))


def fold(text: str) -> str:
    """Reduce text to what a search compares.

    >>> fold("Erdős and Sørensen"), fold("Straße"), fold("𝒪(n)")
    ('erdos and sorensen', 'strasse', 'o(n)')
    >>> fold("Ελλάδα"), fold("한국")
    ('ελλαδα', '한국')
    """
    if text.isascii():
        return text.lower()
    return fold_foreign(text, _fold_run)


def fold_foreign(text: str, fold_run: Callable[[str], str]) -> str:
    """Fold what is ASCII, and each run of other characters by a function of its own.

    No ASCII character changes with the others beside it, once their marks are gone.

    >>> fold_foreign("Łukasz & Søren", str.upper)
    'Łukasz & sØren'
    """
    # `bytes.lower` knows only ASCII.
    return _change_foreign(text.encode("utf-8", "surrogatepass").lower(), fold_run)


def _change_foreign(data: bytes, change: Callable[[str], str]) -> str:
    text = data.decode("utf-8", "surrogatepass")
    foreign = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if len(foreign) * _FEW > len(text):
        return _FOREIGN.sub(lambda found: change(found[0]), text)
    # Where they are few, `find` is at the next one much sooner.
    parts: list[str] = []
    position = done = 0
    while done < len(foreign):
        at = end = text.find(foreign[done], position)
        while not text[end : end + 1].isascii():
            end += 1
        parts += text[position:at], change(text[at:end])
        done += end - at
        position = end
    return "".join([*parts, text[position:]])


def _fold_run(run: str) -> str:
    return _fold_short(run) if len(run) <= _SHORT else _fold_any(run)


def _fold_any(run: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", run))
    folded = bare.casefold().translate(_LETTERS)
    # Hangul and kana were taken apart too; put them together again.
    return unicodedata.normalize("NFC", folded)


# The same few letters and signs come again and again.
_fold_short = lru_cache(maxsize=1 << 12)(_fold_any)


def to_ascii(text: str) -> str:
    """Transliterate to ASCII, for citekeys and file names.

    >>> to_ascii("Erdős Ψ 北京")
    'Erdos Ps BeiJing'
    """
    if text.isascii():
        return text
    from anyascii import anyascii

    return anyascii(text)


def squeeze(text: str) -> str:
    r"""Join the lines of a folded value: every run of blanks is one space.

    >>> squeeze("  a title\n   over two lines ")
    'a title over two lines'
    """
    # Few texts have a run of blanks, and taking words apart and together takes long.
    signs = text if len(text) < _LONG else unusual(text)
    if "  " not in text and signs.isprintable() and text.strip() == text:
        return text
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Split plain text into folded words: runs of letters and digits.

    >>> words("The Kullback–Leibler divergence isn't 2.4x")
    ['the', 'kullback', 'leibler', 'divergence', 'isn', 't', '2', '4x']
    """
    if text.isascii():
        return words_of_ascii(text.lower())
    small = text.encode("utf-8", "surrogatepass").lower().translate(_WORDS_OF_BYTES)
    return _change_foreign(small, _words_of_foreign).split()


def words_of_ascii(text: str) -> list[str]:
    """Split ASCII text that is folded already."""
    return text.translate(_WORDS_OF_ASCII).split()


def _words_of_foreign(run: str) -> str:
    return _words_of_short(run) if len(run) <= _SHORT else _words_of_run(run)


def _words_of_run(run: str) -> str:
    """Put a blank for all that is no word."""
    return _BETWEEN.sub(" ", _fold_any(run))


_words_of_short = lru_cache(maxsize=1 << 12)(_words_of_run)
