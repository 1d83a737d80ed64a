"""Hayagriva, Typst's YAML: types, parents and names, and what they are in a catalogue.

The rules: https://github.com/typst/hayagriva/blob/main/docs/file-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from paperctl.errors import FieldError
from paperctl.model.person import is_et_al, parse_name

if TYPE_CHECKING:
    from paperctl.model.person import Person
    from paperctl.model.record import RecordValue

# BibLaTeX's type -> Hayagriva's, its parent's and its genre. The first that has type
# and parent, and no genre, is what those are read as.
_OF_ENTRY: dict[str, tuple[str, str | None, str | None]] = {
    "preprint": ("Article", None, None),
    "article": ("Article", "Periodical", None),
    "suppperiodical": ("Article", "Periodical", None),
    "review": ("Article", "Periodical", "Review"),
    "inproceedings": ("Article", "Proceedings", None),
    "conference": ("Article", "Proceedings", None),
    "incollection": ("Anthos", "Anthology", None),
    "suppcollection": ("Anthos", "Anthology", None),
    "inbook": ("Chapter", "Book", None),
    "bookinbook": ("Chapter", "Book", None),
    "suppbook": ("Chapter", "Book", None),
    "inreference": ("Entry", "Reference", None),
    "book": ("Book", None, None),
    "mvbook": ("Book", None, None),
    "commentary": ("Book", None, None),
    "booklet": ("Book", None, "Booklet"),
    "collection": ("Anthology", None, None),
    "mvcollection": ("Anthology", None, None),
    "proceedings": ("Proceedings", None, None),
    "mvproceedings": ("Proceedings", None, None),
    "reference": ("Reference", None, None),
    "mvreference": ("Reference", None, None),
    "manual": ("Reference", None, "Manual"),
    "periodical": ("Periodical", None, None),
    "report": ("Report", None, None),
    "techreport": ("Report", None, "Technical report"),
    "standard": ("Report", None, "Standard"),
    "thesis": ("Thesis", None, None),
    "phdthesis": ("Thesis", None, "PhD thesis"),
    "mastersthesis": ("Thesis", None, "Master's thesis"),
    "unpublished": ("Manuscript", None, None),
    "online": ("Web", None, None),
    "electronic": ("Web", None, None),
    "www": ("Web", None, None),
    "software": ("Repository", None, None),
    "dataset": ("Repository", None, "Data set"),
    "patent": ("Patent", None, None),
    "movie": ("Video", None, "Film"),
    "video": ("Video", None, None),
    "audio": ("Audio", None, None),
    "music": ("Audio", None, "Music"),
    "artwork": ("Artwork", None, None),
    "image": ("Artwork", None, "Image"),
    "performance": ("Performance", None, None),
    "jurisdiction": ("Case", None, None),
    "legislation": ("Legislation", None, None),
    "legal": ("Legislation", None, "Treaty"),
    "letter": ("Misc", None, "Letter"),
    "misc": ("Misc", None, None),
}
# What Hayagriva tells apart, and BibLaTeX does not.
_ALSO = {
    ("article", "newspaper"): "article",
    ("article", "blog"): "online",
    ("article", "web"): "online",
    ("article", "book"): "inbook",
    ("article", "conference"): "inproceedings",
    ("article", "reference"): "inreference",
    ("article", "repository"): "preprint",
    ("anthos", "book"): "incollection",
    ("anthos", "reference"): "inreference",
    ("chapter", "anthology"): "incollection",
    ("chapter", "reference"): "inreference",
    ("blog", None): "online",
    ("post", None): "online",
    ("thread", None): "online",
    ("scene", None): "video",
    ("newspaper", None): "periodical",
}
_READ = {
    (kind.lower(), parent and parent.lower()): entry
    for entry, (kind, parent, genre) in reversed(_OF_ENTRY.items())
    if genre is None
} | _ALSO
_GENRES = {
    (kind.lower(), genre.lower()): entry
    for entry, (kind, _, genre) in _OF_ENTRY.items()
    if genre
}

TYPES = frozenset(
    """
    article chapter entry anthos report thesis web scene artwork patent case newspaper
    legislation manuscript post misc performance periodical proceedings book blog
    reference conference anthology repository thread video audio exhibition original
    """.split()
)

DEFAULT_PARENTS = {
    "article": "periodical",
    "chapter": "book",
    "entry": "reference",
    "anthos": "anthology",
    "web": "web",
    "scene": "video",
    "artwork": "exhibition",
    "legislation": "anthology",
    "post": "post",
    "video": "video",
    "audio": "audio",
}
"""What a parent without a type is."""

WITH_NUMBER = frozenset({"report", "patent", "case", "legislation", "repository"})
"""Types whose number is a serial number of their own, not that of an issue."""


def shape_of(entry_type: str) -> tuple[str, str | None, str | None]:
    """Give the type, the type of the parent and the genre of a BibLaTeX type.

    >>> shape_of("inproceedings"), shape_of("phdthesis")
    (('Article', 'Proceedings', None), ('Thesis', None, 'PhD thesis'))
    """
    return _OF_ENTRY.get(entry_type, ("Misc", None, None))


def entry_type(kind: str, parent: str | None, genre: str = "") -> str:
    """Give the BibLaTeX type that a type, its parent's and a genre are read as.

    >>> entry_type("Article", "Proceedings"), entry_type("Thesis", None, "PhD Thesis")
    ('inproceedings', 'phdthesis')
    """
    kind = kind.lower()
    named = _GENRES.get((kind, genre.lower()))
    if named:
        return named
    found = _READ.get((kind, parent and parent.lower())) or _READ.get((kind, None))
    if found:
        return found
    first = DEFAULT_PARENTS.get(kind)
    return _READ.get((kind, first), "misc")


CUT_SHORT = {"authors": "Authors: et al.", "editors": "Editors: et al."}
"""Notes that say what no field can: that a list of names is not complete."""

ARXIV = "arXiv"

# --- names -----------------------------------------------------------------------

_PARTS = {
    "family": "name",
    "given": "given-name",
    "prefix": "prefix",
    "suffix": "suffix",
}
_OF_PARTS = {part: field for field, part in _PARTS.items()}


def write_name(person: Person) -> str | dict[str, str]:
    """Write a name: inverted, or in parts where that would be taken apart wrongly.

    >>> from paperctl.model import parse_name
    >>> write_name(parse_name("Ludwig van Beethoven")), write_name(parse_name("{CERN}"))
    ('van Beethoven, Ludwig', {'name': 'CERN'})
    """
    if person.literal is not None:
        words = person.literal.split()
        plain = len(words) > 1 and "," not in person.literal
        if plain and all(word[:1].isupper() for word in words):
            return person.literal
        return {"name": person.literal}
    inverted = person.inverted
    parts = inverted.split(", ")
    if read_name(inverted) == _record(person) and len(parts) <= 3:
        return inverted
    written = {
        part: text for field, part in _PARTS.items() if (text := getattr(person, field))
    }
    return {"name": "", **written}


def _record(person: Person) -> dict[str, str]:
    return {
        field: text for field in _PARTS if (text := getattr(person, field)) is not None
    }


def read_name(value: RecordValue) -> RecordValue:
    """Read a name as Hayagriva does; None if it is none.

    >>> read_name("von der Leyen, Ursula")
    {'family': 'Leyen', 'given': 'Ursula', 'prefix': 'von der'}
    >>> read_name({"name": "CERN"}), read_name("World Bank"), read_name("Plato")
    ({'literal': 'CERN'}, {'literal': 'World Bank'}, {'family': 'Plato'})
    """
    if isinstance(value, Mapping):
        return _read_parts(value)
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    if "," not in text:
        return {"literal" if " " in text else "family": text}
    try:
        person = parse_name(text)
    except FieldError:
        return {"literal": text}
    return _record(person) if person.literal is None else {"literal": text}


def _read_parts(value: Mapping[str, RecordValue]) -> RecordValue:
    parts: dict[str, RecordValue] = {
        _OF_PARTS[part]: text
        for part, text in value.items()
        if part in _OF_PARTS and isinstance(text, str) and text
    }
    if set(parts) == {"family"}:
        return {"literal": parts["family"]}
    return parts if parts.get("family") else None


def is_cut_short(name: RecordValue) -> bool:
    """Whether a last name only says that the list is cut short."""
    return isinstance(name, str) and is_et_al(name)
