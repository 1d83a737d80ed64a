r"""From the bytes of a document to its text, whatever they are.

Keys are ASCII in nearly all documents, and an author's umlaut in the wrong encoding
must not keep them from being read: what is not UTF-8, and names no other encoding as
editors of LaTeX do (`% !TeX encoding = latin1`, `\usepackage[latin1]{inputenc}`), is
read as Latin-1, in which every byte is a character.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from paperctl.text.regex import lazy_regex

_FALLBACK = "latin-1"
_NAMED = re.compile(
    rb"%\s*!\s*T[eE]X\s+encoding\s*=\s*([\w.-]+)"
    rb"|-\*-.*?coding:\s*([\w.-]+)"
    rb"|\\usepackage\s*\[([\w.-]+)\]\s*\{inputenc\}"
)
_LINE_END = lazy_regex(r"\r\n?")
_END_OF_LINE = lazy_regex(r"-(?:unix|dos|mac)$")
_LOOKED_AT = 20_000

# LaTeX's own names, where Python's are others.
_NAMES = {
    "ansinew": "cp1252",
    "applemac": "mac_roman",
    "isolatin": _FALLBACK,
    "macosroman": "mac_roman",
    "utf8x": "utf-8",
}


def decode(data: bytes) -> str:
    r"""Turn bytes into text with plain line ends.

    >>> decode(b"caf\xe9\r\n")
    'café\n'
    """
    text = _decoded(data)
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _decoded(data: bytes) -> str:
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(_named(data))
    except (LookupError, UnicodeError):
        return data.decode(_FALLBACK)


def _named(data: bytes) -> str:
    """Give the encoding that the document names, in Python's words for it."""
    found = _NAMED.search(data, 0, _LOOKED_AT)
    if not found:
        return _FALLBACK
    name = next(filter(None, found.groups())).decode("ascii", "replace").lower()
    name = _END_OF_LINE.sub("", name).replace("latin-", "latin")  # Emacs's
    return _NAMES.get(name, name)
