r"""LaTeX maths as Typst's maths, and back.

Only what is certain is translated: what Typst would refuse, or would take for
something else, is given up as a whole. Letters, which Typst would read as one name, are
set apart; symbols are written as the characters that they are. The rules:
https://typst.app/docs/reference/math/.
"""

from __future__ import annotations

from functools import lru_cache

from paperctl.text.regex import lazy_regex
from paperctl.text.symbols import DROPPED, FUNCTIONS, RELATIONS, SIGNS, SPACES

_ATOM = lazy_regex(
    r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<escape>[\s\S])|(?P<blank>\s+)"
    r"|(?P<digit>[0-9])|(?P<sign>[\s\S])"
)
_GREEK = frozenset(
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
    " upsilon chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi"
    " Omega".split()
)
_OTHER_SYMBOLS = {"lambda": "λ"}
# Macros with one argument -> Typst's functions.
_CALLS = {
    "mathcal": "cal", "mathscr": "cal", "mathbb": "bb", "mathfrak": "frak",
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "pmb": "bold",
    "mathsf": "sans", "mathtt": "mono", "mathit": "italic", "mathrm": "upright",
    "sqrt": "sqrt", "hat": "hat", "widehat": "hat", "tilde": "tilde",
    "widetilde": "tilde", "bar": "overline", "overline": "overline", "vec": "arrow",
    "dot": "dot", "ddot": "dot.double", "check": "caron", "breve": "breve",
    "acute": "acute", "grave": "grave", "mathring": "circle",
    "underline": "underline",
}  # fmt: skip
_OF_CALLS = {call: name for name, call in reversed(_CALLS.items())}
_FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "nicefrac", "sfrac"})
_WORDS = frozenset(
    "text textrm textup textnormal mbox hbox textbf textit textsf texttt textsc"
    " operatorname".split()
)
_PLAIN_WRAPPERS = frozenset(
    "mathnormal mathop mathbin mathrel mathord mathopen mathclose ensuremath".split()
)
# What Typst knows as operators; others are written with `op`.
_OPERATORS = frozenset(
    "arccos arcsin arctan arg cos cosh cot deg det dim exp gcd hom inf ker lg lim"
    " liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh tr".split()
)
# Characters that mean something to Typst -> names of them that do not.
_NAMED = {
    "/": "slash", "#": "hash", "&": "amp", "$": "dollar", "@": "at", "*": "ast",
}  # fmt: skip
_OF_NAMED = {name: sign for sign, name in _NAMED.items()}
_ESCAPED = frozenset("%{}|#&$")
_PLAIN_SIGNS = frozenset("+-=<>!?.,;:()[]|%")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_MAX_DEPTH = 20
_NUMBER = lazy_regex(r"[0-9]+(?:\.[0-9]+)?")
_LOOSE = lazy_regex(r"(?<=[(\[]) | (?=[)\],])")
_WORD = lazy_regex(r"[A-Za-z0-9 .,:;!?()'-]*")


@lru_cache(maxsize=4096)
def to_typst_maths(body: str) -> str | None:
    r"""Translate the body of maths, or give None where that is beyond us.

    >>> to_typst_maths(r"\mathcal{O}(n\log n)")
    'cal(O) (n log n)'
    >>> to_typst_maths(r"x_i^{2k} \leq \frac12 \cdot 0.5")
    'x_(i)^(2 k) ≤ frac(1, 2) · 0.5'
    >>> to_typst_maths(r"\foo{x}")
    """
    try:
        written = _Translator(body).sequence(0)
    except _BeyondError:
        return None
    return _tidy(" ".join(written)) or None


class _BeyondError(Exception):
    """What cannot be translated with certainty."""


class _Translator:
    """Reads LaTeX from left to right, and gives Typst's tokens."""

    def __init__(self, body: str) -> None:
        self.atoms = [atom for atom in _ATOM.finditer(body) if not atom["blank"]]
        self.place = 0
        self.body = body

    def peek(self) -> str:
        return self.atoms[self.place][0] if self.place < len(self.atoms) else ""

    def sequence(self, depth: int) -> list[str]:
        """Read up to a closing brace or the end."""
        if depth > _MAX_DEPTH:
            raise _BeyondError
        out: list[str] = []
        while self.place < len(self.atoms) and self.peek() != "}":
            self.one(out, depth)
        if depth == 0 and self.place < len(self.atoms):
            raise _BeyondError
        return out

    def one(self, out: list[str], depth: int) -> None:
        """Read one atom, with its arguments."""
        atom = self.atoms[self.place]
        self.place += 1
        if atom["digit"]:
            self.digit(out, atom["digit"])
        elif atom["name"]:
            self.macro(out, atom["name"], depth)
        elif atom["escape"]:
            self.escape(out, atom["escape"])
        else:
            self.sign(out, atom["sign"], depth)

    def digit(self, out: list[str], digit: str) -> None:
        """Add a digit to the number before it: TeX takes each for itself."""
        if out and _NUMBER.fullmatch(out[-1]) and self.is_glued(self.place - 1):
            out[-1] += digit
        elif len(out) > 1 and out[-1] == ".":
            self.decimal(out, digit)
        else:
            out.append(digit)

    def decimal(self, out: list[str], digit: str) -> None:
        glued = self.is_glued(self.place - 1) and self.is_glued(self.place - 2)
        if glued and out[-2].isdigit():
            out[-2:] = [f"{out[-2]}.{digit}"]
        else:
            out.append(digit)

    def is_glued(self, place: int) -> bool:
        """Whether no blank stands before an atom."""
        return place > 0 and self.atoms[place - 1].end() == self.atoms[place].start()

    def sign(self, out: list[str], sign: str, depth: int) -> None:
        if sign in "^_":
            _attach(out, f"{sign}({_inside(self.argument(depth))})")
        elif sign == "'":
            _attach(out, "'")
        elif sign == "{":
            self.place -= 1
            out.extend(self.argument(depth))
        elif sign == "~":
            return
        elif sign in _NAMED:
            out.append(_NAMED[sign])
        elif sign.isalnum() or sign in _PLAIN_SIGNS or _is_symbol(sign):
            out.append(sign)
        else:
            raise _BeyondError

    def escape(self, out: list[str], sign: str) -> None:
        if sign in SPACES and sign != "\\":
            return
        if sign == "|":
            out.append("‖")
        elif sign in _ESCAPED:
            out.append(_NAMED.get(sign, sign))
        else:
            raise _BeyondError

    def macro(self, out: list[str], name: str, depth: int) -> None:
        if name in SPACES:
            return
        if name in DROPPED:
            if name in ("left", "right", "middle") and self.peek() == ".":
                self.place += 1
        elif name in _GREEK:
            out.append(name)
        elif name in RELATIONS or (name in SIGNS and not SIGNS[name].isascii()):
            out.append(RELATIONS.get(name) or SIGNS[name])
        elif name in FUNCTIONS:
            plain = "mod" if name == "bmod" else name
            out.append(plain if plain in _OPERATORS else f'op("{plain}")')
        elif name in _PLAIN_WRAPPERS:
            out.extend(self.argument(depth))
        elif name in _WORDS:
            self.words(out, name)
        else:
            self.call(out, name, depth)

    def call(self, out: list[str], name: str, depth: int) -> None:
        if name in _FRACTIONS:
            above, below = self.argument(depth), self.argument(depth)
            out.append(f"frac({_argument(above)}, {_argument(below)})")
        elif name == "binom":
            above, below = self.argument(depth), self.argument(depth)
            out.append(f"binom({_argument(above)}, {_argument(below)})")
        elif name == "pmod":
            out.extend(["(", "mod", *self.argument(depth), ")"])
        elif name in _CALLS and not (name == "sqrt" and self.peek() == "["):
            argument = self.argument(depth)
            if not argument:
                raise _BeyondError
            out.append(f"{_CALLS[name]}({_argument(argument)})")
        else:
            raise _BeyondError

    def argument(self, depth: int) -> list[str]:
        """Read a group, or one atom."""
        if depth > _MAX_DEPTH or self.peek() in ("", "}"):
            raise _BeyondError
        out: list[str] = []
        if self.peek() != "{":
            self.one(out, depth + 1)
            return out
        self.place += 1
        out = self.sequence(depth + 1)
        self.place += 1
        return out

    def words(self, out: list[str], name: str) -> None:
        """Read text within maths, blanks and all."""
        if self.peek() != "{":
            raise _BeyondError
        start = self.atoms[self.place].end()
        end = self.body.find("}", start)
        text = self.body[start:end]
        if end < 0 or not _WORD.fullmatch(text) or not text.strip():
            raise _BeyondError
        while self.atoms[self.place].start() < end:
            self.place += 1
        self.place += 1
        out.append(f'op("{text}")' if name == "operatorname" else f'"{text}"')


def _attach(out: list[str], script: str) -> None:
    """Glue a script to what stands before it, if only to nothing."""
    if out and out[-1] not in _OPENING:
        out[-1] += script
    else:
        out.append(f'""{script}')


def _is_symbol(sign: str) -> bool:
    return not sign.isascii() and sign.isprintable() and not sign.isspace()


def _inside(tokens: list[str]) -> str:
    """Write what stands between brackets, whose own brackets must balance."""
    open_brackets: list[str] = []
    for token in tokens:
        bracket = token[:1]
        if bracket in _OPENING and token == bracket:
            open_brackets.append(_OPENING[bracket])
        elif bracket in _OPENING.values() and (
            not open_brackets or open_brackets.pop() != bracket
        ):
            raise _BeyondError
    if open_brackets or not tokens:
        raise _BeyondError
    return _tidy(" ".join(tokens))


def _argument(tokens: list[str]) -> str:
    """Write an argument of a function; commas and semicolons would end it."""
    names = {",": "comma", ";": "semi"}
    return _inside([names.get(token, token) for token in tokens])


# --- and back --------------------------------------------------------------------

_TOKEN = lazy_regex(
    r'\s*(?:"(?P<text>[^"\\]*)"|(?P<call>[A-Za-z]+(?:\.[a-z]+)?)\('
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z]{2,}(?:\.[a-z]+)*)|(?P<script>[_^])(?P<open>\(?)"
    r"|\\(?P<escape>[\s\S])|(?P<sign>[\s\S]))\s*"
)
_ONE_SIGN = {"comma": ",", "semi": ";"} | _OF_NAMED


def from_typst_maths(body: str) -> str | None:
    r"""Translate Typst's maths to LaTeX's, or give None where that is beyond us.

    >>> from_typst_maths("cal(O) (n log n) ≤ frac(x_(i)^(2 k), 2)")
    '\\mathcal{O} (n \\log n) ≤ \\frac{x_{i}^{2 k}}{2}'
    """
    try:
        reader = _Reader(body.strip())
        written = reader.sequence("")
    except _BeyondError:
        return None
    return written or None


class _Reader:
    def __init__(self, body: str) -> None:
        self.body = body
        self.at = 0
        self.depth = 0

    def sequence(self, end: str) -> str:
        """Read up to a sign of `end` that closes this level, or to the end."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _BeyondError
        out: list[str] = []
        level = 0
        while self.at < len(self.body):
            sign = self.body[self.at]
            if level == 0 and sign in end:
                break
            level += (sign == "(") - (sign == ")")
            self.one(out)
        else:
            if end:
                raise _BeyondError
        self.depth -= 1
        return _joined(out)

    def one(self, out: list[str]) -> None:
        found = _TOKEN.match(self.body, self.at)
        if found is None:
            raise _BeyondError
        self.at = found.end()
        if found["text"] is not None:
            self.text(out, found["text"])
        elif found["call"]:
            self.call(out, found["call"])
        elif found["number"] or found["name"]:
            out.append(found["number"] or _name(found["name"]))
        elif found["script"]:
            self.script(out, found["script"], bool(found["open"]))
        elif found["escape"]:
            raise _BeyondError
        else:
            self.sign(out, found["sign"])

    def text(self, out: list[str], text: str) -> None:
        if any(sign in text for sign in "{}$"):
            raise _BeyondError
        out.append(f"\\text{{{text}}}" if text else "{}")

    def sign(self, out: list[str], sign: str) -> None:
        if sign in "#&@/*`~":
            raise _BeyondError
        out.append(f"\\{sign}" if sign in "{}%" else sign)

    def script(self, out: list[str], sign: str, is_open: bool) -> None:
        if is_open:
            inside = self.sequence(")")
            self.at += 1
        else:
            single: list[str] = []
            self.one(single)
            inside = _joined(single)
        if out == ["{}"] or (out and out[-1] == "{}"):
            out.pop()
        before = out.pop() if out else ""
        out.append(f"{before}{sign}{{{inside}}}")

    def call(self, out: list[str], name: str) -> None:
        if name not in _OF_CALLS and name not in {"frac", "binom", "op"}:
            # A name before a bracket, not a function of ours.
            if len(name) > 1 and _is_known(name):
                out.append(_name(name))
                self.at = self.body.index("(", self.at - 1)
                return
            if len(name) > 1:
                raise _BeyondError
            out.append(name)
            self.at = self.body.rindex("(", 0, self.at)
            return
        arguments: list[str] = []
        while True:
            arguments.append(self.sequence(",)"))
            self.at += 1
            if self.body[self.at - 1] == ")":
                break
        if name == "op":
            out.append(f"\\operatorname{arguments[0].removeprefix(chr(92) + 'text')}")
        elif name in {"frac", "binom"} and len(arguments) == 2:
            out.append(f"\\{name}{{{arguments[0]}}}{{{arguments[1]}}}")
        elif len(arguments) == 1:
            out.append(f"\\{_OF_CALLS[name]}{{{arguments[0]}}}")
        else:
            raise _BeyondError


def _is_known(name: str) -> bool:
    return name in _GREEK or name in _OPERATORS or name in _ONE_SIGN


def _name(name: str) -> str:
    if name in _ONE_SIGN:
        return "\\" * (_ONE_SIGN[name] in "#&$") + _ONE_SIGN[name]
    if name in _GREEK or name in _OPERATORS:
        return f"\\{name}"
    raise _BeyondError


def _joined(tokens: list[str]) -> str:
    return _tidy(" ".join(tokens))


def _tidy(maths: str) -> str:
    return _LOOSE.sub("", maths)
