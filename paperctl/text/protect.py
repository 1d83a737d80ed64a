"""Which words of a title must keep their capitals, and how they are braced."""

from __future__ import annotations

import re
from functools import lru_cache

from paperctl.text.encode import encode
from paperctl.text.proper_names import PHRASES, PROPER_NAMES
from paperctl.text.regex import lazy_regex

# Letters and digits, each with its marks: a brace must not come between them.
_LETTERS = r"(?:[^\W_]+[\u0300-\u036f]*)+"
_WORD = rf"{_LETTERS}(?:['’.&]{_LETTERS})*"
_PART = lazy_regex(_WORD)
# In ASCII only words with a capital have something to protect; a word is looked at
# from its beginning.
_CAPITALISED = lazy_regex(
    rf"(?<![A-Za-z0-9])(?=[a-z0-9'.&]*[A-Z]){_WORD.replace(_LETTERS, '[A-Za-z0-9]+')}"
)
_POSSESSIVE = lazy_regex(r"['’]s?$")
# `{GPT-4}`, `{ImageNet-22K}`: a version belongs to its name.
_VERSION = lazy_regex(rf"-(?=\d){_WORD}")
_PHRASES = "|".join(PHRASES).replace("-", "(?:--?|[‐-–])").replace(" ", r"\s+")
_PHRASE = lazy_regex(rf"\b(?:{_PHRASES})(?:(?=['’]s\b)|(?!['’.&]?\w))")
# A quick no: compiling all phrases takes longer than writing most catalogues' titles.
_FIRST_OF_PHRASES = frozenset(re.split("[ -]", phrase)[0] for phrase in PHRASES)
_ARTICLE = frozenset({"A", "A's", "A’s"})
_HEAD = lazy_regex(r"\s*([^\s:]+)(?=:\s)")


def needs_protection(plain: str) -> bool:
    """Tell whether a style that lower-cases would spoil these words.

    >>> needs_protection("in vivo"), needs_protection("Deep GNNs")
    (False, True)
    """
    return bool(protected_spans(plain, is_start=False))


def protect_words(text: str, *, is_start: bool, ascii_only: bool) -> list[str]:
    """Write prose in LaTeX, its names and acronyms in braces.

    Args:
        text: Prose without markup.
        is_start: The title begins here: a name before a colon is braced whole.
        ascii_only: As in `to_latex`.

    >>> "".join(protect_words("PV-Tuning: LLM's A*", is_start=True, ascii_only=True))
    "{PV-Tuning}: {LLM}'s {A*}"
    """
    written: list[str] = []
    done = 0
    for start, end in protected_spans(text, is_start=is_start):
        written.append(encode(text[done:start], ascii_only=ascii_only))
        name = encode(text[start:end], ascii_only=ascii_only)
        # BibTeX does not protect a group that begins with a macro.
        written.append(f"{{{{{name}}}}}" if name.startswith("\\") else f"{{{name}}}")
        done = end
    written.append(encode(text[done:], ascii_only=ascii_only))
    return written


def protected_spans(text: str, *, is_start: bool) -> list[tuple[int, int]]:
    """Find the stretches of prose that must keep their case.

    >>> text = "SpQR: Bayesian sketches"
    >>> [text[start:end] for start, end in protected_spans(text, is_start=True)]
    ['SpQR', 'Bayesian']
    """
    spans: list[tuple[int, int]] = []
    done = 0
    head = _HEAD.match(text) if is_start else None
    if head and protected_spans(head[1], is_start=False):
        first = _PART.search(text)
        if first and first.start() < head.end():
            done = head.end()
            spans.append((first.start(), done))
    parts = _CAPITALISED if text.isascii() else _PART
    for part in parts.finditer(text, done):
        start, end = part.span()
        if start < done:
            continue
        word = part[0]
        phrase = None
        if word in _FIRST_OF_PHRASES:
            phrase = _PHRASE.match(text, start)
        if phrase:
            end = phrase.end()
        elif _is_protected(word) and not (
            word in _ARTICLE and _is_article(text, start, end)
        ):
            end = _whole_name(text, end, word)
        else:
            continue
        spans.append((start, end))
        done = end
    return spans


def _whole_name(text: str, end: int, part: str) -> int:
    """Leave a possessive out; take a version and the star of A* in."""
    bare = _POSSESSIVE.sub("", part)
    end -= len(part) - len(bare)
    version = _VERSION.match(text, end)
    if version:
        end += len(_POSSESSIVE.sub("", version[0]))
    return end + text.startswith("*", end)


@lru_cache(maxsize=1 << 12)
def _is_protected(word: str) -> bool:
    word = _POSSESSIVE.sub("", word)
    if any(character.isupper() for character in word[1:]):
        return True
    if not word[:1].isupper():
        return False
    if len(word) == 1 or any(map(str.isdigit, word)):
        return True
    return word in PROPER_NAMES or word.removesuffix("s") in PROPER_NAMES


def _is_article(text: str, start: int, end: int) -> bool:
    """Whether an A is not that of A* or of A-optimal."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return after not in ("*", "-") and before != "-"
