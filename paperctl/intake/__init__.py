"""What an import would change in a catalogue: decided here, written elsewhere.

Nothing that the catalogue says is ever replaced: an entry is new, or it is known, and
what the import says beyond it is named. `matching` recognises entries, `comparing`
finds what is new about them, and `completing` adds that where it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from paperctl.intake.comparing import compare, compare_profiles
from paperctl.intake.completing import complete
from paperctl.intake.matching import Known, KnownEntries, can_share_key
from paperctl.keys import lettered, make_citekey
from paperctl.model.record import resolve_area
from paperctl.text.fold import fold, squeeze
from paperctl.values import changed

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
        """The entry; its citekey counts if the text gave it."""

    @property
    def location(self) -> Location:
        """Where it stands in the imported text."""

    @property
    def year_assumed(self) -> bool:
        """Whether the text gave its date no year."""

    @property
    def has_own_key(self) -> bool:
        """Whether the text gave it its citekey."""


class Match(NamedTuple):
    """An import that the catalogue, or the import itself, has already.

    Attributes:
        fuller: Fields that go missing with it: the known entry lacks them.
        differs: Fields in which it says something else.
    """

    found: Candidate
    known: Entry
    fuller: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


class Difference(NamedTuple):
    """An import that says more than the known entry, or something else.

    Attributes:
        fuller: Fields that the known entry lacks, or has less of.
        differs: Fields that contradict it.
        completed: The known entry with what it lacks.
    """

    found: Candidate
    known: Entry
    fuller: tuple[str, ...]
    differs: tuple[str, ...]
    completed: Entry


class Remark(NamedTuple):
    """Something that was decided about an import and that its user should know."""

    found: Candidate
    message: str


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
    remarks: tuple[Remark, ...] = ()
    profiles_added: tuple[Profile, ...] = ()
    profiles_unchanged: tuple[Profile, ...] = ()
    profiles_differing: tuple[ProfileDifference, ...] = ()

    @property
    def changes_catalogue(self) -> bool:
        """Whether there is anything to add."""
        return bool(self.added or self.profiles_added)

    @property
    def completed(self) -> tuple[Entry, ...]:
        """The known entries that would grow, with all that is new about them."""
        return tuple(
            difference.completed for difference in self.differing if difference.fuller
        )


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
    does not depend on the day. They keep the citekey that their source gave them, if it
    is free; others are called by the `pattern`, or as paperctl does.
    """
    planner = _Planner(catalogue, list(candidates), added, pattern)
    entries = planner.plan()
    headers = _plan_profiles(catalogue.profiles, profiles)
    return replace(
        entries,
        profiles_added=headers.profiles_added,
        profiles_unchanged=headers.profiles_unchanged,
        profiles_differing=headers.profiles_differing,
    )


class _Planner:
    """Decides about one candidate after the other."""

    def __init__(
        self,
        catalogue: Catalogue,
        candidates: list[Candidate],
        added: PartialDate | None,
        pattern: Pattern | None,
    ) -> None:
        self.archive = catalogue.archive
        self.pattern = pattern
        self.candidates = candidates
        self.added = added
        self.known = KnownEntries(catalogue.entries)
        self.taken = {
            key.lower()
            for entry in catalogue.entries
            for key in (entry.citekey, *entry.aliases)
        }
        # A citekey that is made must not be one that a later entry brings.
        self.unavailable = self.taken | {
            candidate.entry.citekey.lower()
            for candidate in candidates
            if candidate.has_own_key
        }
        self.tried: dict[str, int] = {}
        self.new: list[Known] = []
        self.unchanged: list[Match] = []
        self.differing: list[Difference] = []
        self.duplicates: list[Match] = []
        self.remarks: list[Remark] = []

    def plan(self) -> Intake:
        """Decide about all of them, in their order."""
        for candidate in self.candidates:
            self.take(candidate)
        return Intake(
            added=tuple(known.entry for known in self.new),
            assumed=tuple(known.entry for known in self.new if known.year_assumed),
            unchanged=tuple(self.unchanged),
            differing=tuple(self.differing),
            duplicates=tuple(self.duplicates),
            remarks=tuple(self.remarks),
        )

    def take(self, candidate: Candidate) -> None:
        """Add an entry, or say what becomes of it."""
        known = self.find(candidate)
        if known is None:
            self.add(candidate)
        elif known.seen:
            self.found_again(candidate, known)
        else:
            known.seen = True
            # Like the entry that a first import would have made of it.
            known.year_assumed = candidate.year_assumed
            self.compare(candidate, known)

    def find(self, candidate: Candidate) -> Known | None:
        entry = candidate.entry
        if candidate.has_own_key:
            named = self.known.find_key(entry.citekey)
            if named is not None and can_share_key(entry, named.entry):
                return named
        known = self.known.find(entry, year_assumed=candidate.year_assumed)
        if known is not None and known.is_new and candidate.has_own_key:
            # Whoever gave one work two citekeys may cite it by both.
            self.remark(candidate, f"looks like the same work as {known.entry.citekey}")
            return None
        return known

    def add(self, candidate: Candidate) -> None:
        entry = candidate.entry
        changes = self.named(candidate)
        area = entry.area and resolve_area(entry.area, entry.categories, self.archive)
        if area != entry.area:
            changes["area"] = area
        if self.added:
            changes["added"] = self.added
        if changes:
            entry = changed(entry, **changes)
        known = Known(
            entry,
            year_assumed=candidate.year_assumed,
            seen=True,
            is_keyed=candidate.has_own_key,
            is_new=True,
        )
        self.known.add(known)
        self.new.append(known)

    def named(self, candidate: Candidate) -> dict[str, Any]:
        """Find a citekey and aliases that are free; give those that are others."""
        entry = candidate.entry
        if not candidate.has_own_key:
            citekey = make_citekey(entry, self.unavailable, self.pattern, self.tried)
        elif entry.citekey.lower() in self.taken:
            citekey = next(
                key
                for key in lettered(entry.citekey)
                if key.lower() not in self.unavailable
            )
            self.remark(
                candidate,
                f"the citekey {entry.citekey} is taken, this entry becomes {citekey}",
            )
        else:
            citekey = entry.citekey
        self.claim(citekey)
        aliases = tuple(
            alias for alias in entry.aliases if self.claims_alias(candidate, alias)
        )
        changes: dict[str, Any] = {}
        if citekey != entry.citekey:
            changes["citekey"] = citekey
        if aliases != entry.aliases:
            changes["aliases"] = aliases
        return changes

    def claim(self, key: str) -> None:
        self.taken.add(key.lower())
        self.unavailable.add(key.lower())

    def claims_alias(self, candidate: Candidate, alias: str) -> bool:
        if alias.lower() in self.unavailable:
            self.remark(candidate, f"the alias {alias} is taken, so it is left out")
            return False
        self.claim(alias)
        return True

    def found_again(self, candidate: Candidate, known: Known) -> None:
        """Leave out what was found already, unless it has something of its own."""
        fuller, differs = compare(
            candidate.entry, known.entry, year_assumed=candidate.year_assumed
        )
        if candidate.has_own_key and known.is_keyed and (fuller or differs):
            self.add(candidate)
            return
        if candidate.has_own_key and candidate.entry.citekey.lower() not in self.taken:
            fuller = (*fuller, "aliases")
        self.duplicates.append(Match(candidate, known.entry, fuller, differs))

    def compare(self, candidate: Candidate, known: Known) -> None:
        found = candidate.entry
        fuller, differs = compare(
            found, known.entry, year_assumed=candidate.year_assumed
        )
        completed = complete(known.entry, found, fuller)
        aliases = self.new_aliases(candidate)
        if aliases:
            fuller = (*fuller, "aliases")
            completed = replace(completed, aliases=completed.aliases + aliases)
        if not (fuller or differs):
            self.unchanged.append(Match(candidate, known.entry))
            return
        self.differing.append(
            Difference(candidate, known.entry, fuller, differs, completed)
        )

    def new_aliases(self, candidate: Candidate) -> tuple[str, ...]:
        """Give the citekeys under which a known work is imported, if they are free."""
        if not candidate.has_own_key:
            return ()
        found = candidate.entry
        new = tuple(
            key
            for key in (found.citekey, *found.aliases)
            if key.lower() not in self.taken
        )
        for key in new:
            self.claim(key)
        return new

    def remark(self, candidate: Candidate, message: str) -> None:
        self.remarks.append(Remark(candidate, message))


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
