"""Regular expressions over the stored text of entries, unit by unit.

A unit is what a line is to grep: a sentence of the abstract, an item of a list, the
whole of any other field. What is matched is the text as the file has it, LaTeX and
all, its line breaks as blanks; `docs/grep.md` has the flags.
"""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Protocol

from paperctl.query.deadline import Budget
from paperctl.query.spans import one_line
from paperctl.text.display import one_line as display_line
from paperctl.values import NamedTuple, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.errors import Location
    from paperctl.model.entry import Entry
    from paperctl.query.needles import Needles
    from paperctl.query.spans import Span

GREP_FIELDS = ("title", "abstract")
"""The fields that are looked at unless others are asked for."""

_BATCH = 64  # entries under one deadline


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
    """A unit of an entry that a pattern selects, or (`is_context`) one beside it.

    Spans count from the beginning of the unit's text; with `invert` there are none.
    `follows` says that the hit before is the unit before, in the same field, and
    `mark` is for whoever found it, to say where in the file it stands.
    """

    citekey: str
    unit: Unit
    spans: tuple[Span, ...] = ()
    is_context: bool = False
    follows: bool = False
    mark: Any = None

    @property
    def offset(self) -> int:
        """Where in the field's value the first match begins, else the unit."""
        return self.unit.start + (self.spans[0][0] if self.spans else 0)


@frozen()
class Plan:
    """What `grep` is asked for.

    Attributes:
        pattern: Made by `patterns.compile_pattern`.
        fields: Names of fields, in the order in which they are looked at.
        invert: Select what does not match.
        max_count: At most so many units of each entry.
        before: So many units of the same field before each hit, as context.
        after: So many after it.
    """

    pattern: Pattern
    fields: tuple[str, ...] = GREP_FIELDS
    invert: bool = False
    max_count: int | None = None
    before: int = 0
    after: int = 0


def hit_line(hit: Hit, place: Location, text: str | None = None) -> str:
    """Write `path line citekey field text`, tab-separated, as `grep` does for a pipe.

    Args:
        hit: What was found.
        place: Where in its file.
        text: That of the unit, if it has been made fit for a line already.
    """
    unit = hit.unit
    shown = display_line(unit.text) if text is None else text
    path = display_line(place.path)
    return f"{path}\t{place.line}\t{hit.citekey}\t{unit.field}\t{shown}\n"


def encoded(lines: str) -> bytes:
    """Encode lines as a pipe gets them, whatever is in them."""
    return lines.encode("utf-8", "backslashreplace")


def split_matches(hit: Hit, invert: bool = False) -> list[Hit]:
    """Narrow a hit to each of its matches, none where all that matches is empty.

    As in ripgrep what has no match stays whole: context, and with `invert` all.
    """
    if invert or hit.is_context:
        return [hit]
    unit = hit.unit
    return [
        hit._replace(
            unit=unit._replace(start=unit.start + start, text=unit.text[start:end]),
            spans=((0, end - start),),
        )
        for start, end in hit.spans
    ]


def count_units(hits: Iterable[Hit]) -> dict[str, int]:
    """Count the units selected in each entry, by citekey; context does not count."""
    return dict(Counter(hit.citekey for hit in hits if not hit.is_context))


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

    @property
    def is_certain(self) -> bool:
        """Whether all that `candidates` gives are matches, each where it begins."""

    @property
    def needles(self) -> Needles | None:
        """What has to be there for a match; None where nothing is known."""

    def may_match(self, text: str) -> bool:
        """Whether it might match a part of the text; quick where it says no."""

    def candidates(self, data: bytes) -> Iterator[int] | None:
        """Find where in many texts at once there may be matches, as places of bytes.

        The texts are lines, each with its end. None where each text has to be looked at
        by itself.
        """

    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere, be it the empty text."""

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the matches, without empty ones and without overlaps."""


def iter_units(entry: Entry, fields: Sequence[str] = GREP_FIELDS) -> Iterator[Unit]:
    """Cut the text of an entry into units, field by field."""
    for name in fields:
        for item, parts in iter_values(entry, name):
            for start, text in parts:
                yield Unit(name, item, start, text)


def iter_values(
    entry: Entry, field: str
) -> Iterator[tuple[int | None, Sequence[tuple[int, str]]]]:
    """Cut the values of a field, each with its place in a list, into their units.

    Of each unit there is where in the value it begins, and its text.
    """
    from paperctl.model.record import values_of  # an index has the units already

    is_list = isinstance(getattr(entry, field), tuple)
    for item, value in enumerate(values_of(entry, field)):
        text = one_line(value)
        if field == "abstract":
            from paperctl.text.sentences import sentences

            yield None, [(start, text[start:end]) for start, end in sentences(value)]
        else:
            yield item if is_list else None, ((0, text),)


def grep(entries: Iterable[Entry], plan: Plan) -> Iterator[Hit]:
    """Find the units that a pattern matches, or with `invert` those that it does not.

    Raises:
        QueryError: The pattern takes too long.
    """
    pattern = plan.pattern
    budget = Budget(pattern.source)
    waiting = iter(entries)
    while batch := list(islice(waiting, _BATCH)):
        with nullcontext() if pattern.is_linear else budget.guard(len(batch)):
            hits = [hit for entry in batch for hit in _grep_entry(entry, plan)]
        yield from hits


def _grep_entry(entry: Entry, plan: Plan) -> list[Hit]:
    hits: list[Hit] = []
    wanted = plan.max_count
    for name in plan.fields:
        if wanted is not None and wanted <= 0:
            break
        if name == "abstract" and not _may_select(entry.abstract or "", plan):
            continue  # cutting it into sentences is what takes the time
        units = list(iter_units(entry, (name,)))
        selected = _select(units, plan, wanted)
        if wanted is not None:
            wanted -= len(selected)
        found = with_context(entry.citekey, units, selected, plan)
        hits += (hit for _, hit in found)
    return hits


def with_context(
    citekey: str,
    units: Sequence[Unit],
    selected: Mapping[int, tuple[Span, ...]],
    plan: Plan,
) -> Iterator[tuple[int, Hit]]:
    """Make hits of the units of a field that are selected, and of those beside them.

    Each comes with its place in `units`.
    """
    shown = sorted(
        {
            near
            for index in selected
            for near in range(index - plan.before, index + plan.after + 1)
            if 0 <= near < len(units)
        }
    )
    for previous, index in pairwise([-1, *shown]):
        spans = selected.get(index)
        follows = previous >= 0 and previous == index - 1
        hit = Hit(citekey, units[index], spans or (), spans is None, follows)
        yield index, hit


def _may_select(text: str, plan: Plan) -> bool:
    return plan.invert or plan.pattern.may_match(one_line(text))


def _select(
    units: Sequence[Unit], plan: Plan, wanted: int | None
) -> dict[int, tuple[Span, ...]]:
    """Choose units, at most so many, and find the matches in them."""
    selected: dict[int, tuple[Span, ...]] = {}
    for index, unit in enumerate(units):
        if wanted is not None and len(selected) >= wanted:
            break
        if plan.pattern.found(unit.text) != plan.invert:
            selected[index] = () if plan.invert else plan.pattern.spans(unit.text)
    return selected
