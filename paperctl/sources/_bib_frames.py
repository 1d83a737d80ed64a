"""What bibtexparser reads in an entry: the names of its fields, and where values are.

It looks at every comma, brace and line end of every abstract, and the entries of a file
are few kinds of frames around different values. So it gets an entry with a mark in the
place of each value and of the citekey, which says as much about where fields begin and
end, and each such frame only once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.library import Library

    from paperctl.bib import Block

_BRACED = r"\{[^{}]*+\}"
for _depth in range(3):
    _BRACED = rf"\{{[^{{}}]*+(?:{_BRACED}[^{{}}]*+)*+\}}"
_QUOTED = rf'"[^"{{}}]*+(?:{_BRACED}[^"{{}}]*+)*+"'
_WORD = r"""[^\s"#%'(),={}\\]++(?=\s*+[,})])"""
_VALUE = lazy_regex(rf"(=[ \t\n]*+)({_BRACED}|{_QUOTED}|{_WORD})")
_NAME = lazy_regex(r"[A-Za-z][A-Za-z0-9_:+.-]*")
# In the place of a value; such characters are no text, and are taken out of files.
_MARK = "\x01"
_KEY = "key"


def read_fields(block: Block) -> Iterator[tuple[str, str]] | None:
    """Read the fields of an entry without faults: small names, values as written.

    None unless bibtexparser sees one entry there, with no field twice, in which each
    value is one whole piece.
    """
    parts = _VALUE.split(block.with_key(_KEY))
    values = parts[2::3]
    parts[2::3] = [_MARK] * len(values)
    names = _names_in("".join(parts))
    return None if names is None else zip(names, values, strict=True)


@lru_cache(maxsize=1 << 12)
def _names_in(frame: str) -> tuple[str, ...] | None:
    from bibtexparser.model import Entry

    library = _split(frame)
    blocks = library.blocks if library else []
    entry = blocks[0] if len(blocks) == 1 else None
    if not isinstance(entry, Entry) or entry.raw != frame:
        return None
    names = tuple(field.key.lower() for field in entry.fields)
    is_sound = (
        len(set(names)) == len(names) == frame.count(_MARK)
        and all(map(_NAME.fullmatch, names))
        and all(field.value == _MARK for field in entry.fields)
    )
    return names if is_sound else None


def _split(text: str) -> Library | None:
    import logging

    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import ParsingException

    log = logging.getLogger("bibtexparser")
    level = log.level
    # What it warns of is reported by block, with the place.
    log.setLevel(logging.CRITICAL + 1)
    try:
        return parse_string(text, parse_stack=())
    except ParsingException:
        return None
    finally:
        log.setLevel(level)
