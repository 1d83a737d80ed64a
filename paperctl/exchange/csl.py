"""CSL 1.0.2: types and variables, and the entry types and fields that they are.

The rules: https://docs.citationstyles.org/en/stable/specification.html, appendices III
and IV, and https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPES = frozenset(
    """
    article article-journal article-magazine article-newspaper bill book broadcast
    chapter classic collection dataset document entry entry-dictionary
    entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent
    performance periodical personal_communication post post-weblog regulation report
    review review-book software song speech standard thesis treaty webpage
    """.split()
)
"""What CSL's schema takes for a type."""

ALIASES = {
    "blog-post": "post-weblog",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-chapter": "chapter",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal": "periodical",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "monograph": "book",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry",
    "video": "motion_picture",
}
"""Crossref's types, and others that are written in place of CSL's."""

# BibLaTeX's type -> CSL's. The first that has a CSL type is what that type is read as.
_OF_ENTRY = {
    "preprint": "article",
    "article": "article-journal",
    "suppperiodical": "article-journal",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "commentary": "book",
    "manual": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "booklet": "pamphlet",
    "incollection": "chapter",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "inreference": "entry-encyclopedia",
    "periodical": "periodical",
    "report": "report",
    "techreport": "report",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "unpublished": "manuscript",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "software": "software",
    "dataset": "dataset",
    "standard": "standard",
    "patent": "patent",
    "movie": "motion_picture",
    "video": "motion_picture",
    "audio": "song",
    "music": "musical_score",
    "artwork": "graphic",
    "image": "figure",
    "performance": "performance",
    "review": "review",
    "letter": "personal_communication",
    "jurisdiction": "legal_case",
    "legislation": "legislation",
    "legal": "treaty",
    "misc": "document",
}
# What CSL tells apart, and BibLaTeX does not.
_ALSO = {
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "broadcast": "video",
    "classic": "book",
    "collection": "misc",
    "entry": "inreference",
    "entry-dictionary": "inreference",
    "event": "misc",
    "hearing": "legal",
    "interview": "misc",
    "map": "misc",
    "post": "online",
    "post-weblog": "online",
    "regulation": "legislation",
    "review-book": "review",
    "speech": "unpublished",
}
_OF_CSL = {csl: entry for entry, csl in reversed(_OF_ENTRY.items())} | _ALSO


def csl_type(entry_type: str) -> str:
    """Give CSL's type of a BibLaTeX type; any other work is a `document`.

    >>> csl_type("preprint"), csl_type("phdthesis"), csl_type("mixtape")
    ('article', 'thesis', 'document')
    """
    return _OF_ENTRY.get(entry_type, "document")


def entry_type(csl: str) -> str:
    """Give the BibLaTeX type that a CSL type is read as.

    >>> entry_type("article"), entry_type("post-weblog"), entry_type("mixtape")
    ('preprint', 'online', 'misc')
    """
    return _OF_CSL.get(csl, "misc")


IN_JOURNAL = frozenset(
    "article-journal article-magazine article-newspaper review review-book".split()
)
"""Types whose container is a journal, and whose number is that of its issue."""

IN_BOOK = frozenset(
    "chapter paper-conference entry entry-dictionary entry-encyclopedia".split()
)
"""Types whose container is a book."""

OF_INSTITUTION = frozenset({"thesis", "report"})
"""Types whose publisher is an institution."""

_IN_SERIES = IN_BOOK | {"book"}


def number_variable(csl: str) -> str:
    """Say where the number of a work stands: of an issue, in a series, or its own.

    >>> number_variable("article-journal"), number_variable("report")
    ('issue', 'number')
    """
    if csl in IN_JOURNAL:
        return "issue"
    return "collection-number" if csl in _IN_SERIES else "number"


def container_field(csl: str) -> str | None:
    """Say which field a container's title is, if the type says it."""
    if csl in IN_JOURNAL:
        return "journal"
    return "booktitle" if csl in IN_BOOK else None


def publisher_field(csl: str) -> str:
    """Say which field a publisher is."""
    return "institution" if csl in OF_INSTITUTION else "publisher"


GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master's thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
}
"""What the types of theses and reports, and BibLaTeX's keywords for them, print."""


FIELDS = {
    "title": "title",
    "series": "collection-title",
    "volume": "volume",
    "pages": "page",
    "location": "publisher-place",
    "edition": "edition",
    "isbn": "ISBN",
    "issn": "ISSN",
    "doi": "DOI",
    "note": "annote",
    "abstract": "abstract",
}
"""Fields that are one variable each, whatever the type."""

IN_CUSTOM = ("area", "categories", "code", "affiliations", "tags", "aliases", "added")
"""Fields that no variable is for: `custom` holds them, under their own names."""

NAMES = frozenset(
    """
    author chair collection-editor compiler composer container-author contributor
    curator director editor editorial-director executive-producer guest host
    interviewer illustrator narrator organizer original-author performer producer
    recipient reviewed-author script-writer series-creator translator
    """.split()
)
DATES = frozenset(
    "accessed available-date event-date issued original-date submitted".split()
)
TEXTS = frozenset(
    """
    language journalAbbreviation shortTitle abstract annote archive archive_collection
    archive_location archive-place authority call-number chapter-number citation-number
    citation-label collection-number collection-title container-title
    container-title-short dimensions division DOI edition event event-title event-place
    first-reference-note-number genre ISBN ISSN issue jurisdiction keyword locator
    medium note number number-of-pages number-of-volumes original-publisher
    original-publisher-place original-title page page-first part part-title PMCID PMID
    printing publisher publisher-place references reviewed-genre reviewed-title scale
    section source status supplement title title-short URL version volume volume-title
    volume-title-short year-suffix
    """.split()
)
"""Variables that hold text; those that may be numbers are written as text too."""

Kind = Literal["names", "date", "text"]


def kind_of(variable: str) -> Kind | None:
    """Say what a variable holds; None where the schema has no such variable.

    >>> kind_of("translator"), kind_of("accessed"), kind_of("colour")
    ('names', 'date', None)
    """
    if variable in NAMES:
        return "names"
    if variable in DATES:
        return "date"
    return "text" if variable in TEXTS else None


def is_item(variables: Iterable[str]) -> bool:
    """Say whether an object can be an item: it has a variable of CSL.

    >>> is_item({"title": "T"}), is_item({"a2020": {"title": "T"}})
    (True, False)
    """
    return any(name in _OF_ITEMS or kind_of(name) for name in variables)


_OF_ITEMS = frozenset({"id", "type", "citation-key"})

ARXIV = "arXiv"
"""What CSL calls the archive of preprints, and their publisher."""

LIST_END = "others"
"""The last name of a list that is cut short, as pandoc writes and reads it."""


def split_keywords(text: str) -> list[str]:
    """Take a list of keywords apart, at semicolons if there are any.

    >>> split_keywords("a, b"), split_keywords("a, b; c")
    (['a', 'b'], ['a, b', 'c'])
    """
    parts = text.split(";" if ";" in text else ",")
    return [part.strip() for part in parts if part.strip()]
