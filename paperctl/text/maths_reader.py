"""A reader of the maths that abstracts hold; `maths` is its front."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from paperctl.text.macros import ACCENTS
from paperctl.text.regex import lazy_regex
from paperctl.text.symbols import (
    DOUBLE_STRUCK,
    DROPPED,
    FUNCTIONS,
    OVER,
    PROSE,
    RELATIONS,
    SIGNS,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    WRAPPERS,
)

if TYPE_CHECKING:
    import re

_ATOM = lazy_regex(r"\\([A-Za-z]+)\*?|\\([\s\S])|([{}^_'])|(\s+)|([\s\S])")
_UPPER = lazy_regex(r"[A-Za-z0-9]+|[^+−=<>/\s-]|\([^()]*\)")
_SUM = lazy_regex(r"[+−=<>/,\s-]")
_UNIT = lazy_regex(r"[0-9.]+|\w[^\w\s+−=<>/,-]*|√?\w|\([^()]*\)|[^\W\d_][⁰¹²³⁴-₎]*")
_MAX_DEPTH = 20


def read_maths(body: str) -> str | None:
    r"""Write the body of maths as a line of Unicode, or None if it is beyond us.

    >>> read_maths(r"\alpha_i \leq x^{2k}"), read_maths("a}")
    ('αᵢ ≤ x²ᵏ', None)
    """
    if "\\begin" in body:
        return None
    try:
        return _Reader(body).read().strip()
    except _NotUnderstoodError:
        return None


class _NotUnderstoodError(Exception):
    """The braces do not balance, or nest too deep."""


class _Reader:
    """Reads a body from left to right; blanks go by the rules of this page.

    TeX ignores blanks. We keep those that were typed between ordinary
    characters, put one around relations, and drop those that only end the name of
    a macro, unless there was one before it too.
    """

    def __init__(self, body: str) -> None:
        self.atoms = list(_ATOM.finditer(body))
        self.place = 0
        self.in_prose = 0

    def read(self, depth: int = 0) -> str:
        """Read up to the closing brace of this level, or the end."""
        if depth > _MAX_DEPTH:
            raise _NotUnderstoodError
        out: list[str] = []
        while self.place < len(self.atoms):
            atom = self.atoms[self.place]
            if atom[0] == "}":
                break
            self.place += 1
            self.add(out, atom, depth)
        if depth == 0 and self.place < len(self.atoms):
            raise _NotUnderstoodError
        return "".join(out)

    def add(self, out: list[str], atom: re.Match[str], depth: int) -> None:
        name, escape, special, blank, character = atom.groups()
        if blank:
            _space(out)
        elif character:
            out.append(character)
        elif special in ("^", "_"):
            _script(out, special, self.argument(depth))
        elif special == "'":
            out.append("′")
        elif special == "{":
            self.place -= 1
            out.append(self.argument(depth))
        else:
            self.macro(out, name or escape, atom, depth)

    def macro(self, out: list[str], name: str, atom: re.Match[str], depth: int) -> None:
        if name in SPACES:
            if SPACES[name]:
                _space(out)
        elif name in DROPPED:
            self.skip_blanks()
            if name in ("left", "right", "middle") and self.peek() == ".":
                self.place += 1
        elif name in RELATIONS or name == "not":
            self.relation(out, RELATIONS.get(name) or self.denied(depth))
        elif name in FUNCTIONS:
            self.function(out, "mod" if name == "bmod" else name)
        elif name in WRAPPERS:
            out.append(self.argument(depth, prose=name in PROSE))
        elif mark := OVER.get(name) or (self.in_prose and ACCENTS.get(name)):
            out.append(_marked(self.argument(depth), mark, name))
        else:
            built = self.construct(name, depth)
            if built is None:
                self.symbol(out, name, atom)
            else:
                out.append(built)

    def construct(self, name: str, depth: int) -> str | None:
        match name:
            case "frac" | "tfrac" | "dfrac" | "nicefrac" | "sfrac":
                above, below = self.argument(depth), self.argument(depth)
                return f"{_numerator(above)}/{_denominator(below)}"
            case "sqrt":
                return f"{self.degree()}√{_denominator(self.argument(depth))}"
            case "mathbb":
                return "".join(map(_double_struck, self.argument(depth)))
            case "pmod":
                return f"(mod {self.argument(depth)})"
            case _:
                return None

    def denied(self, depth: int) -> str:
        return unicodedata.normalize("NFC", self.argument(depth).strip() + "\u0338")

    def relation(self, out: list[str], sign: str) -> None:
        _space(out)
        out.append(sign)
        self.skip_blanks()
        if self.peek() not in ("", "}", "^", "_"):
            out.append(" ")

    def symbol(self, out: list[str], name: str, atom: re.Match[str]) -> None:
        character = _symbol(name)
        if character is None:
            out.append(atom[0])
            self.as_typed(out)
            return
        before = bool(out) and out[-1].endswith(" ")
        out.append(character)
        # `3 \times 4` has a blank on both sides, `3\times 4` on neither.
        if self.skip_blanks() and before and not character.isalpha():
            out.append(" ")

    def function(self, out: list[str], name: str) -> None:
        if out and out[-1][-1:].isalnum():
            out.append(" ")
        out.append(name)
        self.skip_blanks()
        following = self.peek()
        if following and following not in "^_([{}|,.;:)]'" and following != "\\left":
            out.append(" ")

    def as_typed(self, out: list[str]) -> None:
        """Copy what follows an unknown macro: its blanks and its arguments."""
        depth = 0
        while self.place < len(self.atoms):
            atom = self.atoms[self.place]
            if depth == 0 and atom[0] != "{":
                break
            depth += (atom[0] == "{") - (atom[0] == "}")
            out.append(atom[0])
            self.place += 1

    def argument(self, depth: int, *, prose: bool = False) -> str:
        if depth > _MAX_DEPTH:
            raise _NotUnderstoodError
        self.skip_blanks()
        if self.place >= len(self.atoms):
            return ""
        atom = self.atoms[self.place]
        if atom[0] == "}":
            return ""
        self.place += 1
        if atom[0] != "{":
            out: list[str] = []
            self.add(out, atom, depth + 1)
            return "".join(out).strip()
        self.in_prose += prose
        inside = self.read(depth + 1)
        self.in_prose -= prose
        if self.place >= len(self.atoms):
            raise _NotUnderstoodError
        self.place += 1
        return inside if prose else inside.strip()

    def degree(self) -> str:
        if self.peek() != "[":
            return ""
        self.place += 1
        inside = ""
        while self.peek() not in ("]", "", "}"):
            inside += self.atoms[self.place][0]
            self.place += 1
        self.place += self.peek() == "]"
        raised = inside.translate(SUPERSCRIPTS)
        return "" if inside == "2" else raised

    def skip_blanks(self) -> bool:
        start = self.place
        while self.place < len(self.atoms) and self.atoms[self.place][4]:
            self.place += 1
        return self.place > start

    def peek(self) -> str:
        return self.atoms[self.place][0] if self.place < len(self.atoms) else ""


def _space(out: list[str]) -> None:
    if out and not out[-1].endswith(" "):
        out.append(" ")


def _script(out: list[str], sign: str, argument: str) -> None:
    if sign == "^" and argument in ("∘", "circ"):
        out.append("°")
        return
    if sign == "^" and argument in ("⊤", "′", "†", "∗"):
        out.append({"⊤": "ᵀ"}.get(argument, argument))
        return
    table = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    if argument and all(ord(character) in table for character in argument):
        out.append(argument.translate(table))
    else:
        out.append(sign + _bracketed(argument, _UPPER))


def _bracketed(argument: str, alone: re.Pattern[str]) -> str:
    return argument if alone.fullmatch(argument) else f"({argument})"


def _numerator(argument: str) -> str:
    whole = argument and not _SUM.search(argument)
    return argument if whole else _bracketed(argument, _UNIT)


def _denominator(argument: str) -> str:
    return _bracketed(argument, _UNIT)


def _marked(argument: str, mark: str, name: str) -> str:
    if len(argument) == 1:
        return unicodedata.normalize("NFC", argument + mark)
    return f"\\{name}{{{argument}}}"


def _double_struck(character: str) -> str:
    if character in DOUBLE_STRUCK:
        return DOUBLE_STRUCK[character]
    if character == "1":
        return "𝟙"
    try:
        case = "CAPITAL" if character.isupper() else "SMALL"
        return unicodedata.lookup(
            f"MATHEMATICAL DOUBLE-STRUCK {case} {character.upper()}"
        )
    except KeyError:
        return character


@cache
def _symbol(name: str) -> str | None:
    if name in SIGNS:
        return SIGNS[name]
    case = "CAPITAL" if name[:1].isupper() else "SMALL"
    letter = "LAMDA" if name.lower() == "lambda" else name.upper()
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {letter}")
    except KeyError:
        pass
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    shown = getattr(spec, "simplify_repl", None)
    return shown if isinstance(shown, str) and shown and "%" not in shown else None
