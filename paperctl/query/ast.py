"""Queries as trees. `str(query)` parses back to an equal query.

Plain classes, since each `NamedTuple` or dataclass costs start-up time in every
command, and since tuples of different kinds would be equal to each other.
"""

from __future__ import annotations

from typing import Final, TypeAlias

OPERATORS = frozenset({"AND", "OR", "NOT"})


class _Node:
    """Equality, hash and repr by the slots of a node."""

    __slots__: tuple[str, ...] = ()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Node):
            return NotImplemented
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._values()))})"


class Everything(_Node):
    """The empty query: every entry."""

    __slots__ = ()

    def __str__(self) -> str:
        return "*"


class Word(_Node):
    """A free word; several tokens (`low-rank`) stand next to each other.

    Only text that needs no quotes, see `is_plain_word`; the rest are phrases.
    """

    __slots__ = __match_args__ = ("text", "prefix")

    def __init__(self, text: str, prefix: bool = False) -> None:
        self.text: Final = text
        self.prefix: Final = prefix

    def __str__(self) -> str:
        return self.text + "*" * self.prefix


class Phrase(_Node):
    """Free words that stand next to each other in one field."""

    __slots__ = __match_args__ = ("text", "prefix")

    def __init__(self, text: str, prefix: bool = False) -> None:
        self.text: Final = text
        self.prefix: Final = prefix

    def __str__(self) -> str:
        return _quoted(self.text) + "*" * self.prefix


class Match(_Node):
    """A value that a field has: `area:LG`, `author:"denis kuznedelev"`, `tag:gr*`."""

    __slots__ = __match_args__ = ("field", "value", "prefix")

    def __init__(self, field: str, value: str, prefix: bool = False) -> None:
        self.field: Final = field
        self.value: Final = value
        self.prefix: Final = prefix

    def __str__(self) -> str:
        value = self.value if _is_plain_value(self.value) else _quoted(self.value)
        return f"{self.field}:{value}{'*' * self.prefix}"


class Range(_Node):
    """Dates or numbers between two bounds, or the length of a list.

    A bound is text as it was typed, None where that side is open. An exclusive bound
    has no other beside it.
    """

    __slots__ = __match_args__ = ("field", "low", "high", "inclusive")

    def __init__(
        self,
        field: str,
        low: str | None,
        high: str | None,
        inclusive: bool = True,
    ) -> None:
        self.field: Final = field
        self.low: Final = low
        self.high: Final = high
        self.inclusive: Final = inclusive

    def __str__(self) -> str:
        if self.inclusive:
            return f"{self.field}:{self.low or ''}..{self.high or ''}"
        sign = ">" if self.high is None else "<"
        return f"{self.field}:{sign}{self.high or self.low}"


class Regex(_Node):
    """A regular expression that the stored text of a field matches, case aside."""

    __slots__ = __match_args__ = ("field", "pattern")

    def __init__(self, field: str, pattern: str) -> None:
        self.field: Final = field
        self.pattern: Final = pattern

    def __str__(self) -> str:
        return f"{self.field}:/{_escape_slashes(self.pattern)}/"


class Has(_Node):
    """A field is there."""

    __slots__ = __match_args__ = ("field",)

    def __init__(self, field: str) -> None:
        self.field: Final = field

    def __str__(self) -> str:
        return f"has:{self.field}"


class Missing(_Node):
    """A field is not there."""

    __slots__ = __match_args__ = ("field",)

    def __init__(self, field: str) -> None:
        self.field: Final = field

    def __str__(self) -> str:
        return f"missing:{self.field}"


class Not(_Node):
    """What another query does not match."""

    __slots__ = __match_args__ = ("part",)

    def __init__(self, part: Query) -> None:
        self.part: Final = part

    def __str__(self) -> str:
        return f"NOT {_bracketed(self.part)}"


class And(_Node):
    """What all of two or more queries match; made by `all_of`."""

    __slots__ = __match_args__ = ("parts",)

    def __init__(self, parts: tuple[Query, ...]) -> None:
        self.parts: Final = parts

    def __str__(self) -> str:
        return " ".join(map(_bracketed, self.parts))


class Or(_Node):
    """What any of two or more queries matches; made by `any_of`."""

    __slots__ = __match_args__ = ("parts",)

    def __init__(self, parts: tuple[Query, ...]) -> None:
        self.parts: Final = parts

    def __str__(self) -> str:
        return " OR ".join(map(str, self.parts))


Query: TypeAlias = (
    Everything | Word | Phrase | Match | Range | Regex | Has | Missing | Not | And | Or
)


def all_of(*queries: Query) -> Query:
    """Join queries by AND, flat; what asks for everything is left out.

    >>> str(all_of(Word("a"), all_of(Word("b"), Everything()), Not(Word("c"))))
    'a b NOT c'
    """
    parts: list[Query] = []
    for query in queries:
        if isinstance(query, And):
            parts += query.parts
        elif not isinstance(query, Everything):
            parts.append(query)
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(*queries: Query) -> Query:
    """Join one or more queries by OR, flat.

    >>> str(all_of(any_of(Word("a"), Word("b")), Word("c")))
    '(a OR b) c'
    """
    parts: list[Query] = []
    for query in queries:
        parts += query.parts if isinstance(query, Or) else (query,)
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def is_plain_word(text: str) -> bool:
    """Whether text is a word of the language as it stands, without quotes.

    >>> [is_plain_word(text) for text in ("low-rank", "O(n", "area:LG", "NOT", "?")]
    [True, False, False, False, False]
    """
    from paperctl.query.tokens import tokens

    return (
        not any(character.isspace() or character in '"():' for character in text)
        and not text.startswith("-")
        and not text.endswith("*")
        and text not in OPERATORS
        and bool(tokens(text))
    )


def _is_plain_value(text: str) -> bool:
    return (
        text != ""
        and not any(character.isspace() or character in '"(),' for character in text)
        and text[0] not in "/<>=:"
        and not text.endswith("*")
        and ".." not in text
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escape_slashes(pattern: str) -> str:
    parts = pattern.split("\\\\")
    return "\\\\".join(part.replace("/", "\\/") for part in parts)


def _bracketed(query: Query) -> str:
    return f"({query})" if isinstance(query, And | Or) else str(query)
