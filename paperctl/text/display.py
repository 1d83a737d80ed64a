"""What text may do to a terminal: nothing.

Catalogue text comes from strangers. Control characters would move the cursor or
write to the clipboard, bidirectional controls reorder what is read; both are
shown as escapes instead.
"""

from __future__ import annotations

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


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
