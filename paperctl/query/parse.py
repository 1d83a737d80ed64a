"""The query language: text, or the words of a command line, to a query.

The grammar, loosest first: `a OR b`, then `a b` (or `a AND b`), then `NOT a` (or
`-a`), then words, "phrases", `field:value` and brackets. See `docs/query.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from paperctl.errors import QueryError
from paperctl.query.ast import (
    Everything,
    Not,
    Phrase,
    Query,
    Word,
    all_of,
    any_of,
    is_plain_word,
)
from paperctl.query.terms import (
    PSEUDO_FIELDS,
    TermError,
    get_field,
    quoted_for_shell,
    read_presence,
    read_regex,
    read_text,
    read_value,
    takes_phrase,
)
from paperctl.query.tokens import tokens
from paperctl.text.regex import lazy_regex
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


MAX_DEPTH = 100
"""Deeper queries are refused: nobody writes them, and Python could not walk them."""

_FIELD = lazy_regex(r"([A-Za-z][A-Za-z0-9_.-]*):")
_PLAIN = lazy_regex(r"""[^\s()"'\\]+""")
_CLOSE_IT = "close it, or leave it out: only words are looked for"
_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT"}


def parse_query(text: str) -> Query:
    """Read a query that is written as one text.

    >>> parse_query("quant* area:LG -vision")
    And((Word('quant', True), Match('area', 'LG', False), Not(Word('vision', False))))

    Raises:
        QueryError: It cannot be understood; its column says where.
    """
    lexer = _Lexer(text)
    lexer.read(0, len(text))
    return _Parser(lexer).parse()


def parse_words(words: Sequence[str]) -> Query:
    """Read a query from the arguments of a command line, all of which have to match.

    An argument with blanks and no syntax in it is a phrase, since the shell has eaten
    its quotes, and so is what stands behind `author:` in one; an argument that is a
    query by itself stands as if in brackets. Operators and brackets may be arguments
    of their own.

    >>> str(parse_words(["year:2023", "low rank", "NOT", "a OR b"]))
    'year:2023 "low rank" NOT (a OR b)'

    Raises:
        QueryError: They cannot be understood; the column counts in the arguments
            joined by blanks.
    """
    text = " ".join(words)
    lexer = _Lexer(text)
    start = 0
    for word in words:
        lexer.read_argument(start, start + len(word))
        start += len(word) + 1
    return _Parser(lexer).parse()


class _Token(NamedTuple):
    """A bracket, an operator, or (`kind` is "term") a whole term."""

    kind: str
    column: int
    term: Query | None = None


class _Lexer:
    """Cuts text into operators, brackets and terms.

    `open` holds the brackets that are not closed yet: the field that a group belongs
    to ("" for none), or None for a bracket that is text.
    """

    def __init__(self, text: str) -> None:
        self.text: Final = text
        self.tokens: list[_Token] = []
        self.open: list[tuple[str | None, int]] = []
        self._end = 0
        self._has_syntax = False
        self._lenient = False

    def read_argument(self, start: int, end: int) -> None:
        """Read one argument, by the rules of `parse_words`."""
        argument = self.text[start:end].strip()
        if len(argument.split()) < 2:
            self.read(start, end)
            return
        self._lenient, self._end = True, end
        if not self._read_field_phrase(self.text.index(argument, start), end):
            before, open_before = len(self.tokens), list(self.open)
            if self._is_plain(start, end):
                del self.tokens[before:]
                self.open = open_before
                self._add_text(argument, start)
            elif self._groups(self.open) == self._groups(open_before) and _is_whole(
                self.tokens[before:]
            ):
                self.tokens.insert(before, _Token("(", start))
                self.tokens.append(_Token(")", end))
        self._lenient = False

    def _read_field_phrase(self, at: int, end: int) -> bool:
        """Read `author:denis kuznedelev`, which had quotes until the shell ate them."""
        negated = self._is_minus(at, at)
        name = self._field_at(at + negated)
        start = self.text.find(":", at) + 1
        if name in {"", *PSEUDO_FIELDS} or self.text[start] in '"(/<>=':
            return False
        value = self.text[start:end].strip()
        before, open_before = len(self.tokens), list(self.open)
        is_phrase = takes_phrase(get_field(name), value) and self._is_plain(start, end)
        del self.tokens[before:]
        self.open = open_before
        if is_phrase:
            if negated:
                self._operator("NOT", at)
            self._add_value(name, value, start, quoted=True)
        return is_phrase

    def _is_plain(self, start: int, end: int) -> bool:
        """Read a stretch; say whether there is no syntax in it."""
        before = self._groups(self.open)
        self._has_syntax = False
        self.read(start, end)
        return not self._has_syntax and self._groups(self.open) == before

    @staticmethod
    def _groups(brackets: list[tuple[str | None, int]]) -> list[tuple[str | None, int]]:
        return [bracket for bracket in brackets if bracket[0] is not None]

    def read(self, start: int, end: int) -> None:
        """Read a stretch of the text."""
        self._end = end
        at = start
        while at < end:
            character = self.text[at]
            if character.isspace():
                at += 1
            elif character == "(":
                at = self._open(at, at + 1, self._field_name())
            elif character == ")":
                at = self._close(at)
            elif character == '"':
                at = self._phrase(at)
            elif self._is_minus(at, start):
                self._operator("NOT", at)
                at += 1
            else:
                at = self._word(at)

    # --- brackets and operators ---

    def _open(self, column: int, after: int, field: str) -> int:
        self.open.append((field, column))
        self.tokens.append(_Token("(", column))
        return after

    def _close(self, at: int) -> int:
        if not self.open:
            raise self._error(
                "a closing bracket without an opening one",
                at,
                f"to look for a text with it, quote it twice: {quoted_for_shell('…)')}",
            )
        field, _ = self.open.pop()
        if field is not None:
            self.tokens.append(_Token(")", at))
        return at + 1

    def _field_name(self) -> str:
        """Name the field of the group that we are in, or nothing."""
        return next(
            (field for field, _ in reversed(self.open) if field is not None), ""
        )

    def _closes_group(self) -> bool:
        return bool(self.open) and self.open[-1][0] is not None

    def _operator(self, kind: str, at: int) -> None:
        self._has_syntax = True
        self.tokens.append(_Token(kind, at))

    def _is_minus(self, at: int, start: int) -> bool:
        """Whether a hyphen negates: it begins a word that goes on."""
        if self.text[at] != "-" or at + 1 >= self._end:
            return False
        following = self.text[at + 1]
        if following.isspace() or following in "-)":
            return False
        return at == start or self.text[at - 1].isspace() or self.text[at - 1] in "(-:"

    # --- terms ---

    def _phrase(self, at: int) -> int:
        text, after = self._quoted(at)
        prefix = self.text.startswith("*", after, self._end)
        self._has_syntax = True
        name = self._field_name()
        if name:
            self._add_value(name, text, at, quoted=True, prefix=prefix)
        elif tokens(text):
            self._add(Phrase(text, prefix), at)
        return after + prefix

    def _quoted(self, at: int) -> tuple[str, int]:
        characters: list[str] = []
        index = at + 1
        while index < self._end:
            character = self.text[index]
            if character == '"':
                return "".join(characters), index + 1
            if character == "\\" and self.text[index + 1 : index + 2] in {'"', "\\"}:
                index += 1
                character = self.text[index]
            characters.append(character)
            index += 1
        raise self._error("the quotation mark is not closed", at, _CLOSE_IT)

    def _word(self, at: int) -> int:
        name = self._field_at(at)
        if name:
            return self._field_term(name, at)
        after = self._end_of_word(at)
        raw = self.text[at:after]
        if raw in _OPERATORS:
            self._operator(_OPERATORS[raw], at)
        else:
            self._add_text(raw, at)
        return after

    def _end_of_word(self, at: int) -> int:
        """Find the next blank, or the bracket that closes a group.

        A bracket inside the word is text, and so is the one that closes it.
        """
        index = at
        while index < self._end and not self.text[index].isspace():
            if self.text[index] == "(":
                self.open.append((None, index))
            elif self.text[index] == ")" and self.open:
                if self._closes_group():
                    break
                self.open.pop()
            index += 1
        return index

    def _field_at(self, at: int) -> str:
        """Name the field whose term begins here, or nothing where it is text."""
        match = _FIELD.match(self.text, at, self._end)
        if match is None:
            return ""
        after = self.text[match.end() : self._end]
        if not after or after[0].isspace() or after[0] == ":" or after.startswith("//"):
            return ""
        if after[0] == ")" and self._closes_group():
            return ""
        name = match[1].lower()
        if name in PSEUDO_FIELDS:
            return name
        try:
            return get_field(name, also=PSEUDO_FIELDS).name
        except TermError as error:
            if error.unknown and self._lenient:
                return ""
            plain = _PLAIN.match(self.text, at, self._end)
            hint = error.hint or (
                "to look for the text itself, quote it twice:"
                f" {quoted_for_shell(plain[0] if plain else '…')}"
            )
            raise self._error(f"unknown field {match[1]!r}", at, hint) from None

    def _field_term(self, name: str, at: int) -> int:
        self._has_syntax = True
        start = self.text.index(":", at) + 1
        first = self.text[start]
        if first == "(":
            return self._open(start, start + 1, name)
        if first == '"':
            text, after = self._quoted(start)
            prefix = self.text.startswith("*", after, self._end)
            self._add_value(name, text, start, quoted=True, prefix=prefix)
            return after + prefix
        if first == "/" and name not in PSEUDO_FIELDS:
            return self._regex(name, start)
        after = self._end_of_word(start)
        self._add_raw(name, self.text[start:after], start)
        return after

    def _regex(self, name: str, at: int) -> int:
        pattern: list[str] = []
        index = at + 1
        while index < self._end:
            character = self.text[index]
            if character == "\\" and index + 1 < self._end:
                index += 1
                following = self.text[index]
                character = following if following == "/" else character + following
            elif character == "/" and self._is_boundary(index + 1):
                self._add_value(name, "".join(pattern), at, regex=True)
                return index + 1
            pattern.append(character)
            index += 1
        raise self._error(
            "the regular expression has no closing slash",
            at,
            f"to look for the text itself, quote it twice: '{name}:\"…\"'",
        )

    def _is_boundary(self, at: int) -> bool:
        return at >= self._end or self.text[at].isspace() or self.text[at] == ")"

    def _add_raw(self, name: str, raw: str, at: int) -> None:
        if len(raw) > 1 and raw[0] == raw[-1] == "/" and name not in PSEUDO_FIELDS:
            self._add_value(name, raw[1:-1].replace("\\/", "/"), at, regex=True)
        else:
            self._add_value(name, raw, at)

    def _add_value(  # noqa: PLR0913
        self,
        name: str,
        text: str,
        at: int,
        *,
        quoted: bool = False,
        prefix: bool = False,
        regex: bool = False,
    ) -> None:
        try:
            if name in PSEUDO_FIELDS:
                term = read_presence(name, text)
            elif regex:
                term = read_regex(get_field(name), text)
            elif quoted:
                term = read_text(get_field(name), text, prefix=prefix)
            else:
                term = read_value(get_field(name), text)
        except TermError as error:
            column = at + regex + error.offset
            raise self._error(error.message, column, error.hint) from error
        self._add(term, at)

    def _add_text(self, raw: str, column: int) -> None:
        """Add words without a field, unless they stand in a field's group."""
        if name := self._field_name():
            self._add_raw(name, raw, column)
            return
        text = raw.rstrip("*")
        prefix = text != raw
        if prefix:
            self._has_syntax = True
        if raw and not text:
            self._add(Everything(), column)
            return
        text = text.rstrip(":")
        # Signs without a letter say nothing: "Trees & forests".
        if tokens(text):
            is_word = is_plain_word(text)
            self._add(Word(text, prefix) if is_word else Phrase(text, prefix), column)

    def _add(self, term: Query, at: int) -> None:
        self.tokens.append(_Token("term", at, term))

    def _error(self, message: str, column: int, hint: str | None = None) -> QueryError:
        return QueryError(message, query=self.text, column=column, hint=hint)


def _is_whole(tokens_of_argument: list[_Token]) -> bool:
    """Whether the tokens are a query by themselves: no operator hangs over an end."""
    if not tokens_of_argument:
        return False
    first, last = tokens_of_argument[0].kind, tokens_of_argument[-1].kind
    return first not in {"AND", "OR"} and last not in {"AND", "OR", "NOT"}


class _Parser:
    """Builds the tree, by recursive descent."""

    def __init__(self, lexer: _Lexer) -> None:
        self._text = lexer.text
        self._open = lexer.open
        self._tokens = lexer.tokens
        self._at = 0
        self._depth = 0

    def parse(self) -> Query:
        for field, column in self._open:
            if field is not None:
                raise self._error("the bracket is not closed", column, _CLOSE_IT)
        if not self._tokens:
            if self._text.strip():
                raise self._error(f"there is nothing to look for in {self._text!r}", 0)
            return Everything()
        query = self._alternatives()
        if self._at < len(self._tokens):
            raise self._error("an operator too many", self._tokens[self._at].column)
        return query

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _alternatives(self) -> Query:
        parts = [self._conjunction()]
        while self._kind() == "OR":
            self._at += 1
            parts.append(self._conjunction())
        return any_of(*parts)

    def _conjunction(self) -> Query:
        parts = [self._operand()]
        while self._kind() not in {"OR", ")", "end"}:
            if self._kind() == "AND":
                self._at += 1
            parts.append(self._operand())
        return all_of(*parts)

    def _operand(self) -> Query:
        if self._at >= len(self._tokens):
            raise self._dangling(self._tokens[-1])
        token = self._tokens[self._at]
        self._at += 1
        if token.term is not None:
            return token.term
        if token.kind in {"AND", "OR"}:
            raise self._dangling(token)
        if token.kind == ")":
            if self._tokens[self._at - 2].kind == "(":
                raise self._error("there is nothing in the brackets", token.column)
            raise self._dangling(self._tokens[self._at - 2])
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error("the query is nested too deeply", token.column)
        if token.kind == "NOT":
            query: Query = Not(self._operand())
        else:
            query = self._alternatives()
            self._at += 1  # the lexer has seen to it that it closes
        self._depth -= 1
        return query

    def _dangling(self, token: _Token) -> QueryError:
        side = "after" if token is self._tokens[self._at - 1] else "before"
        word = self._text[token.column : token.column + len(token.kind)]
        sign = "-" if token.kind == "NOT" and word != "NOT" else token.kind
        side = "on both sides" if sign in {"AND", "OR"} else f"{side} it"
        return self._error(
            f"{sign} needs something {side}",
            token.column,
            None
            if sign == "-"
            else "to look for the word itself, quote it twice:"
            f" {quoted_for_shell(sign)}",
        )

    def _error(self, message: str, column: int, hint: str | None = None) -> QueryError:
        return QueryError(message, query=self._text, column=column, hint=hint)
