"""What programs say, and which entry they mean: they name one, or a line of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from paperctl.text.regex import lazy_regex
from paperctl.verify import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from paperctl.verify import Export

# Where an entry begins: in a .bib file, and in YAML with keys at the margin.
_BIB = lazy_regex(r"@\s*[A-Za-z]+\s*[{(]\s*([^\s,{}()]+)\s*,")
_YAML = lazy_regex(r"""["']?([^\s"'#][^"']*?)["']?:\s*$""")


class Message(NamedTuple):
    """A complaint of a program, and what it names of the entry and the file's line."""

    severity: Literal["error", "warning"]
    text: str
    entry: str | None = None
    line: int | None = None


class Places:
    """The lines at which the entries of an export begin."""

    def __init__(self, export: Export) -> None:
        pattern = _YAML if export.format == "hayagriva" else _BIB
        known = {entry.citekey for entry in export.entries}
        self._lines: list[int] = []
        self._keys: list[str] = []
        for number, line in enumerate(export.text.split("\n"), 1):
            found = pattern.match(line)
            if found and found[1] in known:
                self._lines.append(number)
                self._keys.append(found[1])

    def entry_at(self, line: int | None) -> str | None:
        """Name the entry in which a line stands, counted from 1.

        None for what stands before the first.
        """
        at = bisect_right(self._lines, line or 0)
        return self._keys[at - 1] if at else None


def placed(messages: Iterable[Message], export: Export) -> Iterator[Finding]:
    """Find the entries that messages are about."""
    places = Places(export)
    known = {entry.citekey for entry in export.entries}
    for severity, text, entry, line in messages:
        if entry in known:
            yield Finding(text, entry, None, severity)
        else:
            about = f"{text} ({entry})" if entry else text
            yield Finding(about, places.entry_at(line), None, severity)


def missing(
    export: Export, written: Collection[str], told: Sequence[Finding]
) -> Iterator[Finding]:
    """Tell of entries that did not come out again, unless an error says why."""
    blamed = {item.citekey for item in told if item.severity == "error"}
    for entry in export.entries:
        if entry.citekey not in written and entry.citekey not in blamed:
            yield Finding("it read no such entry", entry.citekey)
