"""What an import would change in a catalogue: decided here, written elsewhere.

Nothing that the catalogue says is ever replaced: an entry is new, or it is known and
stays as it is, and what the import says beyond it is named. A work is known by its DOI,
by its arXiv identifier whatever the version, or else by title, first author and year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from paperctl.errors import FieldError
from paperctl.model.citekey import make_citekey
from paperctl.model.date import PartialDate
from paperctl.model.fields import FIELDS, STORED
from paperctl.model.record import resolve_area
from paperctl.text.fold import fold, squeeze, words
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from paperctl.errors import Location
    from paperctl.model.area import Area
    from paperctl.model.catalogue import Catalogue, Profile
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

# What a user decides, and no import.
_OWN = frozenset({"aliases", "added"})
_ARXIV_DOI = "10.48550/arxiv."


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
) -> Intake:
    """Decide what an import adds to a catalogue.

    New entries note the day `added` if one is given; left alone, what an import writes
    does not depend on the day.
    """
    index = _Index(catalogue)
    taken = {
        key.lower()
        for entry in catalogue.entries
        for key in (entry.citekey, *entry.aliases)
    }
    new: list[Entry] = []
    assumed: list[Entry] = []
    unchanged: list[Match] = []
    differing: list[Difference] = []
    duplicates: list[Match] = []
    for candidate in candidates:
        known = index.find(candidate)
        if known is None:
            entry = _named(candidate.entry, catalogue.archive, taken, added)
            index.add(entry, year_assumed=candidate.year_assumed, seen=True)
            new.append(entry)
            if candidate.year_assumed:
                assumed.append(entry)
        elif known.seen:
            duplicates.append(Match(candidate, known.entry))
        else:
            known.seen = True
            fuller, differs = _compare(candidate, known.entry)
            if fuller or differs:
                differing.append(Difference(candidate, known.entry, fuller, differs))
            else:
                unchanged.append(Match(candidate, known.entry))
    plan = _plan_profiles(catalogue.profiles, profiles)
    return Intake(
        added=tuple(new),
        assumed=tuple(assumed),
        unchanged=tuple(unchanged),
        differing=tuple(differing),
        duplicates=tuple(duplicates),
        profiles_added=plan.added,
        profiles_unchanged=plan.unchanged,
        profiles_differing=plan.differing,
    )


def _named(
    entry: Entry, archive: str | None, taken: set[str], added: PartialDate | None
) -> Entry:
    """Give a new entry its citekey, and its bare area the catalogue's archive."""
    citekey = make_citekey(entry, taken)
    taken.add(citekey)
    area = entry.area and resolve_area(entry.area, entry.categories, archive)
    return replace(entry, citekey=citekey, area=area, added=added or entry.added)


# --- matching --------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """An entry that others can be recognised as.

    Attributes:
        seen: This import has found it already.
    """

    entry: Entry
    year_assumed: bool
    seen: bool


class _Index:
    """Entries by what identifies them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_identifier: dict[str, _Known] = {}
        self._by_title: dict[tuple[str, ...], list[_Known]] = {}
        for entry in catalogue.entries:
            self.add(entry, year_assumed=False, seen=False)

    def add(self, entry: Entry, *, year_assumed: bool, seen: bool) -> None:
        known = _Known(entry, year_assumed, seen)
        for identifier in _identifiers(entry):
            self._by_identifier.setdefault(identifier, known)
        title = _title_words(entry)
        if title:
            self._by_title.setdefault(title, []).append(known)

    def find(self, candidate: Candidate) -> _Known | None:
        for identifier in _identifiers(candidate.entry):
            if identifier in self._by_identifier:
                return self._by_identifier[identifier]
        for known in self._by_title.get(_title_words(candidate.entry), ()):
            if _same_work(candidate, known):
                return known
        return None


def _identifiers(entry: Entry) -> Iterator[str]:
    if entry.doi:
        doi = entry.doi.lower()
        if not doi.startswith(_ARXIV_DOI):
            yield doi
        elif entry.arxiv is None:
            yield f"arxiv:{doi.removeprefix(_ARXIV_DOI)}"
    if entry.arxiv:
        yield f"arxiv:{entry.arxiv.identifier.lower()}"


def _title_words(entry: Entry) -> tuple[str, ...]:
    return tuple(words(to_plain(entry.title)))


def _same_work(candidate: Candidate, known: _Known) -> bool:
    """Whether two entries of one title can be one work."""
    mine, other = candidate.entry, known.entry
    mine_ids, other_ids = _by_kind(mine), _by_kind(other)
    if any(mine_ids[kind] != other_ids[kind] for kind in mine_ids.keys() & other_ids):
        return False
    mine_first, other_first = _first_family(mine), _first_family(other)
    if mine_first and other_first and mine_first != other_first:
        return False
    mine_years = set() if candidate.year_assumed else _years(mine)
    other_years = set() if known.year_assumed else _years(other)
    return not (mine_years and other_years) or not mine_years.isdisjoint(other_years)


def _by_kind(entry: Entry) -> dict[str, str]:
    return {
        "arxiv" if identifier.startswith("arxiv:") else "doi": identifier
        for identifier in _identifiers(entry)
    }


def _first_family(entry: Entry) -> str:
    people = entry.authors or entry.editors
    return _family(people[0]) if people else ""


def _years(entry: Entry) -> set[int]:
    """Give the years that may be said of a work: its date's and its preprint's."""
    years = {entry.date.year} if entry.date else set()
    if entry.arxiv:
        years.add(entry.arxiv.month[0])
    return years


# --- comparing -------------------------------------------------------------------

_Verdict = Literal["same", "fuller", "differs"]


def _compare(
    candidate: Candidate, known: Entry
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the fields in which a candidate is fuller, and those in which it differs."""
    entry = candidate.entry
    if candidate.year_assumed:
        entry = _with_year_of(entry, known)
    verdicts = {name: _verdict(name, entry, known) for name in STORED}
    return (
        tuple(name for name, verdict in verdicts.items() if verdict == "fuller"),
        tuple(name for name, verdict in verdicts.items() if verdict == "differs"),
    )


def _with_year_of(entry: Entry, known: Entry) -> Entry:
    if entry.date is None or known.date is None:
        return entry
    try:
        date = PartialDate(known.date.year, entry.date.month, entry.date.day)
    except FieldError:
        return entry  # February 29: it was another year
    return replace(entry, date=date)


def _verdict(name: str, found: Entry, known: Entry) -> _Verdict:
    mine, other = getattr(found, name), getattr(known, name)
    if name in _OWN or not mine:
        return "same"
    if not other:
        return "fuller"
    kind = FIELDS[name].kind
    if kind == "names":
        return _compare_names(found, known, name)
    if mine == other:
        return "same"
    return _COMPARE.get(name, _COMPARE_KIND[kind])(mine, other)


def _compare_names(found: Entry, known: Entry, name: str) -> _Verdict:
    mine: tuple[Person, ...] = getattr(found, name)
    other: tuple[Person, ...] = getattr(known, name)
    mine_cut: bool = getattr(found, f"{name}_truncated")
    other_cut: bool = getattr(known, f"{name}_truncated")
    if not all(map(_same_person, mine, other)):
        return "differs"
    if len(mine) > len(other):
        return "fuller" if other_cut else "differs"
    if len(mine) < len(other):
        return "same" if mine_cut else "differs"
    if mine_cut == other_cut:
        return "same"
    return "fuller" if other_cut else "differs"


def _same_person(mine: Person, other: Person) -> bool:
    """Whether two names can be one person's: initials stand for given names."""
    if fold(mine.name) == fold(other.name):
        return True
    if _family(mine) != _family(other):
        return False
    if not mine.given or not other.given:
        return True
    return words(mine.given)[0:1] == words(other.given)[0:1] or (
        _initial(mine.given) == _initial(other.given)
        and (_is_initials(mine.given) or _is_initials(other.given))
    )


def _family(person: Person) -> str:
    """Give the last word of a family name: particles are split off in many ways."""
    return (words(to_plain(person.sort_family)) or [""])[-1]


def _initial(given: str) -> str:
    return fold(given)[:1]


def _is_initials(given: str) -> bool:
    return len((words(given) or [""])[0]) == 1


def _compare_text(mine: str, other: str) -> _Verdict:
    return "same" if squeeze(mine) == squeeze(other) else "differs"


def _compare_title(mine: str, other: str) -> _Verdict:
    same = words(to_plain(mine)) == words(to_plain(other))
    return "same" if same else "differs"


def _compare_folded(mine: str, other: str) -> _Verdict:
    return "same" if fold(mine) == fold(other) else "differs"


def _compare_code(mine: str, other: str) -> _Verdict:
    """`yes` says less than an address; addresses are compared as their hosts do."""
    if mine.lower() == "yes" and "/" in other:
        return "same"
    if other.lower() == "yes" and "/" in mine:
        return "fuller"
    return _compare_folded(_bare_address(mine), _bare_address(other))


def _bare_address(text: str) -> str:
    address = text.partition("://")[2] or text
    return address.removeprefix("www.").rstrip("/").removesuffix(".git")


def _compare_dates(mine: PartialDate, other: PartialDate) -> _Verdict:
    if other.first <= mine.first and mine.last <= other.last:
        return "fuller"
    if mine.first <= other.first and other.last <= mine.last:
        return "same"
    return "differs"


def _compare_areas(mine: Area, other: Area) -> _Verdict:
    if mine.full is None or other.full is None:
        if mine.code != other.code:
            return "differs"
        return "same" if mine.full is None else "fuller"
    return "same" if mine.full == other.full else "differs"


def _compare_lists(mine: Iterable[object], other: Iterable[object]) -> _Verdict:
    known = {fold(str(item)) for item in other}
    return "same" if all(fold(str(item)) in known for item in mine) else "fuller"


def _compare_arxiv(mine: Any, other: Any) -> _Verdict:
    return "same" if mine.identifier == other.identifier else "differs"


def _compare_mappings(
    mine: Mapping[str, object], other: Mapping[str, object]
) -> _Verdict:
    if any(key in other and other[key] != value for key, value in mine.items()):
        return "differs"
    return "same" if mine.keys() <= other.keys() else "fuller"


_COMPARE_KIND: dict[str, Callable[[Any, Any], _Verdict]] = {
    "text": _compare_text,
    "prose": _compare_text,
    "date": _compare_dates,
    "area": _compare_areas,
    "areas": _compare_lists,
    "arxiv": _compare_arxiv,
    "doi": _compare_folded,
    "words": _compare_lists,
    "mapping": _compare_mappings,
}
_COMPARE: dict[str, Callable[[Any, Any], _Verdict]] = {
    "title": _compare_title,
    "type": _compare_folded,
    "code": _compare_code,
}


# --- profiles --------------------------------------------------------------------

_FIGURES = ("area", "h_index", "papers", "citations", "novelty", "ai_score")


class _ProfilePlan(NamedTuple):
    added: tuple[Profile, ...]
    unchanged: tuple[Profile, ...]
    differing: tuple[ProfileDifference, ...]


def _plan_profiles(known: Iterable[Profile], found: Iterable[Profile]) -> _ProfilePlan:
    by_name = {fold(squeeze(profile.name)): profile for profile in known}
    added: list[Profile] = []
    unchanged: list[Profile] = []
    differing: list[ProfileDifference] = []
    for profile in found:
        name = fold(squeeze(profile.name))
        other = by_name.get(name)
        if other is None:
            by_name[name] = profile
            added.append(profile)
            continue
        changed = tuple(
            figure
            for figure in _FIGURES
            if getattr(profile, figure) not in (None, getattr(other, figure))
        )
        if changed:
            differing.append(ProfileDifference(profile, other, changed))
        else:
            unchanged.append(profile)
    return _ProfilePlan(tuple(added), tuple(unchanged), tuple(differing))
