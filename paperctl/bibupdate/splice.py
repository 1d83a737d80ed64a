"""Changes to a text that leave every other character where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.bibupdate.style import Style, line_end, quoted, style_of
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.bib import BibFile, Block, Field

_BLANKS = " \t\r\n"
# biber reads a comment there, and it belongs to the field in front of it.
_COMMENT_BEHIND = lazy_regex(r"[ \t]*(,?)[ \t]*%[^\r\n]*")
_REST_OF_LINE = lazy_regex(r"[^\r\n]*")


class Edits:
    """Changes to the text of a file, collected and then made at once."""

    def __init__(self, file: BibFile) -> None:
        self.file = file
        self._changes: list[tuple[int, int, str]] = []

    def text(self) -> str:
        """Make the changes; stretches to be removed may overlap."""
        old, parts, done = self.file.text, list[str](), 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            parts += old[done : max(start, done)], new
            done = max(done, end)
        return "".join([*parts, old[done:]])

    def style_of(self, entry: Block) -> Style:
        """Find the layout of an entry, or that of its file where it has too little."""
        text = self.file.text
        enough = len(entry.fields) > 1
        style = style_of(text, [entry]) if enough else None
        style = style or style_of(text, self.file.entries)
        return style or with_line_end(Style(), line_end(text))

    def retype(self, entry: Block, name: str) -> None:
        """Change the type of an entry, in the case of the old one."""
        start, end = entry.type_span
        old = self.file.text[start:end]
        if old.isupper():
            name = name.upper()
        elif old[:1].isupper():
            name = name.capitalize()
        self._changes.append((start, end, name))

    def revalue(self, field: Field, text: str, source: str) -> None:
        """Give a field another value, between the same delimiters if that can be."""
        value = field.value
        kind = value.pieces[0].kind if len(value.pieces) == 1 else "macro"
        if kind == "quoted" and source[:1] == "{" and source.endswith("}"):
            source = quoted(source[1:-1]) or source
        elif kind == "number" and text.isascii() and text.isdecimal():
            source = text
        self._changes.append((value.start, value.end, source))

    def remove(self, field: Field) -> None:
        """Cut a field out with its comma; a comment between the two stays."""
        gap = self.file.text[field.start : field.name_start]
        kept = gap.removeprefix(",") if "%" in gap else ""
        self._changes.append((field.start, field.end, kept))

    def insert(
        self,
        entry: Block,
        place: int,
        fields: Sequence[tuple[str, str]],
        style: Style,
    ) -> None:
        """Put fields behind the one at a place, -1 for the key."""
        text = self.file.text
        at = entry.fields[place].end if place >= 0 else entry.key_span[1]
        new = [style.field(*field) for field in fields]
        comment = _COMMENT_BEHIND.match(text, at)
        if comment:
            gap = style.before_name
            if "\n" not in gap and "\r" not in gap:
                gap = f"{line_end(text)}  "
            joined = "".join(f"{gap}{field}," for field in new)
            if not comment[1]:
                self._changes.append((at, at, ","))
                joined = joined.removesuffix(",")
            self._changes.append((comment.end(), comment.end(), joined))
            return
        joined = "".join(f",{style.before_name}{field}" for field in new)
        if not entry.fields and text[at : entry.closing].strip(_BLANKS) == "":
            joined += style.before_brace
            self._changes.append((at, entry.closing, joined))
            return
        self._changes.append((at, at, joined))

    def remove_entry(self, entry: Block) -> None:
        """Cut an entry out with the blank lines behind it, or above it at the end."""
        text, start, end = self.file.text, entry.start, entry.end
        behind = len(text) - len(text[end:].lstrip(_BLANKS))
        if behind < len(text):
            end = behind
        else:
            start = len(text[:start].rstrip(_BLANKS + "\ufeff"))
            if start == 0:
                start = 1 if text.startswith("\ufeff") else 0
                end = behind
        self._changes.append((start, end, ""))


def with_line_end(style: Style, end: str) -> Style:
    """Give a layout of ours the line ends of a file."""
    return style._replace(
        before_name=style.before_name.replace("\n", end),
        before_brace=style.before_brace.replace("\n", end),
    )


def appended(file: BibFile, new: Sequence[tuple[Block, str]]) -> str:
    """Put entries behind the last one of a file, laid out as the others are."""
    text = file.text
    end = line_end(text)
    entries = file.entries
    style = style_of(text, entries) or with_line_end(Style(), end)
    written = [style.entry(entry, source) for entry, source in new]
    if not entries:
        head = text
        if head.strip(_BLANKS + "\ufeff"):
            head += end if head.endswith(("\n", "\r")) else end * 2
        return head + (end * 2).join(written) + end
    between = _between(file) or end * 2
    last = entries[-1]
    at = last.end
    behind = _REST_OF_LINE.match(text, at)
    following = next((b for b in file.blocks if b.start == at), None)
    if behind and following and following.kind == "text" and behind[0].strip(" \t"):
        at = min(behind.end(), following.end)
    return text[:at] + "".join(f"{between}{entry}" for entry in written) + text[at:]


def _between(file: BibFile) -> str:
    """Find what stands between the last two entries that only blanks divide."""
    blocks = file.blocks
    for place in range(len(blocks) - 1, 1, -1):
        one, gap, other = blocks[place - 2 : place + 1]
        if one.kind == other.kind == "entry" and gap.kind == "text":
            blanks = gap.source
            if not blanks.strip(_BLANKS) and ("\n" in blanks or "\r" in blanks):
                return blanks
    return ""
