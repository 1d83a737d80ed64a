r"""Text as the strings that Typst's bibliographies hold, and back.

Such a string knows braces, which keep the case of what they hold, maths between
dollars, which is Typst's own, and the backslash before one of these. One brace too many
is an error for the whole file. The rules:
https://github.com/typst/hayagriva/blob/main/docs/file-format.md#formattable-string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.maths import to_unicode
from paperctl.text.plain import to_plain
from paperctl.text.protect import needs_protection, protected_spans
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import tokenize
from paperctl.text.typst_maths import from_typst_maths, to_typst_maths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.text.tokens import Token

_SPECIAL = lazy_regex(r"[\\{}$]")
_FIRST_TWO = lazy_regex(r"\A\{([^{}$\\]+)\}(\s+)\{([^{}$\\]+)\}")
_FIRST = lazy_regex(r"\A\{([^{}$\\]+)\}(\s+)([^\s{}$\\])")
# What no file can hold.
_NEVER = lazy_regex("[\0\ud800-\udfff]")


def to_typst(text: str, *, protect: bool = False) -> str:
    r"""Write prose as such a string.

    Args:
        text: Prose with maths and markup, as the catalogue holds it.
        protect: It is a title: what must keep its capitals is put in braces.

    >>> to_typst(r"SpQR: $\alpha_i$ for \$5 \emph{in vivo}", protect=True)
    '{SpQR}: $alpha_(i)$ for \\$5 in vivo'
    >>> to_typst("KV Cache Offloading for LLMs", protect=True)
    '{KV C}ache Offloading for {LLMs}'
    """
    tokens = tokenize(_NEVER.sub("", text))
    written = "".join(_write(tokens, protect=protect, is_start=True))
    return _keep_first_blank(written) if protect else written


def _keep_first_blank(written: str) -> str:
    """Take the blank behind a first word in braces, and a letter, into the braces.

    Typst 0.13 to 0.15 lose it where a style sets titles with capitals.
    """
    done = None
    while done != written:
        done = written
        written = _FIRST_TWO.sub(r"{\1\2\3}", written)
    return _FIRST.sub(r"{\1\2\3}", written)


def _write(
    tokens: tuple[Token, ...], *, protect: bool, is_start: bool
) -> Iterator[str]:
    for place, token in enumerate(tokens):
        match token.kind:
            case "text" | "literal":
                first = is_start and place == 0
                yield _prose(token.value, protect=protect, is_start=first)
            case "tie":
                yield "\u00a0"
            case "maths":
                yield _maths(token, protect=protect)
            case "group" if protect and needs_protection(to_plain(token.source)):
                inner = "".join(_write(token.inner, protect=False, is_start=False))
                yield f"{{{inner}}}"
            case "group":
                yield from _write(token.inner, protect=protect, is_start=False)
            case "markup" if token.value == "url":
                yield _escaped(token.target)
            case "markup":
                yield from _write(token.inner, protect=protect, is_start=False)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _prose(text: str, *, protect: bool, is_start: bool) -> str:
    if not protect:
        return _escaped(text)
    written: list[str] = []
    done = 0
    for start, end in protected_spans(text, is_start=is_start):
        written += [_escaped(text[done:start]), f"{{{_escaped(text[start:end])}}}"]
        done = end
    return "".join([*written, _escaped(text[done:])])


def _maths(token: Token, *, protect: bool) -> str:
    maths = to_typst_maths(token.value)
    if maths is not None:
        return f"${_escaped(maths)}$"
    shown = _escaped(to_unicode(token.source))
    return f"{{{shown}}}" if protect else shown


def from_typst(text: str) -> str:
    r"""Read such a string as prose, braces that we would set ourselves left out.

    >>> from_typst(r"{SpQR}: $alpha_(i)$ for \$5")
    'SpQR: $\\alpha_{i}$ for $5'
    """
    if not _SPECIAL.search(text):
        return text
    # The plainest way to say it that would be written like this.
    for escapes, braces in ((False, False), (False, True), (True, False)):
        found = _read(text, braces=braces, escapes=escapes)
        if text in (to_typst(found, protect=True), to_typst(found)):
            return found
    return _read(text, braces=True, escapes=True)


def _read(text: str, *, braces: bool, escapes: bool) -> str:
    def literal(sign: str) -> str:
        return _literal(sign) if escapes else sign

    out: list[str] = []
    at = 0
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "\\":
            is_escape = _SPECIAL.match(text, at) is not None
            out.append(literal(text[at] if is_escape else "\\"))
            at += is_escape
        elif sign == "$":
            end = _end_of_maths(text, at)
            out.append(_read_maths(text[at:end]))
            at = end + 1
        elif sign in "{}":
            out.append(sign if braces else "")
        else:
            out.append(sign)
    return "".join(out)


def _literal(sign: str) -> str:
    return "\\textbackslash{}" if sign == "\\" else f"\\{sign}"


def _end_of_maths(text: str, at: int) -> int:
    while at < len(text) and text[at] != "$":
        at += 2 if text[at] == "\\" else 1
    return min(at, len(text))


def _read_maths(body: str) -> str:
    plain = body.replace("\\{", "{").replace("\\}", "}").replace("\\\\", "\\")
    maths = from_typst_maths(plain)
    if maths is not None:
        return f"${maths}$"
    # Not ours to translate: its source, as text.
    return "".join(_literal(sign) if _SPECIAL.match(sign) else sign for sign in body)
