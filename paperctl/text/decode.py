r"""LaTeX of .bib files as prose: the way back from `paperctl.text.latex`.

Accents and symbols become the characters that they stand for, and maths stays as it
is typed. What TeX and a catalogue see differently is written as a catalogue has it:
`$ n $` is maths in TeX, `~` always a tie, `--` a dash. A macro that nobody here knows
stays as it was typed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from paperctl.text.encode import encode
from paperctl.text.fold import squeeze
from paperctl.text.macros import LOGOS, MARKUP
from paperctl.text.markup import find_all
from paperctl.text.plain import to_plain
from paperctl.text.protect import needs_protection, protected_spans
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paperctl.text.tokens import Token

# Braces of the text that may have to stay, until it is known whether they do. Neither
# can be part of text that is printable.
_OPEN, _CLOSE = "\x01", "\x02"
_MARKERS = lazy_regex(f"[{_OPEN}{_CLOSE}]")
_GROUP_STARTS_WITH_MACRO = lazy_regex(r"\{\\[A-Za-z]+[^{}]*\}")
_SIGN = lazy_regex(r"[\\${}~]")
_ESCAPED = {
    "\\": "\\textbackslash{}",
    "$": "\\$",
    "{": "\\{",
    "}": "\\}",
    "~": "\\textasciitilde{}",
}
# What is read as a whole before dollars and ties are looked for.
_TIES = lazy_regex(
    r"\\(?:url|href|path)\s*\{[^{}]*\}|\$(?:[^$\\]|\\[\s\S])*\$|\\[\s\S]|~"
)
_DOLLARS = lazy_regex(
    r"\\[\s\S]|\$\$(?:[^$\\]|\\[\s\S])+\$\$|\$((?:[^$\\]|\\[\s\S])*)\$(?=([0-9])?)"
)
# Accents as nearly all programs write them, symbols, and the commonest escapes.
_SIMPLE = lazy_regex(
    r"""\{\\(?:["'`^~=.]\{?\\?[A-Za-z]\}?|[A-Za-z]+(?:\{[A-Za-z]\}|\ [A-Za-z])?)\}"""
    r"""|\\[%&_\#]|\\[A-Za-z]+\{\}"""
)
# Macros around prose without braces: the macro, and the prose.
_AROUND_PROSE = lazy_regex(rf"(\\(?:{'|'.join(MARKUP)}))\{{([^{{}}]*)\}}")
_MATHS_SIGN = lazy_regex(r"[\\^_=<>+{]")
_LIGATURE = lazy_regex(r"---?|``|''|[?!]?`(?:([^`']*)'(?!'))?")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "?`": "¿", "!`": "¡"}
_UNKNOWN = lazy_regex(r"\\([A-Za-z]+)(?:\{\})?$")
_QUOTED = lazy_regex(r"\\(?:enquote|mkbibquote)\*?\{([\s\S]*)\}$")
_EMPHASISED = lazy_regex(r"\\mkbib(emph|italic|bold)\{([\s\S]*)\}$")
_SHOWN_AS = lazy_regex(r"\\texorpdfstring\{([^{}]*)\}")
_EMPHASIS = {"emph": "emph", "italic": "textit", "bold": "textbf"}
_URL = lazy_regex(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_VERBATIM = lazy_regex(
    r"\{?\\(?:textasciitilde|~|sim)(?:\{\})?\}?|\$\\sim\$|\{?\\_\}?|\\([%#&_{}$~])"
    r"|\$([<>])\$|\\text(less|greater)(?:\{\})?|\{\\text(?:less|greater)\}"
)


def from_latex(text: str, *, is_title: bool = False) -> str:
    r"""Read the value of a field as prose.

    Args:
        text: The value without its delimiters, in LaTeX.
        is_title: Keep the braces that protect capitals, where an export would not add
            them by itself; elsewhere braces have no use.

    >>> from_latex(r"G{\"o}del -- 50\% of $ n $, Dr.~Who")
    'Gödel – 50% of $n$, Dr.\xa0Who'
    >>> from_latex("{GPT}s in {Deep Space}", is_title=True)
    'GPTs in {Deep Space}'
    """
    text = squeeze(text)
    if not _has_sign(text):
        return text
    quick = _quick(text)
    if quick is not None:
        return quick
    source = _as_catalogue(text)
    tokens = tokenize(source)
    finish = _decide if is_title else str
    written = _write(tokens, braces=is_title)
    text = finish(written.text)
    if written.risky:
        # Characters that were escaped may now be taken for markup.
        careful = finish(_write(tokens, braces=is_title, escape=True).text)
        if to_plain(text) != to_plain(careful):
            return careful
    return text


def name_from_latex(text: str) -> str:
    r"""Read names: accents as characters, braces and ties as BibTeX splits names.

    >>> name_from_latex(r"{\'E}va~{\"O}zg{\"u}r and {Barnes {\&} Noble}")
    'Éva Özgür and {Barnes & Noble}'
    """
    text = squeeze(text)
    if not _has_sign(text):
        return text
    if "\\" in text and "$" not in text:
        text = _without_simple(text)
        if "\\" not in text and "~" not in text and "`" not in text:
            return text
    written = _write(tokenize(_as_catalogue(text)), braces=True).text
    written = written.replace(_OPEN, "{").replace(_CLOSE, "}").replace("\u00a0", " ")
    return written.strip()


def verbatim_from_latex(text: str) -> str:
    r"""Read an address, a DOI or a path, in which people escape what TeX would obey.

    >>> verbatim_from_latex(r"\url{https://example.org/a\_b\%20c}")
    'https://example.org/a_b%20c'
    """
    text = squeeze(text)
    if "\\" not in text and "$" not in text and "{" not in text:
        return text
    found = _URL.fullmatch(text)
    if found:
        text = found[1].strip()
    text = _VERBATIM.sub(_verbatim_sign, text)
    whole = text.startswith("{") and text.endswith("}")
    return text[1:-1].strip() if whole and text.count("{") == 1 else text


def _verbatim_sign(found: re.Match[str]) -> str:
    sign = found[0]
    if found[1] or found[2]:
        return found[1] or found[2]
    if "less" in sign or "greater" in sign:
        return "<" if "less" in sign else ">"
    return "_" if "_" in sign else "~"


def _has_sign(text: str) -> bool:
    # Written out: `in` crosses an abstract in no time, `re` does not.
    return (
        "\\" in text
        or "{" in text
        or "$" in text
        or "--" in text
        or "~" in text
        or "`" in text
        or "''" in text
        or "\u00a0" in text
        or "}" in text
    )


def _quick(text: str) -> str | None:
    """Read text of accents, symbols, maths and simple markup; None for other.

    Nearly all text is such, and to take it apart into tokens takes ten times as long.
    """
    parts = text.split("$")
    if not len(parts) % 2:
        return None
    for place in range(0, len(parts), 2):
        part = _quick_prose(parts[place])
        if part is None or (place and part[:1].isdigit()):
            return None
        parts[place] = part
    for part in parts[1::2]:
        tight = part and not part[0].isspace() and not part[-1].isspace()
        if not tight or part[-1] == "\\" or part.count("{") != part.count("}"):
            return None
    return "$".join(parts)


def _quick_prose(text: str) -> str | None:
    if "~" in text or "\u00a0" in text:
        return None
    if "\\" not in text:
        return None if _has_markup_sign(text) else _with_ligatures(text)
    # Of three parts in turn: prose, the macro that follows, and what is in its braces.
    parts = _AROUND_PROSE.split(text)
    for place, part in enumerate(parts):
        if place % 3 == 1:
            continue
        plain = _without_simple(part)
        # A tilde that was typed as a symbol is a tie only before a macro or a brace.
        if _has_markup_sign(plain.replace("~", "")) or plain[-1:] == "~":
            return None
        parts[place] = _with_ligatures(plain)
    parts[1::3] = [f"{macro}{{" for macro in parts[1::3]]
    parts[2::3] = [f"{inside}}}" for inside in parts[2::3]]
    return "".join(parts)


def _without_simple(text: str) -> str:
    """Put characters in the place of accents, symbols and escapes.

    As `_SIMPLE.sub` would do; but it looks at every letter of an abstract, and all that
    it matches begins at a backslash or one brace before it.
    """
    match = _SIMPLE.match
    parts: list[str] = []
    done, at = 0, text.find("\\")
    while at >= 0:
        braced = at > done and text[at - 1] == "{"
        found = (match(text, at - 1) if braced else None) or match(text, at)
        if found:
            parts += text[done : found.start()], _simple_sign(found[0])
            done = found.end()
        at = text.find("\\", max(done, at + 1))
    return "".join([*parts, text[done:]]) if parts else text


@lru_cache(maxsize=512)
def _simple_sign(source: str) -> str:
    tokens = tokenize(source)
    plain = len(tokens) == 1 and tokens[0].kind == "text"
    return tokens[0].value if plain else source


def _has_markup_sign(text: str) -> bool:
    return "\\" in text or "$" in text or "{" in text or "}" in text or "~" in text


# --- what TeX means by dollars and ties --------------------------------------------


def _as_catalogue(text: str) -> str:
    """Write maths and ties so that the tokenizer sees them where TeX does."""
    if "~" in text:
        text = _TIES.sub(lambda tie: "\u00a0" if tie[0] == "~" else tie[0], text)
    if "$" in text and not _are_dollars_plain(text):
        text = _DOLLARS.sub(_dollars, text)
    return text


def _are_dollars_plain(text: str) -> bool:
    """Say quickly that all maths is written as a catalogue has it; most is."""
    places = find_all(text, "$")
    if len(places) % 2 or "\\$" in text or "$$" in text:
        return False
    return not any(
        text[start + 1].isspace()
        or text[end - 1].isspace()
        or text[end + 1 : end + 2].isdigit()
        for start, end in zip(places[::2], places[1::2], strict=True)
    )


def _dollars(found: re.Match[str]) -> str:
    r"""Take the blanks off maths; keep a digit from it, which would make it prose."""
    body = found[1]
    if body is None:
        return found[0]
    inner = body.strip()
    # "costs $5 and $10" was typed by somebody who did not think of TeX.
    if inner != body and " " in inner and not _MATHS_SIGN.search(inner):
        return found[0]
    return f"${inner}${'{}' if found[2] else ''}" if inner else found[0]


# --- writing tokens ----------------------------------------------------------------


class _Written:
    """Text as it grows; `risky` if it holds signs that were meant as characters."""

    __slots__ = ("parts", "risky")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.risky = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


def _write(tokens: Iterable[Token], *, braces: bool, escape: bool = False) -> _Written:
    written = _Written()
    _add(written, tokens, braces, escape)
    return written


def _add(
    written: _Written, tokens: Iterable[Token], braces: bool, escape: bool
) -> None:
    before_digit = False
    for token in tokens:
        match token.kind:
            case "text":
                if before_digit and token.value[:1].isdigit():
                    written.parts.append("{}")
                _add_text(written, token.value, escape)
            case "tie":
                written.parts.append("\u00a0")
            case "maths":
                written.parts.append(_maths(token))
            case "group":
                _add_group(written, token, braces, escape)
            case "markup":
                _add_markup(written, token, escape)
            case "literal":
                _add_literal(written, token, braces, escape)
        # The braces between maths and a digit hold nothing, and are not written.
        before_digit = token.kind == "maths" or (before_digit and not token.inner)
        before_digit = before_digit and token.kind in ("maths", "group")


def _add_text(written: _Written, value: str, escape: bool) -> None:
    value = _with_ligatures(value)
    if _has_markup_sign(value):
        written.risky = True
        if escape:
            value = _SIGN.sub(lambda sign: _ESCAPED[sign[0]], value)
    written.parts.append(value)


def _add_group(written: _Written, token: Token, braces: bool, escape: bool) -> None:
    # `{\\&}` holds nothing together.
    inner = token.inner
    is_sign = len(inner) == 1 and len(inner[0].value) == 1 and inner[0].kind == "text"
    keep = braces and inner and not (is_sign and not inner[0].value.isalnum())
    if keep:
        written.parts.append(_OPEN)
    _add(written, token.inner, braces, escape)
    if keep:
        written.parts.append(_CLOSE)


def _add_markup(written: _Written, token: Token, escape: bool) -> None:
    if token.target or token.value in LOGOS:
        written.parts.append(token.source)
        return
    written.parts.append(f"\\{token.value}{{")
    _add(written, token.inner, False, escape)
    written.parts.append("}")


def _add_literal(written: _Written, token: Token, braces: bool, escape: bool) -> None:
    source = token.source
    for pattern, opening, closing in (
        (_QUOTED, "“", "”"),
        (_SHOWN_AS, "", ""),
    ):
        found = pattern.match(source)
        if found:
            written.parts.append(opening)
            _add(written, tokenize(found[1]), braces, escape)
            written.parts.append(closing)
            return
    emphasised = _EMPHASISED.match(source)
    if emphasised:
        written.parts.append(f"\\{_EMPHASIS[emphasised[1]]}{{")
        _add(written, tokenize(emphasised[2]), False, escape)
        written.parts.append("}")
        return
    unknown = _UNKNOWN.match(source)
    written.parts.append((unknown and _symbol(unknown[1])) or source)


def _maths(token: Token) -> str:
    """Keep maths as typed, but for the one letter that our own exports put so."""
    source = token.source
    if not source.startswith("\\ensuremath"):
        return source
    from paperctl.text.maths import to_unicode

    letter = to_unicode(source)
    if len(letter) == 1 and not letter.isascii() and encode(letter) == source:
        return letter
    return f"${token.value.strip()}$"


@lru_cache(maxsize=256)
def _symbol(name: str) -> str | None:
    """Ask pylatexenc for the character of a macro that the catalogue does not know."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    shown = getattr(spec, "simplify_repl", None)
    if isinstance(shown, str) and len(shown) == 1 and not shown.isascii():
        return shown
    return None


def _with_ligatures(text: str) -> str:
    if "`" not in text and "''" not in text:
        return text.replace("---", "—").replace("--", "–") if "--" in text else text
    return _LIGATURE.sub(_ligature, text)


def _ligature(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _LIGATURES:
        return _LIGATURES[sign]
    if found[1] is None:
        return sign  # a quotation mark that nothing closes: `code`, perhaps
    if sign[0] in "?!":
        return _LIGATURES[sign[:2]] + _with_ligatures(sign[2:])
    return f"‘{_with_ligatures(found[1])}’"


# --- braces in titles --------------------------------------------------------------


def _bare(text: str) -> str:
    return _MARKERS.sub("", text)


def _decide(text: str) -> str:
    """Keep the braces around capitals that a style would change in an export."""
    places = find_all(text, _OPEN + _CLOSE)
    if not places:
        return text
    bare = _bare(text)
    lost = _unprotected(bare)
    if not lost:
        return bare
    opened: list[int] = []
    keep: dict[int, str] = dict.fromkeys(places, "")
    for number, place in enumerate(places):
        if text[place] == _OPEN:
            opened.append(number)
            continue
        first = opened.pop()
        inside = range(places[first] - first, place - number)
        if any(at in lost for at in inside):
            lost.difference_update(inside)
            keep[places[first]], keep[place] = "{", "}"
    parts = [text[: places[0]]]
    for place, following in pairwise([*places, len(text)]):
        parts += keep[place], text[place + 1 : following]
    return "".join(parts)


def _unprotected(text: str) -> set[int]:
    """Find the capitals that an export would leave to the style.

    The title's first letter, and the first one behind a colon, stay as they are in
    every style.
    """
    kept = {0} | {found.end() for found in re.finditer(r":\s+", text)}
    start = 0
    for number, token in enumerate(tokenize(text)):
        end = start + len(token.source)
        if token.kind == "text" and token.value == token.source:
            for first, last in protected_spans(token.value, is_start=number == 0):
                kept.update(range(start + first, start + last))
        elif token.kind == "maths" or (
            token.kind == "markup" and needs_protection(to_plain(token.source))
        ):
            kept.update(range(start, end))
        start = end
    return {at for at, letter in enumerate(text) if letter.isupper() and at not in kept}
