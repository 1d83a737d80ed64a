"""Entries as bytes: what is damaged is said to be, and nothing else happens."""

from __future__ import annotations

import marshal
import random
from typing import Any
from zlib import crc32

import pytest

from paperctl.index.pack import (
    DamagedError,
    pack,
    pack_profiles,
    seal,
    unpack,
    unpack_profiles,
    unseal,
)
from paperctl.model import Entry
from paperctl.model.date import parse_date
from paperctl.model.person import Person
from paperctl.store.load import load_text
from tests.nasty import NASTY


def resealed(value: Any) -> bytes:
    """Seal bytes that hold no entry as if they did."""
    data = marshal.dumps(value, 2)
    return crc32(data).to_bytes(4, "little") + data


@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    assert unpack(pack(entry)) == entry


def test_an_empty_field_is_not_a_missing_one() -> None:
    entry = Entry(citekey="a", title="", note="", abstract=None)
    found = unpack(pack(entry))
    assert (found.title, found.note, found.abstract) == ("", "", None)


@pytest.mark.parametrize(
    "people",
    [
        (Person("Erdős", "Paul"), Person("Plato"), Person(literal="The Team")),
        (Person("Beethoven", "Ludwig", "van"), Person("King", None, None, "Jr.")),
        (Person("With\ttab", "And\nline"), Person("Author", "Ann")),
        (Person("Author", ""), Person("Author", None)),
        (Person(),),
    ],
)
def test_each_part_of_a_name_comes_back(people: tuple[Person, ...]) -> None:
    found = unpack(pack(Entry(citekey="a", authors=people, editors=people[:1])))
    assert (found.authors, found.editors) == (people, people[:1])


def test_equal_entries_are_equal_bytes() -> None:
    first, second = (
        Entry(citekey="a", title="T", date=parse_date("2023-05")) for _ in range(2)
    )
    assert pack(first) == pack(second)


@pytest.mark.parametrize(
    "sealed",
    [
        None,
        "text",
        1,
        1.5,
        b"",
        b"abc",
        b"abcd",
        bytes(1000),
        b"\xff" * 1000,
        resealed(None),
        resealed(1),
        resealed([]),
        resealed({}),
        resealed({"citekey": "a", "title": "t", "nosuch": 1}),
        resealed({1: 2}),
        resealed({"citekey": "a", "title": "t", "date": 5}),
        resealed({"citekey": "a", "title": "t", "date": (1, 2, 3, 4)}),
        resealed({"citekey": "a", "title": "t", "authors": 5}),
        resealed({"citekey": "a", "title": "t", "area": ({},)}),
    ],
    ids=repr,
)
def test_what_is_no_entry_is_damage(sealed: object) -> None:
    with pytest.raises(DamagedError):
        unpack(sealed)


def test_each_flipped_byte_and_each_cut_is_damage() -> None:
    sealed = pack(Entry(citekey="a", title="A title", tags=("x", "y")))
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << at % 8
        with pytest.raises(DamagedError):
            unpack(bytes(changed))
        with pytest.raises(DamagedError):
            unpack(sealed[:at])
    with pytest.raises(DamagedError):
        unpack(sealed + b"\0")


def test_random_bytes_are_damage() -> None:
    source = random.Random(1)
    for size in (4, 5, 8, 100, 4096):
        for _ in range(50):
            with pytest.raises(DamagedError):
                unseal(source.randbytes(size))


def test_profiles_come_back_as_they_were() -> None:
    found = load_text(
        "profiles:\n  - name: Ann\n    papers: 3\n    odd: {a: [1, b]}\npapers:\n"
    ).catalogue.profiles
    assert found
    assert unpack_profiles(unseal(seal(pack_profiles(found)))) == found
