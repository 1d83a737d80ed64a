"""The LaTeX macros that text may use, and how one for a character is read."""

from __future__ import annotations

import unicodedata

from paperctl.text.regex import lazy_regex

#: Accent macro -> combining character. `\\h` is read, but T1 fonts lack it.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    "u": "\u0306", ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a",
    "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "textcommabelow": "\u0326",
}  # fmt: skip

#: Accent macro -> what it is over nothing, `\\~{}`.
SPACING_ACCENTS = {
    "`": "`", "'": "´", "^": "^", "~": "~", "=": "¯", '"': "¨", "c": "¸", "u": "˘",
    ".": "˙", "r": "˚", "H": "˝", "v": "ˇ", "k": "˛",
}  # fmt: skip

#: Backslash and one character that is no letter -> what it means in prose.
ESCAPES = {
    "%": "%", "&": "&", "_": "_", "#": "#", "$": "$", "{": "{", "}": "}",
    " ": " ", "\n": " ", "\t": " ", "\\": " ", ",": "\u2009", ";": "\u2009",
    ":": "\u2009", "!": "", "/": "", "@": "", "-": "\u00ad",
}  # fmt: skip

#: Macros for letters: LaTeX and every BibTeX style know them.
LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð",
    "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "th": "þ", "TH": "Þ",
}  # fmt: skip

#: Letters that T1 fonts lack, drawn from those they have -> the letter. Programs that
#: do not typeset find the letter without its stroke.
DRAWN = {
    r"{\rlap{\kern.12em\raise.6ex\hbox{--}}H}": "Ħ",
    r"{\rlap{\raise.7ex\hbox{-}}h}": "ħ",
    r"{\rlap{\kern.2em\raise.2ex\hbox{-}}T}": "Ŧ",
    r"{\rlap{\raise.1ex\hbox{-}}t}": "ŧ",
    r"{\scshape k}": "ĸ",
}

#: Symbols of T1 and TS1 (textcomp); pdflatex has them without a package. The
#: first name of a character is the one that is written.
SYMBOLS = {
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\",
    "textless": "<", "textgreater": ">", "textbar": "|",
    "textbraceleft": "{", "textbraceright": "}", "textunderscore": "_",
    "textdollar": "$", "textquotesingle": "'", "textquotedbl": '"',
    "textasciigrave": "`", "textasteriskcentered": "∗", "slash": "/",
    "textellipsis": "…", "ldots": "…", "dots": "…",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "quotedblbase": "„", "quotesinglbase": "‚", "guillemotleft": "«",
    "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›",
    "textexclamdown": "¡", "textquestiondown": "¿", "textsection": "§", "S": "§",
    "textparagraph": "¶", "P": "¶", "textdagger": "†", "dag": "†",
    "textdaggerdbl": "‡", "ddag": "‡", "textcopyright": "©", "copyright": "©",
    "textregistered": "®", "texttrademark": "™", "textsterling": "£",
    "pounds": "£", "texteuro": "€", "textyen": "¥", "textcent": "¢",
    "textcurrency": "¤",
    "textflorin": "ƒ", "textdegree": "°", "textpm": "±", "texttimes": "×",
    "textdiv": "÷", "textmu": "µ", "textperiodcentered": "·", "textbullet": "•",
    "textonesuperior": "¹", "texttwosuperior": "²", "textthreesuperior": "³",
    "textonequarter": "¼", "textonehalf": "½", "textthreequarters": "¾",
    "textordfeminine": "ª", "textordmasculine": "º", "textlnot": "¬",
    "textbrokenbar": "¦", "textbardbl": "‖", "textperthousand": "‰",
    "textpertenthousand": "‱", "textnumero": "№", "textohm": "\u2126",
    "textminus": "−", "textfractionsolidus": "⁄", "textleftarrow": "←",
    "textrightarrow": "→", "textuparrow": "↑", "textdownarrow": "↓",
    "textopenbullet": "◦", "textestimated": "℮", "textreferencemark": "※",
    "textwon": "₩", "textinterrobang": "‽", "textasciiacute": "´",
    "textasciidieresis": "¨", "textasciimacron": "¯", "textasciibreve": "˘",
    "textasciicaron": "ˇ", "textacutedbl": "˝", "textvisiblespace": "␣",
    "textlangle": "⟨", "textrangle": "⟩",
    "space": " ", "quad": "\u2003", "qquad": "\u2003\u2003", "enspace": "\u2002",
    "thinspace": "\u2009", "newline": " ", "linebreak": " ", "par": " ",
    "noindent": "", "textcompwordmark": "\u200c",
}  # fmt: skip

#: Macros with one argument that is text -> how a renderer may show it.
MARKUP = {
    "emph": "emph", "textit": "emph", "textsl": "emph", "underline": "emph",
    "textbf": "strong", "texttt": "code", "textsc": "", "textrm": "",
    "textsf": "", "textup": "", "textmd": "", "textnormal": "", "mbox": "",
    "textsuperscript": "", "textsubscript": "",
}  # fmt: skip

#: `{\\em text}` -> the macro with an argument that says the same.
DECLARATIONS = {
    "em": "emph", "it": "textit", "sl": "textsl", "bf": "textbf", "tt": "texttt",
    "sc": "textsc", "rm": "textrm", "sf": "textsf", "itshape": "textit",
    "slshape": "textsl", "bfseries": "textbf", "ttfamily": "texttt",
    "scshape": "textsc", "rmfamily": "textrm", "sffamily": "textsf",
}  # fmt: skip

#: Logos keep their macro on export.
LOGOS = {"TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2ε"}

_NAMED = LETTERS | SYMBOLS

MACRO = lazy_regex(r"\\(?:([A-Za-z]+)|([\s\S]))")
_BLANKS = lazy_regex(r"[ \t]*\n?[ \t]*")
_MAX_ACCENTS = 3


def after_name(text: str, end: int) -> int:
    """Skip what only ends the name of a macro: `{}` or blanks."""
    if text.startswith("{}", end):
        return end + 2
    blanks = _BLANKS.match(text, end)
    return blanks.end() if blanks else end


def read_symbol(text: str, position: int, level: int = 0) -> tuple[str, int] | None:
    r"""Read `\"o`, `\c{c}`, `\ss`, `\%` ...: the characters meant and the end."""
    macro = MACRO.match(text, position)
    if not macro:
        return None
    name = macro[1] or macro[2]
    if name in ACCENTS:
        return _read_accent(text, macro.end(), name, level)
    if macro[2]:
        return (ESCAPES[name], macro.end()) if name in ESCAPES else None
    if name in _NAMED:
        return _NAMED[name], after_name(text, macro.end())
    return None


def _read_accent(
    text: str, position: int, name: str, level: int
) -> tuple[str, int] | None:
    while text.startswith(" ", position):
        position += 1
    braced = text.startswith("{", position)
    if braced and text.startswith("}", position + 1):
        spacing = SPACING_ACCENTS.get(name)
        return (spacing, position + 2) if spacing else None
    position += braced
    base = None
    if text.startswith("\\", position) and level < _MAX_ACCENTS:
        base = read_symbol(text, position, level + 1)
    elif text[position : position + 1].isalpha():
        base = text[position], position + 1
    if not base or not base[0][:1].isalpha():
        return None
    letter, end = base
    rest = ""
    if braced:
        close = text.find("}", end, end + 20)
        if close < 0 or not (close == end or text[end:close].isalpha()):
            return None
        rest, end = text[end:close], close + 1
    # An accent replaces the dot, so LaTeX has it on the dotless letter.
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    accented = letter + ACCENTS[name] + rest
    return unicodedata.normalize("NFC", accented), end
