"""Values of a catalogue from the events of YAML.

Building values from events, not from nodes, is what makes loading fast, safe from
deeply nested input (libyaml's composer recurses until the stack ends) and exact about
places. Every scalar stays text; the model types it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paperctl.store import codes
from paperctl.text.regex import lazy_regex
from paperctl.yamltext import NULLS
from paperctl.yamltext.parser import (
    HAS_LIBYAML,
    MAX_DEPTH,
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    open_events,
)

if TYPE_CHECKING:
    from paperctl.model.record import RecordValue
    from paperctl.yamltext.parser import Event


class Refused(Exception):  # noqa: N818 - no error of the program: a defect of a text
    """What makes a stretch of text unreadable, at a character offset in it."""

    def __init__(self, code: str, reason: str, at: int, hint: str | None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.at = at
        self.hint = hint


class Defect(NamedTuple):
    """Something well-formed that the catalogue format does not have."""

    code: str
    reason: str
    at: int
    hint: str | None = None
    first: int | None = None


class Values:
    """Builds values from events, and collects what the format does not have.

    Attributes:
        get: The next event.
        defects: In the order they were met; whoever builds a value looks at these.
    """

    __slots__ = ("base", "column", "defects", "end", "get", "text")

    def __init__(self, text: str, base: int, end: int, data: bytes | None) -> None:
        """Read `text[base:end]`; offsets in defects and errors count in `text`."""
        self.text = text
        self.base = base
        self.end = end
        self.column = 0
        self.defects: list[Defect] = []
        self.get = open_events(text[base:end] if data is None else text, data)

    def build(self, event: Event, depth: int) -> RecordValue:
        """Build what begins with an event.

        Raises:
            Refused: It is nested too deeply, or a quote was forgotten.
        """
        kind = type(event)
        if kind is ScalarEvent:
            return self.scalar(event)
        if kind is AliasEvent:
            self.mark(event)
            return None
        if depth > MAX_DEPTH:
            raise Refused(
                codes.NESTING,
                f"nested more than {MAX_DEPTH} deep",
                event.start_mark.index + self.base,
                None,
            )
        if event.anchor is not None or event.tag is not None:
            self.mark(event)
        if kind is MappingStartEvent:
            return self.mapping(depth)
        items: list[RecordValue] = []
        get = self.get
        while True:
            event = get()
            if type(event) is SequenceEndEvent:
                return items
            items.append(self.build(event, depth + 1))

    def mapping(self, depth: int) -> dict[str, RecordValue]:
        """Build the mapping whose start was read, down to its end."""
        values: dict[str, RecordValue] = {}
        keys: list[Event] = []
        get = self.get
        while True:
            key = get()
            if type(key) is MappingEndEvent:
                return values
            name = self.key(key, depth)
            event = get()
            if (
                type(event) is ScalarEvent
                and not event.style
                and event.anchor is None
                and event.tag is None
            ):
                value: RecordValue = event.value
                if value in NULLS:
                    value = None
            else:
                value = self.build(event, depth + 1)
            if name in values:
                self._twice(keys, key)
            else:
                values[name] = value
                keys.append(key)

    def scalar(self, event: Event) -> str | None:
        """Give a scalar's text; None for an unquoted word that means nothing."""
        if event.anchor is not None or event.tag is not None:
            self.mark(event)
        text: str = event.value
        style = event.style
        if not style:
            return None if text in NULLS else text
        if style in "'\"":
            if event.end_mark.line != event.start_mark.line:
                self._check_indentation(event)
            if "\0" in text or not HAS_LIBYAML:
                self._check_characters(event)
        return text

    def key(self, event: Event, depth: int) -> str:
        """Give a key's text; one that is no text is a defect."""
        if type(event) is not ScalarEvent:
            at = event.start_mark.index + self.base
            self.build(event, depth + 1)
            self.defects.append(Defect(codes.KEY, "a key is not text", at))
            return ""
        if event.anchor is not None or event.tag is not None:
            self.mark(event)
        name: str = event.value
        if not name and not event.style:
            at = event.start_mark.index + self.base
            self.defects.append(Defect(codes.KEY, "a key is empty", at))
        elif event.style:
            self._check_characters(event)
        return name

    def mark(self, event: Event) -> None:
        """Note an anchor, an alias or a tag."""
        at = event.start_mark.index + self.base
        tag = getattr(event, "tag", None)
        if tag is not None:
            code, reason = codes.TAG, f"tags such as {tag} are not part of the format"
        else:
            name = f"{'*' if type(event) is AliasEvent else '&'}{event.anchor}"
            code = codes.ALIAS
            reason = f"anchors and aliases such as {name} are not part of the format"
        self.defects.append(
            Defect(code, reason, at, "text that begins with &, * or ! needs quotes")
        )

    def _twice(self, keys: list[Event], again: Event) -> None:
        if type(again) is not ScalarEvent:
            return  # no text, and reported as such
        first = next(key for key in keys if key.value == again.value)
        self.defects.append(
            Defect(
                codes.DUPLICATE_KEY,
                again.value,
                again.start_mark.index + self.base,
                first=first.start_mark.index + self.base,
            )
        )

    def _check_characters(self, event: Event) -> None:
        found = _NEVER.search(event.value)
        if found:
            at = event.start_mark.index + self.base
            reason = f"the text holds {name_character(found[0])}"
            self.defects.append(Defect(codes.CHARACTER, reason, at))

    def _check_indentation(self, event: Event) -> None:
        """See that a quoted text did not swallow what follows it.

        Each of its lines must be indented more than the key of the entry (YAML 1.2.2,
        section 6.1), which libyaml does not check: a forgotten quote would otherwise
        take all text up to a quote of the next entry.
        """
        start = event.start_mark.index + self.base
        end = event.end_mark.index + self.base
        for found in _LINE.finditer(self.text, start, end):
            if found.end() - found.start(1) <= self.column:
                raise Refused(
                    codes.UNCLOSED,
                    "the quote that opens here runs into other lines",
                    start,
                    "close it, or indent the lines of the text",
                )


# The first blanks of a line that holds something else too.
_LINE = lazy_regex(r"\n( *)(?=[^ \r\n])")
# Characters that no value may hold, escaped or not.
_NEVER = lazy_regex("[\0\ud800-\udfff]")


def name_character(character: str) -> str:
    """Name a character that cannot be shown as it is."""
    names = {"\0": "a NUL character", "\x1b": "an escape character"}
    return names.get(character, f"the character U+{ord(character):04X}")
