from __future__ import annotations

import json

from paperctl.model.catalogue import Catalogue, Profile
from paperctl.model.record import Record, from_record
from paperctl.stats import Pair, Summary, Tally, summarise

RECORDS: dict[str, Record] = {
    "a": {
        "title": "One",
        "authors": ["Paul Erdős", "Ann Lee", "et al."],
        "date": "2020-11-05",
        "area": "LG",
        "arxiv": "2011.00001",
        "code": "https://www.GitHub.com/a/b",
        "affiliations": ["MIT"],
        "tags": ["graphs"],
        "venue": "ICLR 2021",
        "abstract": "Text.",
    },
    "b": {
        "title": "Two",
        "authors": ["Erdos, Paul", "Ann Lee", "P. Erdos"],
        "date": "2023",
        "area": "cs.LG",
        "code": "yes",
        "affiliations": ["mit", "ETH Zürich"],
        "doi": "10.1/x",
        "journal": "JMLR",
    },
    "c": {
        "title": "Three",
        "authors": ["Ann Lee"],
        "date": "2021-01",
        "area": "math.CV",
        "code": "no",
    },
    "d": {"title": "Four"},
}
PROFILE = Profile(name="Erdos, Paul", area="LG", h_index=41, papers=23)


def summary(*citekeys: str, profiles: tuple[Profile, ...] = ()) -> Summary:
    entries = [
        from_record(key, record, archive="cs") for key, record in RECORDS.items()
    ]
    catalogue = Catalogue(entries, archive="cs", profiles=profiles)
    selected = [catalogue[key] for key in citekeys] if citekeys else None
    return summarise(catalogue, selected)


def test_totals_count_what_entries_have() -> None:
    counts = summary()
    assert counts.entries == 4
    assert counts.with_code == 2
    assert counts.with_abstract == 1
    assert counts.with_arxiv == 1
    assert counts.with_doi == 1
    assert counts.truncated == 1
    assert counts.undated == 1
    assert (str(counts.first_date), str(counts.last_date)) == ("2020-11-05", "2023")


def test_classes_are_counted_whether_bare_or_full() -> None:
    assert summary().by_area == (
        Tally("LG", 2, "Machine Learning"),
        Tally("math.CV", 1, "Complex Variables"),
    )


def test_years_without_entries_are_there() -> None:
    assert summary().by_year == (
        Tally("2020", 1),
        Tally("2021", 1),
        Tally("2022", 0),
        Tally("2023", 1),
    )


def test_months_without_entries_are_there() -> None:
    assert summary().by_month == (
        Tally("2020-11", 1),
        Tally("2020-12", 0),
        Tally("2021-01", 1),
    )


def test_authors_are_who_they_are_in_any_spelling() -> None:
    assert summary().by_author == (
        Tally("Ann Lee", 3),
        Tally("Paul Erdős", 2),
        Tally("P. Erdos", 1),
    )


def test_coauthors_share_two_entries() -> None:
    assert summary().coauthors == (Pair(("Paul Erdős", "Ann Lee"), 2),)


def test_an_author_named_twice_counts_once() -> None:
    entry = from_record("a", {"authors": ["A Lee", "A. Lee"]})
    assert summarise(Catalogue([entry])).by_author == (Tally("A Lee", 1),)


def test_large_teams_make_no_pairs() -> None:
    names = [f"Member N{number}" for number in range(3_000)]
    entries = [from_record(key, {"authors": names}) for key in ("a", "b")]
    counts = summarise(Catalogue(entries))
    assert len(counts.by_author) == 3_000
    assert counts.coauthors == ()


def test_lists_are_counted_case_and_accents_aside() -> None:
    counts = summary()
    assert counts.by_affiliation == (Tally("MIT", 2), Tally("ETH Zürich", 1))
    assert counts.by_tag == (Tally("graphs", 1),)
    assert counts.by_venue == (Tally("ICLR 2021", 1),)
    assert counts.by_type == (Tally("preprint", 3), Tally("article", 1))
    assert counts.by_code == (Tally("github.com", 1), Tally("yes", 1))


def test_a_selection_is_counted_alone() -> None:
    counts = summary("c", profiles=(PROFILE,))
    assert counts.entries == 1
    assert counts.by_year == (Tally("2021", 1),)


def test_profiles_stand_beside_own_counts() -> None:
    (tally,) = summary("a", profiles=(PROFILE,)).profiles
    assert (tally.profile.papers, tally.entries, tally.selected) == (23, 2, 1)


def test_an_empty_catalogue_has_a_summary() -> None:
    assert summarise(Catalogue()) == Summary()


def test_centuries_without_entries_are_left_out() -> None:
    entries = [from_record("a", {"date": "0300"}), from_record("b", {"date": "2024"})]
    years = summarise(Catalogue(entries)).by_year
    assert years == (Tally("0300", 1), Tally("2024", 1))


def test_the_record_is_plain_json() -> None:
    record = summary(profiles=(PROFILE,)).to_record()
    assert json.loads(json.dumps(record)) == record
    assert record["by_year"] == [
        {"year": 2020, "count": 1},
        {"year": 2021, "count": 1},
        {"year": 2022, "count": 0},
        {"year": 2023, "count": 1},
    ]
    assert record["by_area"] == [
        {"area": "LG", "name": "Machine Learning", "count": 2},
        {"area": "math.CV", "name": "Complex Variables", "count": 1},
    ]
    assert record["coauthors"] == [{"authors": ["Paul Erdős", "Ann Lee"], "count": 2}]
    assert record["first_date"] == "2020-11-05"


def test_a_bare_code_counts_with_the_only_class_of_that_code() -> None:
    entries = [
        from_record("a", {"area": "LG", "categories": ["cs.LG"]}),
        from_record("b", {"area": "LG"}),
        from_record("c", {"area": "CV", "categories": ["cs.CV"]}),
        from_record("d", {"area": "CV", "categories": ["math.CV"]}),
        from_record("e", {"area": "CV"}),
    ]
    tallies = summarise(Catalogue(entries)).by_area
    assert tallies[0] == Tally("LG", 2, "Machine Learning")
    assert {(tally.name, tally.label, tally.count) for tally in tallies[1:]} == {
        ("CV", None, 1),
        ("CV", "Computer Vision and Pattern Recognition", 1),
        ("CV", "Complex Variables", 1),
    }
