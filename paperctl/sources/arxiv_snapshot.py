"""The metadata of all of arXiv, as it is given away: a JSON object on each line.

The form is that of `arxiv-metadata-oai-snapshot.json`, of some millions of lines: each
is read by itself, so that the file need never be in memory, and a damaged one costs
one paper.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paperctl.errors import Location, Problem, SourceError
from paperctl.sources import Harvest, Source
from paperctl.sources._arxiv import Paper, add_paper, decode, parted, people, person
from paperctl.sources._records import Findings, as_text, quoted
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.model.record import RecordValue
    from paperctl.sources import Found, SourceOptions

_ENOUGH = 5  # lines to recognise a file by
_TELLING = frozenset({"authors_parsed", "versions", "update_date", "categories"})
_NOT_UTF8 = lazy_regex("[\ud800-\udfff]")
# What becomes of them are characters that no catalogue can hold.
_ESCAPES = lazy_regex(r"\\u(?:0000|[dD][89a-fA-F])")
_DAY = lazy_regex(
    r"(?:[A-Za-z]{3},? +)?([0-9]{1,2}) +([A-Za-z]{3})[a-z]* +([0-9]{4})\b"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
# Between names in the one text that has all of them.
_BETWEEN_NAMES = lazy_regex(r",\s+and\s+|\s+and\s+|,\s+(?!(?i:jr|sr)\b|I{2,3}\b|IV\b)")
_IN_BRACKETS = lazy_regex(r"\s*\([^()]*\)")
_VERSION = frozenset({"version", "created"})
_NAMES = {
    "authors": "authors_parsed",
    "date": "versions",
    "venue": "journal-ref",
}


def recognises(text: str) -> bool:
    """Whether a line at the beginning is a paper of the snapshot.

    >>> recognises('{"id": "0704.0001", "title": "T", "versions": []}')
    True
    >>> recognises('{"id": "a", "type": "book", "title": "T"}')
    False
    """
    begin = text[:200_000].removeprefix("\ufeff").lstrip()
    if not begin.startswith("{"):
        return False
    return any(map(_is_paper, begin.split("\n", _ENOUGH)[:_ENOUGH]))


def _is_paper(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(value, dict)
        and {"id", "title"} <= value.keys()
        and not _TELLING.isdisjoint(value)
    )


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all lines.

    Raises:
        SourceError: There is nothing in any.
    """
    entries: list[Found] = []
    problems: list[Problem] = []
    for item in stream(text.split("\n"), options):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            entries.append(item)
    if not entries:
        if problems:
            raise SourceError(problems[0].message, location=problems[0].location)
        raise SourceError(
            "no paper of arXiv in this file", location=Location(options.path)
        )
    return Harvest(entries=tuple(entries), problems=tuple(problems))


def stream(lines: Iterable[str], options: SourceOptions) -> Iterator[Found | Problem]:
    """Read one line after the other; what is wrong with one stands before its paper."""
    decoder = _Decoder()
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix("\ufeff").strip() if number == 1 else line.strip()
        if text:
            findings = Findings(options.path)
            _read_line(text, number, findings, decoder)
            yield from findings.problems
            yield from findings.entries


SOURCE = Source(
    name="arxiv-snapshot",
    summary="arXiv's metadata snapshot: a paper in JSON on each line",
    recognises=recognises,
    read=read,
    decode=decode,
    stream=stream,
)


class _Decoder:
    """Reads JSON; numbers stay as they are written.

    Attributes:
        twice: The names that stood twice in what was read last.
    """

    def __init__(self) -> None:
        self.twice: list[str] = []
        # Made once: that takes as long as reading a short line.
        self._read = json.JSONDecoder(
            object_pairs_hook=self._pairs, parse_int=str, parse_float=str
        ).decode

    def read(self, text: str) -> Any:
        self.twice = []
        # With a mark before it `loads` says what is wrong.
        return json.loads(text) if text[0] == "\ufeff" else self._read(text)

    def _pairs(self, found: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(found)
        if len(values) < len(found):
            values = dict(reversed(found))
            names = [name for name, _ in found]
            self.twice += dict.fromkeys(n for n in names if names.count(n) > 1)
        return values


def _read_line(text: str, number: int, findings: Findings, decoder: _Decoder) -> None:
    reason = ""
    value: Any = None
    if not text.isascii() and _NOT_UTF8.search(text):
        reason = "it is not UTF-8"
    else:
        try:
            value = decoder.read(text)
        except json.JSONDecodeError as error:
            reason = f"not JSON: {error.msg}, column {error.colno}"
        except (ValueError, RecursionError):
            reason = "it is nested too deeply"
    if not reason and not (isinstance(value, dict) and _says_something(value)):
        reason = "no paper of arXiv"
    if reason:
        findings.refuse(number, f"the line {quoted(text)} is left out: {reason}")
        return
    for name in decoder.twice:
        findings.warn(number, f"{name!r} stands twice, the first one is taken")
    try:
        is_clean = "\0" not in text and not _ESCAPES.search(text)
        _Line(value, number, findings).read(is_clean=is_clean)
    except RecursionError:
        findings.refuse(number, f"the line {quoted(text)} is left out: it is too deep")


def _says_something(value: Mapping[str, Any]) -> bool:
    return any(isinstance(value.get(name), str) for name in ("id", "title"))


class _Line:
    """Takes one field of a paper after the other; what is left is kept as it is."""

    def __init__(self, value: dict[str, Any], number: int, findings: Findings) -> None:
        self.rest = value
        self.number = number
        self.findings = findings
        self.affiliations: list[str] = []

    def read(self, *, is_clean: bool) -> None:
        authors = self.authors()
        date = self.date()
        paper = Paper(
            line=self.number,
            identifier=self.text("id"),
            title=self.text("title"),
            abstract=self.text("abstract"),
            authors=authors,
            affiliations=self.affiliations,
            date=date,
            categories=self.text("categories").split(),
            doi=self.text("doi"),
            journal=self.text("journal-ref"),
            names=_NAMES,
            is_clean=is_clean,
        )
        for name, value in self.rest.items():
            if value is not None:
                paper.rest[name] = value if type(value) is str else as_text(value)
        add_paper(paper, self.findings)

    def text(self, name: str) -> str:
        """Take a text; what is none stays in the rest."""
        value = self.rest.get(name)
        if isinstance(value, str):
            del self.rest[name]
            return value
        return ""

    def authors(self) -> list[RecordValue]:
        """Read the names in parts; without them, the text from which these are made."""
        parsed = self.rest.get("authors_parsed")
        if isinstance(parsed, list) and parsed and all(map(_is_name, parsed)):
            del self.rest["authors_parsed"]
            if isinstance(self.rest.get("authors"), str):
                del self.rest["authors"]
            names = [(_joined(parts[:3]), _parted(parts)) for parts in parsed]
            for parts in parsed:
                if len(parts) > 3:
                    self.affiliations += parts[3:]
            return people(names, self.number, self.findings)
        written = self.text("authors")
        if not written:
            return []
        # Numbers and addresses of institutions stand in brackets behind the names.
        bare = written
        while (shorter := _IN_BRACKETS.sub("", bare)) != bare:
            bare = shorter
        if bare != written:
            self.rest["authors"] = written
        items = [(name, person(name)) for name in _BETWEEN_NAMES.split(bare) if name]
        return people(items, self.number, self.findings)

    def date(self) -> str:
        """Take the day of the first version; several versions are kept, too."""
        versions = self.rest.get("versions")
        if not isinstance(versions, list) or not all(map(_is_version, versions)):
            return ""
        del self.rest["versions"]
        day = _day(versions[0]["created"]) if versions else ""
        if len(versions) > 1 or (versions and not day):
            self.rest["versions"] = {
                version["version"]: version["created"] for version in versions
            }
        return day


def _is_name(parts: Any) -> bool:
    return isinstance(parts, list) and len(parts) > 0 and set(map(type, parts)) == {str}


def _joined(parts: Sequence[str]) -> str:
    return " ".join(filter(None, parts))


def _parted(parts: Sequence[str]) -> RecordValue:
    family, given, suffix = parts[:3] if len(parts) > 2 else (*parts, "", "")[:3]
    return parted(family, given, suffix) if family or given else None


def _is_version(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _VERSION
        and isinstance(value["version"], str)
        and isinstance(value["created"], str)
    )


def _day(text: str) -> str:
    """Read a date as mails have it: RFC 2822, section 3.3.

    >>> _day("Mon, 2 Apr 2007 19:18:42 GMT")
    '2007-04-02'
    """
    found = _DAY.match(text)
    month = found and _MONTHS.get(found[2].lower())
    if not found or not month:
        return ""
    return f"{found[3]}-{month:02d}-{int(found[1]):02d}"
