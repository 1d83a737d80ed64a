"""Single characters of prose as LaTeX that pdflatex with T1 fonts typesets.

What has no form in ASCII (Cyrillic, CJK, emoji) stays as it is. Every form is
balanced in braces counted as BibTeX counts them, backslash or not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.text.macros import ACCENTS, DRAWN, LETTERS, SYMBOLS
from paperctl.text.regex import lazy_regex
from paperctl.text.symbols import OVER, RELATIONS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASCII = {
    "%": "\\%", "&": "\\&", "#": "\\#", "_": "\\_", "$": "\\$",
    "{": "\\textbraceleft{}", "}": "\\textbraceright{}",
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}",
}  # fmt: skip

_ASCII_TABLE = str.maketrans(_ASCII)
# All bytes of ASCII that stand for themselves.
_ORDINARY = bytes(
    code for code in range(0x20, 0x7F) if chr(code) not in _ASCII and code != 0x7F
)

# TeX makes one character of `--` or ``; this marks where it must not.
_EDGE = "\x02"
_LIGATURE = lazy_regex(f"([-'`,]){_EDGE}+(?=\\1)|([!?]){_EDGE}+(?=`)")
_LIGATURES = {
    "–": "--", "—": "---", "―": "---", "‐": "-", "‑": "-", "‒": "--",
    "‘": "`", "’": "'", "“": "``", "”": "''", "ʼ": "'",
}  # fmt: skip
_SPACES = {
    "\u2009": "\\,", "\u202f": "\\,", "\u2002": "\\enspace{}", "\u2003": "\\quad{}",
    "\u00ad": "\\-",
}  # fmt: skip

_COMBINING = "[\u0300-\u036f\u20d7]"
_GREEK_LETTER = f"[\u0370-\u03ff\u1f00-\u1fff]{_COMBINING}*"
_SPECIAL = lazy_regex(
    f"(?:{_GREEK_LETTER})+|[^\\W\\d_]{_COMBINING}+|[\\\\{{}}$&#%_~^<>|]|[^\x00-\x7f]"
)
_GREEK_LETTERS = lazy_regex(_GREEK_LETTER)
# Marks, and letters that are looked at together.
_JOINING = lazy_regex(f"{_COMBINING}|[\u0370-\u03ff\u1f00-\u1fff]")
_FEW = 8
_IN_MATHS_SPECIAL = lazy_regex(r"\\[\s\S]|[%#&]")
_IN_MATHS = lazy_regex(
    f"((?:\\\\[A-Za-z]+|[A-Za-z=<>])(?={_COMBINING})|[^\x00-\x7f])({_COMBINING}*)"
)
# The characters that LaTeX's own UTF-8 input knows with T1 and TS1 fonts.
_INPUT = lazy_regex(
    "(?![ĦħĸĿŀŉŦŧ])[\u00a1-\u017e\u0218-\u021b–—‘’‚“”„†‡•…‰‱‹›€№™©®×÷±]"
)
_WORD_OF_GREEK = 3
_MOST_MARKS = 2

_NAMES: dict[str, str] = {}
for _name, _character in SYMBOLS.items():
    if not _character.isascii() and _character not in "\u2002\u2003\u2009\u200c":
        _NAMES.setdefault(_character, _name)
for _name, _character in LETTERS.items():
    _NAMES.setdefault(_character, _name)
_SPELT = {
    **{letter: source for source, letter in DRAWN.items()},
    "Ŀ": "L{\\textperiodcentered}", "ŀ": "l{\\textperiodcentered}",
    "ŉ": f"{_EDGE}'{_EDGE}n",
}  # fmt: skip
_FORMS = _SPACES | _SPELT
# T1 has the dot alone.
_WITH_DOT = {"Ŀ": "L·", "ŀ": "l·"}
_MARKS = {mark: name for name, mark in ACCENTS.items() if name != "h"}
# The accents that T1 fonts put on i and j. The others want a dotless letter,
# which biber reads as two characters that pdflatex refuses: they stay UTF-8.
_DOTTED = {"i": "`'^\".dbck", "j": "dbck"}
# biber reads \\textminus as a character that pdflatex does not know.
_MATHS = {"−": "-"}
for _name, _character in (RELATIONS | SIGNS).items():
    if not _character.isascii():
        _MATHS.setdefault(_character, f"\\{_name}")
# Of two names the first is written: `hat`, not `widehat`.
_MATHS_ACCENTS = {mark: name for name, mark in reversed(OVER.items())}
# Capitals that TeX takes from the Latin alphabet have no macro.
_GREEK = frozenset(
    "alpha beta gamma delta zeta eta theta iota kappa lamda mu nu xi pi rho sigma tau "
    "upsilon chi psi omega GAMMA DELTA THETA LAMDA XI PI SIGMA UPSILON PHI PSI "
    "OMEGA".split()
)
_FONTS = (
    ("DOUBLE-STRUCK", "mathbb"),
    ("FRAKTUR", "mathfrak"),
    ("BLACK-LETTER", "mathfrak"),
    ("SCRIPT", "mathcal"),
    ("BOLD", "mathbf"),
    ("SANS-SERIF", "mathsf"),
    ("MONOSPACE", "mathtt"),
)


def encode(text: str, *, ascii_only: bool = True) -> str:
    r"""Write prose without markup in LaTeX.

    >>> encode("Erdős & Søren: 50% of 3×4 – “α”")
    "Erd{\\H{o}}s \\& S{\\o}ren: 50\\% of 3{\\texttimes}4 -- ``\\ensuremath{\\alpha}''"
    """
    if text.isascii():
        signs = special_signs(text)
        return escape(text, signs) if signs else text
    # A mark of its own makes pdflatex stop where it would know the letter.
    text = unicodedata.normalize("NFC", text)
    written = _encode_few(text, ascii_only)
    if written is None:
        written = _SPECIAL.sub(lambda found: _encode(found[0], ascii_only), text)
    if _EDGE in written:
        written = _LIGATURE.sub(lambda found: f"{found[1] or found[2]}{{}}", written)
        written = written.replace(_EDGE, "")
    return written


def _encode_few(text: str, ascii_only: bool) -> str | None:
    """Write prose with a few kinds of letters that stand alone; None where some do not.

    Replacing each kind is much quicker than looking at every letter of a long text.
    """
    found = set(
        text.encode("utf-8", "surrogatepass")
        .translate(None, _ORDINARY)
        .decode("utf-8", "surrogatepass")
    )
    foreign = [sign for sign in found if not sign.isascii()]
    if len(foreign) > _FEW or any(map(_JOINING.match, foreign)):
        return None
    written = escape(text, found)
    for sign in foreign:
        form = _encode(sign, ascii_only)
        if form != sign:
            if not form.isascii():
                return None
            written = written.replace(sign, form)
    return written


def special_signs(text: str) -> str:
    """Find what LaTeX reads in a way of its own in ASCII text, and controls.

    >>> special_signs("50% of A & B, 25% of C")
    '%&%'
    """
    # Deleting all the rest is quicker than a search, since it looks at no character
    # twice and makes no objects.
    return text.encode("ascii").translate(None, _ORDINARY).decode("ascii")


def escape(text: str, signs: Iterable[str]) -> str:
    """Write ASCII prose in LaTeX, in which these special signs stand."""
    kinds = set(signs)
    if not kinds.isdisjoint("\\{}"):
        # The others' macros are made of these.
        return text.translate(_ASCII_TABLE)
    for sign in kinds & _ASCII.keys():
        text = text.replace(sign, _ASCII[sign])
    return text


def encode_maths(body: str) -> str:
    r"""Make the body of maths compile inside a BibTeX field.

    A bare `%` would start a comment, and BibTeX counts the brace of `\{`.

    >>> encode_maths("1%"), encode_maths(r"\{x"), encode_maths("α ≤ 1")
    ('1\\%', '\\lbrace{}x', '{\\alpha} \\leq{} 1')
    """
    if "%" in body or "#" in body or "&" in body:
        special = "%#" if "\\begin" in body else "%#&"
        body = _IN_MATHS_SPECIAL.sub(
            lambda found: "\\" * (found[0] in special) + found[0], body
        )
    if ("{" in body or "}" in body) and not _balances(body):
        body = re.sub(r"\\[\s\S]", _brace_by_name, body)
    if not body.isascii():
        body = _IN_MATHS.sub(lambda found: _in_maths(*found.groups()), body)
    return body


def _brace_by_name(found: re.Match[str]) -> str:
    return {"\\{": "\\lbrace{}", "\\}": "\\rbrace{}"}.get(found[0], found[0])


def _balances(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=2048)
def _encode(found: str, ascii_only: bool) -> str:
    if found in _ASCII:
        return _ASCII[found]
    if _GREEK_LETTERS.match(found):
        return _greek(found)
    if not ascii_only and (found in _WITH_DOT or _INPUT.fullmatch(found)):
        return _WITH_DOT.get(found, found)
    accented = _accented(found)
    if accented:
        return accented
    if len(found) > 1 and not (found[0].isascii() and found[1] in _MARKS):
        quantity = _quantity(found)
        if quantity:
            return f"\\ensuremath{{{quantity}}}"
    letter = found[0]
    # Of more marks than LaTeX can pile up, those of the letter itself go in at least.
    first = letter if letter.isascii() else _accented(letter) or _symbol(letter)
    # A mark stays with its letter: none may move to the last of an `ff`.
    spelled = len(found) == 1 or first.endswith("}")
    return first + found[1:] if spelled else found


def _greek(found: str) -> str:
    """Leave a word alone; a letter or two without its accents stand for a quantity."""
    quantities = list(map(_quantity, _GREEK_LETTERS.findall(found)))
    if len(quantities) >= _WORD_OF_GREEK or not all(quantities):
        return found
    return "".join(f"\\ensuremath{{{quantity}}}" for quantity in quantities)


def _quantity(cluster: str) -> str | None:
    """Write a letter and the mark over it, if any, in mathematics."""
    letter, mark = cluster[0], cluster[1:]
    macro = letter if letter.isascii() else _maths_macro(letter)
    if not mark or not macro:
        return macro
    accent = _MATHS_ACCENTS.get(mark)
    return f"\\{accent}{{{macro}}}" if accent else None


def _accented(cluster: str) -> str | None:
    decomposed = unicodedata.normalize("NFD", cluster)
    base, marks = decomposed[0], decomposed[1:]
    if not 0 < len(marks) <= _MOST_MARKS or not all(mark in _MARKS for mark in marks):
        return None
    argument = base
    if not base.isascii():
        if base not in LETTERS.values():
            return None
        argument = f"\\{_NAMES[base]}"
    for place, mark in enumerate(marks):
        accent = _MARKS[mark]
        if place == 0 and base in _DOTTED and accent not in _DOTTED[base]:
            return None
        if accent.isalpha() or len(argument) > 1:
            argument = f"\\{accent}{{{argument}}}"
        else:
            argument = f"\\{accent}{argument}"
    return f"{{{argument}}}"


def _symbol(character: str) -> str:
    if character in _LIGATURES:
        return f"{_EDGE}{_LIGATURES[character]}{_EDGE}"
    if character in _FORMS:
        return _FORMS[character]
    if character.isspace():
        return " "
    maths = _maths_macro(character)
    if character in _NAMES and maths != "-":
        return f"{{\\{_NAMES[character]}}}"
    if maths:
        return f"\\ensuremath{{{maths}}}"
    return _decomposed(character)


def _decomposed(character: str) -> str:
    """Spell out superscripts, ligatures and fractions; leave the rest alone."""
    kind, *codes = unicodedata.decomposition(character).split() or [""]
    parts = "".join(chr(int(code, 16)) for code in codes if kind.startswith("<"))
    if kind in ("<super>", "<sub>") and parts.isascii() and parts.isalnum():
        return f"\\text{kind[1:-1]}script{{{parts}}}"
    if kind == "<compat>" and parts.isascii() and parts.strip():
        return parts
    if kind == "<fraction>":
        return encode(parts)
    return character


def _maths_macro(character: str) -> str | None:
    if character in _MATHS:
        return _MATHS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        letter = name.rpartition(" ")[2]
        letter = letter.lower() if " SMALL " in name else letter
        if letter in _GREEK and name.count(" ") == 3:
            letter = letter.replace("lamda", "lambda").replace("LAMDA", "LAMBDA")
            return f"\\{letter.capitalize() if letter.isupper() else letter}"
        return None
    plain = unicodedata.normalize("NFKD", character)
    if not unicodedata.decomposition(character).startswith("<font>"):
        return None
    if not (plain.isascii() and plain.isalnum()):
        return _maths_macro(plain) if len(plain) == 1 else None
    font = next((macro for word, macro in _FONTS if word in name), "")
    if font in ("mathbb", "mathcal") and not plain.isupper():
        font = "mathrm"
    return f"\\{font}{{{plain}}}" if font else plain


def _in_maths(base: str, marks: str) -> str:
    composed = unicodedata.normalize("NFC", base + marks)
    if len(composed) > 1:
        macro = base if base.isascii() else _maths_macro(base)
        accent = _MATHS_ACCENTS.get(marks)
        return f"{{\\{accent}{{{macro}}}}}" if macro and accent else composed
    macro = _maths_macro(composed)
    if macro:
        return f"{{{macro}}}" if composed.isalpha() else f"{macro}{{}}"
    if composed == "\u00ad":
        return "{}"  # nothing is hyphenated there
    if composed in _SPELT:
        return f"\\mbox{{{_SPELT[composed].replace(_EDGE, '')}}}"
    if composed in _NAMES:
        return f"\\mbox{{\\{_NAMES[composed]}}}"
    accented = _accented(composed)
    return f"\\mbox{accented}" if accented else composed
