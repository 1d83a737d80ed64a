"""BibTeX and BibLaTeX, as they stand in .bib files.

bibtexparser reads the file, and `paperctl.bib` divides it by BibTeX's own rules into
blocks that add up to it. Where both see the same entry, the fields that bibtexparser
read are taken; everything else is read from the blocks, or reported: no character of
the file is lost in silence (`docs/decisions/0029-two-readers.md`).
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from paperctl.errors import Location, SourceError
from paperctl.keys import make_citekey
from paperctl.model.record import citekey_defect
from paperctl.sources import Found, Harvest, Source
from paperctl.sources._bib_blocks import read_blocks
from paperctl.sources._bib_entry import make_entry
from paperctl.sources._bib_inherit import inherit
from paperctl.sources._bib_report import BibReport
from paperctl.sources._decoding import decode
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bibtexparser.library import Library
    from bibtexparser.model import Block

    from paperctl.sources import SourceOptions
    from paperctl.sources._bib_blocks import ReadFields
    from paperctl.sources._bib_entry import RawEntry

_COMMAND = lazy_regex(
    r"""@[ \t\r\n]*(?![0-9])[^\x00-\x20"#%'(),={}\x7f@]+[ \t\r\n]*[{(]"""
)
_FIRST = lazy_regex(r"\s*(?:%[^\n]*\n\s*)*+@\s*[A-Za-z]+\s*[{(]")
_BRACED = r"\{[^{}]*+\}"
for _depth in range(3):
    _BRACED = rf"\{{[^{{}}]*+(?:{_BRACED}[^{{}}]*+)*+\}}"
_QUOTED = rf'"[^"{{}}]*+(?:{_BRACED}[^"{{}}]*+)*+"'
_VALUE = lazy_regex(rf"(=[ \t\n]*+)({_BRACED}|{_QUOTED})")
# What marks a value that was cut out; such characters are no text, and are taken out.
_CUT = "\x01"
_CONTROL = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_DECODED = "\ufffd"
_NOT_IN_KEYS = lazy_regex(r"""[{}(),=\\"#%~'$`<>^|\s]+""")


def recognises(text: str) -> bool:
    r"""Whether the text has an entry's beginning, at its own or at a line's.

    >>> recognises("% my papers\n@misc{a, title = {T}}"), recognises("me@example.org")
    (True, False)
    """
    if _FIRST.match(text):
        return True
    found = _COMMAND.search(text)
    while found:
        line = text.rfind("\n", 0, found.start()) + 1
        if not text[line : found.start()].strip("\ufeff \t%"):
            return True
        found = _COMMAND.search(text, found.end())
    return False


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all entries of a file.

    Raises:
        SourceError: There is none, and nothing that would be one.
    """
    from paperctl import bib

    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text, controls = _clean(text)
    file = bib.read(text)
    report = BibReport(options.path, file.place)
    for offset, message in controls:
        report.warn(offset, message)
    raw = read_blocks(file, _parse(text), report)
    found = [_found(entry, report) for entry in inherit(raw, report)]
    problems = report.sorted_problems()
    if not found and not any(problem.severity == "error" for problem in problems):
        raise SourceError(
            "no entry in this BibTeX file", location=Location(options.path)
        )
    return Harvest(entries=tuple(found), problems=problems, notes=tuple(report.notes))


def _clean(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Take out what no text can hold, and say in which lines."""
    told: dict[int, tuple[int, str]] = {}
    if _CONTROL.search(text):
        for taken, found in enumerate(_CONTROL.finditer(text)):
            line = text.count("\n", 0, found.start()) if len(told) < 20 else -1
            message = f"the character U+{ord(found[0]):04X} is left out"
            told.setdefault(line, (found.start() - taken, message))
        text = _CONTROL.sub("", text)
    at = text.find(_NOT_DECODED)
    if at >= 0:
        told[-2] = (at, "a character could not be decoded: U+FFFD stands for it")
    return text, list(told.values())


def _found(raw: RawEntry, report: BibReport) -> Found:
    key, aliases = _legal_key(raw, report)
    made = make_entry(raw, key, aliases)
    entry = made.entry
    if not key:
        from dataclasses import replace

        entry = replace(entry, citekey=make_citekey(entry))
        report.warn(raw.offset, f"no citekey; {entry.citekey!r} is made for it")
    for doubt in made.doubts:
        report.warn(raw.offset, f"{entry.citekey}: {doubt}")
    return Found(entry=entry, location=report.at(raw.offset), has_own_key=bool(key))


def _legal_key(raw: RawEntry, report: BibReport) -> tuple[str, tuple[str, ...]]:
    """Make a key that the catalogue can have; the old one becomes an alias."""
    defect = citekey_defect(raw.key) if raw.key else None
    if defect is None:
        return raw.key, ()
    key = _NOT_IN_KEYS.sub("-", raw.key.replace("'", "")).strip("-")
    key = "".join(filter(str.isprintable, key))
    if key:
        report.warn(raw.offset, f"{defect}; it becomes {key!r}, and an alias of that")
    else:
        report.warn(raw.offset, defect)
    return key, (raw.key,)


# --- bibtexparser ------------------------------------------------------------------


def _parse(text: str) -> Mapping[tuple[int, int], ReadFields]:
    """Let bibtexparser read a text, and say where each entry that it found stands.

    It looks at every comma and line end of every abstract. So it gets the text with a
    number in each braced value, which says as much about where entries and fields
    begin and end, and the values are put back afterwards.
    """
    parts = _VALUE.split(text)
    values = parts[2::3]
    short = parts.copy()
    short[2::3] = [f"{{{_CUT}{number}}}" for number in range(len(values))]
    starts = list(accumulate(map(len, parts), initial=0))
    short_starts = list(accumulate(map(len, short), initial=0))
    short_text = "".join(short)

    def place(at: int) -> int:
        part = bisect_right(short_starts, at) - 1
        return starts[part] + at - short_starts[part]

    entries: dict[tuple[int, int], ReadFields] = {}
    at = 0
    for fields, raw in _entries(_split(short_text)):
        at = short_text.find(raw, at)
        end = at + len(raw)
        entries[place(at), place(end)] = [
            (name, value and _put_back(value, values)) for name, value in fields
        ]
        at = end
    return entries


def _put_back(value: str, values: list[str]) -> str | None:
    if value[:2] == f"{{{_CUT}":
        number = value[2:-1]
        return values[int(number)] if number.isdecimal() else None
    return None if _CUT in value or "{" in value or '"' in value else value


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


def _entries(library: Library | None) -> Iterator[tuple[ReadFields, str]]:
    """Give the entries in order, those too that bibtexparser calls failed."""
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry

    for block in library.blocks if library else ():
        entry: Block | None = block
        if isinstance(block, DuplicateBlockKeyBlock):
            entry = block.ignore_error_block
        if isinstance(entry, Entry) and entry.raw:
            yield [(field.key, field.value) for field in entry.fields], entry.raw


SOURCE = Source(
    name="bibtex",
    summary="BibTeX or BibLaTeX: a .bib file",
    recognises=recognises,
    read=read,
    decode=decode,
)
