"""Counting: what a catalogue, or a selection of it, is made of.

Plain data: `render` makes tables and charts of a `Summary`, `--json` prints its
record.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from paperctl.errors import FieldError
from paperctl.model.person import parse_name
from paperctl.text.fold import words
from paperctl.text.plain import to_plain
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from paperctl.model.catalogue import Catalogue, Profile
    from paperctl.model.date import PartialDate
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"

# Empty years between two entries are shown unless there is a century of them.
_LONGEST_GAP = 100
# Everybody on a paper of a large collaboration would be a co-author of everybody.
_LARGEST_TEAM = 50
_LEAST_TOGETHER = 2


@frozen()
class Tally:
    """How many entries have a value; `label` says more about it, if there is more."""

    name: str
    count: int
    label: str | None = None


@frozen()
class Pair:
    """How many entries two authors share."""

    names: tuple[str, str]
    count: int


@frozen()
class ProfileTally:
    """An author page's header beside what is really here.

    Attributes:
        profile: The header, with the page's own counts.
        entries: How many entries of the catalogue name the author.
        selected: How many of those that were counted do.
    """

    profile: Profile
    entries: int
    selected: int


@frozen(kw_only=True)
class Summary:
    """The counts; lists are the most frequent first, years and months in order.

    Attributes:
        entries: How many were counted.
        truncated: How many have lists of authors that end in "et al.".
        first_date: The date of the earliest, as exact as it is.
        by_area: Each class under its name as it was written first.
        by_year: Years without entries too.
        by_month: Months without entries too; entries of which only the year is known
            are in none.
        by_author: All of them; "et al." is nobody.
        coauthors: Those who share two entries or more.
        by_code: Where the code is: a host, or `yes` where nothing more is known.
    """

    entries: int = 0
    with_code: int = 0
    with_abstract: int = 0
    with_arxiv: int = 0
    with_doi: int = 0
    truncated: int = 0
    undated: int = 0
    first_date: PartialDate | None = None
    last_date: PartialDate | None = None
    by_area: tuple[Tally, ...] = ()
    by_year: tuple[Tally, ...] = ()
    by_month: tuple[Tally, ...] = ()
    by_author: tuple[Tally, ...] = ()
    coauthors: tuple[Pair, ...] = ()
    by_affiliation: tuple[Tally, ...] = ()
    by_tag: tuple[Tally, ...] = ()
    by_venue: tuple[Tally, ...] = ()
    by_type: tuple[Tally, ...] = ()
    by_code: tuple[Tally, ...] = ()
    profiles: tuple[ProfileTally, ...] = ()

    def to_record(self) -> dict[str, Json]:
        """Give the shape of `--json`."""
        return {
            "entries": self.entries,
            "with_code": self.with_code,
            "with_abstract": self.with_abstract,
            "with_arxiv": self.with_arxiv,
            "with_doi": self.with_doi,
            "truncated_author_lists": self.truncated,
            "undated": self.undated,
            "first_date": _text(self.first_date),
            "last_date": _text(self.last_date),
            "by_area": [
                {"area": tally.name, "name": tally.label, "count": tally.count}
                for tally in self.by_area
            ],
            "by_year": [
                {"year": int(tally.name), "count": tally.count}
                for tally in self.by_year
            ],
            "by_month": _records("month", self.by_month),
            "by_author": _records("author", self.by_author),
            "coauthors": [
                {"authors": list(pair.names), "count": pair.count}
                for pair in self.coauthors
            ],
            "by_affiliation": _records("affiliation", self.by_affiliation),
            "by_tag": _records("tag", self.by_tag),
            "by_venue": _records("venue", self.by_venue),
            "by_type": _records("type", self.by_type),
            "by_code": _records("host", self.by_code),
            "profiles": [_profile_record(tally) for tally in self.profiles],
        }


def summarise(catalogue: Catalogue, entries: Iterable[Entry] | None = None) -> Summary:
    """Count the entries of a catalogue, or those that were selected of it."""
    counted = tuple(catalogue.entries if entries is None else entries)
    dates = [entry.date for entry in counted if entry.date is not None]
    authors, coauthors = _count_authors(counted)
    return Summary(
        entries=len(counted),
        with_code=sum(entry.has_code for entry in counted),
        with_abstract=sum(bool(entry.abstract) for entry in counted),
        with_arxiv=sum(entry.arxiv is not None for entry in counted),
        with_doi=sum(bool(entry.doi) for entry in counted),
        truncated=sum(entry.authors_truncated for entry in counted),
        undated=len(counted) - len(dates),
        first_date=min(dates, key=lambda date: (date.first, date.last), default=None),
        last_date=max(dates, key=lambda date: (date.last, date.first), default=None),
        by_area=_count_areas(counted),
        by_year=_count_years(dates),
        by_month=_count_months(dates),
        by_author=authors,
        coauthors=coauthors,
        by_affiliation=_count(entry.affiliations for entry in counted),
        by_tag=_count(entry.tags for entry in counted),
        by_venue=_count([entry.venue] if entry.venue else [] for entry in counted),
        by_type=_count([entry.entry_type] for entry in counted),
        by_code=_count([code_host(entry)] for entry in counted if entry.has_code),
        profiles=_count_profiles(catalogue, counted),
    )


class _Counting:
    """Counts values that may be spelled in several ways; the first is shown."""

    def __init__(self) -> None:
        self.counts: Counter[Hashable] = Counter()
        self.spellings: dict[Hashable, str] = {}

    def add(self, values: Iterable[tuple[Hashable, str]]) -> list[Hashable]:
        """Count the values of one entry, each once; return their keys."""
        spelled: dict[Hashable, str] = {}
        for key, text in values:
            spelled.setdefault(key, text)
        for key, text in spelled.items():
            self.counts[key] += 1
            self.spellings.setdefault(key, text)
        return list(spelled)

    def tallies(self) -> tuple[Tally, ...]:
        """List the counts, the highest first, equals by name."""
        tallies = [
            Tally(self.spellings[key], count) for key, count in self.counts.items()
        ]
        return tuple(sorted(tallies, key=_rank))


# Authors, venues and tags come again and again, with the same co-authors.
_REMEMBERED = 1 << 14
_plain = lru_cache(maxsize=_REMEMBERED)(to_plain)
_text_of_key = lru_cache(maxsize=_REMEMBERED)(str)


@lru_cache(maxsize=_REMEMBERED)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _rank(tally: Tally) -> tuple[int, tuple[str, ...], str]:
    return (-tally.count, _words(tally.name), tally.name)


def _count(values: Iterable[Iterable[str]]) -> tuple[Tally, ...]:
    """Count the values of each entry, case, accents and signs aside."""
    counting = _Counting()
    for of_entry in values:
        counting.add((_words(text) or text, text) for text in of_entry)
    return counting.tallies()


def _count_areas(entries: Sequence[Entry]) -> tuple[Tally, ...]:
    areas = [entry.area for entry in entries if entry.area is not None]
    classes: dict[str | None, set[str]] = {}
    for area in areas:
        if area.full:
            classes.setdefault(area.code, set()).add(area.full)
    counting = _Counting()
    for area in areas:
        # A bare code of no known archive counts with the one class of that code.
        known = classes.get(area.code, ())
        only = next(iter(known)) if len(known) == 1 else area.text
        counting.add([(area.full or only, area.text)])
    names = {area.full or area.text: area.name for area in areas}
    tallies = [
        Tally(counting.spellings[key], count, names.get(str(key)))
        for key, count in counting.counts.items()
    ]
    return tuple(sorted(tallies, key=_rank))


def _count_years(dates: Sequence[PartialDate]) -> tuple[Tally, ...]:
    counts = Counter(date.year for date in dates)
    return tuple(
        Tally(f"{year:04d}", counts[year]) for year in _filled(counts, _LONGEST_GAP)
    )


def _count_months(dates: Sequence[PartialDate]) -> tuple[Tally, ...]:
    counts = Counter(
        date.year * 12 + date.month - 1 for date in dates if date.month is not None
    )
    return tuple(
        Tally(f"{month // 12:04d}-{month % 12 + 1:02d}", counts[month])
        for month in _filled(counts, _LONGEST_GAP * 12)
    )


def _filled(numbers: Iterable[int], longest: int) -> list[int]:
    """Sort numbers and put in those between them, but for gaps that are too long.

    >>> _filled([2023, 2020, 1687], 100)
    [1687, 2020, 2021, 2022, 2023]
    """
    filled: list[int] = []
    for number in sorted(numbers):
        if filled and number - filled[-1] <= longest:
            filled += range(filled[-1] + 1, number)
        filled.append(number)
    return filled


def _count_authors(
    entries: Sequence[Entry],
) -> tuple[tuple[Tally, ...], tuple[Pair, ...]]:
    counting = _Counting()
    together: Counter[tuple[Hashable, Hashable]] = Counter()
    for entry in entries:
        keys = counting.add(
            (author_key(person), _plain(person.name)) for person in entry.authors
        )
        if len(keys) <= _LARGEST_TEAM:
            together.update(combinations(sorted(keys, key=_text_of_key), 2))
    pairs = [
        Pair((counting.spellings[first], counting.spellings[second]), count)
        for (first, second), count in together.items()
        if count >= _LEAST_TOGETHER
    ]
    pairs.sort(key=lambda pair: (-pair.count, [_words(name) for name in pair.names]))
    return counting.tallies(), tuple(pairs)


def author_key(person: Person) -> tuple[str, ...]:
    """Tell who is meant: the words of the name, family name first, folded.

    >>> author_key(parse_name("Erdős, Paul")) == author_key(parse_name("Paul Erdos"))
    True
    """
    return _key_of_name(person.inverted)


@lru_cache(maxsize=_REMEMBERED)
def _key_of_name(inverted: str) -> tuple[str, ...]:
    name = to_plain(inverted)
    return tuple(words(name)) or (name,)


def code_host(entry: Entry) -> str:
    """Name the host of an entry's code; `yes` where no address is known.

    >>> from paperctl.model.entry import Entry
    >>> code_host(Entry(citekey="a", code="https://www.github.com/x/y"))
    'github.com'
    """
    address = entry.code or ""
    _, separator, rest = address.partition("://")
    host = (rest if separator else address).partition("/")[0].lower()
    return host.removeprefix("www.") if "." in host else "yes"


def _count_profiles(
    catalogue: Catalogue, entries: Sequence[Entry]
) -> tuple[ProfileTally, ...]:
    tallies: list[ProfileTally] = []
    for profile in catalogue.profiles:
        try:
            key = author_key(parse_name(profile.name))
        except FieldError:
            key = tuple(words(profile.name))
        counts = [
            sum(_is_by(key, entry) for entry in those)
            for those in (catalogue.entries, entries)
        ]
        tallies.append(ProfileTally(profile, *counts))
    return tuple(tallies)


def _is_by(key: tuple[str, ...], entry: Entry) -> bool:
    return any(author_key(person) == key for person in entry.authors)


def _text(date: PartialDate | None) -> str | None:
    return str(date) if date is not None else None


def _records(name: str, tallies: Iterable[Tally]) -> list[Json]:
    return [{name: tally.name, "count": tally.count} for tally in tallies]


def _profile_record(tally: ProfileTally) -> dict[str, Json]:
    profile = tally.profile
    return {
        "name": profile.name,
        "area": profile.area,
        "h_index": profile.h_index,
        "papers": profile.papers,
        "citations": profile.citations,
        "novelty": profile.novelty,
        "ai_score": profile.ai_score,
        "entries": tally.entries,
        "selected": tally.selected,
    }
