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

from functools import partial
from typing import TYPE_CHECKING

from paperctl.formats import _bib, _bib_entry
from paperctl.formats._bib_entry import Dialect, Row
from paperctl.model.bib import GENRES, OTHER_TYPE, SUBTITLES, TYPES, WITH_GENRE
from paperctl.text.fold import to_ascii
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paperctl.formats._bib_entry import Plan
    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry
    from paperctl.model.eprint import Eprint

# What styles sort an entry by, if not by its authors.
_SORTED_BY = {
    "book": ("authors", "editors"),
    "inbook": ("authors", "editors"),
    "proceedings": ("editors",),
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
_WORD = lazy_regex(r"[A-Za-z0-9]+")


def _kind(entry: Entry, entry_type: str) -> str:
    kind = TYPES.get(entry_type, OTHER_TYPE).bibtex
    if kind == "inbook" and entry.booktitle:
        # BibLaTeX's @inbook has a title of its own; that of BibTeX is the book's.
        return "incollection"
    if entry_type in WITH_GENRE:
        said = _bib_entry.genre(entry)
        return GENRES.get(said.lower(), (kind,))[0] if said else kind
    return kind


def _rows(plan: Plan) -> Iterator[Row]:
    yield from plan.people("authors")
    yield from plan.people("editors")
    if plan.options.fields is None:
        sorted_by = _SORTED_BY.get(plan.kind, ("authors",))
        people = " ".join(f"{field} {field}_truncated" for field in sorted_by)
        yield Row("key", "", "citekey", _key, whole=True, unless=people)
    yield from _titled(plan, "title", "subtitle", plan.spelling.title)
    yield plan.term("journal")
    yield from _titled(plan, "booktitle", "booksubtitle", plan.spelling.term)
    yield from plan.venue("journal")
    yield from map(plan.term, ("series", "volume", "number"))
    yield plan.changed("pages", _bib.pages)
    yield plan.changed("edition", _ordinal)
    if plan.kind == "misc" and not plan.is_preprint:
        yield from plan.houses("howpublished", "howpublished")
    else:
        yield from plan.houses("publisher", _INSTITUTION.get(plan.kind, "institution"))
    if plan.options.howpublished and plan.is_preprint:
        yield Row("howpublished", "arxiv", "arxiv", _howpublished, whole=True)
    yield plan.term("address", "location")
    if plan.entry_type in WITH_GENRE:
        genre = partial(_genre, plan)
        yield Row("type", "type", "citekey", genre, whole=True)
    yield Row("year", "date year", "date", _year)
    yield Row("month", "date month", "date", _month, macro=True)
    yield from plan.eprint(("archivePrefix", "arXiv"), "primaryClass")
    yield from plan.doi()
    yield Row("url", "url", "url", _bib.address)
    if plan.is_preprint:
        yield Row("url", "url", "arxiv", _page)
    yield from map(plan.term, ("isbn", "issn"))
    yield plan.note(partial(_status, plan))
    yield plan.keywords()
    yield from plan.asked_for("code", "affiliations", "categories")
    if plan.options.asks_for("aliases"):
        yield plan.aliases()
    yield from plan.asked_for("added")
    yield plan.prose("annote", "note")
    yield plan.prose("abstract", "abstract")


DIALECT = Dialect("bibtex", ascii_only=True, kind=_kind, rows=_rows, joined=SUBTITLES)


def _titled(
    plan: Plan, field: str, second: str, spell: Callable[[str], str]
) -> Iterator[Row]:
    """Write a title with its subtitle, for which BibTeX has no field."""
    if not plan.wants("extra"):
        yield Row(field, field, field, spell)
        return

    def write(entry: Entry) -> str:
        title: str = getattr(entry, field)
        subtitle = entry.extra.get(second) if entry.extra else None
        if isinstance(subtitle, str) and subtitle:
            title += f"{'' if title[-1] in '.:!?' else ':'} {subtitle}"
        return spell(title)

    yield Row(field, field, field, write, whole=True)


def _genre(plan: Plan, entry: Entry) -> str | None:
    """Give the words for a thesis or report, unless BibTeX prints them by itself."""
    said = _bib_entry.genre(entry) or TYPES[plan.entry_type].genre or ""
    words = GENRES.get(said.lower(), ("", said))[1]
    return words and plan.spelling.term(words)


def _year(date: PartialDate) -> str:
    return f"{date.year:04d}"


def _month(date: PartialDate) -> str | None:
    return _bib.MONTHS[date.month - 1] if date.month else None


def _howpublished(entry: Entry) -> str | None:
    """Say the number where styles of BibTeX's time print it, unless the user does.

    >>> from paperctl.model.record import from_record
    >>> _howpublished(from_record("a", {"arxiv": "2401.00001v2", "area": "cs.LG"}))
    'arXiv:2401.00001 [cs.LG]'
    """
    if entry.arxiv is None or "howpublished" in entry.extra:
        return None
    area = _bib_entry.primary_class(entry) if entry.area else None
    return f"arXiv:{entry.arxiv.identifier}{f' [{area}]' if area else ''}"


def _page(eprint: Eprint) -> str:
    return f"https://arxiv.org/abs/{eprint.identifier}"


def _status(plan: Plan, entry: Entry) -> str:
    """Say that it is not published, if that is known and no field says it."""
    if plan.wants("type"):
        if plan.kind == "unpublished":
            return "Unpublished"  # the type requires a note
        if entry.type == "preprint" and entry.arxiv is None:
            return "Preprint"
    return ""


def _key(entry: Entry) -> str:
    r"""Take the title's bare words: styles cut labels out of a `key`, escapes and all.

    >>> from paperctl.model.entry import Entry
    >>> _key(Entry(citekey="a", title=r"The $\ell_1$ norm: Erdős"))
    'The l1 norm Erdos'
    """
    words = _WORD.findall(to_ascii(to_plain(entry.title)))
    return " ".join(words or _WORD.findall(to_ascii(entry.citekey)))


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
