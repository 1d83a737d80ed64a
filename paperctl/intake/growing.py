"""Deciding about more entries than memory holds, one after the other.

The decisions are those of `plan_intake` for entries that bring no citekey of their own.
Known entries are remembered by hashes; one that seems to be the same is read again
before anything is decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from paperctl.errors import CatalogueError
from paperctl.intake import Difference, Match
from paperctl.intake.compact import MOST, HashSet, HashTable
from paperctl.intake.comparing import compare
from paperctl.intake.completing import complete
from paperctl.intake.matching import Known, can_be_same, identifiers, title_words
from paperctl.keys import make_citekey
from paperctl.model.record import resolve_area
from paperctl.values import changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.intake import Candidate
    from paperctl.keys.pattern import Pattern
    from paperctl.model.entry import Entry


class Shelf(Protocol):
    """Entries by their number, wherever they are kept."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, number: int, /) -> Entry:
        """Give one, from 0."""


class Decision(NamedTuple):
    """What becomes of a candidate.

    Attributes:
        entry: The new one, or the known one.
        difference: What is new about a known one, or different.
        duplicate: What goes missing with one that was found before.
    """

    kind: Literal["added", "unchanged", "differing", "duplicate"]
    entry: Entry
    difference: Difference | None = None
    duplicate: Match | None = None


class Growing:
    """A catalogue that grows: what is in it, as far as that decides about others.

    Attributes:
        shelf: The known entries by number, then those that `take` says are added: they
            have to be there when the next candidate comes.
    """

    def __init__(
        self, shelf: Shelf, archive: str | None, pattern: Pattern | None = None
    ) -> None:
        self.shelf = shelf
        self.archive = archive
        self.pattern = pattern
        self._keys = HashSet()
        self._identifiers = HashTable()
        self._titles = HashTable()
        self._seen = bytearray()
        self._tried: dict[str, int] = {}

    def know(self, entry: Entry) -> None:
        """Take note of the next entry that the catalogue has.

        Raises:
            CatalogueError: There are too many.
        """
        self._know(entry, list(identifiers(entry)), title_words(entry))

    def _know(self, entry: Entry, said: Sequence[str], words: tuple[str, ...]) -> None:
        for key in (entry.citekey, *entry.aliases):
            self._keys.add(key.lower())
        self._note(said, words)

    def has_key(self, key: str) -> bool:
        """Whether an entry has a citekey or alias, case aside."""
        return key.lower() in self._keys

    def take(self, candidate: Candidate) -> Decision:
        """Decide about a candidate; if it is added, the shelf has to have it next."""
        said = list(identifiers(candidate.entry))
        words = title_words(candidate.entry)
        number = self._find(candidate.entry, said, words)
        if number is None:
            return Decision("added", self._add(candidate.entry, said, words))
        known = self.shelf[number]
        fuller, differs = compare(
            candidate.entry, known, year_assumed=candidate.year_assumed
        )
        if self._seen[number]:
            match = Match(candidate, known, fuller, differs)
            return Decision("duplicate", known, duplicate=match)
        self._seen[number] = True
        if not (fuller or differs):
            return Decision("unchanged", known)
        completed = complete(known, candidate.entry, fuller)
        difference = Difference(candidate, known, fuller, differs, completed)
        return Decision("differing", known, difference)

    def _find(
        self, entry: Entry, said: Sequence[str], words: tuple[str, ...]
    ) -> int | None:
        for identifier in said:
            for number in self._identifiers.find(identifier):
                if identifier in identifiers(self.shelf[number]):
                    return number
        found = Known(entry)
        for number in self._titles.find(words) if words else ():
            other = self.shelf[number]
            if title_words(other) == words and can_be_same(found, Known(other)):
                return number
        return None

    def _add(self, entry: Entry, said: Sequence[str], words: tuple[str, ...]) -> Entry:
        changes: dict[str, Any] = {
            "citekey": make_citekey(entry, self._keys, self.pattern, self._tried)
        }
        area = entry.area and resolve_area(entry.area, entry.categories, self.archive)
        if area is not entry.area and area != entry.area:
            changes["area"] = area
        entry = changed(entry, **changes)
        self._know(entry, said, words)
        self._seen[-1] = True
        return entry

    def _note(self, said: Sequence[str], words: tuple[str, ...]) -> None:
        number = len(self._seen)
        if number >= MOST:
            raise CatalogueError(f"a catalogue can have {MOST:,} entries, not more")
        self._seen.append(False)
        for identifier in said:
            self._identifiers.add(identifier, number)
        if words:
            self._titles.add(words, number)
