"""What text may do to a terminal: nothing.

Catalogue text comes from strangers. Control characters would move the cursor or
write to the clipboard, bidirectional controls reorder what is read; both are
shown as escapes instead.
"""

from __future__ import annotations

from typing import Any

from paperctl.text.regex import lazy_regex

# C0 and DEL, C1, bidi controls, line separators, soft Mongolian separator, BOM,
# interlinear annotation, lone surrogates and tag characters. The joiners U+200C
# and U+200D stay: Persian and emoji need them.
_UNSAFE = lazy_regex(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = lazy_regex("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def visible(text: str, *, keep: str = "\n\t") -> str:
    r"""Show every character that would act instead of appear as an escape.

    >>> visible("a\x1b[31mb\u202ec\n")
    'a\\x1b[31mb\\u202ec\n'
    """
    # What Python calls printable holds nothing of the kind; most text is.
    if text.isprintable():
        return text
    return _UNSAFE.sub(
        lambda found: found[0] if found[0] in keep else _escape(found[0]), text
    )


def one_line(text: str) -> str:
    r"""Make text safe for one line of output: line ends and tabs are one space.

    >>> one_line("a\tb\r\nc\x07")
    'a b c\\x07'
    """
    if text.isprintable():
        return text
    return visible(_BREAKS.sub(" ", text), keep="")


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""Write JSON: letters as they are, escapes for all that acts on a terminal.

    >>> json_text({"title": "naïve \x1b[31m \x9b \u202e"})
    '{"title": "naïve \\u001b[31m \\u009b \\u202e"}'
    """
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # JSON itself has an escape for those below U+0020 alone.
    if text.replace("\n", "").isprintable():
        return text
    for character in set(text):
        if visible(character) != character:
            pair = json.dumps(character)[1:-1]  # of surrogates, above U+FFFF
            escape = pair if len(pair) > 1 else f"\\u{ord(character):04x}"
            text = text.replace(character, escape)
    return text


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
