"""Hayagriva: the YAML bibliography of Typst.

Maths is Typst's own, words of titles that must keep their case stand in braces, and a
number stands in quotes where it is none. Fields:

| catalogue | Hayagriva |
|---|---|
| citekey | the key |
| type | `type`, that of `parent`, and `genre` where these do not tell it from others |
| title | `title` |
| authors | `author`; "et al." is said in `note`, there is no mark for it |
| editors | `editor`, the parent's of a work in a book |
| date | `date` |
| journal, booktitle | the parent's `title` |
| venue | its short form; the parent's title if the type asks for one, else `note` |
| series | the title of a parent of the book |
| volume, number | `volume` and `issue`, of the parent if there is one |
| number of a report, patent ... | `serial-number` |
| pages, edition | `page-range`, `edition` |
| publisher, location | the same, of the book that a work is in |
| institution | `organization` |
| arxiv, doi, isbn, issn | `serial-number`; a preprint's parent is arXiv |
| area | `note`, behind the rest, beside an arXiv number |
| url | `url`, with a scheme, without which Typst refuses the file |
| abstract | `abstract` |
| note | only if `fields` asks for it: it is the user's, and Typst prints `note` |
| extra | `language`, `urldate`, `note`, and texts that are called as a field |

The rules: https://github.com/typst/hayagriva/blob/main/docs/file-format.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from paperctl.errors import FieldError
from paperctl.exchange import csl, hayagriva
from paperctl.exchange.csl_values import plain_field, plain_line
from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats._by_entry import ORIGIN
from paperctl.model.date import parse_date
from paperctl.model.eprint import Eprint
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex
from paperctl.text.typst import to_typst
from paperctl.yamltext.blocks import write_item, write_key
from paperctl.yamltext.scalar import WIDTH, can_fold, write_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.yamltext.blocks import Value

_INDENT = 2
# What Typst reads as a number; larger ones are an error to it.
_INTEGER = lazy_regex("0|[1-9][0-9]{0,8}")
_DATE = lazy_regex("[1-9][0-9]{3}(?:-[0-9]{2}){0,2}")
# https://url.spec.whatwg.org: a scheme, and a host for those that have one.
_URL = lazy_regex(
    r"(?:https?|ftp)://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?(?:[/?#].*)?"
    r"|(?!https?:|wss?:|ftp:|file:)[a-z][a-z0-9+.-]*:(?!//).+"
)
_URL_CHARACTERS = "!#$&'()*+,/:;=?@[]~%"
_LANGUAGE = lazy_regex(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
# Fields of Hayagriva that take any text, and that the catalogue has no field for.
_FREE = frozenset(
    "archive archive-location call-number chapter runtime time-range".split()
)
_CONTAINERS = ("journal", "booktitle")
_ARXIV_DOI = "10.48550/arXiv."


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    for entry in entries:
        lines = [write_key(entry.citekey, 0)]
        for name, value in _Fields(entry, options).all().items():
            lines += _write(name, value)
        yield "\n".join(lines) + "\n"


def _frame(options: FormatOptions) -> Frame:
    """Make them a mapping of citekeys, with a blank line between the entries."""
    header = f"# {ORIGIN}" if options.header else ""
    return Frame(header, between="\n", empty=f"{header}{{}}\n")


def _write(name: str, value: Value) -> list[str]:
    head = f"{' ' * _INDENT}{name}:"
    if isinstance(value, str):
        if name == "date" and _DATE.fullmatch(value):
            return [f"{head} {value}"]
        start = len(head) + 1
        if len(value) > WIDTH - start and can_fold(value):
            return [f"{head} {write_prose(value, start=start, indent=2 * _INDENT)}"]
    return write_item(name, value, _INDENT)


class _Fields:
    """The fields of one entry and of its parent, each written once."""

    def __init__(self, entry: Entry, options: FormatOptions) -> None:
        self.entry = entry
        self.wants = options.wants
        self.options = options
        self.kind, self.parent_kind, self.genre = _shape(entry)
        self.own: dict[str, Value] = {"type": self.kind}
        self.parent: dict[str, Value] = {}
        # A work in a book has the book's own fields there.
        self.holder = self.parent if self.parent_kind else self.own

    def all(self) -> dict[str, Value]:
        if self.wants("title"):
            self.text(self.own, "title", self.entry.title, protect=True)
        self.people("authors", "author", self.own)
        in_book = self.parent_kind not in {None, "Periodical"}
        self.people("editors", "editor", self.parent if in_book else self.own)
        if self.entry.date and (self.wants("date") or self.wants("year")):
            self.own["date"] = str(self.entry.date)
        self.container()
        self.numbers()
        self.places()
        self.serials()
        self.url()
        if self.genre and self.wants("type"):
            self.own["genre"] = self.genre
        self.note()
        if self.wants("extra"):
            self.extra()
        if self.wants("abstract"):
            self.text(self.own, "abstract", self.entry.abstract)
        self.series()
        if self.parent:
            self.own["parent"] = {"type": self.parent_kind, **self.parent}
        elif self.entry.arxiv and self.kind == "Article" and self.wants("arxiv"):
            self.own["parent"] = {"type": "Repository", "title": hayagriva.ARXIV}
        return self.own

    def text(
        self,
        fields: dict[str, Value],
        name: str,
        value: str | None,
        *,
        protect: bool = False,
    ) -> None:
        written = to_typst(squeeze(value or ""), protect=protect)
        if written.strip() and name not in fields:
            fields[name] = written.strip()

    def number(self, fields: dict[str, Value], name: str, value: str) -> None:
        fields[name] = int(value) if _INTEGER.fullmatch(value) else value

    def people(self, field: str, name: str, fields: dict[str, Value]) -> None:
        people = getattr(self.entry, field)
        if not people or not self.wants(field):
            return
        names = [hayagriva.write_name(person) for person in people]
        written: list[Value] = [
            plain_line(one)
            if isinstance(one, str)
            else {part: plain_line(text) for part, text in one.items()}
            for one in names
        ]
        fields[name] = written

    def container(self) -> None:
        entry, wants = self.entry, self.wants
        given = (getattr(entry, name) for name in _CONTAINERS if wants(name))
        title = next(filter(None, given), None)
        venue = entry.venue if wants("venue") else None
        if self.parent_kind is None:
            # Not the type, but the journal says where it is.
            if title:
                self.parent_kind = "Periodical" if entry.journal else "Book"
                self.text(self.parent, "title", title)
            return
        self.text(self.parent, "title", title or venue)
        if title and venue:
            self.parent["title"] = {
                "value": to_typst(squeeze(title)),
                "short": to_typst(squeeze(venue)),
            }

    def numbers(self) -> None:
        entry, wants = self.entry, self.wants
        if entry.volume and wants("volume"):
            self.number(self.holder, "volume", plain_field("volume", entry.volume))
        is_own = self.kind.lower() in hayagriva.WITH_NUMBER
        if entry.number and wants("number") and not is_own:
            self.number(self.holder, "issue", plain_field("number", entry.number))
        if entry.edition and wants("edition"):
            self.number(self.own, "edition", plain_field("edition", entry.edition))
        if entry.pages and wants("pages"):
            self.number(self.own, "page-range", plain_field("pages", entry.pages))

    def places(self) -> None:
        for field in ("publisher", "location"):
            if self.wants(field):
                self.text(self.holder, field, getattr(self.entry, field))
        if self.wants("institution"):
            self.text(self.own, "organization", self.entry.institution)

    def serials(self) -> None:
        entry, wants = self.entry, self.wants
        serials: dict[str, Value] = {}
        if entry.arxiv and wants("arxiv"):
            serials["arxiv"] = str(entry.arxiv)
        doi = entry.doi
        is_preprint = entry.entry_type == "preprint"
        if not doi and self.options.arxiv_doi and entry.arxiv and is_preprint:
            doi = f"{_ARXIV_DOI}{entry.arxiv.identifier}"
        if doi and wants("doi"):
            serials["doi"] = plain_field("doi", doi)
        for field in ("isbn", "issn"):
            value = getattr(entry, field)
            if value and wants(field):
                serials[field] = plain_field(field, value)
        is_own = self.kind.lower() in hayagriva.WITH_NUMBER
        if entry.number and is_own and wants("number"):
            serials["serial"] = plain_field("number", entry.number)
        if serials:
            self.own["serial-number"] = serials

    def url(self) -> None:
        entry = self.entry
        if not self.wants("url"):
            return
        url = entry.url or ""
        if not url and entry.arxiv and entry.entry_type == "preprint":
            url = Eprint(entry.arxiv.identifier).url
        url = quote(squeeze(url), safe=_URL_CHARACTERS, errors="replace")
        if not _URL.fullmatch(url):
            return
        visited = entry.extra.get("urldate") if self.wants("extra") else None
        if isinstance(visited, str) and _is_date(visited):
            self.own["url"] = {"value": url, "date": visited}
        else:
            self.own["url"] = url

    def note(self) -> None:
        """Say what is printed, and what there is no field for."""
        entry, wants = self.entry, self.wants
        cut = [
            words
            for field, words in hayagriva.CUT_SHORT.items()
            if getattr(entry, f"{field}_truncated") and wants(field)
        ]
        parts: list[str] = []
        if entry.venue and wants("venue") and not self.parent:
            parts.append(entry.venue)
        printed = entry.extra.get("note")
        if isinstance(printed, str) and wants("extra"):
            parts.append(printed)
        if entry.note and self.options.asks_for("note"):
            parts.append(entry.note)
        text = ". ".join(part.strip() for part in parts if part.strip())
        text = " ".join(filter(None, [*cut, text]))
        if entry.primary_class and entry.arxiv and wants("area"):
            text = f"{text} [{entry.primary_class}]".strip()
        self.text(self.own, "note", text)

    def series(self) -> None:
        if not self.entry.series or not self.wants("series"):
            return
        in_book = self.parent_kind not in {None, "Periodical"}
        series: dict[str, Value] = {"type": "Anthology"}
        self.text(series, "title", self.entry.series)
        if len(series) == 1:
            return
        if in_book:
            self.parent["parent"] = series
        elif not self.parent:
            self.own["parent"] = series

    def extra(self) -> None:
        for name, value in self.entry.extra.items():
            if not isinstance(value, str):
                continue
            if name == "language" and _LANGUAGE.fullmatch(value):
                self.own[name] = value
            elif name in _FREE:
                self.text(self.own, name, value)
            elif name == "type" and self.kind in {"Thesis", "Report"}:
                words = csl.GENRES.get(value.lower(), value)
                self.text(self.own, "genre", words)


def _shape(entry: Entry) -> tuple[str, str | None, str | None]:
    said = entry.extra.get("hayagriva-type")
    kind, parent, genre = hayagriva.shape_of(entry.entry_type)
    if not isinstance(said, str) or said.lower() not in hayagriva.TYPES:
        return kind, parent, genre
    if hayagriva.entry_type(said, parent) == entry.entry_type:
        return said.title(), parent, genre
    return kind, parent, genre


def _is_date(text: str) -> bool:
    try:
        return str(parse_date(text)) == text
    except FieldError:
        return False


FORMAT = Format(
    name="hayagriva",
    extension=".yaml",
    summary="Hayagriva YAML, for Typst",
    write=ByEntry(_texts, _frame),
    takes=("arxiv_doi", "header"),
    several_keys="each",
)
