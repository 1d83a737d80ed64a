"""Writing text as YAML scalars that every reader takes for that text.

Plain where no reader of YAML 1.1 or 1.2 would see anything else in it, folded where
it is long, in double quotes otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.errors import FieldError
from paperctl.text.regex import lazy_regex, unusual

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 88

NEVER = lazy_regex("[\0\ud800-\udfff]")
"""What no text that is stored can hold: NUL ends C strings, lone surrogates are no
UTF-8."""

# Only as escapes: what YAML does not allow, what it takes for a line break, and what
# turns the reading direction unseen.
_ESCAPED = lazy_regex(
    "[^\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
# What YAML 1.1 (https://yaml.org/type/) or 1.2 resolves to something else than text.
_WORDS = frozenset(
    "y n yes no true false on off null ~ = << .inf +.inf -.inf .nan".split()
)
_LONGEST_WORD = max(map(len, _WORDS))
_NUMBER = lazy_regex(
    r"""[-+]?(?:
        0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-f_]+
      | [0-9][0-9_,]* (?:\.[0-9_]*)? (?:e[-+]?[0-9]+)?
      | \.[0-9_]+ (?:e[-+]?[0-9]+)?
      | [0-9][0-9_]* (?::[0-5]?[0-9])+ (?:\.[0-9_]*)?
    )
    | [0-9]{4}-[0-9]{1,2} (?: -[0-9]{1,2} (?: (?:t|[ \t]+) [0-9].* )? )?""",
    re.VERBOSE | re.IGNORECASE,
)
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~ ")
_FLOW = frozenset(",[]{}?")
# Text in which nothing of all this is, unless it is one of those words; most is.
_PROSE_PATTERN = r"[^\W\d_](?:[\w .'()/-]*[\w.')])?"
_PROSE = lazy_regex(_PROSE_PATTERN)
_PROSE_ITEMS = lazy_regex(f"{_PROSE_PATTERN}(?:, {_PROSE_PATTERN})*")
# A blank that can become a line break, and a break that becomes that blank again.
_FOLD = lazy_regex(r"(?<=[^ ]) (?=[^ ])")


def check_text(text: str) -> None:
    """Refuse what cannot be stored.

    Raises:
        FieldError: The text holds a NUL or half of a surrogate pair.
    """
    found = NEVER.search(text)
    if found:
        raise FieldError(
            "the text holds a NUL character"
            if found[0] == "\0"
            else f"the text holds U+{ord(found[0]):04X}, half of a character"
        )


def write_scalar(text: str, *, flow: bool = False) -> str:
    r"""Write a text on one line, in quotes where it needs them.

    >>> print(write_scalar("QuIP: two bits"), write_scalar("Low rank"))
    "QuIP: two bits" Low rank
    >>> print(write_scalar("King, Jr."), write_scalar("King, Jr.", flow=True))
    King, Jr. "King, Jr."

    Raises:
        FieldError: The text cannot be stored.
    """
    return text if is_plain(text, flow=flow) else quote(text)


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text stays itself without quotes; in flow lists fewer do."""
    is_prose = (
        # Without a pattern where that can be told; nearly all is letters and blanks.
        (text.replace(" ", "").isalpha() and text[0] != " " != text[-1])
        or _PROSE.fullmatch(text)
    )
    if is_prose:
        return len(text) > _LONGEST_WORD or text.lower() not in _WORDS
    return _is_plain(text, flow)


# What is no prose is often a licence, a day or a number that comes again and again.
@lru_cache(maxsize=1 << 10)
def _is_plain(text: str, flow: bool) -> bool:
    return not (
        not text
        or text[0] in _INDICATORS
        or text[0].isspace()  # a key might be taken for one that is indented wrong
        or text[-1] in " :"
        or text.startswith("...")  # ends a document where it begins a line
        or ": " in text
        or " #" in text
        or _ESCAPED.search(unusual(text))
        or (flow and not _FLOW.isdisjoint(text))
        or text.lower() in _WORDS
        or _NUMBER.fullmatch(text)
    )


def join_plain(items: Sequence[str]) -> str | None:
    """Join texts as they stand in a flow list, if all are themselves without quotes.

    None says nothing: some of them may be plain all the same.

    >>> join_plain(["Ada Lovelace", "C. Babbage"]), join_plain(["a", "King, Jr."])
    ('Ada Lovelace, C. Babbage', None)
    """
    joined = ", ".join(items)
    # With as many commas as between them, there is none inside of one.
    is_plain = (
        joined.count(",") == len(items) - 1
        and _PROSE_ITEMS.fullmatch(joined)
        and _WORDS.isdisjoint(map(str.lower, items))
    )
    return joined if is_plain else None


def quote(text: str) -> str:
    r"""Write a text in double quotes.

    >>> print(quote('a "b"\n\x07'))
    "a \"b\"\n\a"
    """
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    check_text(text)
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return _ESCAPED.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return _SHORT.get(character) or (
        f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"
    )


def write_prose(text: str, *, start: int, indent: int) -> str:
    r"""Write a long text over several lines, folded where that reads back identical.

    >>> print(write_prose("First paragraph.\nSecond one.", start=10, indent=2))
    >-
      First paragraph.
    <BLANKLINE>
      Second one.

    Args:
        text: What to write.
        start: The column at which the value begins.
        indent: How far its further lines are indented.

    Raises:
        FieldError: The text cannot be stored.
    """
    margin = " " * indent
    if not can_fold(text):
        first, *rest = _wrap(quote(text), WIDTH - start, WIDTH - indent)
        return "\n".join([first, *(margin + line for line in rest)])
    lines = [">-"]
    between = f"\n{margin}"
    for number, paragraph in enumerate(text.split("\n")):
        # One break in the text is two in the file: a single one stands for a blank.
        if number:
            lines.append("")
        if paragraph:
            wrapped = _wrap(paragraph, WIDTH - indent, WIDTH - indent)
            lines.append(margin + between.join(wrapped))
    return "\n".join(lines)


def can_fold(text: str) -> bool:
    """Whether a text reads back identical when it is folded at its blanks."""
    rest = unusual(text)
    if not rest:
        return text.strip(" ") == text != ""
    if _ESCAPED.search(rest.replace("\n", "")):
        return False
    paragraphs = text.split("\n")
    # Lines that begin with a blank are not folded, and trailing blanks get lost in
    # editors.
    if any(paragraph.strip(" ") != paragraph for paragraph in paragraphs):
        return False
    return bool(paragraphs[0] and paragraphs[-1])


def _wrap(text: str, first: int, width: int) -> list[str]:
    """Break a text at single blanks; only words that are longer exceed the width."""
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return _wrap_words(text, first, width)
    # Every blank can be broken at: lines are cut without a look at their words.
    if first == width and text:
        return _line(width).findall(text)
    begun = _line(first).match(text)
    return [begun[1], *_line(width).findall(text, begun.end())] if begun else [text]


@lru_cache(maxsize=64)
def _line(room: int) -> re.Pattern[str]:
    """Match what fits on a line, or else one word, and the blank behind it."""
    return re.compile(rf"(.{{1,{max(room, 1)}}}|[^ ]+)(?: |\Z)", re.DOTALL)


def _wrap_words(text: str, first: int, width: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    length = -1
    room = first
    for word in _FOLD.split(text):
        if line and length + 1 + len(word) > room:
            lines.append(" ".join(line))
            line, length, room = [], -1, width
        line.append(word)
        length += 1 + len(word)
    return [*lines, " ".join(line)]
