"""BibTeX and BibLaTeX, as they stand in .bib files.

`paperctl.bib` divides a file by BibTeX's own rules into blocks that add up to it, and
bibtexparser reads their fields. Where both see the same entry, what bibtexparser read
is taken; everything else is read from the blocks, or reported: no character of the
file is lost in silence (`docs/decisions/0029-two-readers.md`).
"""

from __future__ import annotations

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
from paperctl.text.regex import lazy_regex, unusual
from paperctl.values import changed

if TYPE_CHECKING:
    from paperctl.sources import SourceOptions
    from paperctl.sources._bib_entry import RawEntry

_COMMAND = lazy_regex(
    r"""@[ \t\r\n]*(?![0-9])[^\x00-\x20"#%'(),={}\x7f@]+[ \t\r\n]*[{(]"""
)
_FIRST = lazy_regex(r"\s*(?:%[^\n]*\n\s*)*+@\s*[A-Za-z]+\s*[{(]")
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
    raw = list(inherit(read_blocks(file, report), report))
    raw.reverse()
    found: list[Found] = []
    while raw:
        # What was read is let go, so that the next ones need no more memory.
        found.append(_found(raw.pop(), report))
    problems = report.sorted_problems()
    if not found and not any(problem.severity == "error" for problem in problems):
        raise SourceError(
            "no entry in this BibTeX file", location=Location(options.path)
        )
    return Harvest(entries=tuple(found), problems=problems, notes=tuple(report.notes))


def _clean(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Take out what no text can hold, and say in which lines."""
    told: dict[int, tuple[int, str]] = {}
    if _CONTROL.search(unusual(text)):
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
        entry = changed(entry, citekey=make_citekey(entry))
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


SOURCE = Source(
    name="bibtex",
    summary="BibTeX or BibLaTeX: a .bib file",
    recognises=recognises,
    read=read,
    decode=decode,
)
