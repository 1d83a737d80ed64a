"""Types and fields of .bib files: one table for BibTeX and BibLaTeX, read both ways.

Writers go from the catalogue's names to those of a dialect, importers back. It is plain
data and stands below both, since a source and a format do not know each other.

The rules: https://www.ctan.org/pkg/bibtex (btxdoc, section 3) and
https://www.ctan.org/pkg/biblatex (manual, sections 2.1 and 2.2).
"""

from __future__ import annotations

from paperctl.values import frozen


@frozen()
class BibType:
    """A type of entries that BibTeX lacks or the dialects call differently.

    Attributes:
        name: In the catalogue: a type of BibLaTeX, an alias of one, or `preprint`.
        bibtex: The nearest of BibTeX's fourteen.
        biblatex: A type of BibLaTeX that is no alias.
        genre: What the field `type` says where only the name of this type said it.
    """

    name: str
    bibtex: str
    biblatex: str
    genre: str | None = None


_TYPES = (
    BibType("article", "article", "article"),
    BibType("book", "book", "book"),
    BibType("bookinbook", "incollection", "bookinbook"),
    BibType("booklet", "booklet", "booklet"),
    BibType("collection", "book", "collection"),
    BibType("conference", "inproceedings", "inproceedings"),
    BibType("electronic", "misc", "online"),
    BibType("inbook", "inbook", "inbook"),
    BibType("incollection", "incollection", "incollection"),
    BibType("inproceedings", "inproceedings", "inproceedings"),
    BibType("inreference", "incollection", "inreference"),
    BibType("manual", "manual", "manual"),
    BibType("mastersthesis", "mastersthesis", "thesis", "mathesis"),
    BibType("mvbook", "book", "mvbook"),
    BibType("mvcollection", "book", "mvcollection"),
    BibType("mvproceedings", "proceedings", "mvproceedings"),
    BibType("mvreference", "book", "mvreference"),
    BibType("phdthesis", "phdthesis", "thesis", "phdthesis"),
    BibType("preprint", "misc", "online"),
    BibType("proceedings", "proceedings", "proceedings"),
    BibType("reference", "book", "reference"),
    BibType("report", "techreport", "report", "Report"),
    BibType("review", "article", "review"),
    # Containers of other entries, which need not be there: what they print is theirs.
    BibType("set", "misc", "misc"),
    BibType("suppbook", "inbook", "suppbook"),
    BibType("suppcollection", "incollection", "suppcollection"),
    BibType("suppperiodical", "article", "suppperiodical"),
    BibType("techreport", "techreport", "report", "techreport"),
    BibType("thesis", "phdthesis", "thesis", "Thesis"),
    BibType("unpublished", "unpublished", "unpublished"),
    BibType("www", "misc", "online"),
    BibType("xdata", "misc", "misc"),
    # BibTeX has none of these, BibLaTeX all.
    *(
        BibType(name, "misc", name)
        for name in """
            artwork audio bibnote commentary dataset image jurisdiction legal
            legislation letter misc movie music online patent performance periodical
            software standard video
        """.split()
    ),
)

TYPES: dict[str, BibType] = {row.name: row for row in _TYPES}
"""Every type that an entry can have, by its name in the catalogue."""

OTHER_TYPE = BibType("", "misc", "misc")
"""What becomes of a type that no dialect knows."""

IN_JOURNAL = frozenset({"article", "review", "suppperiodical"})
IN_BOOK = frozenset(
    """
    bookinbook conference incollection inproceedings inreference suppcollection
    """.split()
)
"""The types whose `venue` is a journal, and those where it is a book."""

WITH_GENRE = frozenset("mastersthesis phdthesis report techreport thesis".split())
"""The types whose field `type` says what they are: a kind of thesis or report."""

GENRES: dict[str, tuple[str, str | None]] = {
    "bathesis": ("phdthesis", "Bachelor's thesis"),
    "candthesis": ("phdthesis", "Candidate thesis"),
    "mathesis": ("mastersthesis", None),
    "phdthesis": ("phdthesis", None),
    "resreport": ("techreport", "Research report"),
    "techreport": ("techreport", None),
}
"""BibLaTeX's words for `type` -> BibTeX's type, and what to print if that says less."""


@frozen()
class BibField:
    """A field, as the catalogue and both dialects call it.

    Attributes:
        name: In the catalogue, or in `extra` if the model has no place for it.
        bibtex: Its name in BibTeX; some styles and tools expect just this case.
        biblatex: Its name in BibLaTeX.
        also: Its other names, aliases in BibLaTeX, which are read but not written.
    """

    name: str
    bibtex: str
    biblatex: str
    also: tuple[str, ...] = ()


_FIELDS = (
    BibField("title", "title", "title"),
    BibField("authors", "author", "author"),
    BibField("editors", "editor", "editor"),
    BibField("date", "year", "date", ("month", "day")),
    BibField("arxiv", "eprint", "eprint"),
    BibField("doi", "doi", "doi"),
    BibField("url", "url", "url"),
    BibField("journal", "journal", "journaltitle"),
    BibField("booktitle", "booktitle", "booktitle"),
    BibField("series", "series", "series"),
    BibField("volume", "volume", "volume"),
    BibField("number", "number", "number"),
    BibField("pages", "pages", "pages"),
    BibField("publisher", "publisher", "publisher"),
    BibField("institution", "institution", "institution", ("school",)),
    BibField("location", "address", "location"),
    BibField("edition", "edition", "edition"),
    BibField("isbn", "isbn", "isbn"),
    BibField("issn", "issn", "issn"),
    BibField("keywords", "keywords", "keywords"),
    BibField("note", "annote", "annotation"),
    BibField("aliases", "ids", "ids"),
    BibField("abstract", "abstract", "abstract"),
)
_EXTRAS = (
    BibField("eprinttype", "archivePrefix", "eprinttype"),
    BibField("eprintclass", "primaryClass", "eprintclass"),
    BibField("sortkey", "key", "sortkey"),
    BibField("file", "file", "file", ("pdf",)),
    BibField("langid", "langid", "langid", ("hyphenation",)),
)

FIELDS: dict[str, BibField] = {row.name: row for row in _FIELDS}
"""The catalogue's fields that a .bib file has, by their names in the catalogue.

The .bib field `note`, which is printed, is none of them: it is kept in `extra`, while
the catalogue's own note is the user's and becomes an annotation.
"""

EXTRAS: dict[str, BibField] = {row.name: row for row in _EXTRAS}
"""Fields without a place in the model that the dialects call differently."""


def _by_spelling(rows: tuple[BibField, ...]) -> dict[str, str]:
    return {
        spelling.lower(): row.name
        for row in rows
        for spelling in (row.bibtex, row.biblatex, *row.also)
    }


FIELD_OF: dict[str, str] = _by_spelling(_FIELDS)
"""A .bib field of either dialect, in small letters -> the catalogue's field."""

EXTRA_OF: dict[str, str] = _by_spelling(_EXTRAS)
"""A .bib field, in small letters -> the one name of it in `extra`."""

PLACES = {"organization": "institution", "howpublished": "publisher"}
"""Where a type says it that has no such field -> the catalogue's field."""

POINTERS = frozenset("crossref entryset related set xdata xref".split())
"""Fields that point at entries, which need not be there."""

SUBTITLES = {"subtitle": "title", "booksubtitle": "booktitle"}
"""BibLaTeX's second halves -> the fields of BibTeX that hold both."""
