"""Items of CSL, however they are written: the other direction of `formats._csl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.errors import FieldError
from paperctl.exchange import csl
from paperctl.exchange.csl_values import (
    csl_name,
    from_rich,
    plain_field,
    plain_line,
    read_date,
    read_names,
)
from paperctl.model.eprint import Eprint, parse_eprint
from paperctl.model.fields import FIELDS, STORED
from paperctl.model.record import ET_AL, from_record, name_record
from paperctl.sources._records import Draft, as_text
from paperctl.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperctl.model.record import RecordValue
    from paperctl.sources._records import Findings

_PROSE = frozenset(name for name, field in FIELDS.items() if field.kind == "prose")
_OWN_LINES = frozenset({"note", "abstract"})
# A variable has one field, but for those that `_Reader` has a method for.
_FIELDS = {variable: field for field, variable in csl.FIELDS.items()}


class Item(NamedTuple):
    """An item as JSON or YAML gave it.

    Attributes:
        lines: Where its variables stand, as far as that is known.
    """

    data: Mapping[str, Any]
    line: int
    lines: Mapping[str, int]


def read_item(item: Item, findings: Findings) -> None:
    """Make an entry of an item, and add it to the findings."""
    _Reader(item, findings).read()


class _Reader:
    """Takes one variable of an item after the other, and keeps what is left."""

    def __init__(self, item: Item, findings: Findings) -> None:
        self.rest = dict(item.data)
        self.item = item
        self.findings = findings
        self.draft = Draft(findings, item.line)
        custom = self.rest.get("custom")
        self.custom: dict[str, Any] = {}
        if isinstance(custom, dict):
            self.custom = dict(self.rest.pop("custom"))

    def read(self) -> None:
        kind = self.type()
        for variable, field in (("author", "authors"), ("editor", "editors")):
            self.people(variable, field)
        self.date("issued", "date")
        self.arxiv(kind)
        self.container(kind)
        self.publisher(kind)
        self.field(csl.number_variable(kind), "number")
        self.note()
        self.genre(kind)
        for variable, field in _FIELDS.items():
            self.field(variable, field)
        self.field("URL", "url")
        self.words()
        self.own()
        key = self.key()
        for variable, value in self.rest.items():
            self.keep(variable, value)
        self.draft.finish(key)

    def line(self, variable: str) -> int:
        return self.item.lines.get(variable, self.item.line)

    # --- one value -----------------------------------------------------------------

    def text(self, variable: str) -> str:
        """Take a text; what is none stays for `keep`."""
        value = self.rest.get(variable)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            del self.rest[variable]
            return str(value)
        if isinstance(value, list) and value and isinstance(value[0], str):
            # Crossref writes lists of one, and all numbers of a journal.
            self.rest[variable] = value[1:]
            return value[0]
        return ""

    def peek(self, variable: str) -> str:
        value = self.rest.get(variable)
        return value if isinstance(value, str) else ""

    def field(self, variable: str, field: str) -> None:
        self.put(field, self.text(variable), variable)

    def put(self, field: str, text: str, variable: str) -> None:
        """Give a field its text: as `custom` has it, if that is the same text."""
        exact = self.custom.get(field)
        if isinstance(exact, str) and plain_field(field, exact) == text:
            del self.custom[field]
            value = exact
        elif field in _PROSE:
            value = from_rich(text.strip())
            value = value if field in _OWN_LINES else squeeze(value)
        else:
            value = squeeze(text)
        self.draft.put(field, value, name=variable, line=self.line(variable))

    def keep(self, variable: str, value: Any) -> None:
        kind = csl.kind_of(variable)
        if value is None or (isinstance(value, (list, dict)) and not value):
            return
        if kind == "date":
            date = read_date(value)
            self.draft.keep(variable, date.date if date.whole else as_text(value))
        elif kind == "names":
            names = self.names(variable, value)
            self.draft.keep(variable, names)
        else:
            self.draft.keep(variable, as_text(value))

    # --- variables -----------------------------------------------------------------

    def key(self) -> str:
        citekey, identifier = self.text("citation-key"), self.text("id")
        if citekey and identifier != citekey and identifier:
            self.draft.keep("id", identifier)
        return (citekey or identifier).strip()

    def type(self) -> str:
        kind = self.text("type")
        kind = csl.ALIASES.get(kind, kind)
        entry_type = self.custom.pop("type", None)
        if not isinstance(entry_type, str) or csl.csl_type(entry_type) != kind:
            entry_type = csl.entry_type(kind)
        if kind and csl.csl_type(entry_type) != kind:
            self.draft.keep("csl-type", kind)
        if kind not in csl.TYPES:
            told = f"{kind!r} is no type of CSL" if kind else "the item has no type"
            self.findings.warn(self.line("type"), f"{told}; it is taken for a document")
        self.draft.put("type", entry_type, name="type", line=self.line("type"))
        return kind

    def people(self, variable: str, field: str) -> None:
        value = self.rest.pop(variable, None)
        if not value:
            return
        exact = self.exact_people(field)
        names: list[RecordValue] = self.names(variable, value)
        written = [csl_name(person) for person in exact]
        truncated = bool(names) and names[-1] == ET_AL
        given = value[:-1] if truncated and isinstance(value, list) else value
        if exact and written == given:
            names = [name_record(person) for person in exact]
            names += [ET_AL] if truncated else []
        raw = as_text(value)
        self.draft.put(field, names, name=variable, line=self.line(variable), raw=raw)

    def exact_people(self, field: str) -> tuple[Any, ...]:
        if field not in self.custom:
            return ()
        try:
            entry = from_record("custom", {field: as_text(self.custom.pop(field))})
        except FieldError:
            return ()
        people: tuple[Any, ...] = getattr(entry, field)
        return people

    def names(self, variable: str, value: Any) -> list[RecordValue]:
        found = read_names(value)
        if variable == "author" and found.affiliations:
            places = list(dict.fromkeys(map(str, found.affiliations)))
            self.draft.put("affiliations", places, name="affiliation")
        for problem in found.problems:
            self.findings.warn(self.line(variable), f"{variable}: {problem}")
        return [_shortest(name) for name in found.names]

    def date(self, variable: str, field: str) -> None:
        value = self.rest.pop(variable, None)
        if not value:
            return
        found = read_date(value)
        if found.date:
            self.draft.put(field, found.date, name=variable, line=self.line(variable))
        if not found.whole:
            self.draft.keep(variable, as_text(value))
        if not found.date:
            self.findings.warn(
                self.line(variable), f"{variable}: no date; it is kept as it is"
            )

    def arxiv(self, kind: str) -> None:
        """Find the eprint, and drop what only repeats it."""
        eprint = None
        for variable in ("archive_location", "number", "URL", "DOI"):
            eprint = self.eprint(variable)
            if eprint is not None:
                break
        if eprint is None:
            return
        self.draft.put("arxiv", str(eprint), name=variable, line=self.line(variable))
        bare = Eprint(eprint.identifier)
        repeats = {
            "archive": {csl.ARXIV.lower()},
            "archive_location": {str(eprint).lower(), bare.identifier.lower()},
            "number": {f"arxiv:{eprint}".lower(), f"arxiv:{bare}".lower()},
        }
        if kind == "article":
            repeats["URL"] = {bare.url.lower()}
            repeats["publisher"] = {csl.ARXIV.lower()}
        for variable, texts in repeats.items():
            if self.peek(variable).strip().lower() in texts:
                del self.rest[variable]

    def eprint(self, variable: str) -> Eprint | None:
        text = self.peek(variable).strip()
        lower = text.lower()
        is_arxiv = {
            "archive_location": self.peek("archive").strip().lower() == "arxiv",
            "number": lower.startswith("arxiv:"),
            "URL": "arxiv.org/" in lower,
            "DOI": "10.48550/arxiv." in lower,
        }[variable]
        if not is_arxiv:
            return None
        if variable == "DOI":
            text = text[lower.index("/arxiv.") + len("/arxiv.") :]
        try:
            return parse_eprint(text)
        except FieldError:
            return None

    def container(self, kind: str) -> None:
        title = self.peek("container-title")
        usual = csl.container_field(kind)
        for field in ("journal", "booktitle", "venue"):
            exact = self.custom.get(field)
            if title and isinstance(exact, str) and plain_field(field, exact) == title:
                self.field("container-title", field)
                self.custom.pop(field, None)
                break
        else:
            if usual:
                self.field("container-title", usual)
        if self.draft.record.keys() & {"journal", "booktitle"}:
            self.field("container-title-short", "venue")
        for field in ("journal", "booktitle"):
            self.own_field(field)

    def publisher(self, kind: str) -> None:
        publisher = self.peek("publisher")
        usual = csl.publisher_field(kind)
        other = "publisher" if usual == "institution" else "institution"
        exact = self.custom.get(other)
        if isinstance(exact, str) and plain_field(other, exact) == publisher:
            self.field("publisher", other)
        else:
            self.field("publisher", usual)
        self.own_field(usual)
        self.own_field(other)

    def note(self) -> None:
        """Part the venue from the rest of what is printed."""
        text = self.text("note").strip()
        venue = self.custom.pop("venue", None)
        if isinstance(venue, str):
            shown = plain_field("venue", venue)
            if text == shown:
                text = ""
            elif text.startswith(f"{shown}. "):
                text = text[len(shown) + 2 :]
            self.draft.put("venue", venue, name="venue")
        if text:
            self.draft.keep("note", text)

    def genre(self, kind: str) -> None:
        genre = self.text("genre")
        if not genre:
            return
        if kind == "article" and genre.lower() == "preprint":
            return
        if kind not in csl.OF_INSTITUTION:
            self.draft.keep("genre", genre)
            return
        said = str(self.draft.record["type"])
        extra = self.custom.get("extra")
        keyword = extra.get("type") if isinstance(extra, dict) else None
        if isinstance(keyword, str):
            shown = csl.GENRES.get(keyword.lower(), plain_line(keyword))
            if shown == genre:
                return
        if csl.GENRES.get(said) == genre:
            return
        named = _THESES.get(genre.lower())
        if named and csl.csl_type(named) == kind:
            self.draft.record["type"] = named
        else:
            self.draft.keep("type", genre)

    def words(self) -> None:
        tags = self.custom.get("tags")
        tags = tags if isinstance(tags, list) else []
        text = self.text("keyword")
        exact = self.custom.pop("keywords", None)
        if isinstance(exact, list):
            words = exact
        else:
            words = [word for word in csl.split_keywords(text) if word not in tags]
        self.draft.put(
            "keywords", as_text(words), name="keyword", line=self.line("keyword")
        )

    def own(self) -> None:
        """Take what `custom` holds under the catalogue's names, and keep the rest."""
        for field in csl.IN_CUSTOM:
            self.own_field(field)
        self.own_field("number")
        extra = self.custom.pop("extra", None)
        if isinstance(extra, dict):
            for name, value in extra.items():
                self.draft.keep(name, as_text(value))
        elif extra is not None:
            self.draft.keep("extra", as_text(extra))
        for name, value in list(self.custom.items()):
            if name not in FIELDS:
                self.draft.keep(name, as_text(value))
            elif name in STORED and name not in self.draft.record:
                self.own_field(name)
            else:
                # Exact once; the variable has been edited since, or somebody else's.
                self.draft.keep(f"custom-{name}", as_text(value))

    def own_field(self, field: str) -> None:
        if field in self.custom and field not in self.draft.record:
            value = as_text(self.custom.pop(field))
            self.draft.put(field, value, name=field, line=self.line("custom"))


_THESES = {
    genre.lower(): kind
    for kind, genre in csl.GENRES.items()
    if kind in {"phdthesis", "mastersthesis", "techreport"}
} | {
    "phd dissertation": "phdthesis",
    "doctoral dissertation": "phdthesis",
    "phd": "phdthesis",
    "masters thesis": "mastersthesis",
}


def _shortest(name: RecordValue) -> RecordValue:
    """Write a name in parts as shortly as it can be read back."""
    if not isinstance(name, dict):
        return name
    person = from_record("name", {"authors": [name]}).authors[0]
    return name_record(person)
