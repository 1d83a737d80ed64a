"""What an import would change in a catalogue: decided here, written elsewhere.

Nothing that the catalogue says is ever replaced: an entry is new, or it is known and
stays as it is, and what the import says beyond it is named. `matching` recognises
entries, `comparing` finds what is new about them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from paperctl.intake.comparing import compare, compare_profiles
from paperctl.intake.matching import Known, KnownEntries
from paperctl.keys import make_citekey
from paperctl.model.record import resolve_area
from paperctl.text.fold import fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paperctl.errors import Location
    from paperctl.keys.pattern import Pattern
    from paperctl.model.catalogue import Catalogue, Profile
    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry


class Candidate(Protocol):
    """An entry to be taken in, as a source found it."""

    @property
    def entry(self) -> Entry:
        """The entry; its citekey does not count."""

    @property
    def location(self) -> Location:
        """Where it stands in the imported text."""

    @property
    def year_assumed(self) -> bool:
        """Whether the text gave its date no year."""


class Match(NamedTuple):
    """An import that the catalogue, or the import itself, has already."""

    found: Candidate
    known: Entry


class Difference(NamedTuple):
    """An import that says more than the known entry, or something else.

    Attributes:
        fuller: Fields that the known entry lacks, or has less of.
        differs: Fields that contradict it.
    """

    found: Candidate
    known: Entry
    fuller: tuple[str, ...]
    differs: tuple[str, ...]


class ProfileDifference(NamedTuple):
    """A profile whose figures have changed since the catalogue was written."""

    found: Profile
    known: Profile
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What an import adds, and what becomes of the rest, each in its order.

    Attributes:
        added: New entries, under citekeys that are free.
        assumed: Those of them whose year is assumed.
        unchanged: Known already, with nothing new about them.
        duplicates: Found twice; `known` is what the first of them came to.
    """

    added: tuple[Entry, ...] = ()
    assumed: tuple[Entry, ...] = ()
    unchanged: tuple[Match, ...] = ()
    differing: tuple[Difference, ...] = ()
    duplicates: tuple[Match, ...] = ()
    profiles_added: tuple[Profile, ...] = ()
    profiles_unchanged: tuple[Profile, ...] = ()
    profiles_differing: tuple[ProfileDifference, ...] = ()

    @property
    def changes_catalogue(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.added or self.profiles_added)


def plan_intake(
    catalogue: Catalogue,
    candidates: Iterable[Candidate],
    profiles: Iterable[Profile] = (),
    *,
    added: PartialDate | None = None,
    pattern: Pattern | None = None,
) -> Intake:
    """Decide what an import adds to a catalogue.

    New entries note the day `added` if one is given; left alone, what an import writes
    does not depend on the day. They are called by the `pattern`, or as paperctl does.
    """
    entries = _plan_entries(catalogue, candidates, added, pattern)
    headers = _plan_profiles(catalogue.profiles, profiles)
    return replace(
        entries,
        profiles_added=headers.profiles_added,
        profiles_unchanged=headers.profiles_unchanged,
        profiles_differing=headers.profiles_differing,
    )


def _plan_entries(
    catalogue: Catalogue,
    candidates: Iterable[Candidate],
    added: PartialDate | None,
    pattern: Pattern | None,
) -> Intake:
    known_entries = KnownEntries(catalogue.entries)
    taken = {
        key.lower()
        for entry in catalogue.entries
        for key in (entry.citekey, *entry.aliases)
    }
    new: list[Known] = []
    unchanged: list[Match] = []
    differing: list[Difference] = []
    duplicates: list[Match] = []
    for candidate in candidates:
        assumed = candidate.year_assumed
        known = known_entries.find(candidate.entry, year_assumed=assumed)
        if known is None:
            citekey = make_citekey(candidate.entry, taken, pattern)
            taken.add(citekey.lower())
            entry = _new(candidate.entry, citekey, catalogue.archive, added)
            known = Known(entry, year_assumed=assumed, seen=True)
            known_entries.add(known)
            new.append(known)
        elif known.seen:
            duplicates.append(Match(candidate, known.entry))
        else:
            known.seen = True
            # Like the entry that a first import would have made of it.
            known.year_assumed = assumed
            fuller, differs = compare(
                candidate.entry, known.entry, year_assumed=assumed
            )
            if fuller or differs:
                differing.append(Difference(candidate, known.entry, fuller, differs))
            else:
                unchanged.append(Match(candidate, known.entry))
    return Intake(
        added=tuple(known.entry for known in new),
        assumed=tuple(known.entry for known in new if known.year_assumed),
        unchanged=tuple(unchanged),
        differing=tuple(differing),
        duplicates=tuple(duplicates),
    )


def _new(
    entry: Entry, citekey: str, archive: str | None, added: PartialDate | None
) -> Entry:
    """Give a new entry its citekey, and its bare area the catalogue's archive."""
    area = entry.area and resolve_area(entry.area, entry.categories, archive)
    return replace(entry, citekey=citekey, area=area, added=added or entry.added)


def _plan_profiles(known: Iterable[Profile], found: Iterable[Profile]) -> Intake:
    by_name = {_folded_name(profile): profile for profile in known}
    added: list[Profile] = []
    unchanged: list[Profile] = []
    differing: list[ProfileDifference] = []
    for profile in found:
        name = _folded_name(profile)
        other = by_name.get(name)
        if other is None:
            by_name[name] = profile
            added.append(profile)
        elif changed := compare_profiles(profile, other):
            differing.append(ProfileDifference(profile, other, changed))
        else:
            unchanged.append(profile)
    return Intake(
        profiles_added=tuple(added),
        profiles_unchanged=tuple(unchanged),
        profiles_differing=tuple(differing),
    )


def _folded_name(profile: Profile) -> str:
    return fold(squeeze(profile.name))
