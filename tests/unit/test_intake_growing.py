"""One entry after the other: the decisions are those of `plan_intake`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.errors import Location
from paperctl.intake import plan_intake
from paperctl.intake.compact import HashSet, HashTable
from paperctl.intake.growing import Growing
from paperctl.model import Catalogue, from_record
from tests.examples import examples

if TYPE_CHECKING:
    from paperctl.model import Entry


class Candidate(NamedTuple):
    """An entry without a citekey of its own."""

    entry: Entry
    location: Location
    year_assumed: bool = False
    has_own_key: bool = False


# Few values, so that many entries are alike in something.
RECORDS = st.fixed_dictionaries(
    {"title": st.sampled_from(["One work", "Another", "Comment", ""])},
    optional={
        "authors": st.sampled_from([["Ann Adams"], ["Bob Brown"]]),
        "date": st.sampled_from(["2020", "2021-03"]),
        "arxiv": st.sampled_from(["2001.00001", "2001.00001v2", "2103.00002"]),
        "doi": st.sampled_from(["10.1000/a", "10.1000/B", "10.48550/arXiv.2103.00002"]),
        "area": st.sampled_from(["LG", "cs.CL"]),
        "abstract": st.sampled_from(["Short.", "Longer than that."]),
        "keywords": st.sampled_from([["a"], ["a", "b"]]),
    },
)


def entries(prefix: str) -> st.SearchStrategy[list[Entry]]:
    return st.lists(RECORDS, max_size=8).map(
        lambda records: [
            from_record(f"{prefix}{number}", record)
            for number, record in enumerate(records)
        ]
    )


@settings(max_examples=examples(200), deadline=None)
@given(entries("known"), entries("x"))
def test_the_decisions_are_those_of_a_plan(
    known: list[Entry], found: list[Entry]
) -> None:
    candidates = [
        Candidate(entry, Location("in", number))
        for number, entry in enumerate(found, 1)
    ]
    plan = plan_intake(Catalogue(known, archive="cs"), candidates)
    shelf = list(known)
    growing = Growing(shelf, "cs")
    for entry in known:
        growing.know(entry)
    decisions = []
    for candidate in candidates:
        decision = growing.take(candidate)
        decisions.append(decision)
        if decision.kind == "added":
            shelf.append(decision.entry)
    assert tuple(item.entry for item in decisions if item.kind == "added") == plan.added
    assert [item.entry for item in decisions if item.kind == "unchanged"] == [
        match.known for match in plan.unchanged
    ]
    assert [item.entry for item in decisions if item.kind == "duplicate"] == [
        match.known for match in plan.duplicates
    ]
    assert tuple(item.difference for item in decisions if item.difference) == (
        plan.differing
    )


@given(st.lists(st.text(max_size=3)))
def test_a_set_of_hashes_has_what_was_added(items: list[str]) -> None:
    keys = HashSet()
    for item in items:
        keys.add(item)
    assert all(item in keys for item in items)
    assert len(keys) == len(set(items))
    assert "something else" not in keys


def test_a_table_of_hashes_finds_all_numbers_after_growing() -> None:
    table = HashTable()
    for number in range(50_000):
        table.add(f"item {number % 20_000}", number)
    for item in range(0, 20_000, 97):
        wanted = list(range(item, 50_000, 20_000))
        found = table.find(f"item {item}")
        assert found == sorted(found)
        assert set(wanted) <= set(found)
        # More of them than these would be a coincidence, twice would be a mistake.
        assert len(found) == len(wanted)
    assert table.find("no item") == []


def test_many_equals_are_named_in_linear_time() -> None:
    import time

    record = {"authors": ["Ann Adams"], "date": "2020"}
    candidates = [
        Candidate(from_record("x", record | {"doi": f"10.1000/{n}"}), Location("in", n))
        for n in range(1, 5_001)
    ]
    begin = time.process_time()
    plan = plan_intake(Catalogue([]), candidates)
    assert time.process_time() - begin < 10
    keys = [entry.citekey for entry in plan.added]
    assert keys[:3] == ["adams2020", "adams2020a", "adams2020b"]
    assert len(set(keys)) == 5_000
    assert keys[27] == "adams2020aa"
