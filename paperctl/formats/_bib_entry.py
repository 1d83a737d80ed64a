"""What all dialects of .bib files share: which fields an entry gets, in which order.

A dialect is data (`Dialect`) and the few functions that only it has. For each type of
entries there is a plan, made once: the rows that may be written. An entry then costs a
look at each row, and work where it has something to say.
"""

from __future__ import annotations

from functools import lru_cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from paperctl.formats import _bib
from paperctl.model.bib import EXTRAS, FIELDS, IN_BOOK, IN_JOURNAL, POINTERS, WITH_GENRE
from paperctl.model.record import citekey_defect
from paperctl.model.taxonomy import NAMES
from paperctl.text.latex import protect_title, to_latex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from paperctl.formats import FormatOptions
    from paperctl.model.bib import BibField
    from paperctl.model.entry import Entry, ExtraValue

_VERBATIM = frozenset({"doi", "eprint", "file", "pdf", "verba", "verbb", "verbc"})
_OF_ARXIV = "10.48550/arXiv."
_HEADER = "% Written by paperctl from its catalogue: change that, not this file.\n"


class Row(NamedTuple):
    """A field that entries of some type may have.

    Attributes:
        name: In the file.
        of: The field of the catalogue that `--fields` has to name.
        get: What the entry says, or nothing.
        write: Turns that into text; None if it is text that can stand as it is.
        macro: The text stands without braces.
    """

    name: str
    of: str
    get: Callable[[Entry], Any]
    write: Callable[[Any], str] | None = None
    macro: bool = False


@frozen()
class Dialect:
    """A dialect of .bib files.

    Attributes:
        name: As the table in `paperctl.model.bib` calls it.
        ascii_only: Whether letters with marks are macros if nobody says otherwise.
        kind: Names the type of an entry in the file, from its type in the catalogue.
        rows: Lists the fields that may be written, in their order. Of two of one name
            the first with a text stands.
        joined: Fields of `extra` that are written in another, by its name.
    """

    name: Literal["bibtex", "biblatex"]
    ascii_only: bool
    kind: Callable[[Entry, str], str]
    rows: Callable[[Plan], Iterable[Row]]
    joined: Mapping[str, str] = MappingProxyType({})


class Spelling:
    """How one export spells text; what recurs is spelt once."""

    def __init__(self, *, ascii_only: bool) -> None:
        self.prose = partial(to_latex, ascii_only=ascii_only)
        self.title = partial(protect_title, ascii_only=ascii_only)
        self.term = lru_cache(maxsize=1 << 12)(self.prose)
        self.name = lru_cache(maxsize=1 << 16)(
            partial(_bib.name, ascii_only=ascii_only)
        )


class Plan:
    """What the rows depend on, the same for all entries of a type."""

    def __init__(
        self, kind: str, entry_type: str, options: FormatOptions, spelling: Spelling
    ) -> None:
        self.kind = kind
        self.entry_type = entry_type
        self.options = options
        self.wants = options.wants
        self.spelling = spelling

    @property
    def is_preprint(self) -> bool:
        """Whether nothing says that entries of this type are published."""
        return self.entry_type == "preprint"

    # --- rows that all dialects have ---

    def people(self, field: str) -> Row:
        """Write the authors or the editors."""
        get = attrgetter(field, f"{field}_truncated")

        def write(found: tuple[Any, bool]) -> str:
            return _bib.names(found[0], self.spelling.name, truncated=found[1])

        return Row(FIELDS[field].bibtex, field, get, write)

    def term(self, name: str, of: str | None = None) -> Row:
        """Write a text that comes again and again, such as a publisher."""
        of = of or name
        return Row(name, of, attrgetter(of), self.spelling.term)

    def prose(self, name: str, of: str) -> Row:
        """Write a text of the entry's own."""
        return Row(name, of, attrgetter(of), self.spelling.prose)

    def changed(self, name: str, change: Callable[[str], str]) -> Row:
        """Write a text as a dialect has it."""
        term = self.spelling.term
        return Row(name, name, attrgetter(name), lambda text: term(change(text)))

    def venue(self, journal: str) -> Iterator[Row]:
        """Let the venue stand in for a journal or book that the type asks for."""
        for types, name in ((IN_JOURNAL, journal), (IN_BOOK, "booktitle")):
            if self.entry_type in types:
                yield Row(name, "venue", _lone_venue, self.spelling.term)

    def houses(self, publisher: str, institution: str) -> Iterator[Row]:
        """Write who published; two that share a field do not push each other out."""
        yield self.term(publisher, "publisher")
        if publisher == institution and self.wants("publisher"):
            yield Row(institution, "institution", _lone_institution, self.spelling.term)
            institution = "institution"
            yield Row(
                institution, "institution", _other_institution, self.spelling.term
            )
        else:
            yield self.term(institution, "institution")

    def doi(self) -> Row:
        """Write the DOI; a preprint has one from arXiv, if that is asked for."""
        if self.options.arxiv_doi and self.is_preprint:
            return Row("doi", "doi", _doi_or_arxivs, _bib.verbatim)
        return Row("doi", "doi", attrgetter("doi"), _bib.verbatim)

    def note(self, otherwise: Callable[[Entry], str]) -> Row:
        """Say where it appeared, for want of another field, and what is printed.

        `otherwise` is for entries of which there is nothing to say.
        """
        in_container = self.entry_type in IN_JOURNAL | IN_BOOK
        says_venue = self.wants("venue") and not in_container
        says_extra = self.wants("extra")
        prose = self.spelling.term

        def get(entry: Entry) -> str:
            parts: list[str] = []
            if entry.venue and says_venue and not entry.container:
                parts.append(entry.venue)
            printed = entry.extra.get("note") if entry.extra else None
            if isinstance(printed, str) and says_extra:
                parts.append(printed)
            if not parts:
                return otherwise(entry)
            return ". ".join(prose(part) for part in parts if part)

        return Row("note", "", get)

    def keywords(self) -> Row:
        """Write tags and keywords, and the area if no class says it."""
        wants, spelling = self.wants, self.spelling

        def get(entry: Entry) -> str:
            words: list[str] = []
            area = entry.area
            if area and wants("area") and not (wants("arxiv") and primary_class(entry)):
                words.append(area.full or str(area))
            if entry.tags and wants("tags"):
                words += entry.tags
            if entry.keywords and wants("keywords"):
                words += entry.keywords
            return _keywords(words, spelling.term) if words else ""

        return Row("keywords", "", get)

    def asked_for(self, *names: str) -> Iterator[Row]:
        """Write fields that no style has a use for, if they are asked for by name."""
        for name in names:
            if self.options.asks_for(name):
                yield Row(name, name, attrgetter(name), self.listed)

    def listed(self, value: object) -> str:
        """Write a value of any kind, a list with commas."""
        texts = map(str, value) if isinstance(value, tuple) else (str(value),)
        return _prose_or_address(", ".join(texts), self.spelling.prose)

    def aliases(self) -> Row:
        """Write other citekeys, as many as BibLaTeX can read."""
        return Row("ids", "aliases", _aliases)


def write(
    entries: Iterable[Entry], options: FormatOptions, dialect: Dialect
) -> Iterator[str]:
    """Write entries with a blank line between them."""
    ascii_only = dialect.ascii_only if options.ascii is None else options.ascii
    spelling = Spelling(ascii_only=ascii_only)
    extras = options.wants("extra")
    plans: dict[tuple[str, str], list[Row]] = {}
    between = ""
    if options.header:
        yield _HEADER
        between = "\n"
    for entry in entries:
        entry_type = entry.entry_type
        kind = dialect.kind(entry, entry_type)
        rows = plans.get((kind, entry_type))
        if rows is None:
            plan = Plan(kind, entry_type, options, spelling)
            rows = [row for row in dialect.rows(plan) if _is_wanted(row, options)]
            plans[kind, entry_type] = rows
        fields: dict[str, str] = {}
        for name, _, get, write_value, macro in rows:
            value = get(entry)
            if value and name not in fields:
                text = write_value(value) if write_value else value
                if text:
                    fields[name] = text if macro else f"{{{text}}}"
        if extras and entry.extra:
            _add_extras(fields, entry, entry_type, dialect, spelling)
        yield between + _bib.block(kind, entry.citekey, fields.items())
        between = "\n"


def _is_wanted(row: Row, options: FormatOptions) -> bool:
    return not row.of or any(map(options.wants, row.of.split()))


# --- what an entry says -----------------------------------------------------------


def _lone_venue(entry: Entry) -> str | None:
    return None if entry.container else entry.venue


def _lone_institution(entry: Entry) -> str | None:
    return None if entry.publisher else entry.institution


def _other_institution(entry: Entry) -> str | None:
    return entry.institution if entry.publisher else None


def _doi_or_arxivs(entry: Entry) -> str | None:
    if entry.doi or entry.arxiv is None:
        return entry.doi
    return _OF_ARXIV + entry.arxiv.identifier


def eprint(entry: Entry) -> str | None:
    """Give the arXiv number without its version."""
    return entry.arxiv.identifier if entry.arxiv else None


def primary_class(entry: Entry) -> str | None:
    """Give the class beside a new-style eprint; an archive of several is none."""
    if entry.area is None or entry.arxiv is None or entry.arxiv.old_archive:
        return None
    full = entry.area.full
    return full if full and _is_class(full) else None


@lru_cache(maxsize=1 << 10)
def _is_class(full: str) -> bool:
    return "." in full or not any(name.startswith(f"{full}.") for name in NAMES)


def genre(entry: Entry) -> str | None:
    """Give the field `type` of a thesis or report, if the entry has one."""
    said = entry.extra.get("type")
    return said if isinstance(said, str) and said else None


def _aliases(entry: Entry) -> str:
    return ", ".join(
        alias
        for alias in entry.aliases
        if alias != entry.citekey and citekey_defect(alias) is None
    )


def _keywords(words: Iterable[str], term: Callable[[str], str]) -> str:
    written = map(term, dict.fromkeys(words))
    return ", ".join(f"{{{word}}}" if "," in word else word for word in written if word)


# --- fields that only the entry knows ---------------------------------------------


def _other_names(dialect: Literal["bibtex", "biblatex"]) -> dict[str, str]:
    """Map names of other dialects, in small letters, to those of this one."""
    return {
        other.lower(): getattr(row, dialect)
        for row in (*FIELDS.values(), *EXTRAS.values())
        for other in _others(row, dialect)
        # A date has parts in one dialect and none in the other.
        if row.name != "date"
    }


def _others(row: BibField, dialect: str) -> tuple[str, ...]:
    if dialect == "bibtex":
        return (row.biblatex,) if row.biblatex != row.bibtex else ()
    return (row.bibtex, *row.also) if row.bibtex != row.biblatex else row.also


_RENAMED = {"bibtex": _other_names("bibtex"), "biblatex": _other_names("biblatex")}
# All spellings of a field, in small letters, to one of them.
_ONE_NAME = {
    other.lower(): row.biblatex
    for row in (*FIELDS.values(), *EXTRAS.values())
    for other in (row.bibtex, row.biblatex, *row.also)
}


def _add_extras(
    fields: dict[str, str],
    entry: Entry,
    entry_type: str,
    dialect: Dialect,
    spelling: Spelling,
) -> None:
    """Write the rest under its own names; what stands already is not replaced."""
    renamed = _RENAMED[dialect.name]
    taken = {_one_name(name) for name in fields} | POINTERS
    taken |= {name for name, field in dialect.joined.items() if field in fields}
    if entry_type in WITH_GENRE:
        taken.add("type")
    for own_name, value in entry.extra.items():
        name = _bib.field_name(own_name)
        text = _extra_text(value)
        if not name or not text or _one_name(name) in taken:
            continue
        name = renamed.get(name.lower(), name)
        if name.lower() in _VERBATIM:
            text = _bib.verbatim(text)
        else:
            text = _prose_or_address(text, spelling.prose)
        if text:
            fields[name] = f"{{{text}}}"
            taken.add(_one_name(name))


def _one_name(name: str) -> str:
    name = name.lower()
    return _ONE_NAME.get(name, name)


def _extra_text(value: ExtraValue) -> str:
    if isinstance(value, tuple):
        return ", ".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _prose_or_address(text: str, prose: Callable[[str], str]) -> str:
    if text.lower().startswith(("http://", "https://")):
        return _bib.address(text)
    return prose(text)
