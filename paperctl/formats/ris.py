"""RIS: the tagged records that EndNote, Zotero and Mendeley read.

One value a line, in plain text. Tags:

| catalogue | RIS |
|---|---|
| type | `TY`, a preprint is `UNPB`; `M3` for the kind of a thesis or report |
| citekey | `ID` |
| title | `TI` |
| authors, editors | `AU`, `A2`, one a line; "et al." has no tag and is said in `N1` |
| date | `PY`, and `DA` where the month is known |
| journal, booktitle | `T2` |
| venue | `T2` where the type asks for a container and there is none, else `J2` |
| series, volume, number, edition | `T3`, `VL`, `IS`, `ET` |
| pages | `SP` and `EP` |
| publisher, institution | `PB` |
| location | `CY` |
| isbn, issn | `SN` |
| doi | `DO` |
| arxiv | `AN`; a preprint's publisher is arXiv |
| url | `UR`; a preprint without one gets arXiv's, which is derived |
| tags, keywords | `KW`, one a line |
| area, categories | `KW` too, before them, if the archive is known |
| code | `LK`, where it is an address |
| affiliations | `AD` |
| note | `N1`; what `extra` has to be printed too |
| abstract | `AB` |
| extra | those that are called as a tag, and `language` as `LA` |

The rules: `paperctl.exchange.ris`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.exchange import csl, ris
from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.model.eprint import Eprint
from paperctl.model.fields import FIELDS
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry

_CONTROL = lazy_regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PAGES = lazy_regex(r"([0-9A-Za-z.:]+)\s*[‐‑‒–—-]{1,3}\s*([0-9A-Za-z.:]+)")
_ARXIV_DOI = "10.48550/arXiv."


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write a record an entry."""
    for entry in entries:
        lines = _Record(entry, options).all()
        yield "".join(f"{tag}  - {value}\n" for tag, value in lines)


class _Record:
    """The lines of one record."""

    def __init__(self, entry: Entry, options: FormatOptions) -> None:
        self.entry = entry
        self.wants = options.wants
        self.arxiv_doi = options.arxiv_doi
        self.kind = _type(entry)
        self.lines: list[tuple[str, str]] = [("TY", self.kind), ("ID", entry.citekey)]
        self.tags = {"TY", "ID", "ER"}

    def all(self) -> list[tuple[str, str]]:
        self.field("title", "TI")
        self.people("authors", "AU")
        self.people("editors", "A2")
        self.date()
        self.container()
        for field, tag in ris.TAGS.items():
            if field not in {"doi", "url"}:
                self.field(field, tag)
        self.pages()
        self.publisher()
        self.numbers()
        self.genre()
        self.words()
        self.notes()
        self.extra()
        return [*self.lines, ("ER", "")]

    def prose(self, tag: str, value: str | None) -> None:
        self.put(tag, to_plain(value or ""))

    def put(self, tag: str, value: str | None) -> None:
        text = squeeze(_CONTROL.sub(" ", value or ""))
        if text:
            self.lines.append((tag, text))
            self.tags.add(tag)

    def field(self, field: str, tag: str) -> None:
        if self.wants(field):
            write = self.prose if FIELDS[field].kind == "prose" else self.put
            write(tag, getattr(self.entry, field))

    def people(self, field: str, tag: str) -> None:
        if self.wants(field):
            for person in getattr(self.entry, field):
                self.prose(tag, ris.ris_name(person))

    def date(self) -> None:
        date, wants = self.entry.date, self.wants
        if date is None or not (wants("date") or wants("year")):
            return
        self.put("PY", f"{date.year:04d}")
        if date.month is not None and wants("date"):
            self.put("DA", ris.ris_date(date))

    def container(self) -> None:
        entry, wants = self.entry, self.wants
        usual = ris.container_field(self.kind)
        names = ["journal", "booktitle"]
        if usual == "booktitle":
            names.reverse()
        given = [name for name in names if getattr(entry, name) and wants(name)]
        if given:
            self.field(given[0], "T2")
        self.field("venue", "J2" if given or usual is None else "T2")

    def pages(self) -> None:
        if not self.entry.pages or not self.wants("pages"):
            return
        found = _PAGES.fullmatch(self.entry.pages.strip())
        if found:
            self.put("SP", found[1])
            self.put("EP", found[2])
        else:
            self.put("SP", self.entry.pages)

    def publisher(self) -> None:
        entry = self.entry
        usual = ris.publisher_field(self.kind)
        other = "publisher" if usual == "institution" else "institution"
        for name in (usual, other):
            if "PB" not in self.tags:
                self.field(name, "PB")
        if entry.arxiv and entry.entry_type == "preprint" and self.wants("arxiv"):
            self.put("PB", "" if "PB" in self.tags else ris.ARXIV)

    def numbers(self) -> None:
        entry, wants = self.entry, self.wants
        eprint = entry.arxiv
        is_preprint = entry.entry_type == "preprint"
        self.field("isbn", "SN")
        self.field("issn", "SN")
        self.field("doi", "DO")
        if eprint and self.arxiv_doi and is_preprint and wants("doi") and not entry.doi:
            self.put("DO", f"{_ARXIV_DOI}{eprint.identifier}")
        if eprint and wants("arxiv"):
            self.put("AN", f"{ris.ARXIV}:{eprint}")
        self.field("url", "UR")
        if eprint and is_preprint and wants("url") and not entry.url:
            self.put("UR", Eprint(eprint.identifier).url)

    def genre(self) -> None:
        said = self.entry.extra.get("type") if self.wants("extra") else None
        if self.kind in ris.OF_INSTITUTION and isinstance(said, str) and said:
            self.prose("M3", csl.GENRES.get(said.lower(), said))
        elif self.wants("type"):
            self.put("M3", ris.GENRES.get(self.entry.entry_type))

    def words(self) -> None:
        entry = self.entry
        words: list[str] = []
        if entry.area and entry.area.full and self.wants("area"):
            words.append(entry.area.full)
            if self.wants("categories"):
                words += filter(None, (area.full for area in entry.categories))
        words += entry.tags if self.wants("tags") else ()
        words += entry.keywords if self.wants("keywords") else ()
        for word in dict.fromkeys(words):
            self.prose("KW", word)
        for place in entry.affiliations if self.wants("affiliations") else ():
            self.prose("AD", place)
        if entry.code and "://" in entry.code and self.wants("code"):
            self.put("LK", entry.code)

    def notes(self) -> None:
        entry = self.entry
        self.field("abstract", "AB")
        for field, words in ris.CUT_SHORT.items():
            if getattr(entry, f"{field}_truncated") and self.wants(field):
                self.put("N1", words)
        self.field("note", "N1")
        printed = entry.extra.get("note")
        if isinstance(printed, str) and self.wants("extra"):
            self.prose("N1", printed)

    def extra(self) -> None:
        if not self.wants("extra"):
            return
        for name, value in self.entry.extra.items():
            tag = "LA" if name == "language" else name
            if tag in self.tags or ris.TAG.fullmatch(tag) is None:
                continue
            for item in value if isinstance(value, tuple) else (value,):
                self.put(tag, item if isinstance(item, str) else None)


def _type(entry: Entry) -> str:
    said = entry.extra.get("ris-type")
    if isinstance(said, str) and ris.is_type(said):
        entry_type = ris.entry_type(said)
        if entry_type == entry.entry_type:
            return said
    return ris.ris_type(entry.entry_type)


FORMAT = Format(
    name="ris",
    extension=".ris",
    summary="RIS, for EndNote, Zotero and Mendeley",
    write=ByEntry(_texts, lambda _: Frame(between="\n")),
    takes=("arxiv_doi",),
    several_keys="each",
)
