"""From the blocks of a .bib file to its entries, and a word about all the rest.

Every character of the file belongs to a block. What bibtexparser reads is taken where
the block says the same; elsewhere the block stands, and what is wrong with it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.bib import MONTHS, expand
from paperctl.sources._bib_entry import RawEntry
from paperctl.sources._bib_frames import read_fields
from paperctl.sources._bib_report import quote
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from paperctl.bib import BibFile, Block, Field
    from paperctl.sources._bib_report import BibReport

_ENTRY_IN_VALUE = lazy_regex(r"\n[ \t]*@[A-Za-z]+[ \t]*[{(][^\s,{}]+[ \t]*,")
_SUSPICIOUS = lazy_regex(r"[@{}=]")
_MONTHS = frozenset(MONTHS)


def read_blocks(file: BibFile, report: BibReport) -> list[RawEntry]:
    """Take the entries out of a file.

    Args:
        file: The blocks.
        report: Gets everything that is no entry, and what is wrong with entries.
    """
    reader = _Blocks(file, report)
    entries = [reader.entry(block) for block in file.blocks if reader.is_entry(block)]
    reader.tell()
    return entries


class _Blocks:
    def __init__(self, file: BibFile, report: BibReport) -> None:
        self.file = file
        self.report = report
        self.counts = {"comment": 0, "preamble": 0}
        self.in_comment = False
        self.is_behind_comment = False

    def is_entry(self, block: Block) -> bool:
        """Say whether a block is an entry; of any other say what becomes of it."""
        if block.kind == "entry":
            self.is_behind_comment = False
            return True
        if block.kind == "broken":
            self.broken(block)
        elif block.kind == "text":
            self.text(block)
        elif block.kind in self.counts:
            self.counts[block.kind] += 1
        self.is_behind_comment = block.kind == "comment"
        return False

    def broken(self, block: Block) -> None:
        fault = block.faults[-1]
        name = f"@{block.type}" + (f" {block.key!r}" if block.key else "")
        self.report.refuse(
            min(fault.offset, max(block.end - 1, block.start)),
            f"{name} of line {self.file.place(block.start)[0]} is left out:"
            f" {fault.reason}",
            hint="mend it in the file, then import that again; what is known stays",
        )

    def text(self, block: Block) -> None:
        """Tell of text that may have been lost, but not of a comment's braces."""
        source = block.source
        start = block.start + len(source) - len(source.lstrip())
        bare = source.strip()
        if self.is_behind_comment and bare[:1] in {"{", "("}:
            # For BibTeX a comment is the word alone; people mean what is in braces.
            self.in_comment = True
            return
        if self.in_comment and bare[:1] in {"}", ")"}:
            self.in_comment = False
            bare, start = bare[1:].lstrip(), start + 1
        if not self.in_comment and _SUSPICIOUS.search(bare):
            self.report.warn(
                start, f"text between entries that may belong to one: {quote(bare)}"
            )

    def tell(self) -> None:
        counted = [
            f"{number} @{kind}" for kind, number in self.counts.items() if number
        ]
        if counted:
            verb = (
                "holds no entry"
                if sum(self.counts.values()) == 1
                else "hold no entries"
            )
            self.report.notes.append(
                f"{self.report.path}: {' and '.join(counted)} {verb}, left out"
            )

    # --- entries -------------------------------------------------------------------

    def entry(self, block: Block) -> RawEntry:
        name = block.key or f"@{block.type}"
        for fault in block.faults:
            self.report.warn(
                fault.offset, f"{name}: {fault.reason}; it is read all the same"
            )
        if self.in_comment:
            self.report.warn(
                block.start,
                f"{block.key}: stands inside a @comment, where BibTeX reads it",
            )
        fields = None
        if not block.faults:
            fields = self.trusted(block)
        if fields is None:
            fields = self.own(block)
        if block.source.count("@") > 1:
            self.swallowed(block, fields)
        return RawEntry(block.type, block.key, block.start, fields)

    def swallowed(self, block: Block, fields: Mapping[str, str]) -> None:
        """Tell of values in which another entry seems to begin."""
        for name, value in fields.items():
            found = _ENTRY_IN_VALUE.search(value)
            if found:
                at = block.source.find(found[0].lstrip()) + block.start
                self.report.warn(
                    at,
                    f"{block.key}: a line of {name} looks like an entry,"
                    f" {quote(found[0])}: is a brace missing before it?",
                )

    def trusted(self, block: Block) -> dict[str, str] | None:
        """Take what bibtexparser read, if each value is one whole piece."""
        fields: dict[str, str] = {}
        found = read_fields(block)
        if found is None:
            return None
        for name, value in found:
            text = self.piece(value, block.start)
            if text is None:
                return None
            fields[name] = text
        return fields

    def piece(self, value: str, offset: int) -> str | None:
        """Say what a value means; None for macros."""
        if value[0] in {"{", '"'}:
            return value[1:-1]
        if value.isascii() and value.isdecimal():
            return value
        if value.lower() in _MONTHS and self.file.macros.find(value, offset) is None:
            return value.lower()
        return None

    def own(self, block: Block) -> dict[str, str]:
        """Read the fields of a block that bibtexparser did not read, or wrongly."""
        fields: dict[str, str] = {}
        for field in block.fields:
            name, value = field.name.lower(), self.value(block, field)
            if name not in fields:
                fields[name] = value
                continue
            where = field.name_start
            if fields[name] == value:
                self.report.warn(where, f"{block.key}: {name} stands twice, the same")
                continue
            spare = _spare(name, fields)
            fields[spare] = value
            self.report.warn(
                where,
                f"{block.key}: {name} stands twice; the first one counts, this one is"
                f" kept as {spare}",
            )
        return fields

    def value(self, block: Block, field: Field) -> str:
        pieces = field.value.pieces
        if len(pieces) == 1 and pieces[0].kind != "macro":
            return pieces[0].text
        text, unknown = expand(field.value, self.file.macros)
        for name in unknown:
            if name not in _MONTHS:
                text = self.undefined_macro(block, field, name) or text
        return text

    def undefined_macro(self, block: Block, field: Field, name: str) -> str | None:
        """Tell of a macro that nothing defines; one defined below is put in."""
        later = self.file.macros.find(name, len(self.file.text))
        where = field.value.start
        if later is not None and len(field.value.pieces) == 1:
            self.report.warn(
                where,
                f"{block.key}: the macro {name!r} of {field.name} is defined further"
                " down, where BibTeX does not look",
            )
            return later
        self.report.warn(
            where,
            f"{block.key}: the macro {name!r} of {field.name} is not defined; its name"
            " is kept as text",
        )
        return None


def _spare(name: str, taken: Iterable[str]) -> str:
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
