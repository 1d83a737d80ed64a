"""One way to compare text: without case, accents and typographic variants.

Search, citekeys, queries and the index all fold by the same function, so that
what one finds the others find too.
"""

from __future__ import annotations

import unicodedata

from paperctl.text.regex import lazy_regex

# Marks of the European alphabets. Those of other scripts (Devanagari vowels,
# kana voicing) make another letter and stay.
_MARKS = lazy_regex(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_WORD = lazy_regex(
    "(?:[^\\W_]|[\u05b0-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff"
    "\u1000-\u109f\u1780-\u17d3\u3099\u309a])+"
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


def fold(text: str) -> str:
    """Reduce text to what a search compares.

    >>> fold("Erdős and Sørensen"), fold("Straße"), fold("𝒪(n)")
    ('erdos and sorensen', 'strasse', 'o(n)')
    >>> fold("Ελλάδα"), fold("한국")
    ('ελλαδα', '한국')
    """
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    folded = bare.casefold().translate(_LETTERS)
    # Hangul and kana were taken apart too; put them together again.
    return unicodedata.normalize("NFC", folded)


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
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Split plain text into folded words: runs of letters and digits.

    >>> words("The Kullback–Leibler divergence isn't 2.4x")
    ['the', 'kullback', 'leibler', 'divergence', 'isn', 't', '2', '4x']
    """
    return _WORD.findall(fold(text))
