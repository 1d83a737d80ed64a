r"""Text as the fields of a .bib file: it compiles, and says what it said.

Two facts rule this page. BibTeX counts every brace, `\{` too, so a field is only
safe when its raw braces balance. And plain.bst lower-cases titles, acronyms and
maths included, so what must keep its capitals is braced word by word; a brace
around the whole title would stop the styles that are right to change it.
"""

from __future__ import annotations

from paperctl.text.encode import encode, encode_maths, escape, special_signs
from paperctl.text.fold import squeeze
from paperctl.text.macros import LOGOS, MARKUP
from paperctl.text.plain import to_plain
from paperctl.text.protect import needs_protection, protect_words
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import Token, tokenize

# Without these ASCII text is one token.
_MARKUP = frozenset("\\{$")
# Maths, escapes and macros around plain words, which all stand as they are.
_STANDING = lazy_regex(
    r"(\$(?![\s$])[^$\\{}%#&]*(?:(?:\\[^$\\{}%#&]|\{[^$\\{}%#&]*\})[^$\\{}%#&]*)*"
    r"(?<!\s)\$(?![0-9$])|\\[%&#_$]"
    rf"|\\(?:{'|'.join(MARKUP)})\{{[^\\{{}}$~%#&_^<>|]*\}})"
)
_BREAK = "\x00"
# What TeX rejects or would obey: controls, bidi controls, BOM, lone surrogates,
# noncharacters.
_UNPRINTABLE = lazy_regex(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
# Placeholders that only the text after them can decide about.
_TIE, _MATHS_END = "\x00", "\x01"
_REAL_TIE = lazy_regex(_TIE + r"(?=\\[A-Za-z'\"`^=~.]|\{)")
_BEFORE_DIGIT = lazy_regex(_MATHS_END + "(?=[0-9])")
_URL_CHARACTER = lazy_regex(r"[%#]|[^!$&-;=?-\[\]_a-z~]")


def to_latex(text: str, *, ascii_only: bool = True) -> str:
    r"""Write text for a field of BibTeX or BibLaTeX.

    Args:
        text: Prose with maths and markup, as the catalogue holds it.
        ascii_only: Write accents and symbols as macros. Without it the letters that
            LaTeX reads stay as they are.

    >>> to_latex(r"50% of P$^3$EFT, by~\citep{x}")
    '50\\% of P$^3$EFT, by~\\textbackslash{}citep\\textbraceleft{}x\\textbraceright{}'
    >>> to_latex("Erdős"), to_latex("Erdős", ascii_only=False)
    ('Erd{\\H{o}}s', 'Erdős')
    """
    if text.isascii():
        signs = special_signs(text)
        is_printable = signs.isprintable()
        if is_printable:
            written = _escaped(text, signs)
            if written is not None:
                return _single_spaced(written)
    else:
        is_printable = text.isprintable()
    # A quick no: the set of all such characters takes milliseconds to compile.
    tokens = tokenize(text if is_printable else _UNPRINTABLE.sub("", text))
    return _finish(_write(tokens, ascii_only=ascii_only), printable=is_printable)


def protect_title(text: str, *, ascii_only: bool = True) -> str:
    r"""Write a title for a .bib file, with braces around what must keep its case.

    >>> protect_title("SpQR: Bayesian K-means for GNNs in $O(N)$ Few-Shot Steps")
    '{SpQR}: {Bayesian} {K}-means for {GNNs} in {$O(N)$} Few-Shot Steps'
    >>> protect_title(r"The \emph{SGD} and \emph{in vivo}, A {\LaTeX} Story")
    'The {{\\emph{SGD}}} and \\emph{in vivo}, A {\\LaTeX} Story'
    """
    tokens = tokenize(to_latex(text, ascii_only=ascii_only))
    written: list[str] = []
    for place, token in enumerate(tokens):
        match token.kind:
            case "text":
                written += protect_words(
                    token.value, is_start=place == 0, ascii_only=ascii_only
                )
            case "tie":
                written.append(_TIE)
            case "maths":
                written.append(_braced(token.source))
            case "group":
                written.append(_kept_group(token))
            case "markup" if token.value in LOGOS:
                written.append(token.source)
            case "markup":
                address = bool(token.target)
                keep = address or needs_protection(to_plain(token.source))
                written.append(_braced(token.source) if keep else token.source)
            case "literal":
                written.append(token.source)
    return _finish("".join(written), printable=True)


def _escaped(text: str, signs: str) -> str | None:
    """Write ASCII text that needs no tokenizer, in which these special signs stand."""
    if _MARKUP.isdisjoint(signs):
        return escape(text, signs)
    if "~\\" in text or "~{" in text:
        return None
    pieces = _STANDING.split(text)
    prose = _BREAK.join(pieces[::2])
    signs = special_signs(prose)
    if not _MARKUP.isdisjoint(signs):
        return None
    pieces[::2] = escape(prose, signs).split(_BREAK)
    return "".join(pieces)


def _single_spaced(text: str) -> str:
    """Squeeze text without line breaks; most has single blanks already."""
    if "  " in text or text.strip() != text:
        return squeeze(text)
    return text


def _braced(source: str) -> str:
    r"""Protect; a group that begins with a macro, `{\..}`, would not be protected."""
    return f"{{{{{source}}}}}" if source.startswith("\\") else f"{{{source}}}"


def _kept_group(token: Token) -> str:
    unprotected = token.source.startswith("{\\")
    if unprotected and any(character.isupper() for character in to_plain(token.source)):
        return f"{{{token.source}}}"
    return token.source


def _write(tokens: tuple[Token, ...], *, ascii_only: bool) -> str:
    written: list[str] = []
    prose = ""
    for token in tokens:
        # What is not understood is prose too: it is typeset as it was typed.
        if token.kind in ("text", "literal"):
            prose += token.value
            continue
        written += encode(prose, ascii_only=ascii_only), _macro(token, ascii_only)
        prose = ""
    return "".join(written) + encode(prose, ascii_only=ascii_only)


def _macro(token: Token, ascii_only: bool) -> str:
    if token.kind == "tie":
        return _TIE
    if token.kind == "maths":
        start = token.source.index(token.value)
        end = start + len(token.value)
        body = encode_maths(token.value)
        mark = _MATHS_END if token.source.endswith("$") else ""
        return f"{token.source[:start]}{body}{token.source[end:]}{mark}"
    if token.value in LOGOS:
        return f"{{\\{token.value}}}"
    if token.value == "url":
        return f"\\url{{{_address(token.target)}}}"
    inner = _write(token.inner, ascii_only=ascii_only)
    if token.value == "href":
        return f"\\href{{{_address(token.target)}}}{{{inner}}}"
    return f"\\{token.value}{{{inner}}}" if token.value else f"{{{inner}}}"


def _address(address: str) -> str:
    r"""Write an address so that it can be an argument: `%` and `#` as `\%`, `\#`."""
    return _URL_CHARACTER.sub(
        lambda found: (
            f"\\{found[0]}"
            if found[0] in "%#"
            else "".join(f"\\%{byte:02X}" for byte in found[0].encode())
        ),
        address,
    )


def _finish(written: str, *, printable: bool = False) -> str:
    if _TIE in written:
        written = _REAL_TIE.sub("~", written).replace(_TIE, "~{}")
    if _MATHS_END in written:
        written = _BEFORE_DIGIT.sub("{}", written).replace(_MATHS_END, "")
    return _single_spaced(written) if printable else squeeze(written)
