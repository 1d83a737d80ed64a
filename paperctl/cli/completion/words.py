"""A line as bash and fish read it, up to the cursor: words, quotes, backslashes."""

from __future__ import annotations

from typing import NamedTuple

from paperctl.text.regex import lazy_regex

_SPECIAL_IN_DOUBLE = frozenset('$`"\\\n')
_UNSAFE = lazy_regex(r"[^\w./:=@%+,-]")
_UNSAFE_IN_DOUBLE = lazy_regex(r'[$`"\\]')


class Line(NamedTuple):
    """The words of a line; the last one is that at the cursor, and may be empty.

    Attributes:
        quote: The quote that is open at the end.
    """

    words: tuple[str, ...]
    quote: str = ""


def split_line(line: str) -> Line:
    r"""Read a line that may be unfinished; nothing is expanded.

    >>> split_line(r'show a\ b "c d" "e f')
    Line(words=('show', 'a b', 'c d', 'e f'), quote='"')
    >>> split_line("show ").words
    ('show', '')
    """
    words: list[str] = []
    word: str | None = None
    quote = ""
    characters = iter(line)
    for character in characters:
        if not quote and character.isspace():
            if word is not None:
                words.append(word)
            word = None
            continue
        word = word or ""
        if character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        elif character == "\\" and quote != "'":
            following = next(characters, "")
            if quote and following not in _SPECIAL_IN_DOUBLE:
                word += character
            word += following
        else:
            word += character
    return Line((*words, word or ""), quote)


def quote_for_bash(text: str, quote: str) -> str:
    r"""Write text so that bash reads it back, after an open `quote` if there is one.

    >>> print(quote_for_bash("a b$(c)", ""))
    a\ b\$\(c\)
    >>> print(quote_for_bash("a b$(c)", '"'))
    a b\$(c)
    """
    if quote == "'":
        return text.replace("'", r"'\''")
    unsafe = _UNSAFE_IN_DOUBLE if quote else _UNSAFE
    written = unsafe.sub(lambda found: f"\\{found[0]}", text)
    # Between double quotes a backslash does not keep `!` from the history.
    return written.replace("!", "\"'!'\"") if quote else written
