"""From text to blocks, and from an entry to its fields.

Most entries are recognised whole by one regular expression, and their fields are read
when somebody asks. Everything else goes piece by piece; where that stops, the entry is
broken, and reading goes on at the next line that begins like an entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.bib import grammar
from paperctl.bib.blocks import BibFile, Block, Fault, Field, Piece, Value
from paperctl.bib.braces import Braces

if TYPE_CHECKING:
    import re

    from paperctl.bib.blocks import PieceKind

# The groups of `grammar.FIELD`; the first two kinds have a mark on either side.
_KINDS: dict[int, PieceKind] = {3: "braced", 4: "quoted", 5: "number", 6: "macro"}
_LAST_WITH_MARKS = 4
# A line that begins with more blanks is none that somebody began an entry in.
_INDENTED = 80
_SPECIAL = frozenset({"comment", "preamble", "string"})
_CLOSING = {"{": "}", "(": ")"}


def read(text: str, *, biber: bool = False) -> BibFile:
    """Divide a text into blocks that add up to it; no text is refused.

    Args:
        text: Of a .bib file; a byte order mark and line ends may be as they are.
        biber: Whether biber reads the file, not BibTeX. It passes over everything
            inside an `@comment{...}`, and over what stands behind a `%` between
            entries; BibTeX reads entries there.

    >>> for block in read("A note. @misc{k, title = {T}} @string{a = 1}").blocks:
    ...     print(block.kind, repr(block.source))
    text 'A note. '
    entry '@misc{k, title = {T}}'
    text ' '
    string '@string{a = 1}'
    """
    return BibFile(text, _Reader(text, biber=biber).blocks())


def _fields_of(block: Block) -> list[Field]:
    """Read the fields of an entry that `grammar.ENTRY` recognised."""
    _, fields, _ = _Reader(block.text).body(block.key_span[1], block.opening)
    return fields


class _Stop(Exception):  # noqa: N818 - caught where a block begins, never seen outside
    """An entry that cannot be read on.

    Attributes:
        offset: Where it stops to make sense.
        seen: How far it was read to know that.
    """

    def __init__(self, reason: str, offset: int, seen: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.seen = offset if seen is None else seen


class _Reader:
    def __init__(self, text: str, *, biber: bool = False) -> None:
        self.text = text
        self.biber = biber
        self.braces = Braces(text)
        # What was read of the entry at hand, for a block that turns out broken.
        self.fields: list[Field] = []
        self.faults: list[Fault] = []
        self.field_start = 0
        self.command_ahead = (1, 0)

    def blocks(self) -> list[Block]:
        text = self.text
        entry = grammar.ENTRY.match
        found: list[Block] = []
        done, at = 0, self.next_at(0)
        while at >= 0:
            whole = entry(text, at)
            if whole and whole[1].lower() not in _SPECIAL:
                block: Block | None = Block(
                    text,
                    "entry",
                    at,
                    whole.end(),
                    type_span=whole.span(1),
                    key_span=whole.span(2),
                    opening="{",
                    fields=_fields_of,
                )
            else:
                block = self.command(at)
            if block is None:
                # BibTeX too reads on behind the word; it may hold further `@`.
                head = grammar.COMMAND.match(text, at)
                at = self.next_at(head.end(1) if head else at + 1)
                continue
            if done < at:
                found.append(Block(text, "text", done, at))
            found.append(block)
            done = block.end
            at = self.next_at(done)
        if done < len(text):
            found.append(Block(text, "text", done, len(text)))
        return found

    def next_at(self, start: int) -> int:
        """Find the next `@` that begins a command."""
        if not self.biber:
            return self.text.find("@", start)
        for found in grammar.AT_OF_BIBER.finditer(self.text, start):
            if found[0] == "@":
                return found.start()
        return -1

    def command(self, start: int) -> Block | None:
        """Read a command piece by piece; None for an `@` that is only text."""
        head = grammar.COMMAND.match(self.text, start)
        if head is None:
            return None
        kind = head[1].lower()
        if kind == "comment":
            return self.comment(start, head.end(1), head.span(1))
        if head[2] is None:
            return self.without_brace(start, head.end(1), head.span(1))
        self.fields, self.faults = [], []
        self.field_start = head.end()
        key_span: tuple[int, int] | None = None
        try:
            if kind == "string":
                end = self.definition(head.end(), head[2])
            elif kind == "preamble":
                end = self.preamble(head.end(), head[2])
            else:
                kind = "entry"
                key_span = self.key(head.end(), head[2])
                self.field_start = key_span[1]
                end, _, _ = self.body(key_span[1], head[2], self.fields, self.faults)
        except _Stop as stop:
            fault = Fault(stop.reason, stop.offset)
            end = self.recover(stop)
            return Block(
                self.text,
                "broken",
                start,
                end,
                type_span=head.span(1),
                key_span=key_span,
                opening=head[2],
                fields=[field for field in self.fields if field.end <= end],
                faults=(*self.faults, fault),
            )
        return Block(
            self.text,
            kind,  # type: ignore[arg-type]
            start,
            end,
            type_span=head.span(1),
            key_span=key_span,
            opening=head[2],
            fields=self.fields,
            faults=tuple(self.faults),
        )

    def without_brace(
        self, start: int, end: int, type_span: tuple[int, int]
    ) -> Block | None:
        """Call a lone `@word` broken where a line begins with it, else text.

        BibTeX complains about both and reads on behind the word.
        """
        before = self.text[max(start - _INDENTED, 0) : start].rstrip(" \t\ufeff")
        if not before.endswith(("\n", "\r")) and (before or start > _INDENTED):
            return None
        word = self.text[slice(*type_span)]
        fault = Fault(f"no brace behind @{word}", end)
        return Block(
            self.text, "broken", start, end, type_span=type_span, faults=(fault,)
        )

    def comment(self, start: int, end: int, type_span: tuple[int, int]) -> Block:
        """Read a comment: for BibTeX it is the word alone, for biber a group."""
        at = self.gap(end)
        group = -1
        if not self.biber:
            # What a brace encloses is a comment only as far as no command is in it.
            command = self.text.find("@", at)
            bound = len(self.text) if command < 0 else command
            braced = grammar.BRACED.match(self.text, at, bound)
            group = braced.end() if braced else -1
        elif self.text.startswith("{", at):
            group = self.braces.end(at)
        elif self.text.startswith("(", at):
            group = self.parenthesis(at)
        end = max(end, group)
        return Block(self.text, "comment", start, end, type_span=type_span)

    def parenthesis(self, at: int) -> int:
        """Find the end of a comment in parentheses; braces in it have to balance."""
        depth = 0
        while True:
            found = grammar.UP_TO_PARENTHESIS_OR_BRACE.match(self.text, at)
            at = found.end() if found else at
            sign = self.text[at : at + 1]
            if sign == "{":
                at = self.braces.end(at)
            elif sign in {"(", ")"}:
                depth += 1 if sign == "(" else -1
                at += 1
            else:
                return -1
            if at < 0 or depth == 0:
                return at

    def recover(self, stop: _Stop) -> int:
        """Find where reading goes on: at a line that looks like an entry's first.

        What was read since the last good field may have been read wrongly. BibTeX
        would go on at the next `@`, in whatever line.
        """
        end = self.next_command(stop.seen)
        line = grammar.LINE_WITH_COMMAND.search(self.text, self.field_start, end)
        if line:
            end = line.end()
        if end < stop.seen:
            # From here on texts are read again: braces must not be counted again.
            self.braces.remember(self.field_start)
        return end

    def next_command(self, start: int) -> int:
        """Find the next command, or the end, looking through no text twice."""
        looked_from, at = self.command_ahead
        if not looked_from <= start <= at:
            found = grammar.ANY_COMMAND.search(self.text, start)
            at = found.start() if found else len(self.text)
            self.command_ahead = start, at
        return at

    def gap(self, at: int) -> int:
        found = grammar.GAP.match(self.text, at)
        return found.end() if found else at

    def key(self, at: int, opening: str) -> tuple[int, int]:
        start = self.gap(at)
        if grammar.FIELD_FOR_A_KEY.match(self.text, start):
            # As EndNote writes it.
            return start, start
        found = grammar.KEY[opening].match(self.text, start)
        end = found.end() if found else start
        while more := grammar.MORE_OF_A_KEY.match(self.text, end):
            self.faults.append(Fault("a blank in the citekey", end))
            end = more.end()
        return start, end

    def body(
        self,
        at: int,
        opening: str,
        fields: list[Field] | None = None,
        faults: list[Fault] | None = None,
    ) -> tuple[int, list[Field], list[Fault]]:
        """Read from behind the key to behind what closes the entry."""
        fields = [] if fields is None else fields
        faults = [] if faults is None else faults
        closing = _CLOSING[opening]
        read_plain = grammar.FIELD.match if closing == "}" else None
        while True:
            plain = read_plain and read_plain(self.text, at)
            if plain:
                fields.append(_plain_field(plain))
                at = plain.end()
                continue
            self.field_start = at
            at = self.gap(at)
            comma = at if self.text.startswith(",", at) else -1
            if comma >= 0:
                at = self.gap(at + 1)
            sign = self.text[at : at + 1]
            if sign == closing:
                return at + 1, fields, faults
            if sign == "," and comma >= 0:
                faults.append(Fault("two commas", at))
                continue
            if comma < 0:
                if not grammar.BEGINS_A_FIELD.match(self.text, at):
                    raise _Stop(self.expected(f"a comma or {closing}", at), at)
                where = "between fields" if fields else "behind the citekey"
                faults.append(Fault(f"no comma {where}", at))
            field = self.field(at, comma)
            fields.append(field)
            at = field.end

    def field(self, at: int, comma: int) -> Field:
        name = grammar.NAME.match(self.text, at)
        if name is None:
            raise _Stop(self.expected("the name of a field", at), at)
        equals = self.gap(name.end())
        if not self.text.startswith("=", equals):
            if name[0].startswith("@"):  # the next entry, for want of a brace
                raise _Stop(self.expected("the name of a field", at), at)
            raise _Stop(self.expected("=", equals), equals)
        value = self.value(self.gap(equals + 1))
        start = comma if comma >= 0 else at
        return Field(start, value.end, name[0], at, value)

    def value(self, start: int) -> Value:
        pieces = [self.piece(start)]
        while True:
            end = pieces[-1].end
            at = self.gap(end)
            if not self.text.startswith("#", at):
                return Value(start, end, tuple(pieces))
            pieces.append(self.piece(self.gap(at + 1)))

    def piece(self, at: int) -> Piece:
        text = self.text
        sign = text[at : at + 1]
        if sign == "{":
            end = self.braces.end(at)
            if end < 0:
                raise _Stop("a brace is never closed", at, len(text))
            return Piece("braced", at, end, text[at + 1 : end - 1])
        if sign == '"':
            end = self.quoted(at)
            return Piece("quoted", at, end, text[at + 1 : end - 1])
        number = grammar.NUMBER.match(text, at)
        if number:
            return Piece("number", at, number.end(), number[0])
        name = grammar.NAME.match(text, at)
        if name:
            return Piece("macro", at, name.end(), name[0])
        raise _Stop(self.expected("a value", at), at)

    def quoted(self, start: int) -> int:
        """Find the end of a text in quotation marks; braces in it hide others."""
        whole = grammar.QUOTED.match(self.text, start)
        if whole:
            return whole.end()
        at = start + 1
        while True:
            found = grammar.UP_TO_QUOTE_OR_BRACE.match(self.text, at)
            at = found.end() if found else at
            sign = self.text[at : at + 1]
            if sign == '"':
                return at + 1
            if sign == "}":
                raise _Stop("a brace too many between quotation marks", at)
            end = self.braces.end(at) if sign else -1
            if end < 0:
                reason = "a brace is" if sign else "a quotation mark is"
                raise _Stop(
                    f"{reason} never closed", at if sign else start, len(self.text)
                )
            at = end

    def definition(self, at: int, opening: str) -> int:
        at = self.gap(at)
        field = self.field(at, -1)
        self.fields.append(field)
        return self.close(field.end, opening)

    def preamble(self, at: int, opening: str) -> int:
        value = self.value(self.gap(at))
        self.fields.append(Field(value.start, value.end, "", value.start, value))
        return self.close(value.end, opening)

    def close(self, at: int, opening: str) -> int:
        at = self.gap(at)
        if not self.text.startswith(_CLOSING[opening], at):
            raise _Stop(self.expected(_CLOSING[opening], at), at)
        return at + 1

    def expected(self, what: str, at: int) -> str:
        if at >= len(self.text):
            return f"the file ends where {what} should stand"
        return f"{self.text[at]!r} where {what} should stand"


def _plain_field(found: re.Match[str]) -> Field:
    which = found.lastindex or 3
    text = found[which]
    start, end = found.span(which)
    kind = _KINDS[which]
    if which <= _LAST_WITH_MARKS:
        start, end = start - 1, end + 1
    pieces = (Piece(kind, start, end, text),)
    return Field(
        found.start(1), end, found[2], found.start(2), Value(start, end, pieces)
    )
