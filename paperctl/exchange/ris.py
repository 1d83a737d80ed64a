"""RIS: types, tags, names and dates, and what they are in a catalogue.

The rules, such as they are: RefMan's RIS Format Specifications (2001) and its revision
of 2011, https://en.wikipedia.org/wiki/RIS_(file_format), and what Zotero, EndNote and
JabRef read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paperctl.errors import FieldError
from paperctl.model.date import PartialDate
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.person import Person
    from paperctl.model.record import RecordValue

# BibLaTeX's type -> RIS. The first that has a type of RIS is what that is read as.
_OF_ENTRY = {
    "preprint": "UNPB",
    "article": "JOUR",
    "suppperiodical": "JOUR",
    "review": "JOUR",
    "periodical": "JFULL",
    "book": "BOOK",
    "mvbook": "BOOK",
    "commentary": "BOOK",
    "manual": "BOOK",
    "reference": "BOOK",
    "mvreference": "BOOK",
    "proceedings": "BOOK",
    "mvproceedings": "BOOK",
    "collection": "EDBOOK",
    "mvcollection": "EDBOOK",
    "booklet": "PAMP",
    "incollection": "CHAP",
    "inbook": "CHAP",
    "bookinbook": "CHAP",
    "suppbook": "CHAP",
    "suppcollection": "CHAP",
    "inproceedings": "CONF",
    "conference": "CONF",
    "inreference": "ENCYC",
    "report": "RPRT",
    "techreport": "RPRT",
    "thesis": "THES",
    "phdthesis": "THES",
    "mastersthesis": "THES",
    "unpublished": "MANSCPT",
    "online": "ELEC",
    "electronic": "ELEC",
    "www": "ELEC",
    "software": "COMP",
    "dataset": "DATA",
    "standard": "STAND",
    "patent": "PAT",
    "movie": "MPCT",
    "video": "VIDEO",
    "audio": "SOUND",
    "music": "MUSIC",
    "artwork": "ART",
    "image": "FIGURE",
    "letter": "PCOMM",
    "jurisdiction": "CASE",
    "legislation": "STAT",
    "legal": "LEGAL",
    "misc": "GEN",
}
# What RIS tells apart, and BibLaTeX does not.
_ALSO = {
    "ABST": "article",
    "ADVS": "movie",
    "AGGR": "dataset",
    "BILL": "legislation",
    "BLOG": "online",
    "CLSWK": "book",
    "CPAPER": "inproceedings",
    "CTLG": "book",
    "DBASE": "dataset",
    "DICT": "inreference",
    "EBOOK": "book",
    "ECHAP": "incollection",
    "EJOUR": "article",
    "GOVDOC": "report",
    "HEAR": "legal",
    "ICOMM": "online",
    "INPR": "article",
    "MGZN": "article",
    "MULTI": "online",
    "NEWS": "article",
    "POD": "audio",
    "SER": "book",
    "UNBILL": "legislation",
    "UNPD": "unpublished",
    "WEB": "online",
}
_OF_RIS = {ris: entry for entry, ris in reversed(_OF_ENTRY.items())} | _ALSO

OF_NUMBER = frozenset({"GOVDOC", "PAT", "RPRT", "STAND"})
"""Types whose `SN` is the number of the report or the patent, as Zotero has it."""

OTHERS = frozenset(
    """
    ANCIENT CHART EQUA GRANT GRNT HEAR INTV MAP PRESS SLIDE TITLE UNPB
    """.split()
)
"""Further types, for which there is nothing better than `misc`."""


def ris_type(entry_type: str) -> str:
    """Give the type of RIS; any other work is `GEN`.

    >>> ris_type("preprint"), ris_type("phdthesis"), ris_type("mixtape")
    ('UNPB', 'THES', 'GEN')
    """
    return _OF_ENTRY.get(entry_type, "GEN")


def entry_type(ris: str) -> str:
    """Give the BibLaTeX type that one of RIS is read as.

    >>> entry_type("UNPB"), entry_type("MGZN"), entry_type("MAP")
    ('preprint', 'article', 'misc')
    """
    return _OF_RIS.get(ris, "misc")


def is_type(ris: str) -> bool:
    """Whether RIS has such a type."""
    return ris in _OF_RIS or ris in OTHERS


IN_JOURNAL = frozenset("JOUR JFULL EJOUR MGZN NEWS ABST INPR".split())
IN_BOOK = frozenset("CHAP ECHAP CONF CPAPER ENCYC DICT".split())
OF_INSTITUTION = frozenset("THES RPRT GOVDOC".split())


def container_field(ris: str) -> str | None:
    """Say which field the secondary title is, if the type says it."""
    if ris in IN_JOURNAL:
        return "journal"
    return "booktitle" if ris in IN_BOOK else None


def publisher_field(ris: str) -> str:
    """Say which field a publisher is."""
    return "institution" if ris in OF_INSTITUTION else "publisher"


TAGS = {
    "series": "T3",
    "volume": "VL",
    "number": "IS",
    "location": "CY",
    "edition": "ET",
    "doi": "DO",
    "url": "UR",
}
"""Fields that are one tag each, whatever the type."""

TAG = lazy_regex(r"[A-Z][A-Z0-9]")
"""What a tag looks like; one without a field is kept under its own name."""

CUT_SHORT = {
    "authors": "Authors: et al.",
    "editors": "Editors: et al.",
}
"""Notes that say what no tag can: that a list of names is not complete."""

ARXIV = "arXiv"

GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master's thesis",
    "techreport": "Technical report",
}
"""The types of work that are entry types of their own."""

# --- names -----------------------------------------------------------------------


def ris_name(person: Person) -> str:
    """Write a name as `Family, Given, Suffix`; a group's ends in a comma, as EndNote's.

    >>> from paperctl.model import parse_name
    >>> ris_name(parse_name("King, Jr., Martin Luther")), ris_name(parse_name("{CERN}"))
    ('King, Martin Luther, Jr.', 'CERN,')
    """
    if person.literal is not None:
        return f"{person.literal}," if person.literal.strip() else ""
    parts = [person.sort_family, person.given or "", person.suffix or ""]
    while not parts[-1] and len(parts) > 1:
        parts.pop()
    return ", ".join(parts)


_INITIALS_BEHIND = lazy_regex(r"([^,]+?) ((?:[^\W\d_a-z]\.[ -]?)+)")


def read_name(text: str) -> RecordValue:
    """Read a name; without a comma, several words are a group's.

    >>> read_name("van der Berg, Jan, Jr."), read_name("CERN,"), read_name("Plato")
    ({'family': 'Berg', 'given': 'Jan', 'prefix': 'van der', 'suffix': 'Jr.'},
     {'literal': 'CERN'}, {'family': 'Plato'})
    >>> read_name("Vogel-Heuser B."), read_name("World Bank")
    ({'family': 'Vogel-Heuser', 'given': 'B.'}, {'literal': 'World Bank'})
    """
    # Embase has initials behind the name, and no comma.
    initials = _INITIALS_BEHIND.fullmatch(text)
    if initials:
        text = f"{initials[1]}, {initials[2]}"
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and not parts[1]:
        return {"literal": parts[0]}
    if len(parts) == 1:
        return {"literal" if " " in parts[0] else "family": parts[0]}
    if len(parts) > 3 or not parts[0]:
        return {"literal": text.strip()}
    words = parts[0].split()
    # As BibTeX does: small words before the name are its prefix.
    small = 0
    while small < len(words) - 1 and words[small][:1].islower():
        small += 1
    name = {
        "family": " ".join(words[small:]),
        "given": parts[1],
        "prefix": " ".join(words[:small]),
        "suffix": parts[2] if len(parts) == 3 else "",
    }
    return {part: words for part, words in name.items() if words}


# --- dates -----------------------------------------------------------------------


def ris_date(date: PartialDate) -> str:
    """Write a date, which always has three slashes.

    >>> ris_date(PartialDate(2017, 6))
    '2017/06//'
    """
    month = f"{date.month:02d}" if date.month else ""
    day = f"{date.day:02d}" if date.day else ""
    return f"{date.year:04d}/{month}/{day}/"


class ReadDate(NamedTuple):
    """A date, and whether that is all that was said."""

    date: PartialDate | None
    whole: bool


_DATE = lazy_regex(
    r"\s*(?P<year>[0-9]{4})"
    r"(?:[/.-]\s*(?P<month>[0-9]{1,2}|[A-Za-z]{3,9}\.?)?"
    r"(?:[/.-]\s*(?P<day>[0-9]{1,2})?(?:/(?P<other>.*))?)?)?\s*"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def read_date(text: str) -> ReadDate:
    """Read a date; what follows the third slash is of no use here.

    >>> read_date("2017/06/12/Summer"), read_date("2017///").date
    (ReadDate(date=PartialDate('2017-06-12'), whole=False), PartialDate('2017'))
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return ReadDate(None, whole=False)
    month, day = found["month"] or "", found["day"] or ""
    number = int(month) if month.isdecimal() else _month(month)
    whole = not (found["other"] or "").strip() and (number is not None or not month)
    try:
        date = PartialDate(int(found["year"]), number or None, int(day or 0) or None)
    except FieldError:
        return ReadDate(_year(found["year"]), whole=False)
    return ReadDate(date, whole=whole)


_MONTH_ALONE = lazy_regex(r"\s*([A-Za-z]{3,9})\.?(?:[ .-]+([0-9]{1,2}))?\s*")


def read_month(text: str, year: int) -> PartialDate | None:
    """Read a month, with a day or without, of a year that stands elsewhere.

    >>> read_month("JUN 12", 2017), read_month("Spring", 2017)
    (PartialDate('2017-06-12'), None)
    """
    found = _MONTH_ALONE.fullmatch(text)
    month = _month(found[1]) if found else None
    if found is None or month is None:
        return None
    try:
        return PartialDate(year, month, int(found[2]) if found[2] else None)
    except FieldError:
        return None


def _month(name: str) -> int | None:
    head = name[:3].lower()
    return _MONTHS.index(head) + 1 if head in _MONTHS else None


def _year(text: str) -> PartialDate | None:
    return PartialDate(int(text)) if int(text) else None
