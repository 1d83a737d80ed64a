"""What a .bib file consists of."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from paperctl.bib.grammar import LINE_END
from paperctl.bib.macros import Macros

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["entry", "string", "preamble", "comment", "text", "broken"]
PieceKind = Literal["braced", "quoted", "number", "macro"]


class Piece(NamedTuple):
    """A part of a value, between `#`.

    Attributes:
        start: Where it begins, its brace or quotation mark included.
        text: What it says, without those; of a macro its name as written.
    """

    kind: PieceKind
    start: int
    end: int
    text: str


class Value(NamedTuple):
    """What stands behind a `=`: one piece, or several joined by `#`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


class Field(NamedTuple):
    """A field of an entry, as it is written.

    Attributes:
        start: Where its comma stands, or its name if the comma is missing.
        end: Where its value ends: to cut `[start:end]` leaves an entry without it.
        name: As written.
        name_start: Where the name begins.
    """

    start: int
    end: int
    name: str
    name_start: int
    value: Value

    @property
    def name_end(self) -> int:
        """Where the name ends."""
        return self.name_start + len(self.name)


class Fault(NamedTuple):
    """What is wrong with a block, and where."""

    reason: str
    offset: int


class Block:
    """A stretch of a .bib file.

    Attributes:
        kind: `entry`, `string`, `preamble`, `comment`; `text` is what stands between
            them; `broken` is a command that could not be read to its end.
        start: Where it begins in the text of the file.
        end: Where the next block begins.
        type_span: Where the word behind the `@` stands; of text (start, start).
        key_span: Where the citekey stands; of what has none (start, start).
        opening: The brace or parenthesis behind the type, if there is one.
        faults: Of an entry what BibTeX would refuse though it is clear what is meant:
            a missing comma, a blank in the key. Of a broken block why it is one.
    """

    __slots__ = (
        "_fields",
        "_text",
        "end",
        "faults",
        "key_span",
        "kind",
        "opening",
        "start",
        "type_span",
    )

    def __init__(  # noqa: PLR0913
        self,
        text: str,
        kind: Kind,
        start: int,
        end: int,
        *,
        type_span: tuple[int, int] | None = None,
        key_span: tuple[int, int] | None = None,
        opening: str = "",
        fields: Sequence[Field] | Callable[[Block], Sequence[Field]] = (),
        faults: tuple[Fault, ...] = (),
    ) -> None:
        self._text = text
        self.kind: Kind = kind
        self.start = start
        self.end = end
        self.type_span = type_span or (start, start)
        self.key_span = key_span or (start, start)
        self.opening = opening
        self._fields = fields
        self.faults = faults

    @property
    def source(self) -> str:
        """The text of the block."""
        return self._text[self.start : self.end]

    @property
    def type(self) -> str:
        """The word behind the `@` in lower case."""
        return self._text[slice(*self.type_span)].lower()

    @property
    def key(self) -> str:
        """The citekey as written; it may be empty."""
        return self._text[slice(*self.key_span)]

    def with_key(self, key: str) -> str:
        """The text of the block, another citekey in it."""
        start, end = self.key_span
        return f"{self._text[self.start : start]}{key}{self._text[end : self.end]}"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in their order, duplicates too.

        Of a `string` its one definition; of a `preamble` its value under no name; of
        what is `broken` those that were read before it broke.
        """
        fields = self._fields
        if not isinstance(fields, tuple):
            fields = tuple(fields(self) if callable(fields) else fields)
            self._fields = fields
        return fields

    @property
    def text(self) -> str:
        """The text of the whole file."""
        return self._text

    @property
    def closing(self) -> int:
        """Where the brace stands that closes an entry: its last character."""
        return self.end - 1

    def __repr__(self) -> str:
        return f"Block({self.kind!r}, {self.start}, {self.end}, key={self.key!r})"


class BibFile:
    """A text, and the blocks that add up to it."""

    __slots__ = ("_lines", "_macros", "blocks", "text")

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = tuple(blocks)
        self._macros: Macros | None = None
        self._lines: list[int] | None = None

    @property
    def entries(self) -> list[Block]:
        """The entries that could be read, in their order."""
        return [block for block in self.blocks if block.kind == "entry"]

    @property
    def macros(self) -> Macros:
        """What the `@string`s of the file define."""
        if self._macros is None:
            self._macros = Macros()
            for block in self.blocks:
                if block.kind == "string":
                    definition = block.fields[0]
                    self._macros.define(definition.name, definition.value, block.end)
        return self._macros

    def place(self, offset: int) -> tuple[int, int]:
        r"""Turn an offset into line and column, both from 1, as editors count.

        >>> from paperctl.bib import read
        >>> read("a\r\nb").place(3)
        (2, 1)
        """
        if self._lines is None:
            self._lines = _line_starts(self.text)
        line = bisect_right(self._lines, offset)
        start = self._lines[line - 1]
        is_behind_mark = line == 1 and self.text.startswith("\ufeff") and offset > 0
        return line, offset - start + 1 - is_behind_mark


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(found.end() for found in LINE_END.finditer(text))]
    ends = accumulate(map(len, text.split("\n")))
    return [0, *(end + number for number, end in enumerate(ends, start=1))][:-1]
