"""From the fields of a .bib entry to an entry of the catalogue.

Both dialects are read by the one table of `paperctl.model.bib`. Nothing is refused
here: what a field of the model cannot hold stays in `extra` under its own name, and
somebody is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.errors import FieldError
from paperctl.model.area import parse_area
from paperctl.model.bib import EXTRA_OF, FIELD_OF, GENRES, PLACES, TYPES
from paperctl.model.date import parse_date
from paperctl.model.entry import ENTRY_TYPES, Entry
from paperctl.model.fields import FIELDS
from paperctl.model.record import bare_doi
from paperctl.sources._bib_dates import read_date
from paperctl.sources._bib_eprint import (
    eprint_of_doi,
    find_mention,
    is_arxiv_journal,
    is_class,
    may_mention,
    read_eprint,
    read_volume,
)
from paperctl.sources._bib_names import read_names
from paperctl.text.decode import from_latex, verbatim_from_latex
from paperctl.text.regex import lazy_regex
from paperctl.values import changed, restored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperctl.model.entry import ExtraValue
    from paperctl.model.eprint import Eprint
    from paperctl.sources._bib_dates import Reading
    from paperctl.sources._bib_eprint import Mention

# Other names that programs and people give to fields of the model.
_ALSO = {
    "annotate": "note",
    "keyword": "keywords",
    "lccn": "",
}
_ALIASES_OF_TYPES = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
}
# What is no work that appeared anywhere, as far as its type says.
_LOOSE = frozenset({"", "article", "misc", "online", "preprint"})
# What BibLaTeX has no publisher for, but which has one: `howpublished` says it.
_PUBLISHED_SOMEHOW = frozenset(
    row.name for row in TYPES.values() if row.bibtex == "misc"
) - {"electronic", "misc", "online", "preprint", "set", "www", "xdata"}
# BibLaTeX's words for theses and reports; what our own exports write.
_BY_GENRE = {
    (dialect, row.genre.lower()): row.name
    for row in TYPES.values()
    if row.genre
    for dialect in (row.bibtex, row.biblatex)
}
_BY_PRINTED_GENRE = {
    (kind, printed.lower()): keyword
    for keyword, (kind, printed) in GENRES.items()
    if printed
}
_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_ORDINAL = lazy_regex(r"([0-9]{1,3})(?:st|nd|rd|th)?\.?(?:\s+(?:edition|ed\.?))?")
_VERBATIM = frozenset(
    "doi url file pdf verba verbb verbc eprint link urlraw local-url".split()
)
_DASHES = lazy_regex(r"\s*(?:--+|[‐‑‒–—])\s*")
_DOI = lazy_regex(r"10\.[0-9]{4,9}/\S+")
_DOI_AT_END = lazy_regex(
    r"(?i:(?:https?://)?(?:[a-z0-9-]+\.)*doi[a-z0-9.-]*/(?:[a-z]+/)*|doi:?\s*)"
    r"(10\.[0-9]{4,9}/\S+)"
)
_URL_ALONE = lazy_regex(r"(?:\\url\s*\{\s*)?(https?://[^\s{}]+)\s*\}?")
_PARAGRAPH = lazy_regex(r"\n[ \t]*\n\s*")
_OUTSIDE_BRACES = lazy_regex(r"\{(?:[^{}]|\{[^{}]*\})*\}|[,;]")
_LONG = frozenset({"abstract", "annote", "annotation", "annotate", "review", "comment"})


class RawEntry(NamedTuple):
    """An entry as a .bib file has it, macros put in.

    Attributes:
        type: In small letters.
        key: As written.
        offset: Where it begins in the text.
        fields: By name in small letters; of equal ones the first.
    """

    type: str
    key: str
    offset: int
    fields: dict[str, str]


class Made(NamedTuple):
    """An entry, and what somebody should look at in it."""

    entry: Entry
    doubts: tuple[str, ...]


def make_entry(raw: RawEntry, citekey: str, aliases: tuple[str, ...] = ()) -> Made:
    """Read all fields of an entry.

    Args:
        raw: The entry.
        citekey: What it is called from now on.
        aliases: What it was called so far, if that is another name.
    """
    maker = _Maker(raw)
    return maker.make(citekey, aliases)


class _Maker:
    """One entry in the making: fields are taken out of `rest` as they are read."""

    def __init__(self, raw: RawEntry) -> None:
        self.type = _ALIASES_OF_TYPES.get(raw.type, raw.type)
        self.rest = dict(raw.fields)
        self.values: dict[str, Any] = {}
        self.extra: dict[str, ExtraValue] = {}
        self.doubts: list[str] = []
        self.says_preprint = False

    def make(self, citekey: str, aliases: tuple[str, ...]) -> Made:
        self.names()
        self.date()
        self.arxiv()
        self.identifiers()
        self.lists(aliases)
        self.genre()
        for name, value in self.rest.items():
            self.other(name, value)
        self.notes()
        self.drop_derived_url()
        if self.extra:
            self.values["extra"] = self.extra
        return Made(self.typed(citekey), tuple(self.doubts))

    def take(self, *names: str) -> str | None:
        """Take a field under the first of its names that has text."""
        for name in names:
            if self.rest.get(name):
                return self.rest.pop(name)
        return None

    def put(self, name: str, value: Any) -> None:
        """Fill a field of the model that nothing has filled."""
        if value:
            self.values.setdefault(name, value)

    # --- people and dates ----------------------------------------------------------

    def names(self) -> None:
        for field, name in (("author", "authors"), ("editor", "editors")):
            text = self.take(field)
            if text is None:
                continue
            found = read_names(text)
            self.doubts += (f"{field}: {doubt}" for doubt in found.doubts)
            self.put(name, found.people)
            if found.truncated:
                self.values[f"{name}_truncated"] = True

    def date(self) -> None:
        date, year = self.take("date"), self.take("year")
        month, day = self.take("month"), self.take("day")
        if not (date or year or month or day):
            return
        reading = _reading(date, year, month, day)
        self.put("date", reading.date)
        self.extra.update(reading.kept)
        self.doubts += reading.doubts

    # --- identifiers ---------------------------------------------------------------

    def arxiv(self) -> None:
        self.eprint_field()
        for name in ("eid", "pages", "number", "howpublished", "note"):
            text = self.rest.get(name)
            if not text or not may_mention(text):
                continue
            mention = find_mention(from_latex(text))
            # Of what is said among other things the text stays.
            if mention and self.accept(mention.eprint, mention) and mention.is_all:
                del self.rest[name]
        for name in ("url", "link", "ee"):
            text = self.rest.get(name)
            if text and "arxiv.org/" in text.lower():
                known = self.values.get("arxiv")
                if known and text.endswith(f"/{known.identifier}"):
                    continue
                mention = find_mention(verbatim_from_latex(text))
                if mention:
                    self.accept(mention.eprint, mention)
        self.arxiv_journal()
        for name in ("primaryclass", "eprintclass"):
            text = self.rest.get(name)
            if text and ("arxiv" in self.values or is_class(text)):
                self.values["area"] = parse_area(from_latex(self.rest.pop(name)))

    def eprint_field(self) -> None:
        name = next((n for n in ("eprint", "arxivid", "arxiv") if self.rest.get(n)), "")
        archive = self.rest.get("archiveprefix") or self.rest.get("eprinttype") or ""
        ours = archive.strip("{} ").lower() in {"", "arxiv"}
        if not name or not (ours or name != "eprint"):
            return
        text = verbatim_from_latex(self.rest[name])
        mention = read_eprint(text)
        if mention is None:
            if archive or name != "eprint":
                self.doubts.append(f"{name}: not an arXiv identifier: {text[:60]!r}")
            return
        self.accept(mention.eprint, mention)
        for used in (name, "archiveprefix", "eprinttype"):
            self.rest.pop(used, None)

    def arxiv_journal(self) -> None:
        """Read `arXiv preprint arXiv:1706.03762`, which is no journal."""
        name = "journal" if self.rest.get("journal") else "journaltitle"
        text = self.rest.get(name)
        if not text or not is_arxiv_journal(text := from_latex(text)):
            return
        mention = find_mention(text)
        if mention and self.accept(mention.eprint, mention) and mention.is_all:
            del self.rest[name]
        for other in ("volume", "number", "pages", "eid"):
            eprint = read_volume(self.rest.get(other) or "")
            if eprint and self.accept(eprint, None):
                del self.rest[other]
        if "arxiv" in self.values and _is_name_of_arxiv(text):
            self.rest.pop(name, None)
        volume = self.values.get("arxiv") and self.rest.get("volume")
        if volume and volume == f"abs/{self.values['arxiv']}":
            del self.rest["volume"]

    def accept(self, eprint: Eprint, mention: Mention | None) -> bool:
        """Take an identifier, unless there is another one."""
        known = self.values.setdefault("arxiv", eprint)
        if known.identifier != eprint.identifier:
            self.doubts.append(
                f"there are two arXiv identifiers, {known} is taken, not {eprint}"
            )
            return False
        if mention and mention.area:
            self.values.setdefault("area", mention.area)
        return True

    def identifiers(self) -> None:
        text = self.take("doi")
        if text:
            doi = bare_doi(verbatim_from_latex(text))
            # Publishers have resolvers of their own: doi.acm.org.
            found = None if _DOI.fullmatch(doi) else _DOI_AT_END.fullmatch(doi)
            doi = found[1] if found else doi
            self.put("doi", doi)
            if not _DOI.fullmatch(doi):
                self.doubts.append(f"doi: {doi[:60]!r} is no DOI")
        url = self.take("url")
        if url:
            url = verbatim_from_latex(url)
            self.put("url", url)
            bare = bare_doi(url)
            if bare != url and _DOI.fullmatch(bare):
                self.put("doi", bare)
        howpublished = self.rest.get("howpublished")
        alone = howpublished and _URL_ALONE.fullmatch(howpublished.strip())
        if alone and self.values.get("url") in (None, verbatim_from_latex(alone[1])):
            self.values["url"] = verbatim_from_latex(alone[1])
            del self.rest["howpublished"]
        eprint = eprint_of_doi(self.values.get("doi") or "")
        if eprint:
            self.accept(eprint, None)

    # --- everything else -----------------------------------------------------------

    def lists(self, aliases: tuple[str, ...]) -> None:
        for name in ("keywords", "keyword"):
            text = self.take(name)
            if text:
                self.put("keywords", tuple(dict.fromkeys(_items(text))))
        tags = self.take("tags")
        if tags:
            self.put("tags", tuple(dict.fromkeys(_items(tags))))
        ids = self.take("ids")
        names = [*aliases, *(_items(ids) if ids else ())]
        self.put("aliases", tuple(dict.fromkeys(names)))
        categories = self.rest.get("categories")
        if categories and all(map(is_class, areas := _items(categories))):
            self.put("categories", tuple(map(parse_area, areas)))
            del self.rest["categories"]
        added = self.rest.get("added")
        if added and (date := _date_or_none(added)):
            self.put("added", date)
            del self.rest["added"]

    def genre(self) -> None:
        """Read the field `type`, which says what a thesis or report is."""
        said = self.rest.get("type")
        if not said:
            return
        key = (self.type, from_latex(said).lower())
        if key in _BY_GENRE:
            self.type = _BY_GENRE[key]
            del self.rest["type"]
        elif key in _BY_PRINTED_GENRE:
            self.rest["type"] = _BY_PRINTED_GENRE[key]
            self.type = "report" if self.type == "techreport" else "thesis"

    def other(self, name: str, value: str) -> None:
        """Put what is left where the table says, or into `extra`."""
        if not value:
            return
        field = _field_of(name)
        if name == "howpublished" and self.type in _PUBLISHED_SOMEHOW:
            field = "publisher"
        if not field or field in self.values:
            self.keep(name, value)
        elif field == "title":
            self.values["title"] = from_latex(value, is_title=True)
        elif field == "edition":
            self.values["edition"] = _edition(from_latex(value))
        elif field == "pages":
            self.values["pages"] = _DASHES.sub("--", from_latex(value))
        elif FIELDS[field].kind in ("text", "prose"):
            self.values[field] = self.prose(name, value)
        else:
            self.keep(name, value)

    def keep(self, name: str, value: str) -> None:
        text = (
            verbatim_from_latex(value)
            if name in _VERBATIM or value.startswith(("http://", "https://"))
            else self.prose(name, value)
        )
        name = EXTRA_OF.get(name, name)
        if text and self.extra.setdefault(name, text) != text:
            self.extra[_free(f"{name}-2", self.extra)] = text

    def prose(self, name: str, value: str) -> str:
        if name in _LONG and "\n" in value:
            return "\n".join(map(from_latex, _PARAGRAPH.split(value.strip())))
        return from_latex(value)

    def notes(self) -> None:
        """Drop what exports write where a style demands something."""
        note = self.extra.get("note")
        if note == "Unpublished" and self.type == "unpublished":
            del self.extra["note"]
        is_preprint = note == "Preprint" and self.type == "misc"
        said = is_preprint or self.extra.get("pubstate") == "preprint"
        if said and self.type in _LOOSE:
            self.extra.pop("note" if is_preprint else "pubstate")
            self.type, self.says_preprint = "preprint", True

    def drop_derived_url(self) -> None:
        """Leave out a preprint's address at arXiv, which its identifier gives."""
        eprint, url = self.values.get("arxiv"), self.values.get("url")
        if eprint and url and self.is_preprint():
            address = url.partition("://")[2].removeprefix("www.")
            if address in {
                f"arxiv.org/abs/{eprint}",
                f"arxiv.org/abs/{eprint.identifier}",
            }:
                del self.values["url"]

    def is_preprint(self) -> bool:
        places = ("journal", "booktitle", "institution", "isbn")
        return self.type in _LOOSE and not any(map(self.values.get, places))

    def typed(self, citekey: str) -> Entry:
        """Make the entry; its type is only said where it does not follow."""
        wanted = self.type
        if self.is_preprint() and "arxiv" in self.values:
            wanted = "preprint"
        if wanted not in ENTRY_TYPES:
            self.doubts.append(f"unknown entry type @{wanted}; it is kept")
        entry = restored(Entry, {"citekey": citekey, **self.values})
        is_said = self.says_preprint and "arxiv" not in self.values
        if entry.entry_type == wanted and not is_said:
            return entry
        return changed(entry, type=wanted)


# The same months come again and again.
@lru_cache(maxsize=1 << 12)
def _reading(
    date: str | None, year: str | None, month: str | None, day: str | None
) -> Reading:
    # In EDTF a tilde says that a date is approximate.
    date = date and date.strip("{} \n\t")
    year, month, day = (text and from_latex(text) for text in (year, month, day))
    return read_date(date, year, month, day)


@lru_cache(maxsize=1 << 10)
def _field_of(name: str) -> str:
    return FIELD_OF.get(name) or _ALSO.get(name) or PLACES_READ.get(name) or ""


PLACES_READ: Mapping[str, str] = {
    # What is `howpublished` need not be a publisher.
    name: field
    for name, field in PLACES.items()
    if field == "institution"
}


def _is_name_of_arxiv(text: str) -> bool:
    mention = find_mention(text)
    if mention:
        return mention.is_all
    bare = text.lower().replace("preprint", "").replace("e-prints", "").strip(" .:()")
    return bare in {"arxiv", "arxiv.org", "corr", "computing research repository"}


def _items(text: str) -> list[str]:
    """Split a list at commas or semicolons outside braces."""
    separators = {found[0] for found in _OUTSIDE_BRACES.finditer(text)} & {",", ";"}
    separator = ";" if separators == {";"} else ","
    return [item for item in map(_item, _split(text, separator)) if item]


def _split(text: str, separator: str) -> Iterator[str]:
    start = 0
    for found in _OUTSIDE_BRACES.finditer(text):
        if found[0] == separator:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _item(text: str) -> str:
    return from_latex(text).strip()


def _edition(text: str) -> str:
    """Read `Second`, `2nd` and `2nd edition` as 2; other words stay.

    >>> [_edition(text) for text in ("Second", "21st", "3rd ed.", "Revised")]
    ['2', '21', '3', 'Revised']
    """
    found = _ORDINAL.fullmatch(text)
    return found[1] if found else _ORDINALS.get(text.lower(), text)


def _date_or_none(text: str) -> Any:
    try:
        return parse_date(text)
    except FieldError:
        return None


def _free(name: str, taken: Mapping[str, object]) -> str:
    number = 2
    stem = name.removesuffix("-2")
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
