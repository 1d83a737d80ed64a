"""The one table of fields: what each is, is called, and whether it is searched.

`FIELDS` is in the order in which new entries are written. Derived fields (`citekey`,
`year` ...) are no keys of an entry in the file, but can be shown, sorted and asked for.
"""

from __future__ import annotations

from typing import Literal

from paperctl.errors import FieldError
from paperctl.values import frozen

Kind = Literal[
    "text",  # one line, taken as it is
    "prose",  # Unicode with maths and markup, see `paperctl.text`
    "names",
    "date",
    "area",
    "areas",
    "arxiv",
    "doi",
    "words",  # a list of texts
    "number",
    "mapping",
]


@frozen()
class Field:
    """One field of an entry, under its name in the file, in JSON and on `Entry`."""

    name: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    searched: bool = False
    derived: bool = False


_TABLE = (
    Field("citekey", "text", "Citekey", ("key", "id"), searched=True, derived=True),
    Field("type", "text", "Type", ("entrytype",)),
    Field("title", "prose", "Title", ("ti",), searched=True),
    Field("authors", "names", "Authors", ("author", "au"), searched=True),
    Field("editors", "names", "Editors", ("editor", "ed")),
    Field("date", "date", "Date"),
    Field("year", "number", "Year", ("y",), derived=True),
    Field("month", "text", "Month", derived=True),
    Field("area", "area", "Area", ("subject",)),
    Field("categories", "areas", "Categories", ("category", "cat")),
    Field("arxiv", "arxiv", "arXiv", ("eprint",)),
    Field("doi", "doi", "DOI"),
    Field("url", "text", "URL", ("link",)),
    Field("venue", "text", "Venue", ("conference",)),
    Field("journal", "prose", "Journal", ("journaltitle",)),
    Field("booktitle", "prose", "Book title"),
    Field("series", "prose", "Series"),
    Field("volume", "text", "Volume"),
    Field("number", "text", "Number", ("issue",)),
    Field("pages", "text", "Pages"),
    Field("publisher", "prose", "Publisher"),
    Field("institution", "prose", "Institution", ("school",)),
    Field("location", "prose", "Location", ("address",)),
    Field("edition", "text", "Edition"),
    Field("isbn", "text", "ISBN"),
    Field("issn", "text", "ISSN"),
    Field("code", "text", "Code", ("repository", "repo")),
    Field("affiliations", "words", "Affiliations", ("affiliation", "aff")),
    Field("tags", "words", "Tags", ("tag",), searched=True),
    Field("keywords", "words", "Keywords", ("keyword", "kw")),
    Field("note", "prose", "Note", ("notes",), searched=True),
    Field("aliases", "words", "Aliases", ("alias", "ids")),
    Field("added", "date", "Added"),
    Field("abstract", "prose", "Abstract", ("abs",), searched=True),
    Field("extra", "mapping", "Extra"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}
"""Every field by its name, in the order of the canonical writer."""

STORED: tuple[str, ...] = tuple(field.name for field in _TABLE if not field.derived)
"""The fields that an entry of the file can have, in that order."""

SEARCHED: tuple[str, ...] = tuple(field.name for field in _TABLE if field.searched)
"""The fields that free words look at."""

_BY_ALIAS = {alias: field for field in _TABLE for alias in (field.name, *field.aliases)}


def find_field(name: str) -> Field | None:
    """Look a field up by its name or an alias, case aside.

    >>> find_field("au").name, find_field("nosuch")
    ('authors', None)
    """
    return _BY_ALIAS.get(name.lower())


def get_field(name: str) -> Field:
    """Look a field up, or say which names are near.

    Raises:
        FieldError: There is none of this name.
    """
    field = find_field(name)
    if field is None:
        from paperctl.text.closest import did_you_mean

        raise FieldError(
            f"unknown field {name!r}",
            hint=did_you_mean(name, field_names())
            or f"the fields are {', '.join(FIELDS)}",
        )
    return field


def parse_fields(text: str) -> tuple[str, ...]:
    """Read names of fields apart by commas; `all` are those an entry can have.

    >>> parse_fields("ti, abs")
    ('title', 'abstract')

    Raises:
        FieldError: One is unknown, or there is none.
    """
    names: dict[str, None] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        chosen = ("citekey", *STORED) if part == "all" else (get_field(part).name,)
        names |= dict.fromkeys(chosen)
    if not names:
        raise FieldError(
            "no field is named", hint=f"the fields are {', '.join(FIELDS)}"
        )
    return tuple(names)


def field_names() -> list[str]:
    """List all names and aliases, for completion and did-you-mean."""
    return list(_BY_ALIAS)
