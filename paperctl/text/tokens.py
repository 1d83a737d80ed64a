"""The one tokenizer of catalogue text.

Text is prose as authors write it on arXiv: Unicode with `$...$` maths and some
LaTeX macros. Escaping, case protection, search, the terminal, Markdown and HTML
all go through these tokens, so that they agree about what is maths and what is
a dollar. Nothing is ever refused or lost: the sources of the tokens add up to
the text.
"""

from __future__ import annotations

from typing import Literal

from paperctl.text.macros import (
    DECLARATIONS,
    DRAWN,
    ESCAPES,
    LOGOS,
    MACRO,
    MARKUP,
    after_name,
    read_symbol,
)
from paperctl.text.markup import find_all, has_markup
from paperctl.text.regex import lazy_regex
from paperctl.values import NamedTuple

Kind = Literal["text", "maths", "tie", "markup", "group", "literal"]

#: Deeper braces are literal text; nobody nests so far but to do harm.
MAX_DEPTH = 50

_SIGNS = "\\${}~\u00a0"
_BRACE = lazy_regex(r"\\[\s\S]|[{}]")
_DECLARATION = lazy_regex(r"\{\s*\\([a-z]+)(?![A-Za-z])\s*")
_BRACKET = lazy_regex(r"\[[^\[\]{}$\n]{0,200}\]")
_TIE = lazy_regex(r"~(?=\\[A-Za-z'\"`^=~.]|\{)")
_URL_ESCAPE = lazy_regex(r"\\([%#_&~${}^])")

# A body ends at the first unescaped delimiter, whatever comes of it: so every
# stretch of text is searched once, and pandoc decides the same way.
_DOLLAR_BODY = lazy_regex(r"[^\\$]*(?:\\[\s\S][^\\$]*)*")
_ROUND_BODY = lazy_regex(r"[^\\$]*(?:\\[^()][^\\$]*)*")
_SQUARE_BODY = lazy_regex(r"[^\\$]*(?:\\[^\[\]][^\\$]*)*")
_BLANK_LINE = lazy_regex(r"\n[ \t]*\n")


class Token(NamedTuple):
    r"""A piece of text and what it means.

    Attributes:
        kind: `text`: `value` holds the characters meant.
            `maths`: `value` is the body between its delimiters.
            `tie`: a space that does not break; `value` is U+00A0.
            `markup`: `value` is the name of the macro, `inner` its argument.
            `group`: braces; `inner` is what they hold.
            `literal`: a macro unknown to us, to be shown as `value`, its source.
        source: The characters it was read from.
        target: The address of a `\url` or `\href`.
    """

    kind: Kind
    source: str
    value: str = ""
    inner: tuple[Token, ...] = ()
    target: str = ""


def tokenize(text: str) -> tuple[Token, ...]:
    r"""Split text into tokens whose sources add up to it.

    >>> [(token.kind, token.value) for token in tokenize(r"{\'E}tude: $n^2$ for $5")]
    [('text', 'Étude: '), ('maths', 'n^2'), ('text', ' for $5')]
    """
    if not has_markup(text):
        return (Token("text", text, text),) if text else ()
    return _Tokenizer(text).tokens(0, len(text), 0)


def closed_spans(text: str) -> list[tuple[int, int]]:
    r"""Find the tokens of a text that are more than characters, as spans.

    They are maths, groups and macros with what they hold, but not accents or ties.

    >>> text = r"M{\"o}bius, \emph{see} $n. M$"
    >>> [text[start:end] for start, end in closed_spans(text)]
    ['\\emph{see}', '$n. M$']
    """
    return _Tokenizer(text).closed() if has_markup(text) else []


class _Tokenizer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.signs = find_all(text, _SIGNS)
        self.closing = _match_braces(text, self.signs)

    def tokens(self, start: int, end: int, depth: int) -> tuple[Token, ...]:
        text, signs = self.text, self.signs
        if depth > MAX_DEPTH:
            source = text[start:end]
            return (Token("literal", source, source),)
        found: list[Token] = []
        begun, value = start, ""
        position = start
        for index in range(self.first_sign(start), len(signs)):
            at = signs[index]
            if at >= end:
                break
            if at < position:
                continue
            value += text[position:at]
            token = self.read(at, depth)
            position = at + len(token.source)
            if token.kind == "text":
                value += token.value
                continue
            if begun < at:
                found.append(Token("text", text[begun:at], value))
            found.append(token)
            begun, value = position, ""
        if begun < end:
            source = text[begun:end]
            found.append(Token("text", source, value + text[position:end]))
        return tuple(found)

    def first_sign(self, start: int) -> int:
        """Give the index of the first sign that stands there or behind."""
        if not start:
            return 0
        from bisect import bisect_left  # costs start-up time, and few texts nest

        return bisect_left(self.signs, start)

    def closed(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        position = 0
        for at in self.signs:
            if at < position:
                continue
            # At the greatest depth what stands inside is not read.
            token = self.read(at, MAX_DEPTH)
            position = at + len(token.source)
            if token.kind not in ("text", "tie"):
                spans.append((at, position))
        return spans

    def read(self, position: int, depth: int) -> Token:
        match self.text[position]:
            case "\\":
                return self.macro(position, depth)
            case "$":
                return self.dollar(position)
            case "{":
                return self.brace(position, depth)
            case "~" if not _TIE.match(self.text, position):
                return Token("text", "~", "~")
            case "~" | "\u00a0" as tie:
                return Token("tie", tie, "\u00a0")
            case other:
                return Token("text", other, other)

    def brace(self, position: int, depth: int) -> Token:
        text = self.text
        close = self.closing.get(position)
        if close is None:
            return Token("text", "{", "{")
        source = text[position : close + 1]
        if text.startswith("\\", position + 1):
            if source in DRAWN:
                return Token("text", source, DRAWN[source])
            symbol = read_symbol(text, position + 1)
            alone = symbol and symbol[1] == close and not source.endswith("{}}")
            if symbol and alone and text[position + 2] not in ESCAPES:
                return Token("text", source, symbol[0])
            name = source[2:-1]
            if name in LOGOS:
                return _logo(source, name)
        declared = _DECLARATION.match(text, position, close)
        if declared and declared[1] in DECLARATIONS:
            inner = self.tokens(declared.end(), close, depth + 1)
            return Token("markup", source, DECLARATIONS[declared[1]], inner)
        return Token("group", source, "", self.tokens(position + 1, close, depth + 1))

    def dollar(self, position: int) -> Token:
        text = self.text
        if text.startswith("$$", position):
            body = _DOLLAR_BODY.match(text, position + 2)
            if body and text.startswith("$$", body.end()) and _is_maths(body[0]):
                return Token("maths", text[position : body.end() + 2], body[0])
        body = _DOLLAR_BODY.match(text, position + 1)
        if body and text.startswith("$", body.end()):
            inside, after = body[0], text[body.end() + 1 : body.end() + 2]
            # pandoc's rule: "$5 and $10" is prose.
            tight = inside and not inside[0].isspace() and not inside[-1].isspace()
            digit = after.isascii() and after.isdigit()
            if tight and not digit and _is_maths(inside):
                return Token("maths", f"${inside}$", inside)
        return Token("text", "$", "$")

    def macro(self, position: int, depth: int) -> Token:
        text = self.text
        if text.startswith(("\\(", "\\["), position):
            is_round = text[position + 1] == "("
            pattern = _ROUND_BODY if is_round else _SQUARE_BODY
            body = pattern.match(text, position + 2)
            ending = "\\)" if is_round else "\\]"
            if body and text.startswith(ending, body.end()) and _is_maths(body[0]):
                return Token("maths", text[position : body.end() + 2], body[0])
        macro = MACRO.match(text, position)
        if not macro:
            return Token("text", "\\", "\\")
        name, end = macro[1] or "", macro.end()
        symbol = None if name in MARKUP else read_symbol(text, position)
        if symbol:
            return Token("text", text[position : symbol[1]], symbol[0])
        if name in LOGOS:
            return _logo(text[position : after_name(text, end)], name)
        return self.with_arguments(position, end, name, depth)

    def with_arguments(self, start: int, end: int, name: str, depth: int) -> Token:
        text = self.text
        close = self.closing.get(end)
        if close is not None:
            source, argument = text[start : close + 1], text[end + 1 : close]
            if name in MARKUP:
                inner = self.tokens(end + 1, close, depth + 1)
                return Token("markup", source, name, inner)
            if name == "ensuremath" and _is_maths(argument):
                return Token("maths", source, argument)
            if name == "url":
                address = _address(argument)
                shown = (Token("text", argument, address),)
                return Token("markup", source, name, shown, address)
            last = self.closing.get(close + 1)
            if name == "href" and last is not None:
                inner = self.tokens(close + 2, last, depth + 1)
                source = text[start : last + 1]
                return Token("markup", source, name, inner, _address(argument))
        while name:
            bracket = _BRACKET.match(text, end)
            close = self.closing.get(end)
            if bracket:
                end = bracket.end()
            elif close is not None:
                end = close + 1
            else:
                break
        return Token("literal", text[start:end], text[start:end])


def _match_braces(text: str, signs: list[int]) -> dict[int, int]:
    """Map every balanced opening brace to its closing one."""
    closing: dict[int, int] = {}
    if "{" not in text:
        return closing
    open_braces: list[int] = []
    escaped = -1
    for at in signs:
        if at == escaped:
            continue
        sign = text[at]
        if sign == "\\":
            escaped = at + 1
        elif sign == "{":
            open_braces.append(at)
        elif sign == "}" and open_braces:
            closing[open_braces.pop()] = at
    return closing


def _is_maths(body: str) -> bool:
    if "{" in body or "}" in body:
        depth = 0
        for brace in _BRACE.finditer(body):
            depth += (brace[0] == "{") - (brace[0] == "}")
            if depth < 0:
                return False
        if depth:
            return False
    if "\n" in body and _BLANK_LINE.search(body):
        return False
    return body != "" and not body.isspace()


def _logo(source: str, name: str) -> Token:
    return Token("markup", source, name, (Token("text", LOGOS[name], LOGOS[name]),))


def _address(argument: str) -> str:
    return _URL_ESCAPE.sub(r"\1", "".join(argument.split()))
