"""Entries: one bibliographic item each, immutable."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperctl.model.area import Area
    from paperctl.model.date import PartialDate
    from paperctl.model.eprint import Eprint
    from paperctl.model.person import Person

ExtraValue: TypeAlias = "str | tuple[ExtraValue, ...] | Mapping[str, ExtraValue] | None"
"""What a field that the model does not know can hold: text, lists, mappings."""

NOTHING: Mapping[str, ExtraValue] = MappingProxyType({})
"""The empty mapping, as the default of `extra`."""


ENTRY_TYPES = frozenset(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary
    conference dataset electronic image inbook incollection inproceedings inreference
    jurisdiction legal legislation letter manual mastersthesis misc movie music
    mvbook mvcollection mvproceedings mvreference online patent performance
    periodical phdthesis preprint proceedings reference report review set software
    standard suppbook suppcollection suppperiodical techreport thesis unpublished
    video www xdata
    """.split()
)
"""BibLaTeX's entry types and its aliases (manual, sections 2.1.1 to 2.1.3), and
`preprint`."""


@frozen(kw_only=True, sparse=True)
class Entry:
    """One paper, book or other work, under its citekey.

    Text fields hold Unicode prose as authors type it, with maths between dollars
    (`paperctl.text`); `paperctl.model.fields` says what each field is. Absent is None,
    or empty for titles and lists.

    Attributes:
        type: As the catalogue says it; `entry_type` is what it comes to.
        authors_truncated: The list ends in "et al.": there are more authors.
        code: The address of a repository, or `yes` where only its existence is known.
        extra: Fields without a place in the model, under their own names.
    """

    citekey: str
    type: str | None = None
    title: str = ""
    authors: tuple[Person, ...] = ()
    authors_truncated: bool = False
    editors: tuple[Person, ...] = ()
    editors_truncated: bool = False
    date: PartialDate | None = None
    area: Area | None = None
    categories: tuple[Area, ...] = ()
    arxiv: Eprint | None = None
    doi: str | None = None
    url: str | None = None
    venue: str | None = None
    journal: str | None = None
    booktitle: str | None = None
    series: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    publisher: str | None = None
    institution: str | None = None
    location: str | None = None
    edition: str | None = None
    isbn: str | None = None
    issn: str | None = None
    code: str | None = None
    affiliations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    note: str | None = None
    aliases: tuple[str, ...] = ()
    added: PartialDate | None = None
    abstract: str | None = None
    extra: Mapping[str, ExtraValue] = NOTHING

    def __hash__(self) -> int:
        return hash(self.citekey)

    def __repr__(self) -> str:
        return f"<Entry {self.citekey}: {self.title}>"

    @property
    def entry_type(self) -> str:
        """The BibLaTeX type, or `preprint` where nothing says that it is published.

        >>> Entry(citekey="a").entry_type, Entry(citekey="b", journal="JMLR").entry_type
        ('preprint', 'article')
        """
        if self.type:
            return self.type.lower()
        if self.journal:
            return "article"
        if self.booktitle:
            return "inproceedings"
        if self.institution:
            return "report"
        if self.isbn or (self.publisher and self.arxiv is None):
            return "book"
        return "preprint"

    @property
    def year(self) -> int | None:
        """The year of the date."""
        return self.date.year if self.date else None

    @property
    def month(self) -> str | None:
        """Year and month, `2023-06`, where the month is known."""
        if self.date is None or self.date.month is None:
            return None
        return f"{self.date.year:04d}-{self.date.month:02d}"

    @property
    def primary_class(self) -> str | None:
        """The full arXiv class, `cs.LG`; None for a bare code of no known archive."""
        return self.area.full if self.area else None

    @property
    def container(self) -> str | None:
        """Where it appeared: the journal or the book."""
        return self.journal or self.booktitle

    @property
    def has_code(self) -> bool:
        """Whether the catalogue knows of published code."""
        return self.code is not None and self.code.lower() not in {"no", "false", ""}
