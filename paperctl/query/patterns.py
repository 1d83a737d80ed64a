r"""Patterns as `grep` uses them: several at once, whole words, and two engines.

RE2 does the work. What it cannot decide, a `\b` beside letters that are not ASCII, it
leaves to Python's `re`, which sees only the units that RE2 could not rule out.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from paperctl.errors import QueryError
from paperctl.query.dialect import Backtracking, Linear, scoped, translate
from paperctl.query.regex import PERL_HINT, compile_regex
from paperctl.query.spans import melt
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.query.grep import Pattern
    from paperctl.query.linear import LinearRegex
    from paperctl.query.needles import Needles
    from paperctl.query.spans import Span


Engine: TypeAlias = Literal["linear", "python", "perl"]
"""RE2; Python's `re` in its place; or Python's `re` with all that it can."""

Whole: TypeAlias = Literal["word", "line"]
"""What a match has to be."""

_NOT_LITERAL = lazy_regex(
    r"\\(?:[pP]\{[^}]*\}|[pP]\w|x\{[^}]*\}|x\w\w|[uUN]\w*|.)|\[:\w+:\]"
    r"|\(\?P?[<=][A-Za-z_][^>)]*[>)]|\(\?[a-zA-Z]+",
    re.DOTALL,
)
_OUTSIDE = f"[^{Linear.word}]"
_LINE_END = ord("\n")
# What RE2 takes and Python may not: scripts, and flags in the middle.
_PERHAPS_UNKNOWN = lazy_regex(r"\\[pP]|\(\?[a-zA-Z-]+[):]")
# Joining patterns by "|" would renumber groups and repeat their names.
_NOT_JOINED = lazy_regex(r"\\[1-9]|\(\?[P(]")
# What asks for the ends of the text, or for what stands beside a match.
_LOOKS_AROUND = lazy_regex(r"[$^]|\\[AZbB]|\(\?[^:P]")


class RegexPattern:
    """Patterns for Python's `re`, which may take forever."""

    is_linear: Final = False
    is_certain: Final = False
    needles: Final = None

    def __init__(
        self, source: str, regexes: Sequence[re.Pattern[str]], *, is_local: bool
    ) -> None:
        self.source: Final = source
        self.is_local: Final = is_local
        self._regexes = regexes

    def may_match(self, text: str) -> bool:
        """Whether the pattern might match a part of the text."""
        return not self.is_local or self.found(text)

    def candidates(self, data: bytes) -> None:  # noqa: ARG002
        """Give none: each text has to be looked at by itself, under the deadline."""
        return

    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere, be it the empty text."""
        return any(regex.search(text) for regex in self._regexes)

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the matches, without empty ones and without overlaps."""
        return melt(span for regex in self._regexes for span in _spans_of(regex, text))


def _spans_of(regex: re.Pattern[str], text: str) -> Iterator[Span]:
    """Find matches as RE2 and ripgrep do: none at all where one is empty.

    Not `finditer`: after an empty match it looks for a longer one at the same place.

    >>> list(_spans_of(re.compile("|a"), "aa"))
    []
    """
    place = 0
    while place <= len(text) and (found := regex.search(text, place)):
        start, end = found.span()
        if start < end:
            yield start, end
        place = end + (start == end)


class LinearPattern:
    """Patterns for RE2.

    `is_linear` is not so if some text may have to go to Python's `re`: one that is not
    ASCII, under a pattern with word boundaries.
    """

    def __init__(
        self,
        source: str,
        bodies: Sequence[str],
        *,
        ignore_case: bool,
        whole: Whole | None,
    ) -> None:
        translated = [translate(body, Linear()) for body in bodies]
        self.source: Final = source
        self.is_linear: Final = not any(part.has_boundary for part in translated)
        self.is_local: Final = not (
            whole or any(part.has_assertion for part in translated)
        )
        # What RE2 finds is so, unless a boundary is beside what is not ASCII.
        self.is_certain: Final = self.is_linear
        self._bodies = bodies
        self._ignore_case = ignore_case
        self._whole = whole
        self._body = _joined([part.text for part in translated])
        self._regex = self._compile(
            {
                "word": rf"(?:(?m:^)|{_OUTSIDE})(?:{self._body})(?:(?m:$)|{_OUTSIDE})",
                "line": rf"(?m:^)(?:{self._body})(?m:$)",
                None: self._body,
            }[whole]
        )
        if not self.is_linear and any(map(_PERHAPS_UNKNOWN.search, bodies)):
            self._careful  # noqa: B018  to know now whether it can be had

    @cached_property
    def needles(self) -> Needles | None:
        """What has to be there for a match."""
        from paperctl.query.needles import find_needles

        return find_needles(self._bodies, ignore_case=self._ignore_case)

    def may_match(self, text: str) -> bool:
        """Whether the pattern might match a part of the text."""
        return self._relaxed.is_in(_encoded(text))

    def candidates(self, data: bytes) -> Iterator[int] | None:
        """Find where in many texts at once there may be matches, as places of bytes.

        None goes from one line into the next, since RE2 is told so. What matches the
        empty text would be everywhere.
        """
        regex = self._regex if self.is_linear else self._relaxed
        if regex.is_in(b""):
            return None
        needle = self._needle
        starts = _starts_near(needle, regex, data) if needle else regex.starts(data)
        if self._whole == "word" and self.is_linear:
            return (self._start_of_word(data, place) for place in starts)
        return starts

    @cached_property
    def _needle(self) -> bytes:
        """The one text that each match holds, in its own case."""
        if self._ignore_case or self.needles is None or len(self.needles.texts) > 1:
            return b""
        return _encoded(self.needles.texts[0])

    def _start_of_word(self, data: bytes, place: int) -> int:
        """Say where a word begins: behind what stands before it, if anything does."""
        if place and data[place - 1] != _LINE_END:
            return _next(data, place)
        found = self._search.search(data, place)
        return found[-1][0] if found else place

    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere, be it the empty text."""
        if self._is_certain(text):
            return self._regex.is_in(_encoded(text))
        return self.may_match(text) and self._careful.found(text)

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the matches, without empty ones and without overlaps."""
        if not self._is_certain(text):
            return self._careful.spans(text)
        data = _encoded(text)
        spans = tuple(self._spans(data))
        return spans if len(data) == len(text) else _counted(data, spans)

    def _is_certain(self, text: str) -> bool:
        return self.is_linear or text.isascii()

    def _spans(self, data: bytes) -> Iterator[Span]:
        place = 0
        regex = self._search
        while place <= len(data) and (found := regex.search(data, place)):
            start, end = found[-1]
            if start < end:
                yield start, end
            else:
                end = _next(data, end)
            # A word has to see what stands before it: go back by one letter.
            place = _previous(data, end) if self._whole == "word" else end
            regex = self._go_on

    @cached_property
    def _search(self) -> LinearRegex:
        """Search for the pattern: its last group, or the whole where there is none."""
        if self._whole != "word":
            return self._regex
        return self._compile(
            rf"(?:(?m:^)|{_OUTSIDE})({self._body})(?:(?m:$)|{_OUTSIDE})"
        )

    @cached_property
    def _go_on(self) -> LinearRegex:
        """Search behind a match: there a word needs something before it."""
        if self._whole != "word":
            return self._regex
        return self._compile(rf"{_OUTSIDE}({self._body})(?:(?m:$)|{_OUTSIDE})")

    @cached_property
    def _relaxed(self) -> LinearRegex:
        """Search for what matches wherever the pattern does, and in the whole text."""
        if self.is_local:
            return self._regex
        parts = (translate(body, Linear(), relaxed=True) for body in self._bodies)
        return self._compile(_joined([part.text for part in parts]))

    @cached_property
    def _careful(self) -> RegexPattern:
        """Decide what RE2 cannot."""
        try:
            return _backtracking(
                self.source,
                self._bodies,
                ignore_case=self._ignore_case,
                whole=self._whole,
            )
        except QueryError as error:
            raise QueryError(
                rf"\b and \B beside what they do not go with: {error.message}",
                query=error.query,
                column=error.column,
                hint="-w finds whole words without them",
            ) from error

    def _compile(self, pattern: str) -> LinearRegex:
        from paperctl.query.linear import compile_linear

        return compile_linear(pattern, ignore_case=self._ignore_case, typed=self.source)


class LiteralPattern:
    """One plain text, in its own case: no engine is needed to see whether it is there.

    Many texts at once are searched for a part of it that begins with a rare letter,
    since RE2 goes quickly to the next place of the first letter.
    """

    is_linear: Final = True
    is_local: Final = True
    is_certain: Final = True

    def __init__(self, literal: str) -> None:
        self.source: Final = literal
        self._data = literal.encode("ascii")
        self._lead = _rarest_letter(literal)
        self._tail: LinearRegex | None = None  # compiled when it is first needed

    @cached_property
    def needles(self) -> Needles | None:
        """The longest of its words."""
        from paperctl.query.needles import Needles

        words = self.source.split()
        return Needles([max(words, key=len)]) if words else None

    def may_match(self, text: str) -> bool:
        """Whether the pattern might match a part of the text."""
        return self.source in text

    def found(self, text: str) -> bool:
        """Whether the text is there."""
        return self.source in text

    def spans(self, text: str) -> tuple[Span, ...]:
        """List where it stands, without overlaps."""
        spans: list[Span] = []
        place = text.find(self.source)
        while place >= 0:
            end = place + len(self.source)
            spans.append((place, end))
            place = text.find(self.source, end)
        return tuple(spans)

    def candidates(self, data: bytes) -> Iterator[int]:
        """Find where in many texts at once it stands, as places of bytes."""
        if self._tail is None:
            from paperctl.query.linear import compile_linear

            tail = re.escape(self.source[self._lead :])
            self._tail = compile_linear(tail, typed=self.source)
        lead, head = self._lead, self._data[: self._lead]
        for count, place in enumerate(self._tail.starts(data)):
            if _is_often(count, place, _OFTEN_FOR_RE2):
                yield from _places(self._data, data, place - lead)
                return
            if data.startswith(head, place - lead):
                yield place - lead


# Letters of English from common to rare; all others are rarer.
_BY_FREQUENCY = " etaoinsrhldcumfpgwybvkxjqz"
_LEAST_TAIL = 3
_META = frozenset(r".^$*+?{}[]\|()")


def _rarest_letter(literal: str) -> int:
    """Find the rarest letter that has some more behind it.

    >>> _rarest_letter("quantization"), _rarest_letter("we")
    (6, 0)
    """
    places = range(max(1, len(literal) - _LEAST_TAIL + 1))
    return max(places, key=lambda at: (_rarity(literal[at]), -at))


def _rarity(letter: str) -> int:
    place = _BY_FREQUENCY.find(letter)
    return place if place >= 0 else len(_BY_FREQUENCY)


def _joined(bodies: Sequence[str]) -> str:
    if len(bodies) == 1:
        return bodies[0]
    return "|".join(f"(?:{body})" for body in bodies)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# RE2 goes on quickly, but takes long for each match; Python is the other way round.
_OFTEN_FOR_RE2 = 1 << 13
# Looking at a line takes as long as RE2 takes for so many bytes of other lines.
_OFTEN_FOR_LINES = 1 << 11
_ENOUGH_TO_TELL = 1 << 16


def _is_often(count: int, place: int, each: int) -> bool:
    """Whether there was more than one of something for each so many bytes."""
    return count * each > place + _ENOUGH_TO_TELL


def _places(needle: bytes, data: bytes, place: int) -> Iterator[int]:
    """Find where a text stands, from a place on."""
    place = data.find(needle, place)
    while place >= 0:
        yield place
        place = data.find(needle, place + len(needle))


def _starts_near(needle: bytes, regex: LinearRegex, data: bytes) -> Iterator[int]:
    """Find matches in the lines that hold a text, one in each, unless many lines do."""
    count = end = 0
    while (place := data.find(needle, end)) >= 0:
        start = data.rfind(b"\n", end, place) + 1
        if _is_often(count, place, _OFTEN_FOR_LINES):
            yield from regex.starts(data, start)
            return
        count += 1
        end = data.find(b"\n", place)
        found = regex.start(data, start, end)
        if found >= 0:
            yield found


def _next(data: bytes, place: int) -> int:
    """Step over one letter of UTF-8."""
    place += 1
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return place


def _previous(data: bytes, place: int) -> int:
    """Step back over one letter of UTF-8, unless beyond the end."""
    if place > len(data):
        return place
    place -= 1
    while data[place] & 0xC0 == 0x80:
        place -= 1
    return place


def _counted(data: bytes, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Count characters where the spans count bytes.

    >>> _counted("üxü".encode(), [(2, 5)])
    ((1, 3),)
    """
    places = [0, *(place for span in spans for place in span)]
    count = 0
    counts = [
        count := count + len(data[first:last].decode("utf-8", "surrogatepass"))
        for first, last in pairwise(places)
    ]
    return tuple(zip(counts[::2], counts[1::2], strict=True))


def compile_pattern(  # noqa: PLR0913
    patterns: Sequence[str],
    *,
    ignore_case: bool = False,
    smart_case: bool = False,
    fixed: bool = False,
    word: bool = False,
    line: bool = False,
    engine: Engine = "linear",
) -> Pattern:
    """Compile patterns of which any may match; none at all match nothing.

    Args:
        patterns: As typed by the user.
        ignore_case: Case does not matter.
        smart_case: Nor does it where the patterns have letters, but no capital.
        fixed: They are plain text.
        word: A match has no letter, digit or underscore beside it.
        line: A match is the whole unit, be it a word or not.
        engine: RE2 unless it is missing, or cannot do what is asked for.

    Raises:
        QueryError: One is no regular expression, or none for this engine.
    """
    patterns = list(map(_decoded, patterns))
    if smart_case:
        ignore_case = ignore_case or is_lower(patterns, fixed=fixed)
    source = "|".join(patterns)
    whole: Whole | None = "line" if line else "word" if word else None
    if fixed:
        bodies = list(map(re.escape, patterns))
    else:
        bodies = list(patterns)
        # One for RE2 that stands for itself is compiled as it is.
        if engine != "linear" or whole or len(patterns) > 1:
            for pattern in patterns:
                _check(pattern, engine)
    if not bodies:
        return RegexPattern(source, [], is_local=True)
    if engine == "linear" and not ignore_case and whole is None:
        literal = patterns[0] if len(patterns) == 1 else ""
        is_plain = literal.isascii() and literal.isprintable()
        if literal and is_plain and (fixed or _META.isdisjoint(literal)):
            return LiteralPattern(literal)
    if engine == "perl":
        return _perl(source, bodies, ignore_case=ignore_case, whole=whole)
    if engine == "python":
        return _backtracking(source, bodies, ignore_case=ignore_case, whole=whole)
    return LinearPattern(source, bodies, ignore_case=ignore_case, whole=whole)


def _decoded(pattern: str) -> str:
    r"""Read a pattern as UTF-8 where Python did not know that it is.

    >>> _decoded("caf\udcc3\udca9")
    'café'
    """
    if pattern.isascii():
        return pattern
    try:
        return pattern.encode("utf-8", "surrogateescape").decode()
    except UnicodeError as error:
        raise QueryError("the pattern is not UTF-8", query=pattern) from error


def is_lower(patterns: Iterable[str], *, fixed: bool = False) -> bool:
    r"""Whether patterns ask for letters, but for no capital, as smart case wants it.

    >>> is_lower([r"\Slow\W"]), is_lower(["low", "Rank"]), is_lower([r"\w\p{Lu}"])
    (True, False, False)
    """
    literal = "".join(
        pattern if fixed else _NOT_LITERAL.sub("", pattern) for pattern in patterns
    )
    return any(map(str.isalpha, literal)) and not any(map(str.isupper, literal))


def _check(pattern: str, engine: Engine) -> None:
    """Refuse what is no pattern by itself, whatever it becomes among others."""
    if engine == "perl":
        compile_regex(pattern)
    elif engine == "python":
        _translated(pattern, Backtracking())
    else:
        from paperctl.query.linear import compile_linear

        compile_linear(translate(pattern, Linear()).text, typed=pattern)


def _translated(pattern: str, dialect: Backtracking) -> str:
    text = translate(pattern, dialect).text
    try:
        compile_regex(text)
    except QueryError as error:
        compile_regex(pattern)  # its columns are those of the user
        raise QueryError(error.message, query=pattern, hint=PERL_HINT) from error
    return text


def _backtracking(
    source: str, bodies: Sequence[str], *, ignore_case: bool, whole: Whole | None
) -> RegexPattern:
    """Compile patterns for Python's `re` that mean what they mean to RE2."""
    dialect = Backtracking()
    parts = [translate(body, dialect) for body in bodies]
    body = _joined([_translated(body, dialect) for body in bodies])
    if whole == "word":
        body = f"(?<![{dialect.word}])(?:{body})(?![{dialect.word}])"
    elif whole == "line":
        body = rf"\A(?:{body})\Z"
    regex = compile_regex(body, re.IGNORECASE if ignore_case else 0)
    is_local = not (whole or any(part.has_assertion for part in parts))
    return RegexPattern(source, [regex], is_local=is_local)


def _perl(
    source: str, bodies: Sequence[str], *, ignore_case: bool, whole: Whole | None
) -> RegexPattern:
    """Compile patterns for Python's `re` as they are."""
    scopes = list(map(scoped, bodies))
    if len(scopes) > 1 and not any(map(_NOT_JOINED.search, scopes)):
        scopes = [_joined(scopes)]
    if whole == "line":
        scopes = [rf"\A(?:{body})\Z" for body in scopes]
    elif whole == "word":
        scopes = [rf"(?<!\w)(?:{body})(?!\w)" for body in scopes]
    flags = re.IGNORECASE if ignore_case else 0
    is_local = not (whole or any(map(_LOOKS_AROUND.search, scopes)))
    regexes = [compile_regex(body, flags) for body in scopes]
    return RegexPattern(source, regexes, is_local=is_local)
