"""What all dialects of .bib files share: which fields an entry gets, in which order.

A dialect is data (`Dialect`) and the few functions that only it has. For each type of
entries there is a plan, made once: the rows that may be written. Of these, entries that
have the same fields share those that have something to say, so that an entry costs
only what it says.
"""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import compress
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from paperctl.formats import _bib
from paperctl.model.bib import EXTRAS, FIELDS, IN_BOOK, IN_JOURNAL, POINTERS, WITH_GENRE
from paperctl.model.record import citekey_defect
from paperctl.model.taxonomy import NAMES
from paperctl.text.latex import protect_title, to_latex
from paperctl.values import NamedTuple, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from paperctl.formats import FormatOptions
    from paperctl.model.bib import BibField
    from paperctl.model.entry import Entry, ExtraValue
    from paperctl.model.eprint import Eprint

_VERBATIM = frozenset({"doi", "eprint", "file", "pdf", "verba", "verbb", "verbc"})


class Row(NamedTuple):
    """A field that entries of some type may have.

    Attributes:
        name: In the file.
        of: The field of the catalogue that `--fields` has to name, or several.
        when: The attribute of an entry that says it, or several; without any of them
            there is no field.
        write: Turns what it says into text, of which there may be none.
        whole: `write` wants the entry, not only that attribute.
        macro: The text stands without braces.
        unless: Attributes of an entry that make it needless.
    """

    name: str
    of: str
    when: str
    write: Callable[[Any], str | None]
    whole: bool = False
    macro: bool = False
    unless: str = ""

    def speaks_of(self, said: Collection[str]) -> bool:
        """Whether it may write something for entries that have these attributes."""
        return any(name in said for name in self.when.split()) and not any(
            name in said for name in self.unless.split()
        )


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

    def people(self, field: str) -> Iterator[Row]:
        """Write the authors or the editors, also where the list names nobody."""
        name, get = FIELDS[field].bibtex, attrgetter(field, f"{field}_truncated")
        spell = self.spelling.name

        def write(entry: Entry) -> str:
            people, truncated = get(entry)
            return _bib.names(people, spell, truncated=truncated)

        yield Row(name, field, field, write, whole=True)
        yield Row(name, field, f"{field}_truncated", lambda _: "others")

    def term(self, name: str, of: str | None = None) -> Row:
        """Write a text that comes again and again, such as a publisher."""
        of = of or name
        return Row(name, of, of, self.spelling.term)

    def prose(self, name: str, of: str) -> Row:
        """Write a text of the entry's own."""
        return Row(name, of, of, self.spelling.prose)

    def changed(self, name: str, change: Callable[[str], str]) -> Row:
        """Write a text as a dialect has it."""
        term = self.spelling.term
        return Row(name, name, name, lambda text: term(change(text)))

    def venue(self, journal: str) -> Iterator[Row]:
        """Let the venue stand in for a journal or book that the type asks for."""
        term = self.spelling.term

        def write(entry: Entry) -> str:
            return term(entry.venue or "") if not entry.container else ""

        for types, name in ((IN_JOURNAL, journal), (IN_BOOK, "booktitle")):
            if self.entry_type in types:
                yield Row(name, "venue", "venue", write, whole=True)

    def houses(self, publisher: str, institution: str) -> Iterator[Row]:
        """Write who published; two that share a field do not push each other out."""
        yield self.term(publisher, "publisher")
        if publisher != institution or not self.wants("publisher"):
            yield self.term(institution, "institution")
            return
        term = self.spelling.term

        def lone(entry: Entry) -> str:
            return "" if entry.publisher else term(entry.institution or "")

        def other(entry: Entry) -> str:
            return term(entry.institution or "") if entry.publisher else ""

        yield Row(institution, "institution", "institution", lone, whole=True)
        yield Row("institution", "institution", "institution", other, whole=True)

    def eprint(self, archive: tuple[str, str], eprint_class: str) -> Iterator[Row]:
        """Write the arXiv number without its version, who holds it, and its class."""
        name, held_by = archive
        yield Row("eprint", "arxiv", "arxiv", attrgetter("identifier"))
        yield Row(name, "arxiv", "arxiv", lambda _: held_by)
        yield Row(eprint_class, "arxiv", "area", primary_class, whole=True)

    def doi(self) -> Iterator[Row]:
        """Write the DOI; a preprint has one from arXiv, if that is asked for."""
        yield Row("doi", "doi", "doi", _bib.verbatim)
        if self.options.arxiv_doi and self.is_preprint:
            yield Row("doi", "doi", "arxiv", _doi_of_eprint)

    def note(self, otherwise: Callable[[Entry], str]) -> Row:
        """Say where it appeared, for want of another field, and what is printed.

        `otherwise` is for entries with a type of which there is nothing to say.
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

        return Row("note", "", "type venue extra", get, whole=True)

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

        return Row("keywords", "", "area tags keywords", get, whole=True)

    def asked_for(self, *names: str) -> Iterator[Row]:
        """Write fields that no style has a use for, if they are asked for by name."""
        for name in names:
            if self.options.asks_for(name):
                yield Row(name, name, name, self.listed)

    def listed(self, value: object) -> str:
        """Write a value of any kind, a list with commas."""
        texts = map(str, value) if isinstance(value, tuple) else (str(value),)
        return _prose_or_address(", ".join(texts), self.spelling.prose)

    def aliases(self) -> Row:
        """Write other citekeys, as many as BibLaTeX can read."""
        return Row("ids", "aliases", "aliases", _aliases, whole=True)


def texts(
    entries: Iterable[Entry], options: FormatOptions, dialect: Dialect
) -> Iterator[str]:
    """Write entries, each as a text of its own."""
    ascii_only = dialect.ascii_only if options.ascii is None else options.ascii
    spelling = Spelling(ascii_only=ascii_only)
    extras = options.wants("extra")
    writers: dict[tuple[str, str, tuple[str, ...]], list[_FieldWriter]] = {}
    for entry in entries:
        entry_type = entry.entry_type
        kind = dialect.kind(entry, entry_type)
        held = vars(entry)
        said = kind, entry_type, tuple(compress(held, held.values()))
        if said not in writers:
            plan = Plan(kind, entry_type, options, spelling)
            writers[said] = _field_writers(dialect.rows(plan), options, said[2])
        fields: dict[str, str] = {}
        for name, attribute, write_text, before, after in writers[said]:
            if name not in fields:
                text = write_text(held[attribute] if attribute else entry)
                if text:
                    fields[name] = f"{before}{text}{after}"
        if extras and entry.extra:
            _add_extras(fields, entry, entry_type, dialect, spelling)
        yield _bib.block(kind, entry.citekey, fields.values())


class _FieldWriter(NamedTuple):
    """A row of entries that have what it looks at, and what stands around its text.

    Without `attribute`, `write` wants the whole entry.
    """

    name: str
    attribute: str
    write: Callable[[Any], str | None]
    before: str
    after: str


def _field_writers(
    rows: Iterable[Row], options: FormatOptions, said: Collection[str]
) -> list[_FieldWriter]:
    return [
        _FieldWriter(
            row.name,
            "" if row.whole else row.when,
            row.write,
            *_bib.around(row.name, macro=row.macro),
        )
        for row in rows
        if row.speaks_of(said) and _is_wanted(row, options)
    ]


def _is_wanted(row: Row, options: FormatOptions) -> bool:
    return not row.of or any(map(options.wants, row.of.split()))


# --- what an entry says -----------------------------------------------------------


def _doi_of_eprint(eprint: Eprint) -> str:
    return f"10.48550/arXiv.{eprint.identifier}"


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
            fields[name] = text.join(_bib.around(name))
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
