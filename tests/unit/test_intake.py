"""What an import adds, what it leaves alone, and what it says about that."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.canonical.dump import dump
from paperctl.errors import Location
from paperctl.intake import Intake, plan_intake
from paperctl.model import Catalogue, Entry, Profile, from_record, parse_date
from paperctl.sources import SourceOptions, author_page
from paperctl.store.load import load_text

if TYPE_CHECKING:
    from paperctl.model.record import RecordValue

PAGE = Path(__file__).parents[2] / "seeds" / "author-page.txt"


HERE = Location("page.txt", 1)


@dataclass(frozen=True)
class Candidate:
    """An entry as a source would give it."""

    entry: Entry
    location: Location = HERE
    year_assumed: bool = False
    has_own_key: bool = False


def entry(citekey: str = "known", /, **fields: RecordValue) -> Entry:
    record: dict[str, RecordValue] = {
        "title": "Deep learning for graphs",
        "authors": ["Ann Lee", "Bo Li"],
        "date": "2023-05-01",
    }
    return from_record(citekey, record | fields)


def plan(known: Entry | None, *found: Entry, assumed: bool = False) -> Intake:
    catalogue = Catalogue([known] if known else [])
    return plan_intake(
        catalogue, [Candidate(item, year_assumed=assumed) for item in found]
    )


def verdict(
    known: Entry, found: Entry, *, assumed: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the fields that are fuller and that differ; the entry has to be known."""
    intake = plan(known, found, assumed=assumed)
    assert intake.added == ()
    assert len(intake.unchanged) + len(intake.differing) == 1
    for difference in intake.differing:
        assert difference.known is known
        return difference.fuller, difference.differs
    return (), ()


SAME = ((), ())


def fuller(*names: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return names, ()


def differs(*names: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (), names


# --- what is known ---------------------------------------------------------------


def test_the_same_again_is_unchanged() -> None:
    assert verdict(entry(), entry("other")) == SAME


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"doi": "10.1000/Ab"}, {"doi": "10.1000/aB"}),
        ({"arxiv": "2305.00001v2"}, {"arxiv": "2305.00001"}),
        ({"arxiv": "2305.00001"}, {"doi": "10.48550/arXiv.2305.00001"}),
    ],
)
def test_an_identifier_makes_an_entry_known_whatever_its_title(
    known: dict[str, RecordValue], found: dict[str, RecordValue]
) -> None:
    assert verdict(entry(**known), entry(title="Renamed", **found))[1] == ("title",)


@pytest.mark.parametrize(
    "title",
    [
        "DEEP LEARNING FOR GRAPHS",
        "Deep Learning for Graphs.",
        "{Deep} Learning  for Graphs",
        "Deep-Learning for Gr\u00e4phs",
    ],
)
def test_titles_are_compared_without_case_accents_and_punctuation(title: str) -> None:
    assert verdict(entry(), entry(title=title)) == SAME


@pytest.mark.parametrize(
    "authors",
    [
        ["A. Lee", "B. Li"],
        ["Lee, Ann", "Li, Bo"],
        ["Ann M. Lee", "Bo Li"],
        ["Ann Lee", "et al."],
        ["Ann L\u00e9e", "Bo Li"],
    ],
)
def test_names_may_be_written_in_other_ways(authors: list[str]) -> None:
    assert verdict(entry(), entry(authors=authors)) == SAME


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Deep learning for trees"},
        {"authors": ["Cy Young", "Bo Li"]},
        {"date": "2021"},
    ],
)
def test_another_title_first_author_or_year_is_another_work(
    fields: dict[str, RecordValue],
) -> None:
    assert len(plan(entry(), entry(**fields)).added) == 1


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"arxiv": "2305.00001"}, {"arxiv": "2305.00002"}),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}),
    ],
)
def test_other_identifiers_are_another_work_of_the_same_title(
    known: dict[str, RecordValue], found: dict[str, RecordValue]
) -> None:
    assert len(plan(entry(**known), entry(**found)).added) == 1


def test_a_preprint_is_known_under_the_year_in_which_it_was_published() -> None:
    known = entry(date="2024", arxiv="2305.00001")
    assert verdict(known, entry(date="2023-05-01")) == differs("date")


@pytest.mark.parametrize("missing", ["authors", "date"])
def test_what_one_of_the_two_lacks_does_not_part_them(missing: str) -> None:
    assert verdict(entry(), entry(**{missing: None})) == SAME
    assert verdict(entry(**{missing: None}), entry()) == fuller(missing)


# --- what is compared ------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        # Author lists are never shortened.
        ({"authors": ["Ann Lee", "Bo Li", "Cy Young"]}, {}, differs("authors")),
        ({"authors": ["Ann Lee", "et al."]}, {}, fuller("authors")),
        ({"authors": ["Ann Lee", "Bo Li", "et al."]}, {}, fuller("authors")),
        ({}, {"authors": ["Ann Lee", "Bo Li", "et al."]}, differs("authors")),
        ({}, {"authors": ["Ann Lee", "Cy Young"]}, differs("authors")),
        ({}, {"authors": ["Ann Lee", "Ben Li"]}, differs("authors")),
        ({}, {"editors": ["Cy Young"]}, fuller("editors")),
        ({"editors": ["Cy Young"]}, {}, SAME),
        ({"date": "2023"}, {}, fuller("date")),
        ({"date": "2023-05"}, {}, fuller("date")),
        ({}, {"date": "2023-05"}, SAME),
        ({}, {"date": "2023-06"}, differs("date")),
        ({}, {"area": "LG"}, fuller("area")),
        ({"area": "LG"}, {"area": "cs.LG"}, fuller("area")),
        ({"area": "cs.LG"}, {"area": "LG"}, SAME),
        ({"area": "cs.LG"}, {"area": "cs.CL"}, differs("area")),
        ({"area": "LG"}, {"area": "CL"}, differs("area")),
        ({"categories": ["cs.LG", "cs.CL"]}, {"categories": ["cs.CL"]}, SAME),
        (
            {"categories": ["cs.LG"]},
            {"categories": ["cs.LG", "cs.CL"]},
            fuller("categories"),
        ),
        ({"code": "https://github.com/a/b"}, {"code": "yes"}, SAME),
        ({"code": "yes"}, {"code": "https://github.com/a/b"}, fuller("code")),
        (
            {"code": "https://github.com/a/b"},
            {"code": "http://www.github.com/A/b.git/"},
            SAME,
        ),
        (
            {"code": "https://github.com/a/b"},
            {"code": "https://github.com/a/c"},
            differs("code"),
        ),
        ({"code": "no"}, {"code": "yes"}, differs("code")),
        ({"affiliations": ["MIT", "ETH"]}, {"affiliations": ["mit"]}, SAME),
        ({"affiliations": ["ETH"]}, {"affiliations": ["mit"]}, fuller("affiliations")),
        ({"abstract": "One\n  two."}, {"abstract": "One two."}, SAME),
        ({"abstract": "One two."}, {"abstract": "One three."}, differs("abstract")),
        ({"venue": "ICLR 2024"}, {}, SAME),
        ({}, {"venue": "ICLR 2024"}, fuller("venue")),
        ({"type": "Article"}, {"type": "article"}, SAME),
        ({"added": "2020"}, {"added": "2026"}, SAME),
        ({"extra": {"a": "1"}}, {"extra": {"a": "1"}}, SAME),
        ({"extra": {"a": "1"}}, {"extra": {"b": "1"}}, fuller("extra")),
        ({"extra": {"a": "1"}}, {"extra": {"a": "2"}}, differs("extra")),
        ({"arxiv": "2305.00001v1"}, {"arxiv": "2305.00001v2"}, SAME),
    ],
)
def test_what_the_import_says_beyond_a_known_entry_is_named(
    known: dict[str, RecordValue],
    found: dict[str, RecordValue],
    expected: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    assert verdict(entry(**known), entry(**found)) == expected


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        ("2023-05-01", "2026-05-01", SAME),
        ("2023", "2026-05-01", fuller("date")),
        ("2023-05-02", "2026-05-01", differs("date")),
        ("2023-02-28", "2024-02-29", differs("date")),
        (None, "2026-05-01", fuller("date")),
    ],
)
def test_an_assumed_year_gives_way_to_the_known_one(
    known: str | None, found: str, expected: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert verdict(entry(date=known), entry(date=found), assumed=True) == expected


# --- what is new -----------------------------------------------------------------


def test_new_entries_keep_their_order_and_get_free_citekeys() -> None:
    catalogue = Catalogue(
        [
            entry("Lee2023Deep", title="A"),
            entry("x", title="B", aliases=["LEE2023deepA"]),
        ]
    )
    found = [
        entry("any", title=f"Deep {subject}", authors=["Ann Lee"])
        for subject in ("sets", "trees", "graphs")
    ]
    intake = plan_intake(catalogue, map(Candidate, found))
    assert [item.citekey for item in intake.added] == [
        "lee2023deepb",
        "lee2023deepc",
        "lee2023deepd",
    ]
    assert [item.title for item in intake.added] == [
        "Deep sets",
        "Deep trees",
        "Deep graphs",
    ]


def test_a_new_entry_notes_a_day_only_when_one_is_given() -> None:
    assert plan(None, entry()).added[0].added is None
    day = parse_date("2026-11-23")
    (new,) = plan_intake(Catalogue(), [Candidate(entry())], added=day).added
    assert new.added == day


def test_a_bare_area_is_resolved_in_the_catalogues_archive() -> None:
    catalogue = Catalogue(archive="cs")
    (new,) = plan_intake(catalogue, [Candidate(entry(area="LG"))]).added
    assert new.primary_class == "cs.LG"
    assert load_text(dump(Catalogue([new], archive="cs"))).catalogue.entries == (new,)


def test_what_is_found_twice_is_added_once() -> None:
    intake = plan(None, entry("a"), entry("b", note="Again."))
    assert [item.citekey for item in intake.added] == ["lee2023deep"]
    assert [match.known for match in intake.duplicates] == list(intake.added)
    assert intake.duplicates[0].found.entry.note == "Again."


def test_what_goes_missing_with_a_duplicate_is_named() -> None:
    intake = plan(None, entry("a"), entry("b", note="Again.", pages="1-9"), entry("c"))
    assert [match.fuller for match in intake.duplicates] == [("pages", "note"), ()]


def test_a_citekey_of_the_file_is_kept_behind_an_entry_without_one() -> None:
    first, second = Candidate(entry("a")), Candidate(entry("cited"), has_own_key=True)
    intake = plan_intake(Catalogue(), [first, second])
    assert [item.citekey for item in intake.added] == ["lee2023deep", "cited"]
    assert [remark.message for remark in intake.remarks] == [
        "looks like the same work as lee2023deep"
    ]


def test_what_is_known_and_found_twice_is_a_duplicate_too() -> None:
    known = entry()
    intake = plan(known, entry("a"), entry("b"))
    assert len(intake.unchanged) == 1
    assert [match.known for match in intake.duplicates] == [known]
    assert not intake.changes_catalogue


def test_an_entry_whose_year_is_assumed_is_named() -> None:
    intake = plan(None, entry(), assumed=True)
    assert intake.assumed == intake.added


def test_entries_without_a_title_are_not_mistaken_for_each_other() -> None:
    nameless = entry(title=None, authors=None)
    assert len(plan(nameless, nameless).added) == 1


def test_an_empty_import_changes_nothing() -> None:
    assert plan(entry()) == Intake()


# --- profiles --------------------------------------------------------------------

LEE = Profile("Ann Lee", area="LG", h_index=5, papers=12)


@pytest.mark.parametrize(
    ("found", "fields"),
    [
        (LEE, None),
        (replace(LEE, name="ann  lee", area=None), None),
        (replace(LEE, h_index=6), ("h_index",)),
        (replace(LEE, citations=100, papers=13), ("papers", "citations")),
    ],
)
def test_a_known_profile_is_left_alone(
    found: Profile, fields: tuple[str, ...] | None
) -> None:
    known = replace(LEE, extra={"seen": "2025"})
    intake = plan_intake(Catalogue(profiles=[known]), [], [found])
    assert not intake.changes_catalogue
    assert [item.fields for item in intake.profiles_differing] == (
        [fields] if fields else []
    )
    assert len(intake.profiles_unchanged) == (0 if fields else 1)


def test_a_new_profile_is_added_once() -> None:
    intake = plan_intake(Catalogue(), [], [LEE, LEE])
    assert intake.profiles_added == (LEE,)
    assert intake.profiles_unchanged == (LEE,)


# --- the real page ---------------------------------------------------------------


def import_page(catalogue: Catalogue, as_of: str) -> Intake:
    options = SourceOptions(as_of=datetime.date.fromisoformat(as_of), path="page.txt")
    harvest = author_page.read(PAGE.read_text("utf-8"), options)
    return plan_intake(catalogue, harvest.entries, harvest.profiles)


def imported(intake: Intake) -> Catalogue:
    return Catalogue(intake.added, profiles=intake.profiles_added)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-04-01", "2031-01-01"])
def test_the_page_imported_on_another_day_changes_nothing(day: str) -> None:
    first = imported(import_page(Catalogue(), "2026-11-23"))
    assert len(first) == 23
    again = import_page(load_text(dump(first)).catalogue, day)
    assert not again.changes_catalogue
    assert len(again.unchanged) == 23
    assert again.differing == ()


def test_the_page_imported_over_a_fuller_catalogue_takes_nothing_away() -> None:
    first = imported(import_page(Catalogue(), "2026-11-23"))
    fuller_entries = [
        replace(
            item,
            authors=(*item.authors, *entry().authors),
            authors_truncated=False,
            venue="ICLR 2025",
        )
        for item in first.entries
        if item.authors_truncated
    ]
    again = import_page(Catalogue(fuller_entries), "2027-01-01")
    assert [item.citekey for item in again.added] == ["velikanov2022view"]
    assert len(again.unchanged) == 22


# --- in general ------------------------------------------------------------------

TITLES = st.sampled_from(["Deep sets", "Deep trees", "Sets", "", "$x$", "深層"])
ENTRIES = st.builds(
    entry,
    title=TITLES,
    authors=st.sampled_from([["Ann Lee"], ["Bo Li", "et al."], ["{Team X}"], None]),
    date=st.sampled_from(["2023", "2023-05-01", "2024-02-29", None]),
    arxiv=st.sampled_from(["2305.00001", None, None]),
    doi=st.sampled_from(["10.1000/a", "10.48550/arXiv.2305.00001", None]),
)
FOUND = st.lists(st.builds(Candidate, ENTRIES, year_assumed=st.booleans()), max_size=8)


@given(FOUND)
def test_every_candidate_is_accounted_for(found: list[Candidate]) -> None:
    intake = plan_intake(Catalogue(), found)
    assert len(intake.added) + len(intake.duplicates) == len(found)
    # Constructing the catalogue raises should two citekeys be the same.
    assert len(Catalogue(intake.added)) == len(intake.added)


@given(FOUND, FOUND)
def test_importing_again_adds_nothing(
    first: list[Candidate], second: list[Candidate]
) -> None:
    catalogue = Catalogue(plan_intake(Catalogue(), first).added)
    more = plan_intake(catalogue, second)
    catalogue = Catalogue([*catalogue.entries, *more.added])
    titled = [item for item in second if item.entry.title or item.entry.doi]
    assert plan_intake(catalogue, titled).added == ()


def test_a_work_found_with_and_without_its_year_is_found_twice_again() -> None:
    page = [
        Candidate(
            entry(title="Sets", authors=["A B"], date="2023-05"), year_assumed=True
        ),
        Candidate(
            entry(title="Sets", authors=["A B"], date="2024"), year_assumed=False
        ),
    ]
    first = plan_intake(Catalogue(), page)
    assert [len(first.added), len(first.duplicates)] == [1, 1]
    assert plan_intake(Catalogue(first.added), page).added == ()
