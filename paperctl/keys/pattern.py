r"""Patterns of citekeys: `[auth:lower][year][title1:lower]`.

    pattern  = { text | "[" function { ":" modifier } "]" }
    function = name [ number [ "_" number ] ]
    modifier = name [ number ] | "(" text ")" | "regex(" string "," string ")"
    string   = '"' { character | '\"' | "\\" } '"'

Text outside brackets stands as it is, and has to be what a citekey can hold. What the
functions give is written in ASCII at the end, without blanks and signs that BibTeX,
LaTeX or a citation in Markdown would stumble over.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from paperctl.errors import QueryError
from paperctl.keys.functions import find_function, function_names
from paperctl.keys.modifiers import MODIFIERS, default, groups_of, replacing
from paperctl.keys.presets import PRESETS
from paperctl.text.fold import to_ascii
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from paperctl.keys.functions import Call, Function
    from paperctl.keys.modifiers import Change
    from paperctl.model.entry import Entry

SAFE = "letters, digits and _ : . + / -"
"""What may be in a citekey whatever reads it."""

_UNSAFE = lazy_regex(r"[^A-Za-z0-9_:.+/-]")
_NUMBERED = lazy_regex(r"(.*?)([0-9]{1,3})(?:_([0-9]{1,3}))?")
_NAME = lazy_regex(r"[^\[\]:]*")
_MODIFIER = lazy_regex(r"[^\[\]:(]*")
_STRING = lazy_regex(r'\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ESCAPED = lazy_regex(r'\\(["\\])')
# What makes keys elsewhere: `auth.lower + shorttitle(3,3) + year`.
_FORMULA = lazy_regex(r"[a-z]+[.(].*|.*\s\+\s.*|\{.*")


class _Marker(NamedTuple):
    call: Call
    numbers: tuple[int | None, int | None]
    changes: tuple[Change, ...]


@frozen()
class Pattern:
    """A pattern that was understood.

    Attributes:
        text: As it was typed; the name of a preset is one.
        has_regex: Somebody's regular expression is in it, which may take its time.
    """

    text: str
    parts: tuple[str | _Marker, ...]
    has_regex: bool = False

    def __str__(self) -> str:
        return self.text

    def base(self, entry: Entry) -> str:
        """Make the citekey of an entry, but for the letter that tells it from others.

        It is empty where the entry has nothing that the pattern asks for.
        """
        made: list[str] = []
        has_value = False
        for part in self.parts:
            if isinstance(part, str):
                made.append(part)
                continue
            found = value = part.call(entry, *part.numbers)
            for change in part.changes:
                value = change(value)
            value = clean(value)
            # What stands there instead of a value says nothing about the entry.
            has_value = has_value or bool(found and value)
            made.append(value)
        return "".join(made) if has_value else ""


def clean(text: str) -> str:
    """Keep what may be in a citekey whatever reads it.

    >>> clean("Müller & Søn, 2020")
    'MullerSon2020'
    """
    if text.isascii() and text.isalnum():
        return text
    return _UNSAFE.sub("", to_ascii(text))


def unsafe_characters(citekey: str) -> str:
    """List the characters that some reader of a citekey would stumble over.

    >>> unsafe_characters("müller2020&co"), unsafe_characters("DBLP:conf/nips/V17")
    ('ü&', '')
    """
    return "".join(dict.fromkeys(_UNSAFE.findall(citekey)))


def parse_pattern(text: str) -> Pattern:
    """Read a pattern, or the name of a preset.

    Raises:
        QueryError: It cannot be understood; the error knows the column.
    """
    preset = PRESETS.get(text.strip().lower())
    if preset is not None:
        return Pattern(text.strip().lower(), _Parser(preset.pattern).read())
    if "[" not in text:
        raise _no_function(text)
    parser = _Parser(text)
    return Pattern(text, parser.read(), parser.has_regex)


def _no_function(text: str) -> QueryError:
    from paperctl.text.closest import did_you_mean

    hint = did_you_mean(text.strip(), PRESETS)
    if hint is None and _FORMULA.fullmatch(text.strip()):
        hint = "functions stand in brackets: [auth:lower][shorttitle3_3][year]"
    return QueryError(
        "the pattern has no function in brackets, and no preset has this name",
        query=text,
        hint=hint or f"for example: [auth][year]; the presets are {', '.join(PRESETS)}",
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.has_regex = False

    def read(self) -> tuple[str | _Marker, ...]:
        parts: list[str | _Marker] = []
        while self.at < len(self.text):
            is_marker = self.text[self.at] == "["
            parts.append(self._marker() if is_marker else self._literal())
        return tuple(parts)

    def _fail(self, message: str, at: int, hint: str | None = None) -> NoReturn:
        raise QueryError(message, query=self.text, column=at, hint=hint)

    def _literal(self) -> str:
        end = self.text.find("[", self.at)
        end = len(self.text) if end < 0 else end
        literal = self.text[self.at : end]
        wrong = _UNSAFE.search(literal)
        if wrong:
            at = self.at + wrong.start()
            if wrong[0] == "]":
                self._fail("this bracket closes nothing", at)
            self._fail(
                f"a citekey cannot hold {wrong[0]!r} everywhere",
                at,
                f"outside brackets there can be {SAFE}",
            )
        self.at = end
        return literal

    def _marker(self) -> _Marker:
        opened = self.at
        self.at += 1
        name = self._take(_NAME)
        function, numbers = self._function(name, opened + 1)
        changes: list[Change] = []
        while self.text.startswith(":", self.at):
            self.at += 1
            changes.append(self._modifier())
        if not self.text.startswith("]", self.at):
            if self.at == len(self.text) or self.text[self.at] == "[":
                self._fail("this bracket is not closed", opened)
            self._fail("expected : or ] here", self.at)
        self.at += 1
        return _Marker(function.call, numbers, tuple(changes))

    def _take(self, regex: re.Pattern[str]) -> str:
        found = regex.match(self.text, self.at)
        assert found is not None  # it can be empty
        self.at = found.end()
        return found[0]

    def _function(
        self, name: str, at: int
    ) -> tuple[Function, tuple[int | None, int | None]]:
        function = find_function(name)
        numbers: tuple[int | None, int | None] = (None, None)
        if function is None:
            numbered = _NUMBERED.fullmatch(name)
            if numbered:
                function = find_function(numbered[1])
                name, numbers = numbered[1], _numbers(numbered)
        if function is None:
            self._unknown(name, at)
        given = sum(number is not None for number in numbers)
        if given > function.numbers:
            takes = "one number" if function.numbers else "no number"
            self._fail(f"[{function.name}] takes {takes}", at + len(name))
        if given < function.needs:
            hint = f"for example: [{function.name}4]"
            self._fail(f"[{function.name}] needs a number", at + len(name), hint)
        if numbers[0] == 0:
            self._fail("numbers count from 1", at + len(name))
        return function, numbers

    def _unknown(self, name: str, at: int) -> NoReturn:
        from paperctl.text.closest import did_you_mean

        if not name:
            self._fail("no function is named", at, "for example: [auth], [year]")
        if name.lower() in {"citekey", "key", "id", "citationkey", "bibtexkey"}:
            self._fail("a citekey cannot be made of itself", at)
        self._fail(
            f"no function and no field is called {name!r}",
            at,
            did_you_mean(name, function_names())
            or "`paperctl help citekeys` lists them; an unknown field is [extra.NAME]",
        )

    def _modifier(self) -> Change:
        start = self.at
        if self.text.startswith("(", start):
            end = self.text.find(")", start)
            if end < 0:
                self._fail("this bracket is not closed", start)
            self.at = end + 1
            return default(self.text[start + 1 : end])
        name = self._take(_MODIFIER)
        if self.text.startswith("(", self.at):
            if name.lower() == "regex":
                return self._regex()
            self._fail(f"{name!r} takes nothing in brackets", self.at)
        numbered = _NUMBERED.fullmatch(name)
        bare = numbered[1] if numbered else name
        modifier = MODIFIERS.get(bare.lower())
        if modifier is None:
            self._unknown_modifier(bare, start)
        if modifier.needs_number is not bool(numbered):
            needs = "needs a number" if modifier.needs_number else "takes no number"
            hint = f"for example: :{bare}5" if modifier.needs_number else None
            self._fail(f":{bare} {needs}", start + len(bare), hint)
        return modifier.make(int(numbered[2]) if numbered else 0)

    def _unknown_modifier(self, name: str, at: int) -> NoReturn:
        from paperctl.text.closest import did_you_mean

        known = [*MODIFIERS, "regex"]
        self._fail(
            f"no modifier is called {name!r}" if name else "no modifier is named",
            at,
            did_you_mean(name, known)
            or f'they are {", ".join(MODIFIERS)}, (default), regex("a", "b")',
        )

    def _regex(self) -> Change:
        self.has_regex = True
        self.at += 1
        start, pattern = self._string()
        if not self.text.startswith(",", self.at):
            self._fail("expected a comma and the replacement", self.at)
        self.at += 1
        at, replacement = self._string()
        if not self.text.startswith(")", self.at):
            self._fail("expected ) here", self.at)
        self.at += 1
        compiled = self._compile(pattern, start)
        if max(groups_of(replacement), default=0) > compiled.groups:
            self._fail("the expression has no such group", at)
        return replacing(compiled, replacement)

    def _string(self) -> tuple[int, str]:
        found = _STRING.match(self.text, self.at)
        if found is None:
            hint = 'for example: [title:regex("^The ", "")]'
            self._fail("expected a text in double quotes", self.at, hint)
        self.at = found.end()
        return found.start(1), _ESCAPED.sub(r"\1", found[1])

    def _compile(self, pattern: str, start: int) -> re.Pattern[str]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what Python will read otherwise
                return re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            at = start + (getattr(error, "pos", None) or 0)
            reason = getattr(error, "msg", None) or "it is too large"
            self._fail(f"no regular expression: {reason}", at)


def _numbers(found: re.Match[str]) -> tuple[int | None, int | None]:
    return int(found[2]), int(found[3]) if found[3] else None
