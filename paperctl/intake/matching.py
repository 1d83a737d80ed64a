"""Which known entry an incoming one is.

A work is known by a citekey that both sides chose, if nothing speaks against it; by its
DOI, by its arXiv identifier whatever the version, or else by title, first author and
year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from paperctl.intake.comparing import family_name
from paperctl.text.fold import words
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry

_T = TypeVar("_T")

_ARXIV_DOI = "10.48550/arxiv."


@dataclass(slots=True)
class Known:
    """An entry that others can be recognised as.

    Attributes:
        year_assumed: Its year tells nothing, since nobody said it.
        seen: This import has found it already.
        is_keyed: It is new, under a citekey that its source gave it.
        is_new: This import adds it.
    """

    entry: Entry
    year_assumed: bool = False
    seen: bool = False
    is_keyed: bool = False
    is_new: bool = False


class KnownEntries:
    """Entries by what identifies them; of two that share it, the first one's."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[str, Known] = {}
        self._by_identifier: dict[str, Known] = {}
        self._by_title: dict[tuple[str, ...], list[Known]] = {}
        for entry in entries:
            self.add(Known(entry))

    def add(self, known: Known) -> None:
        """Let later entries be recognised as this one."""
        for key in (known.entry.citekey, *known.entry.aliases):
            self._by_key.setdefault(key.lower(), known)
        for identifier in identifiers(known.entry):
            self._by_identifier.setdefault(identifier, known)
        title = title_words(known.entry)
        if title:
            self._by_title.setdefault(title, []).append(known)

    def find_key(self, citekey: str) -> Known | None:
        """Find the entry that has a citekey or an alias, whatever it is about."""
        return self._by_key.get(citekey.lower())

    def find(self, entry: Entry, *, year_assumed: bool) -> Known | None:
        """Find the entry of the same work; an assumed year does not count."""
        for identifier in identifiers(entry):
            if identifier in self._by_identifier:
                return self._by_identifier[identifier]
        found = Known(entry, year_assumed)
        for known in self._by_title.get(title_words(entry), ()):
            if can_be_same(found, known):
                return known
        return None


def can_share_key(one: Entry, other: Entry) -> bool:
    """Whether two entries under one citekey are plausibly the same work.

    Not if they have different identifiers of one kind, or titles of which less than
    half the words are in both: titles change from version to version, but not all.
    """
    identifiers, others = _by_kind(one), _by_kind(other)
    for kind in identifiers.keys() & others:
        return identifiers[kind] == others[kind]
    mine, yours = set(title_words(one)), set(title_words(other))
    if mine and yours and 2 * len(mine & yours) < min(len(mine), len(yours)):
        return False
    same_words = mine == yours and bool(mine)
    return same_words or _agree(_first_family(one), _first_family(other))


def identifiers(entry: Entry) -> Iterator[str]:
    """Give what identifies a work whatever else is said of it."""
    if entry.doi:
        doi = entry.doi.lower()
        if not doi.startswith(_ARXIV_DOI):
            yield doi
        elif entry.arxiv is None:
            yield f"arxiv:{doi.removeprefix(_ARXIV_DOI)}"
    if entry.arxiv:
        yield f"arxiv:{entry.arxiv.identifier.lower()}"


def title_words(entry: Entry) -> tuple[str, ...]:
    """Give the words of a title by which it is compared."""
    return tuple(words(to_plain(entry.title)))


def can_be_same(one: Known, other: Known) -> bool:
    """Whether nothing speaks against two entries of one title being one work."""
    identifiers, others = _by_kind(one.entry), _by_kind(other.entry)
    return (
        all(identifiers[kind] == others[kind] for kind in identifiers.keys() & others)
        and _agree(_first_family(one.entry), _first_family(other.entry))
        and _agree(_years(one), _years(other))
    )


def _agree(one: set[_T], other: set[_T]) -> bool:
    """Whether they share something; what one of the two does not say parts nobody."""
    return not (one and other) or not one.isdisjoint(other)


def _by_kind(entry: Entry) -> dict[str, str]:
    return {
        "arxiv" if identifier.startswith("arxiv:") else "doi": identifier
        for identifier in identifiers(entry)
    }


def _first_family(entry: Entry) -> set[str]:
    people = entry.authors or entry.editors
    return {family_name(person) for person in people[:1]} - {""}


def _years(known: Known) -> set[int]:
    """Give the years that may be said of a work: its date's and its preprint's."""
    if known.year_assumed:
        return set()
    entry = known.entry
    years = {entry.date.year} if entry.date else set()
    if entry.arxiv:
        years.add(entry.arxiv.month[0])
    return years
