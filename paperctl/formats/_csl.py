"""Entries as CSL items, which CSL-JSON and CSL-YAML write in their own ways.

Variables hold plain text: no LaTeX, no markup. What CSL has no variable for, or what
plain text cannot say, stands in `custom` as well, under the names of the catalogue, so
that an item is read back as the entry it was. An item has:

| catalogue | CSL |
|---|---|
| citekey | `id`, `citation-key` |
| type | `type`; `custom` where CSL does not tell it from others |
| authors, editors | `author`, `editor`; "et al." is a last `{"literal": "others"}` |
| date | `issued` |
| journal, booktitle | `container-title` |
| venue | `container-title-short`, the container if there is none, else `note` |
| series, volume, pages, edition, isbn, issn, doi, location | the variables for it |
| number | `issue`, `collection-number` or `number`, as the type has it |
| publisher, institution | `publisher` |
| arxiv | `archive`, `archive_location`; a preprint's `number` and `publisher` |
| url | `URL`; a preprint without one gets arXiv's, which is derived |
| tags, keywords | `keyword` |
| note, abstract | `annote`, `abstract` |
| extra | the variable of this name if there is one, else `custom` |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.errors import FieldError
from paperctl.exchange import csl
from paperctl.exchange.csl_values import (
    csl_date,
    csl_name,
    csl_names,
    from_rich,
    iso_date,
    name_parts,
    plain_field,
    plain_line,
    storable,
)
from paperctl.model.eprint import Eprint
from paperctl.model.person import parse_name
from paperctl.model.record import name_record, plain_value

if TYPE_CHECKING:
    from paperctl.formats import FormatOptions
    from paperctl.model.entry import Entry, ExtraValue
    from paperctl.model.person import Person

_ARXIV_DOI = "10.48550/arXiv."


def to_item(entry: Entry, options: FormatOptions) -> dict[str, Any]:
    """Write an entry as an item of CSL 1.0.2, valid by its schema."""
    return _Item(entry, options).all()


class _Item:
    """The variables of one entry, each written once, the first one stands."""

    def __init__(self, entry: Entry, options: FormatOptions) -> None:
        self.entry = entry
        self.wants = options.wants
        self.arxiv_doi = options.arxiv_doi
        self.kind = _csl_type(entry)
        self.values: dict[str, Any] = {"id": entry.citekey, "type": self.kind}
        self.custom: dict[str, Any] = {}

    def all(self) -> dict[str, Any]:
        self.values["citation-key"] = self.entry.citekey
        self.field("title")
        self.people("authors", "author")
        self.people("editors", "editor")
        if self.entry.date and (self.wants("date") or self.wants("year")):
            self.values["issued"] = csl_date(self.entry.date)
        self.container()
        for field in ("series", "volume", "pages", "edition"):
            self.field(field)
        self.number()
        self.publisher()
        for field in ("location", "isbn", "issn"):
            self.field(field)
        self.links()
        self.genre()
        self.words()
        self.extra()
        for field in ("note", "abstract"):
            self.field(field)
        self.own()
        return self.values

    def own(self) -> None:
        """Write what CSL has no variable for."""
        said = self.entry.entry_type
        if said != csl.entry_type(self.kind) and self.wants("type"):
            self.custom["type"] = said
        for field in csl.IN_CUSTOM:
            value = plain_value(getattr(self.entry, field))
            if field == "area" and self.entry.area:
                value = self.entry.area.full or value
            if value and self.wants(field):
                self.custom[field] = value
        if self.custom:
            self.values["custom"] = storable(self.custom)

    def put(self, variable: str, value: str) -> None:
        if value:
            self.values[variable] = value

    def field(self, field: str, variable: str | None = None) -> None:
        """Write a field of text as a variable, by the table if none is named."""
        value = getattr(self.entry, field)
        if not value or not self.wants(field):
            return
        text = plain_field(field, value)
        self.put(variable or csl.FIELDS[field], text)
        if text != value or from_rich(text) != text:
            self.custom[field] = value

    def people(self, field: str, variable: str) -> None:
        if not self.wants(field):
            return
        people: tuple[Person, ...] = getattr(self.entry, field)
        truncated: bool = getattr(self.entry, f"{field}_truncated")
        names = csl_names(people, truncated=truncated)
        if names:
            self.values[variable] = names
        if any(csl_name(person) != name_parts(person) for person in people):
            self.custom[field] = [name_record(person) for person in people]

    def container(self) -> None:
        entry, wants = self.entry, self.wants
        usual = csl.container_field(self.kind)
        names = (
            ("booktitle", "journal")
            if usual == "booktitle"
            else ("journal", "booktitle")
        )
        given = [name for name in names if getattr(entry, name) and wants(name)]
        if given:
            self.field(given[0], "container-title")
        for name in given:
            if name != usual:
                self.custom[name] = getattr(entry, name)
        if not entry.venue or not wants("venue"):
            return
        if given:
            self.field("venue", "container-title-short")
        else:
            # It is the container only where the type asks for one.
            self.field("venue", "container-title" if usual else "note")
            self.custom["venue"] = entry.venue

    def number(self) -> None:
        if not self.entry.number or not self.wants("number"):
            return
        if self.kind == "article" and self.entry.arxiv:
            self.custom["number"] = self.entry.number
        else:
            self.field("number", csl.number_variable(self.kind))

    def publisher(self) -> None:
        entry = self.entry
        usual = csl.publisher_field(self.kind)
        other = "publisher" if usual == "institution" else "institution"
        given = [
            name for name in (usual, other) if getattr(entry, name) and self.wants(name)
        ]
        if given:
            self.field(given[0], "publisher")
        for name in given:
            if name != usual:
                self.custom[name] = getattr(entry, name)
        if not given and self.kind == "article" and entry.arxiv and self.wants("arxiv"):
            self.values["publisher"] = csl.ARXIV

    def links(self) -> None:
        entry, wants = self.entry, self.wants
        eprint = entry.arxiv
        is_preprint = entry.entry_type == "preprint"
        if eprint and wants("arxiv"):
            if self.kind == "article":
                self.put("number", f"{csl.ARXIV}:{eprint.identifier}")
            self.put("archive", csl.ARXIV)
            self.put("archive_location", str(eprint))
        self.field("doi")
        if eprint and self.arxiv_doi and is_preprint and wants("doi") and not entry.doi:
            self.put("DOI", f"{_ARXIV_DOI}{eprint.identifier}")
        if wants("url"):
            url = entry.url or ""
            if not url and eprint and is_preprint:
                url = Eprint(eprint.identifier).url
            shown = plain_field("url", url)
            self.put("URL", shown)
            if shown != url:
                self.custom["url"] = url

    def genre(self) -> None:
        entry = self.entry
        if not self.wants("type"):
            return
        if self.kind in csl.OF_INSTITUTION:
            said = entry.extra.get("type")
            if not isinstance(said, str) or not said or not self.wants("extra"):
                said = entry.entry_type if entry.entry_type in csl.GENRES else ""
            self.put("genre", csl.GENRES.get(said.lower(), plain_line(said)))
        elif entry.entry_type == "preprint" and (entry.type or entry.arxiv):
            self.put("genre", "preprint")

    def words(self) -> None:
        tags = [*self.entry.tags] if self.wants("tags") else []
        keywords = [*self.entry.keywords] if self.wants("keywords") else []
        written = [plain_line(word) for word in dict.fromkeys([*tags, *keywords])]
        text = ", ".join(filter(None, written))
        self.put("keyword", text)
        if [word for word in csl.split_keywords(text) if word not in tags] != keywords:
            self.custom["keywords"] = keywords

    def extra(self) -> None:
        rest: dict[str, Any] = {}
        if not self.wants("extra"):
            return
        for name, value in self.entry.extra.items():
            if name == "csl-type" and value == self.kind:
                continue
            if name == "note" and isinstance(value, str) and self.note(value):
                continue
            written = None if name in self.values else _variable(name, value)
            if written is None:
                rest[name] = plain_value(value)
            else:
                self.values[name] = written
        if rest:
            self.custom["extra"] = rest

    def note(self, value: str) -> bool:
        """Add what is to be printed to what stands there; say if that can be undone."""
        text = plain_line(value)
        self.put("note", ". ".join(filter(None, (self.values.get("note"), text))))
        return text == value


def _csl_type(entry: Entry) -> str:
    said = entry.extra.get("csl-type")
    entry_type = entry.entry_type
    if isinstance(said, str) and said in csl.TYPES:
        return said if csl.entry_type(said) == entry_type else csl.csl_type(entry_type)
    return csl.csl_type(entry_type)


def _variable(name: str, value: ExtraValue) -> Any:
    """Write a field that CSL has a variable for; None if it would not come back."""
    kind = csl.kind_of(name)
    if kind == "names":
        people = _people((value,) if isinstance(value, str) else value)
        return people and [csl_name(person) for person in people]
    if not isinstance(value, str) or not value or plain_line(value) != value:
        return None
    if kind == "date":
        return iso_date(value)
    return value if kind == "text" and from_rich(value) == value else None


def _people(names: ExtraValue) -> list[Person] | None:
    """Read names that are kept as text; None unless all are."""
    if not isinstance(names, tuple):
        return None
    try:
        people = [parse_name(name) for name in names if isinstance(name, str)]
    except FieldError:
        return None
    written = [name_record(person) for person in people]
    return people if written == list(names) else None
