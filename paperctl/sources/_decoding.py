"""From bytes to text, where a file need not be UTF-8.

What was assumed is told: a wrong guess spoils letters, and nothing else shows it.
"""

from __future__ import annotations

import codecs
import re

from paperctl.sources import Decoded
from paperctl.text.regex import lazy_regex

# The mark of UTF-16 begins that of UTF-32, which therefore comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Which of the first four bytes are zero, if characters of ASCII take several.
_WIDE: dict[tuple[int, ...], str] = {
    (0, 1, 1, 1): "utf-32-le",
    (1, 1, 1, 0): "utf-32-be",
    (0, 1, 0, 1): "utf-16-le",
    (1, 0, 1, 0): "utf-16-be",
}
_DECLARED_WITHIN = 1_000  # bytes; JabRef's line is the first, Emacs's the first or last
_DECLARED = lazy_regex(
    r"^[ \t]*%.*?\b(?:encoding|coding)[ \t]*[:=][ \t]*([A-Za-z0-9_.:-]+)",
    re.IGNORECASE,
)
_LINE_ENDS_OF_EMACS = lazy_regex(r"-(?:unix|dos|mac)$")
_JAVA_NAMES = {"x-macroman": "mac-roman", "utf8": "utf-8", "unicode": "utf-16"}
_FALLBACK = "windows-1252"


def decode(data: bytes) -> Decoded:
    r"""Read bytes by their mark, their shape, what they say of themselves, or as UTF-8.

    What is none of these is windows-1252, in which every byte is something.

    >>> decode("Gödel".encode("latin-1")).text, decode(b"plain").notes
    ('Gödel', ())
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return _by_mark(rest) if name == "utf-8" else _as(rest, name, "by its mark")
    wide = _wide(data)
    if wide:
        return _as(data, wide, "since every other byte is zero")
    declared, codec = _declared(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, declared, codec)
    if codec not in (None, "utf-8", "ascii") and not data.isascii():
        note = f"read as UTF-8, though it says {declared}: as that it makes less sense"
        return Decoded(text, "UTF-8", (note,))
    return Decoded(text)


def _by_mark(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data, "", None)


def _as(data: bytes, name: str, reason: str) -> Decoded:
    text = data.decode(name, "replace")
    note = f"read as {_told(name)}, {reason}"
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(name, "replace").count("\n") + 1
        note += f"; line {line} is not: what could not be read is U+FFFD in the text"
    return Decoded(text, _told(name), (note,))


def _not_utf8(data: bytes, declared: str, codec: str | None) -> Decoded:
    if codec is not None and codec not in ("utf-8", "ascii"):
        try:
            note = f"read as {declared}, as it says itself"
            return Decoded(data.decode(codec), declared, (note,))
        except (UnicodeDecodeError, ValueError):
            pass
    lines = data.split(b"\n")
    odd = tuple(n for n, line in enumerate(lines, start=1) if not _is_utf8(line))
    mixed = any(not line.isascii() and _is_utf8(line) for line in lines)
    if mixed:
        text = "\n".join(
            line.decode("utf-8") if _is_utf8(line) else _single_bytes(line)
            for line in lines
        )
        return Decoded(text, "UTF-8", (), odd)
    says = f", though it says {declared}" if declared else ""
    note = f"read as {_FALLBACK}{says}: line {odd[0]} is not UTF-8"
    return Decoded(_single_bytes(data), _FALLBACK, (note,))


def _single_bytes(data: bytes) -> str:
    """Decode windows-1252; its five gaps are the control characters of Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "replace") for byte in data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    return _WIDE.get(tuple(int(byte == 0) for byte in data[:4]))


def _declared(data: bytes) -> tuple[str, str | None]:
    head = data[:_DECLARED_WITHIN].decode("latin-1")
    for line in head.split("\n"):
        found = _DECLARED.match(line)
        if found:
            name = _LINE_ENDS_OF_EMACS.sub("", found[1].rstrip("."))
            return name, _codec(name)
    return "", None


def _codec(name: str) -> str | None:
    try:
        known = codecs.lookup(_JAVA_NAMES.get(name.lower(), name))
        # Not those that turn bytes into bytes, such as "hex".
        b"".decode(known.name)
    except (LookupError, ValueError):
        return None
    return known.name


def _told(name: str) -> str:
    return name.upper().replace("-LE", "").replace("-BE", "")
