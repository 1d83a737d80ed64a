r"""BibLaTeX: what biber reads, in Unicode.

Preprints that somebody can look up are `@online` with `pubstate`; types are BibLaTeX's
own, and its aliases become what they stand for. Fields:

| catalogue | BibLaTeX |
|---|---|
| authors, editors | `author`, `editor`: `Family, Given and ... and others` |
| title | `title`, case protected word by word |
| date | `date`, as exact as it is known |
| journal | `journaltitle` |
| booktitle | the same; `venue` stands in where the type asks for one |
| venue | else `note`, unless the work has a journal or book: it is its short name |
| series, volume, number, pages, edition, isbn, issn | the same |
| publisher | the same; `howpublished` or `organization` of what has no home in a book |
| institution | the same of theses and reports, else `organization` if the type has it |
| location | the same |
| arxiv | `eprint` without version, `eprinttype` |
| area | `eprintclass` of a new-style eprint if the archive is known, else a keyword |
| doi | `doi` |
| url | `url`, unless it is the arXiv page that `eprint` links to |
| aliases | `ids` |
| tags, keywords | `keywords` |
| note | `annotation`: it is the user's, and styles print `note` |
| abstract | `abstract` |
| extra | each text under BibLaTeX's name for it; its `note` joins the venue's |

Left out, unless `fields` asks for them: `code`, `affiliations`, `categories` and
`added`, for which no style has a use. `crossref` and its like are left out as well:
they point at entries that need not be there.

The rules: https://www.ctan.org/pkg/biblatex (manual, sections 2.1 to 2.3 and 3.14.7).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from paperctl.errors import FieldError
from paperctl.formats import _bib, _bib_entry
from paperctl.formats._bib_entry import Dialect, Row
from paperctl.model.bib import OTHER_TYPE, TYPES, WITH_GENRE
from paperctl.model.eprint import parse_eprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.formats._bib_entry import Plan
    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry

# What the standard styles print as they print @misc.
_LIKE_MISC = frozenset(
    """
    artwork audio commentary image jurisdiction legal legislation letter misc movie
    music performance software standard video
    """.split()
)
_WITH_ORGANIZATION = frozenset(
    "dataset inproceedings manual mvproceedings online proceedings".split()
)
# The data model of BibLaTeX says which type has which of them.
_PUBLISHER = {
    **dict.fromkeys(_LIKE_MISC | {"booklet", "unpublished"}, "howpublished"),
    "online": "organization",
}
_INSTITUTION = {
    **dict.fromkeys(_LIKE_MISC, "organization"),
    **dict.fromkeys(("booklet", "unpublished"), "howpublished"),
    **dict.fromkeys(_WITH_ORGANIZATION, "organization"),
}


def _kind(entry: Entry, entry_type: str) -> str:
    if entry_type == "preprint" and not (entry.arxiv or entry.doi or entry.url):
        return "misc"  # what is online has an address
    return TYPES.get(entry_type, OTHER_TYPE).biblatex


def _rows(plan: Plan) -> Iterator[Row]:
    kind = plan.kind
    yield from plan.people("authors")
    yield from plan.people("editors")
    yield Row("title", "title", "title", plan.spelling.title)
    yield plan.term("journaltitle", "journal")
    yield plan.term("booktitle")
    yield from plan.venue("journaltitle")
    yield from map(plan.term, ("series", "volume", "number"))
    yield plan.changed("pages", _bib.pages)
    yield plan.term("edition")
    yield from plan.houses(
        _PUBLISHER.get(kind, "publisher"), _INSTITUTION.get(kind, "institution")
    )
    yield plan.term("location")
    if plan.entry_type in WITH_GENRE:
        yield Row("type", "type", "citekey", partial(_genre, plan), whole=True)
    yield Row("date", "date year month", "date", partial(_date, plan))
    yield from plan.eprint(("eprinttype", "arxiv"), "eprintclass")
    if plan.is_preprint:
        yield Row("pubstate", "type arxiv", "type arxiv", _pubstate, whole=True)
    yield from plan.doi()
    yield Row("url", "url", "url", partial(_url, plan), whole=True)
    yield from map(plan.term, ("isbn", "issn"))
    yield plan.note(lambda _: "")
    yield plan.aliases()
    yield plan.keywords()
    yield from plan.asked_for("code", "affiliations", "categories", "added")
    yield plan.prose("annotation", "note")
    yield plan.prose("abstract", "abstract")


DIALECT = Dialect("biblatex", ascii_only=False, kind=_kind, rows=_rows)


def _genre(plan: Plan, entry: Entry) -> str:
    said = _bib_entry.genre(entry) or TYPES[plan.entry_type].genre
    return plan.spelling.term(said or "")


def _date(plan: Plan, date: PartialDate) -> str:
    """Give the date in ISO 8601, or as much of it as is wanted."""
    text = str(date)
    if plan.wants("date"):
        return text
    return text[: len("YYYY-MM" if plan.wants("month") else "YYYY")]


def _pubstate(entry: Entry) -> str | None:
    """Call a preprint what it is: it is on arXiv, or the catalogue says so."""
    return "preprint" if "pubstate" not in entry.extra else None


def _url(plan: Plan, entry: Entry) -> str:
    """Leave out an address of the eprint: styles print both."""
    url = entry.url or ""
    if (
        entry.arxiv
        and plan.wants("arxiv")
        and _identifier(url) == entry.arxiv.identifier
    ):
        return ""
    return _bib.address(url)


def _identifier(url: str) -> str | None:
    try:
        return parse_eprint(url).identifier
    except FieldError:
        return None
