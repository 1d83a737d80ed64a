"""Proposals: which key each entry would get among all others."""

from __future__ import annotations

import pytest

from paperctl.keys import lettered
from paperctl.keys.pattern import parse_pattern
from paperctl.keys.plan import is_placeholder, oddities, propose
from paperctl.model import Entry, from_record


def entry(
    citekey: str, *aliases: str, family: str = "Smith", year: int = 2020
) -> Entry:
    record = {"authors": [f"A. {family}"], "date": str(year), "aliases": list(aliases)}
    return from_record(citekey, record)


def proposed(*entries: Entry, pattern: str = "[auth:lower][year]") -> list[str]:
    return [item.citekey for item in propose(entries, parse_pattern(pattern))]


def test_the_first_of_equals_keeps_no_letter() -> None:
    keys = proposed(*(entry(f"x{number}") for number in range(29)))
    assert keys[:3] == ["smith2020", "smith2020a", "smith2020b"]
    assert keys[-3:] == ["smith2020z", "smith2020aa", "smith2020ab"]


def test_a_key_that_fits_stays_wherever_it_stands() -> None:
    assert proposed(entry("x"), entry("smith2020"), entry("smith2020b")) == [
        "smith2020a", "smith2020", "smith2020b",
    ]  # fmt: skip
    # Its equals are gone, but a thesis may cite it so.
    assert proposed(entry("smith2020c")) == ["smith2020c"]


@pytest.mark.parametrize(
    "key", ["Smith2020", "smith2020A", "smith2020é", "smith2020deep"]
)
def test_what_only_begins_so_does_not_fit(key: str) -> None:
    assert proposed(entry(key)) == ["smith2020"]


def test_two_letters_fit_where_one_was_not_enough() -> None:
    many = [
        entry(key) for key, _ in zip(lettered("smith2020"), range(30), strict=False)
    ]
    assert proposed(*many) == [item.citekey for item in many]
    assert proposed(many[-1]) == ["smith2020"]


def test_no_key_is_or_was_that_of_another() -> None:
    assert proposed(entry("x", "y"), entry("z", "SMITH2020"))[0] == "smith2020a"
    # Not even one that is given up in the same go: a thesis may mean the other.
    swap = proposed(entry("jones2020"), entry("smith2020", family="Jones"))
    assert swap == ["smith2020a", "jones2020a"]


def test_an_entry_can_go_back_to_an_alias_of_its_own() -> None:
    assert proposed(entry("x", "smith2020")) == ["smith2020"]


def test_only_the_chosen_get_a_proposal() -> None:
    entries = [entry("x"), entry("y")]
    (item,) = propose(entries, parse_pattern("jabref"), {"y"})
    assert (item.entry.citekey, item.citekey, item.fits) == ("y", "Smith2020", False)


def test_an_entry_that_gives_nothing_keeps_its_key() -> None:
    (item,) = propose([Entry(citekey="x")], parse_pattern("[auth][year]"))
    assert (item.citekey, item.gives_nothing, item.fits) == ("x", True, False)
    assert oddities(item, must_fit=True) == []


@pytest.mark.parametrize(
    ("key", "is_one"),
    [
        ("entry", True), ("entrya", True), ("new", True), ("NEW-2", True),
        ("todo_12", True), ("42", True), ("untitled", True), ("unknown.1", True),
        ("xxx", True),
        ("newton", False), ("new2020paper", False), ("entry2020deep", False),
        ("news2", False), ("he2016deep", False), ("keynes", False), ("20201", False),
        ("2302.11640", False),
    ],
)  # fmt: skip
def test_placeholders(key: str, is_one: bool) -> None:
    assert is_placeholder(key) is is_one


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("smith2020", []),
        ("DBLP:conf/nips/Smith.20+1_a-b", ["the pattern gives smith2020"]),
        ("smith&co", ["holds '&', which not every reader takes",
                      "the pattern gives smith2020"]),
        ("müller–é", ["holds 'ü' '–' 'é', which not every reader takes",
                      "the pattern gives smith2020"]),
        ("-x", ["begins with '-', which not every reader takes",
                "the pattern gives smith2020"]),
        ("todo", ["is a placeholder", "the pattern gives smith2020"]),
    ],
)  # fmt: skip
def test_oddities(key: str, expected: list[str]) -> None:
    (item,) = propose([entry(key)], parse_pattern("[auth:lower][year]"))
    assert oddities(item, must_fit=True) == expected
    unasked = [reason for reason in expected if "pattern" not in reason]
    assert oddities(item, must_fit=False) == unasked
