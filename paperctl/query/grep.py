"""Regular expressions over the stored text of entries, unit by unit.

A unit is what a line is to grep: a sentence of the abstract, an item of a list, the
whole of any other field. What is matched is the text as the file has it, LaTeX and
all, its line breaks as blanks; `docs/grep.md` has the flags.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from paperctl.model.record import values_of
from paperctl.query.deadline import guard
from paperctl.query.match import one_line
from paperctl.query.regex import compile_regex
from paperctl.query.spans import melt
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.model.entry import Entry
    from paperctl.query.spans import Span

GREP_FIELDS = ("title", "abstract")
"""The fields that are looked at unless others are asked for."""

_BATCH = 64  # entries under one deadline
_LEADING_FLAGS = lazy_regex(r"\(\?([aimsux]+)\)")
# Joining patterns by "|" would renumber groups and repeat their names.
_NOT_JOINED = lazy_regex(r"\\[1-9]|\(\?[P(]")
# What asks for the ends of the text, or for what stands beside a match.
_LOOKS_AROUND = lazy_regex(r"[$^]|\\[AZbB]|\(\?[^:P]")
_NOT_LITERAL = lazy_regex(
    r"\\(?:[pP]\{[^}]*\}|x\w\w|[uUN]\w*|.)|\(\?P[<=][^>)]*[>)]", re.DOTALL
)


class Unit(NamedTuple):
    """One unit of an entry's text.

    `item` counts within a list, `start` is the place of the text in the field's
    value, or in that item.
    """

    field: str
    item: int | None
    start: int
    text: str


class Hit(NamedTuple):
    """A unit that a pattern selects, or (`is_context`) one beside it.

    Spans count from the beginning of the unit's text; with `invert` there are none.
    """

    entry: Entry
    unit: Unit
    spans: tuple[Span, ...] = ()
    is_context: bool = False


def split_matches(hit: Hit) -> list[Hit]:
    """Narrow a hit to each of its matches; as in ripgrep one without stays whole."""
    unit = hit.unit
    return [
        hit._replace(
            unit=unit._replace(start=unit.start + start, text=unit.text[start:end]),
            spans=((0, end - start),),
        )
        for start, end in hit.spans
    ] or [hit]


def count_units(hits: Iterable[Hit]) -> dict[str, int]:
    """Count the units selected in each entry, by citekey; context does not count."""
    counts: dict[str, int] = {}
    for hit in hits:
        if not hit.is_context:
            counts[hit.entry.citekey] = counts.get(hit.entry.citekey, 0) + 1
    return counts


class Pattern(Protocol):
    """What `grep` asks of an engine; each has its own way to be fast."""

    @property
    def source(self) -> str:
        """The pattern as typed, for messages."""

    @property
    def is_linear(self) -> bool:
        """Whether it needs no deadline."""

    @property
    def is_local(self) -> bool:
        """Whether what it finds in a sentence it would find in the whole text too."""

    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere, be it the empty text."""

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the matches, without empty ones and without overlaps."""


class RegexPattern:
    """A pattern for Python's `re`: look-around, back-references, no limit of time."""

    is_linear: Final = False

    def __init__(
        self, source: str, regexes: Sequence[re.Pattern[str]], *, is_local: bool
    ) -> None:
        self.source: Final = source
        self.is_local: Final = is_local
        self._regexes = regexes

    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere, be it the empty text."""
        return any(regex.search(text) for regex in self._regexes)

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the matches, without empty ones and without overlaps."""
        return melt(
            match.span()
            for regex in self._regexes
            for match in regex.finditer(text)
            if match.end() > match.start()
        )


def compile_pattern(  # noqa: PLR0913
    patterns: Sequence[str],
    *,
    ignore_case: bool = False,
    smart_case: bool = False,
    fixed: bool = False,
    word: bool = False,
    line: bool = False,
) -> RegexPattern:
    """Compile patterns of which any may match; none at all match nothing.

    Args:
        patterns: As typed by the user.
        ignore_case: Case does not matter.
        smart_case: Nor does it as long as no pattern has a capital letter.
        fixed: They are plain text.
        word: A match has no letter, digit or underscore beside it.
        line: A match is the whole unit.

    Raises:
        QueryError: One is no regular expression.
    """
    flags = re.IGNORECASE if ignore_case else 0
    if smart_case and not any(has_capital(text, fixed=fixed) for text in patterns):
        flags = re.IGNORECASE
    bodies: list[str] = []
    for pattern in patterns:
        if fixed:
            bodies.append(re.escape(pattern))
        else:
            compile_regex(pattern, flags)
            bodies.append(_scoped(pattern))
    if len(bodies) > 1 and not any(map(_NOT_JOINED.search, bodies)):
        bodies = ["|".join(f"(?:{body})" for body in bodies)]
    if line:
        bodies = [rf"\A(?:{body})\Z" for body in bodies]
    elif word:
        bodies = [rf"(?<!\w)(?:{body})(?!\w)" for body in bodies]
    regexes = [compile_regex(body, flags) for body in bodies]
    is_local = not (line or word or any(map(_LOOKS_AROUND.search, bodies)))
    return RegexPattern("|".join(patterns), regexes, is_local=is_local)


def has_capital(pattern: str, *, fixed: bool = False) -> bool:
    r"""Whether a pattern asks for a capital letter itself, for smart case.

    >>> has_capital(r"\Slow\W"), has_capital("Low")
    (False, True)
    """
    text = pattern if fixed else _NOT_LITERAL.sub("", pattern)
    return any(character.isupper() for character in text)


def _scoped(pattern: str) -> str:
    """Confine flags at the beginning to the pattern, so that it can be wrapped.

    >>> _scoped("(?i)abc")
    '(?i:abc)'
    """
    flags = _LEADING_FLAGS.match(pattern)
    if flags is None:
        return pattern
    # A comment in a verbose pattern would swallow the bracket.
    end = "\n)" if "x" in flags[1] else ")"
    return f"(?{flags[1]}:{_scoped(pattern[flags.end() :])}{end}"


def iter_units(entry: Entry, fields: Sequence[str] = GREP_FIELDS) -> Iterator[Unit]:
    """Cut the text of an entry into units, field by field."""
    for name in fields:
        is_list = isinstance(getattr(entry, name), tuple)
        for item, value in enumerate(values_of(entry, name)):
            text = one_line(value)
            if name == "abstract":
                from paperctl.text.sentences import sentences

                for start, end in sentences(value):
                    yield Unit(name, None, start, text[start:end])
            else:
                yield Unit(name, item if is_list else None, 0, text)


def grep(  # noqa: PLR0913
    entries: Iterable[Entry],
    pattern: Pattern,
    *,
    fields: Sequence[str] = GREP_FIELDS,
    invert: bool = False,
    max_count: int | None = None,
    before: int = 0,
    after: int = 0,
) -> Iterator[Hit]:
    """Find the units that a pattern matches, or with `invert` those that it does not.

    Args:
        entries: Where to look, in this order.
        pattern: Made by `compile_pattern`.
        fields: Names of fields, in the order in which they are looked at.
        invert: Select what does not match.
        max_count: At most so many units of each entry.
        before: So many units of the same field before each hit, as context.
        after: So many after it.

    Raises:
        QueryError: The pattern takes too long.
    """
    plan = _Plan(pattern, tuple(fields), invert, max_count, before, after)
    waiting = iter(entries)
    while batch := list(islice(waiting, _BATCH)):
        with nullcontext() if pattern.is_linear else guard(pattern.source):
            hits = [hit for entry in batch for hit in _grep_entry(entry, plan)]
        yield from hits


class _Plan(NamedTuple):
    """What `grep` was asked for."""

    pattern: Pattern
    fields: tuple[str, ...]
    invert: bool
    max_count: int | None
    before: int
    after: int


def _grep_entry(entry: Entry, plan: _Plan) -> list[Hit]:
    hits: list[Hit] = []
    wanted = plan.max_count
    for name in plan.fields:
        if wanted is not None and wanted <= 0:
            break
        if name == "abstract" and not _may_match(entry.abstract or "", plan):
            continue  # cutting it into sentences is what takes the time
        units = list(iter_units(entry, (name,)))
        selected = _select(units, plan, wanted)
        if wanted is not None:
            wanted -= len(selected)
        shown = sorted(
            {
                near
                for index in selected
                for near in range(index - plan.before, index + plan.after + 1)
                if 0 <= near < len(units)
            }
        )
        for index in shown:
            spans = selected.get(index)
            hits.append(Hit(entry, units[index], spans or (), spans is None))
    return hits


def _may_match(text: str, plan: _Plan) -> bool:
    pattern = plan.pattern
    return plan.invert or not pattern.is_local or pattern.found(one_line(text))


def _select(
    units: Sequence[Unit], plan: _Plan, wanted: int | None
) -> dict[int, tuple[Span, ...]]:
    """Choose units, at most so many, and find the matches in them."""
    selected: dict[int, tuple[Span, ...]] = {}
    for index, unit in enumerate(units):
        if wanted is not None and len(selected) >= wanted:
            break
        if plan.pattern.found(unit.text) != plan.invert:
            selected[index] = () if plan.invert else plan.pattern.spans(unit.text)
    return selected
