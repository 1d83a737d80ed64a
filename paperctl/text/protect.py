"""Which words of a title must keep their capitals, and how they are braced."""

from __future__ import annotations

from paperctl.text.encode import encode
from paperctl.text.proper_names import PHRASES, PROPER_NAMES
from paperctl.text.regex import lazy_regex

# Letters and digits, each with its marks: a brace must not come between them.
_LETTERS = r"(?:[^\W_]+[\u0300-\u036f]*)+"
_WORD = rf"{_LETTERS}(?:['’.&]{_LETTERS})*"
_PART = lazy_regex(_WORD)
_POSSESSIVE = lazy_regex(r"['’]s?$")
# `{GPT-4}`, `{ImageNet-22K}`: a version belongs to its name.
_VERSION = lazy_regex(rf"-(?=\d){_WORD}")
_PHRASES = "|".join(PHRASES).replace("-", "(?:--?|[‐-–])").replace(" ", r"\s+")
_PHRASE = lazy_regex(rf"\b(?:{_PHRASES})(?:(?=['’]s\b)|(?!['’.&]?\w))")
# A quick no: compiling all phrases takes longer than writing most catalogues' titles.
_WORDS_OF_PHRASES = [phrase.replace("-", " ").split() for phrase in PHRASES]
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
    phrases: dict[int, int] = {}
    if any(all(map(text.__contains__, words)) for words in _WORDS_OF_PHRASES):
        phrases = {found.start(): found.end() for found in _PHRASE.finditer(text, done)}
    for part in _PART.finditer(text, done):
        start, end = part.span()
        if start < done:
            continue
        if start in phrases:
            end = phrases[start]
        elif _is_protected(text, start, end):
            end = _whole_name(text, end, part[0])
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


def _is_protected(text: str, start: int, end: int) -> bool:
    part = _POSSESSIVE.sub("", text[start:end])
    if any(character.isupper() for character in part[1:]):
        return True
    if not part[:1].isupper():
        return any(map(str.isupper, part)) and any(map(str.isdigit, part))
    if any(map(str.isdigit, part)):
        return True
    if len(part) > 1:
        return part in PROPER_NAMES or part.removesuffix("s") in PROPER_NAMES
    if part != "A":
        return True
    # The article, unless it is the A of A* or of A-optimal.
    return text[end : end + 1] in ("*", "-") or text[max(start - 1, 0) : start] == "-"
