"""How a file is laid out, so that what is added looks like the rest of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from paperctl.bib import Block, Field

T = TypeVar("T", bound="Hashable")

_BLANK = lazy_regex(r"[ \t\r\n]*")
_TAIL = lazy_regex(r"[ \t\r\n]*(,?)([ \t\r\n]*)")
_ENTRIES_LOOKED_AT = 20


class Style(NamedTuple):
    """The layout of entries.

    Attributes:
        before_name: Between a comma and the name of the next field.
        equals: Between a name and its value, where nothing is aligned.
        sign_at: How far behind the begin of a name the `=` stands, if in one column.
        value_at: The same of values, if they but not the signs are in one column.
        comma_at_end: Whether the last field has a comma.
        before_brace: Between the last comma, or the last field, and the brace.
        field_case, type_case: `lower`, `upper` or `title`; what is `lower` stands as
            the export has it.
        is_quoted: Whether values stand in quotation marks.
    """

    before_name: str = "\n  "
    equals: str = " = "
    sign_at: int | None = None
    value_at: int | None = None
    comma_at_end: bool = True
    before_brace: str = "\n"
    field_case: str = "lower"
    type_case: str = "lower"
    is_quoted: bool = False

    def field(self, name: str, source: str) -> str:
        """Lay out a field."""
        name = _cased(name, self.field_case)
        if self.is_quoted and source[:1] == "{" and source.endswith("}"):
            source = quoted(source[1:-1]) or source
        if self.sign_at is not None:
            behind = self.equals.partition("=")[2]
            return f"{name:<{self.sign_at}}{_gap(name, self.sign_at)}={behind}{source}"
        if self.value_at is not None:
            begin = f"{name}{self.equals.rstrip(' ')}"
            return f"{begin:<{self.value_at}}{_gap(begin, self.value_at)}{source}"
        return f"{name}{self.equals}{source}"

    def entry(self, entry: Block, source: str) -> str:
        """Lay out an entry that `source` is the text of."""
        kind = _cased(entry.type, self.type_case)
        fields = ",".join(
            self.before_name
            + self.field(field.name, source[field.value.start : field.value.end])
            for field in entry.fields
        )
        comma = "," if self.comma_at_end and fields else ""
        return f"@{kind}{{{entry.key},{fields}{comma}{self.before_brace}}}"


def quoted(text: str) -> str:
    """Put a text between quotation marks; empty if it cannot stand there."""
    return "" if '"' in text else f'"{text}"'


def style_of(text: str, entries: Sequence[Block]) -> Style | None:
    """Find the layout that most of some entries have, the last of them; None without.

    An entry counts by its fields. Columns may differ from entry to entry.
    """
    counted: Counter[Style] = Counter()
    last: dict[Style, Style] = {}
    for entry in entries[-_ENTRIES_LOOKED_AT:]:
        if entry.fields:
            style = _style_of(text, entry)
            general = style._replace(
                sign_at=style.sign_at and 0, value_at=style.value_at and 0
            )
            counted[general] += len(entry.fields)
            last[general] = style
    return last[counted.most_common(1)[0][0]] if counted else None


def _style_of(text: str, entry: Block) -> Style:
    fields = entry.fields
    gaps = [text[field.start + 1 : field.name_start] for field in fields]
    equals = [text[field.name_end : field.value.start] for field in fields]
    sign_at = value_at = None
    if all("\n" in gap or "\r" in gap for gap in gaps):
        sign_at = _column(
            (len(field.name), text.index("=", field.name_end) - field.name_start)
            for field in fields
        )
        if sign_at is None:
            value_at = _column(
                (len(field.name) + 1, field.value.start - field.name_start)
                for field in fields
            )
    # Where columns are aligned, the blanks between are no layout of their own.
    around = (_around_sign(e, sign_at, value_at) for e in equals)
    tail = _TAIL.fullmatch(text, fields[-1].end, entry.closing)
    return Style(
        before_name=_most((gap for gap in gaps if _BLANK.fullmatch(gap)), "\n  "),
        equals=_most((e for e in around if _BLANK.sub("", e) == "="), " = "),
        sign_at=sign_at,
        value_at=value_at,
        comma_at_end=bool(tail and tail[1]),
        before_brace=tail[2] if tail and tail[1] else tail[0] if tail else "\n",
        field_case=_case(field.name for field in fields),
        type_case=_case([text[slice(*entry.type_span)]]),
        is_quoted=_are_quoted(fields),
    )


def _column(places: Iterable[tuple[int, int]]) -> int | None:
    """Find the column that things are aligned in, but for what reaches beyond it.

    >>> _column([(4, 8), (6, 8), (13, 14)]), _column([(4, 5), (6, 7)])
    (8, None)
    """
    places = list(places)
    column = _most((at for _, at in places), 0)
    lengths = {length for length, at in places if at == column}
    fits = all(at == column or length + 1 > column for length, at in places)
    return column if fits and len(lengths) > 1 else None


def _around_sign(equals: str, sign_at: int | None, value_at: int | None) -> str:
    if sign_at is not None:
        return f" ={equals.partition('=')[2]}"
    return f"{equals.rstrip(' ')} " if value_at is not None else equals


def line_end(text: str) -> str:
    """Name the line end of a text by its first."""
    for at, sign in enumerate(text):
        if sign == "\n":
            return "\n"
        if sign == "\r":
            return "\r\n" if text.startswith("\n", at + 1) else "\r"
    return "\n"


def _are_quoted(fields: Iterable[Field]) -> bool:
    kinds = Counter(
        piece.kind
        for field in fields
        for piece in field.value.pieces
        if piece.kind in {"braced", "quoted"}
    )
    return bool(kinds["quoted"] and not kinds["braced"])


def _most(items: Iterable[T], default: T) -> T:
    counted = Counter(items).most_common(1)
    return counted[0][0] if counted else default


def _case(names: Iterable[str]) -> str:
    """Say in which case names are; mixed ones are left alone."""
    names = [name for name in names if name]
    if all(name.isupper() for name in names) and any(len(name) > 1 for name in names):
        return "upper"
    if all(name[:1].isupper() for name in names):
        return "title"
    return "lower"


def _cased(name: str, case: str) -> str:
    if case == "upper":
        return name.upper()
    return name[:1].upper() + name[1:] if case == "title" else name


def _gap(name: str, column: int) -> str:
    return "" if len(name) < column else " "
