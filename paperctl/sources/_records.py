"""Records of other programs: from their fields to entries, nothing lost on the way.

A value that its field cannot hold is kept in `extra` under the name that the record has
for it, and reported; so is every field that the model has no place for, silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from paperctl.errors import Location, Problem, SourceError
from paperctl.keys import make_citekey
from paperctl.model.record import citekey_defect, read_record
from paperctl.sources import Found, Harvest
from paperctl.text.fold import fold
from paperctl.values import changed
from paperctl.yamltext.scalar import NEVER

if TYPE_CHECKING:
    from paperctl.errors import FieldError
    from paperctl.model.entry import Entry
    from paperctl.model.record import RecordValue

DEEPEST = 50
"""So deep a value may be nested: the catalogue's reader allows 100 levels, and fields
of an entry stand a few deep."""

_LONGEST_QUOTE = 60


@dataclass(slots=True)
class Findings:
    """What is found while reading, in any order of the problems."""

    path: str
    entries: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)

    def warn(self, line: int, message: str) -> None:
        """Report something that was taken all the same, or that is no record."""
        self._add(line, message, "warning")

    def refuse(self, line: int, message: str, column: int | None = None) -> None:
        """Report something that had to be left out."""
        self._add(line, message, "error", column)

    def _add(
        self,
        line: int,
        message: str,
        severity: Literal["error", "warning"],
        column: int | None = None,
    ) -> None:
        place = Location(self.path, line, column)
        self.problems.append(Problem(message, place, severity))

    def harvest(self) -> Harvest:
        """Give it all, in the text's order."""
        problems = sorted(
            self.problems,
            key=lambda item: (item.location and item.location.line) or 0,
        )
        return Harvest(entries=tuple(self.entries), problems=tuple(problems))

    def harvest_any(self, nothing: str) -> Harvest:
        """Give it all, if there is an entry.

        Raises:
            SourceError: There is none; it says the first problem, else `nothing`.
        """
        if self.entries:
            return self.harvest()
        if self.problems:
            first = self.problems[0]
            raise SourceError(first.message, location=first.location)
        raise SourceError(nothing, location=Location(self.path))


class Draft:
    """An entry in the making.

    Attributes:
        line: Where its record begins.
        record: Its fields so far, under their names in the catalogue.
    """

    def __init__(self, findings: Findings, line: int) -> None:
        self.findings = findings
        self.line = line
        self.record: dict[str, RecordValue] = {}
        self.extra: dict[str, RecordValue] = {}
        # What the record calls a field, what it says there, and on which line.
        self._origins: dict[str, tuple[str, RecordValue, int]] = {}

    def put(
        self,
        field_name: str,
        value: RecordValue,
        *,
        name: str,
        line: int | None = None,
        raw: RecordValue = None,
    ) -> None:
        """Give a field its value; if it has one, or cannot hold it, `extra` does.

        Args:
            field_name: The catalogue's name.
            value: What the record says, in the catalogue's words.
            name: The record's name for it.
            line: Where it stands, if not where the record begins.
            raw: What the record says in its own words, where these differ.
        """
        if not value:
            return
        kept = value if raw is None else raw
        if field_name in self.record:
            self.keep(name, kept)
            return
        self.record[field_name] = value
        self._origins[field_name] = (name, kept, line or self.line)

    def keep(self, name: str, value: RecordValue) -> None:
        """Keep what the model has no field for; what comes twice is a list."""
        if name not in self.extra:
            self.extra[name] = value
            return
        before = self.extra[name]
        before = before if isinstance(before, list) else [before]
        self.extra[name] = [*before, *(value if isinstance(value, list) else [value])]

    def finish_keyless(self, provisional: str, *, is_clean: bool) -> None:
        """Make the entry of a record that has no citekey, quickly.

        Args:
            provisional: What it is called until somebody names it.
            is_clean: All its texts can stand in a catalogue.
        """
        try:
            if not is_clean:
                self._clean()
            entry = self._entry(provisional)
        except RecursionError:
            self.findings.refuse(self.line, "left out: it is nested too deeply")
            return
        location = Location(self.findings.path, self.line)
        self.findings.entries.append(Found(entry=entry, location=location))

    def finish(self, citekey: str, *, key_name: str = "id") -> None:
        """Make the entry, and add it to the findings.

        Args:
            citekey: The record's own; a new one is made if it has none that can be
                used.
            key_name: The record's name for that.
        """
        try:
            self._clean()
            entry = self._entry()
        except RecursionError:
            self.findings.refuse(
                self.line, f"{quoted(citekey)} is left out: it is nested too deeply"
            )
            return
        defect = citekey_defect(citekey) if citekey else None
        has_own_key = bool(citekey) and defect is None
        if not has_own_key:
            named = make_citekey(entry)
            if defect:
                self.keep(key_name, NEVER.sub("", citekey))
                entry = self._entry()
                self.findings.warn(
                    self.line, f"{defect}: the entry is called {named} instead"
                )
            citekey = named
        elif citekey.lower() in self.findings.keys:
            first = self.findings.keys[citekey.lower()]
            self.findings.warn(
                self.line, f"{citekey!r} stands on line {first} and again here"
            )
        self.findings.keys.setdefault(citekey.lower(), self.line)
        location = Location(self.findings.path, self.line)
        self.findings.entries.append(
            Found(
                entry=changed(entry, citekey=citekey),
                location=location,
                has_own_key=has_own_key,
            )
        )

    def _entry(self, citekey: str = "record") -> Entry:
        while True:
            record = dict(self.record)
            if self.extra:
                record["extra"] = self.extra
            reading = read_record(citekey, record)
            if reading.entry is not None:
                return _without_implied_type(reading.entry)
            for error in reading.errors:
                self._set_aside(error)

    def _set_aside(self, error: FieldError) -> None:
        name = error.field or ""
        origin = self._origins.get(name)
        self.record.pop(name, None)
        if origin is None:
            return
        own_name, value, line = origin
        self.keep(own_name, _cleaned(value, set(), 0))
        self.findings.warn(line, f"{own_name}: {error.message}; it is kept as it is")

    def _clean(self) -> None:
        """Take out what no catalogue can hold."""
        found: set[str] = set()
        for name, value in self.record.items():
            self.record[name] = _cleaned(value, found, 0)
        extra, self.extra = self.extra, {}
        for name, value in extra.items():
            self.keep(_cleaned_text(name, found), _cleaned(value, found, 0))
        for bad in sorted(found):
            self.findings.warn(
                self.line, f"U+{ord(bad):04X} cannot stand in a text, it is left out"
            )


def _cleaned_text(text: str, found: set[str]) -> str:
    bad = NEVER.findall(text)
    found.update(bad)
    return NEVER.sub("", text) if bad else text


def _cleaned(value: RecordValue, found: set[str], depth: int) -> RecordValue:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, str):
        return _cleaned_text(value, found)
    if isinstance(value, Mapping):
        return {
            _cleaned_text(key, found): _cleaned(item, found, depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, Sequence):
        return [_cleaned(item, found, depth + 1) for item in value]
    return value


def _without_implied_type(entry: Entry) -> Entry:
    """Leave a type out that the entry would have anyway."""
    if entry.type is None:
        return entry
    untyped = changed(entry, type=None)
    return untyped if untyped.entry_type == entry.entry_type else entry


def quoted(text: str) -> str:
    """Give the beginning of a text for a message."""
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:57]}...")


def as_text(value: Any) -> RecordValue:
    """Make a value of JSON or YAML one that `extra` can hold.

    >>> as_text({"a": [1, True, None]})
    {'a': ['1', 'true', None]}
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_text(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [as_text(item) for item in value]
    return str(value)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader."""
    return fold(one) == fold(other)
