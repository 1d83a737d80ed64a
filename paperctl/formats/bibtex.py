r"""BibTeX: what classic styles read, in ASCII.

Preprints are `@misc`, as arXiv's own generator writes them. BibLaTeX's types become the
nearest of BibTeX's fourteen; any other becomes `@misc`. Fields:

| catalogue | BibTeX |
|---|---|
| authors, editors | `author`, `editor`: `Family, Given and ... and others` |
| title | `title`, case protected word by word |
| date | `year`, and `month` as a macro; the day has no field |
| journal, booktitle | the same; `venue` stands in where the type asks for one |
| venue | else `note`, unless the work has a journal or book: it is its short name |
| series, volume, number, pages, publisher, edition, isbn, issn | the same |
| institution | `institution`, `school` or `organization`, as the type has it |
| publisher, institution of what has no home in a book | `howpublished` |
| location | `address` |
| arxiv | `eprint` without version, `archivePrefix` |
| area | `primaryClass` of a new-style eprint if the archive is known, else a keyword |
| doi | `doi` |
| url | `url`; a preprint without one gets arXiv's, which is derived |
| tags, keywords | `keywords` |
| note | `annote`: it is the user's, and styles print `note` |
| abstract | `abstract` |
| extra | each text under its own name; its `note` joins the venue's |

Left out, unless `fields` asks for them: `code`, `affiliations`, `categories`, `aliases`
and `added`, for which no style has a use. `crossref` and its like are left out as well:
they point at entries that need not be there. An entry without authors gets a `key`, by
which styles sort and label it.

The rules: https://www.ctan.org/pkg/bibtex (btxdoc) and https://arxiv.org/help/bibtex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import Format, FormatOptions, _bib
from paperctl.model.eprint import Eprint
from paperctl.model.taxonomy import NAMES
from paperctl.text.fold import to_ascii
from paperctl.text.latex import protect_title, to_latex
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry, ExtraValue

# BibLaTeX's type -> BibTeX's; whatever is not here is `misc`.
_TYPES = {
    "article": "article",
    "book": "book",
    "bookinbook": "incollection",
    "booklet": "booklet",
    "collection": "book",
    "conference": "inproceedings",
    "inbook": "inbook",
    "incollection": "incollection",
    "inproceedings": "inproceedings",
    "inreference": "incollection",
    "manual": "manual",
    "mastersthesis": "mastersthesis",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "proceedings",
    "mvreference": "book",
    "phdthesis": "phdthesis",
    "proceedings": "proceedings",
    "reference": "book",
    "report": "techreport",
    "review": "article",
    "suppbook": "inbook",
    "suppcollection": "incollection",
    "suppperiodical": "article",
    "techreport": "techreport",
    "thesis": "phdthesis",
    "unpublished": "unpublished",
}
# What the type of a thesis or report says, where BibTeX would print another thing:
# @phdthesis alone prints "PhD thesis".
_GENRES = {"report": "Report", "thesis": "Thesis"}
# BibLaTeX's own keywords for it -> BibTeX's type, and the words to print if any.
_GENRE_KEYWORDS = {
    "bathesis": ("phdthesis", "Bachelor's thesis"),
    "candthesis": ("phdthesis", "Candidate thesis"),
    "mathesis": ("mastersthesis", None),
    "phdthesis": ("phdthesis", None),
    "resreport": ("techreport", "Research report"),
    "techreport": ("techreport", None),
}
_WITH_GENRE = frozenset({"phdthesis", "mastersthesis", "techreport"})
_IN_JOURNAL = frozenset({"article"})
_IN_BOOK = frozenset({"incollection", "inproceedings"})
# What styles sort an entry by, if not by its authors.
_SORTED_BY = {
    "book": ("author", "editor"),
    "inbook": ("author", "editor"),
    "proceedings": ("editor",),
}
_INSTITUTION = {
    "mastersthesis": "school",
    "phdthesis": "school",
    "inproceedings": "organization",
    "manual": "organization",
    "proceedings": "organization",
}
_ORDINALS = tuple(
    "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth".split()
)
_VERBATIM = frozenset({"doi", "eprint", "file", "pdf", "verba", "verbb", "verbc"})
_POINTERS = frozenset({"crossref", "entryset", "related", "set", "xdata", "xref"})
_WORD = lazy_regex(r"[A-Za-z0-9]+")


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write entries with a blank line between them."""
    between = ""
    for entry in entries:
        kind, genre = _type(entry)
        fields = _Fields(entry, kind, options)
        yield between + _bib.block(kind, entry.citekey, fields.all(genre))
        between = "\n"


def _type(entry: Entry) -> tuple[str, str | None]:
    """Find BibTeX's type, and the words that say what a thesis or report is."""
    entry_type = entry.entry_type
    kind = _TYPES.get(entry_type, "misc")
    if kind == "inbook" and entry.booktitle:
        # BibLaTeX's @inbook has a title of its own; that of BibTeX is the book's.
        kind = "incollection"
    said = entry.extra.get("type")
    if kind not in _WITH_GENRE:
        return kind, None
    if not isinstance(said, str) or not said:
        return kind, _GENRES.get(entry_type)
    return _GENRE_KEYWORDS.get(said.lower(), (kind, said))


class _Fields:
    """The fields of one entry, each written once, the first one stands."""

    def __init__(self, entry: Entry, kind: str, options: FormatOptions) -> None:
        self.entry = entry
        self.kind = kind
        self.options = options
        self.values: dict[str, str] = {}

    def all(self, genre: str | None) -> Iterable[tuple[str, str]]:
        self.people_and_title()
        self.container()
        self.text("type", genre, of="type")
        self.date()
        self.links()
        self.notes()
        if self.options.wants("extra"):
            for name, value in self.entry.extra.items():
                if name != "type" or self.kind not in _WITH_GENRE:
                    self.extra(name, value)
        return self.values.items()

    def put(self, name: str, value: str) -> None:
        if value:
            self.values[name] = f"{{{value}}}"

    def text(self, name: str, value: str | None, *, of: str | None = None) -> None:
        """Write prose, if the field of the catalogue that it is `of` is wanted."""
        if value and self.options.wants(of or name):
            self.put(name, to_latex(value))

    def people_and_title(self) -> None:
        entry, wants = self.entry, self.options.wants
        if wants("authors"):
            truncated = entry.authors_truncated
            self.put("author", _bib.names(entry.authors, truncated=truncated))
        if wants("editors"):
            truncated = entry.editors_truncated
            self.put("editor", _bib.names(entry.editors, truncated=truncated))
        sorted_by = _SORTED_BY.get(self.kind, ("author",))
        named = any(name in self.values for name in sorted_by)
        if not named and self.options.fields is None:
            self.put("key", _sort_key(entry))
        if wants("title"):
            self.put("title", protect_title(entry.title))

    def container(self) -> None:
        entry, kind = self.entry, self.kind
        self.text("journal", entry.journal)
        self.text("booktitle", entry.booktitle)
        if not entry.container and kind in _IN_JOURNAL:
            self.text("journal", entry.venue, of="venue")
        if not entry.container and kind in _IN_BOOK:
            self.text("booktitle", entry.venue, of="venue")
        self.text("series", entry.series)
        self.text("volume", entry.volume)
        self.text("number", entry.number)
        self.text("pages", entry.pages and _bib.pages(entry.pages))
        self.text("edition", entry.edition and _ordinal(entry.edition))
        loose = kind == "misc" and entry.entry_type != "preprint"
        if loose:
            self.text("howpublished", entry.publisher, of="publisher")
        else:
            self.text("publisher", entry.publisher)
        institution = _INSTITUTION.get(kind, "institution")
        if loose and "howpublished" not in self.values:
            institution = "howpublished"
        self.text(institution, entry.institution, of="institution")
        self.text("address", entry.location, of="location")

    def date(self) -> None:
        date, wants = self.entry.date, self.options.wants
        if date is None:
            return
        if wants("date") or wants("year"):
            self.put("year", f"{date.year:04d}")
        if date.month is not None and (wants("date") or wants("month")):
            self.values["month"] = _bib.MONTHS[date.month - 1]

    def links(self) -> None:
        entry, wants = self.entry, self.options.wants
        eprint = entry.arxiv
        if eprint is not None and wants("arxiv"):
            self.put("eprint", eprint.identifier)
            self.put("archivePrefix", eprint.archive)
            self.put("primaryClass", _primary_class(entry))
        if entry.doi and wants("doi"):
            self.put("doi", _bib.verbatim(entry.doi))
        if wants("url"):
            url = entry.url
            if not url and eprint is not None and entry.entry_type == "preprint":
                url = Eprint(eprint.identifier).url
            self.put("url", _bib.address(url or ""))
        self.text("isbn", entry.isbn)
        self.text("issn", entry.issn)

    def notes(self) -> None:
        entry, options = self.entry, self.options
        self.put("note", self.note())
        keywords = [*entry.keywords] if options.wants("keywords") else []
        if options.wants("tags"):
            keywords = [*entry.tags, *keywords]
        if entry.area and options.wants("area") and "primaryClass" not in self.values:
            keywords = [entry.area.full or str(entry.area), *keywords]
        self.put("keywords", _keywords(keywords))
        for name in ("code", "affiliations", "categories", "aliases", "added"):
            if options.asks_for(name):
                value = getattr(entry, name)
                if isinstance(value, tuple):
                    value = ", ".join(map(str, value))
                self.extra("ids" if name == "aliases" else name, value and str(value))
        self.text("annote", entry.note, of="note")
        self.text("abstract", entry.abstract)

    def note(self) -> str:
        """Say where it appeared, for want of another field, and what is printed."""
        entry, wants = self.entry, self.options.wants
        parts = []
        placed = entry.container or self.kind in _IN_JOURNAL | _IN_BOOK
        if entry.venue and not placed and wants("venue"):
            parts.append(entry.venue)
        printed = entry.extra.get("note")
        if isinstance(printed, str) and wants("extra"):
            parts.append(printed)
        if not parts and wants("type"):
            if self.kind == "unpublished":
                parts.append("Unpublished")  # the type requires a note
            elif entry.type == "preprint" and entry.arxiv is None:
                parts.append("Preprint")
        return ". ".join(to_latex(part) for part in parts if part)

    def extra(self, name: str, value: ExtraValue) -> None:
        name = _bib.field_name(name)
        if isinstance(value, tuple):
            value = ", ".join(item for item in value if isinstance(item, str))
        taken = {known.lower() for known in self.values} | _POINTERS
        if not name or not isinstance(value, str) or name.lower() in taken:
            return
        if name.lower() in _VERBATIM:
            self.put(name, _bib.verbatim(value))
        elif value.lower().startswith(("http://", "https://")):
            self.put(name, _bib.address(value))
        else:
            self.put(name, to_latex(value))


def _primary_class(entry: Entry) -> str:
    """Give the class beside a new-style eprint; an archive of several is none."""
    full = entry.primary_class
    if full is None or entry.arxiv is None or entry.arxiv.old_archive:
        return ""
    if "." not in full and any(name.startswith(f"{full}.") for name in NAMES):
        return ""
    return full


def _sort_key(entry: Entry) -> str:
    r"""Take the title's bare words: styles cut labels out of a `key`, escapes and all.

    >>> from paperctl.model import Entry
    >>> _sort_key(Entry(citekey="a_1", title=r"The $\ell_1$ norm & Erdős"))
    'The l1 norm Erdos'
    """
    words = _WORD.findall(to_ascii(to_plain(entry.title)))
    return " ".join(words or _WORD.findall(to_ascii(entry.citekey)))


def _keywords(keywords: Iterable[str]) -> str:
    written = (to_latex(keyword) for keyword in dict.fromkeys(keywords))
    return ", ".join(f"{{{word}}}" if "," in word else word for word in written if word)


def _ordinal(edition: str) -> str:
    """Spell an edition as BibTeX wants it; words stay as they are.

    >>> [_ordinal(edition) for edition in ("2", "21", "112", "Revised")]
    ['Second', '21st', '112th', 'Revised']
    """
    if not (edition.isascii() and edition.isdecimal()) or len(edition) > 3:
        return edition
    number = int(edition)
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    teen = number % 100 in {11, 12, 13}
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


FORMAT = Format(
    name="bibtex",
    extension=".bib",
    summary="BibTeX, for classic styles and most tools",
    write=write,
    several_keys="each folded",
)
