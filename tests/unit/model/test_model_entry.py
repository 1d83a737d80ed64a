"""Entries, their records, and catalogues of them."""

from __future__ import annotations

import dataclasses

import pytest

from paperctl.errors import DuplicateCitekeyError, FieldError, UnknownCitekeyError
from paperctl.keys import make_citekey
from paperctl.model import (
    Catalogue,
    Entry,
    Person,
    from_record,
    read_record,
    to_record,
)
from paperctl.model.document import entry_document
from paperctl.model.fields import FIELDS, STORED, find_field, parse_fields
from paperctl.model.record import Record, bare_doi, citekey_defect
from tests.nasty import NASTY

RECORD: Record = {
    "title": "A critical look",
    "authors": ["Oleg Platonov", "Denis Kuznedelev", "et al."],
    "date": "2023-02-22",
    "area": "LG",
    "categories": ["cs.LG", "cs.SI"],
    "arxiv": "2302.11640",
    "venue": "ICLR 2023",
    "code": "yes",
    "tags": ["graphs"],
    "extra": {"annote": "x", "odd": ["a", {"b": "c"}]},
}


def test_a_record_reads_back_as_it_was_written() -> None:
    entry = from_record("platonov2023critical", RECORD)
    assert to_record(entry) == RECORD
    assert from_record(entry.citekey, to_record(entry)) == entry


def test_et_al_is_no_author() -> None:
    entry = from_record("a", RECORD)
    assert [person.family for person in entry.authors] == ["Platonov", "Kuznedelev"]
    assert entry.authors_truncated


def test_et_al_cannot_stand_in_the_middle() -> None:
    with pytest.raises(FieldError) as caught:
        from_record("a", {"authors": ["A B", "et al.", "C D"]})
    assert (caught.value.field, caught.value.index) == ("authors", 1)


def test_every_fault_of_a_record_is_reported() -> None:
    reading = read_record(
        "a b", {"date": "2023-02-30", "arxiv": "x", "title": ["no"], "tags": {"a": "b"}}
    )
    assert reading.entry is None
    assert [error.field for error in reading.errors] == [
        None, "date", "arxiv", "title", "tags",
    ]  # fmt: skip


def test_unknown_fields_survive() -> None:
    reading = read_record("a", {"tilte": "x", "extra": {"y": "z"}})
    assert reading.unknown == ("tilte",)
    assert reading.entry is not None
    assert dict(reading.entry.extra) == {"y": "z", "tilte": "x"}


def test_an_unknown_field_must_not_hide_one_under_extra() -> None:
    reading = read_record("a", {"y": "1", "extra": {"y": "2"}})
    assert reading.entry is None


def test_one_text_for_a_list_is_taken() -> None:
    entry = from_record(
        "a",
        {"authors": "Ann Lee and Bo Ek", "tags": "x, y", "affiliations": "MIT, Boston"},
    )
    assert [str(person) for person in entry.authors] == ["Ann Lee", "Bo Ek"]
    assert (entry.tags, entry.affiliations) == (("x", "y"), ("MIT, Boston",))


@pytest.mark.parametrize(
    ("categories", "archive", "full"),
    [
        (["cs.LG"], None, "cs.LG"),
        (["math.CV"], "cs", "math.CV"),
        (["stat.ML"], "cs", "cs.CV"),
        ([], "cs", "cs.CV"),
        ([], None, None),
    ],
)
def test_a_bare_area_means_the_entrys_own_class_first(
    categories: list[str], archive: str | None, full: str | None
) -> None:
    area = "LG" if full == "cs.LG" else "CV"
    entry = from_record("a", {"area": area, "categories": categories}, archive=archive)
    assert entry.primary_class == full
    assert str(entry.area) == area


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, "preprint"),
        ({"journal": "JMLR"}, "article"),
        ({"booktitle": "ICML"}, "inproceedings"),
        ({"venue": "ICML 2024"}, "preprint"),
        ({"type": "Book"}, "book"),
        ({"isbn": "1", "publisher": "MIT Press"}, "book"),
        ({"institution": "ISTA"}, "report"),
    ],
)
def test_a_work_is_a_preprint_unless_something_says_otherwise(
    record: Record, expected: str
) -> None:
    assert from_record("a", record).entry_type == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("yes", True), ("https://x.org/y", True), ("no", False), (None, False)],
)
def test_code_is_there_or_not(code: str | None, expected: bool) -> None:
    assert from_record("a", {"code": code}).has_code is expected


@pytest.mark.parametrize(
    "text",
    [
        "10.1/x",
        "https://doi.org/10.1/x",
        "http://dx.doi.org/10.1/x",
        "doi:10.1/x",
        " DOI: 10.1/x",
    ],
)
def test_dois_are_kept_bare(text: str) -> None:
    assert bare_doi(text) == "10.1/x"


@pytest.mark.parametrize(
    "key",
    ["a b", "", "a,b", "a{b", "a%b", 'a"b', "a\tb", "a\x07b"]
    + [f"a{character}b" for character in "`$<>^|"],
)
def test_citekeys_that_bibtex_cannot_use_are_named(key: str) -> None:
    assert citekey_defect(key)


@pytest.mark.parametrize(
    "key", ["he2016", "DBLP:conf/x-y_z+1", "müller2020", "10.1/abc", "a!b?c@d&e*f;g[h]"]
)
def test_other_citekeys_are_fine(key: str) -> None:
    assert citekey_defect(key) is None


def test_the_field_table_covers_the_entry() -> None:
    attributes = {field.name for field in dataclasses.fields(Entry)}
    assert set(STORED) | {"citekey"} == attributes - {
        "authors_truncated",
        "editors_truncated",
    }
    for name in FIELDS:
        assert hasattr(Entry(citekey="a"), name)


def test_no_alias_means_two_fields() -> None:
    spelled = [
        name for field in FIELDS.values() for name in (field.name, *field.aliases)
    ]
    assert len(spelled) == len(set(spelled))
    assert find_field("TI") is FIELDS["title"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("title,abs", ("title", "abstract")),
        ("au", ("authors",)),
        ("ti, ti", ("title",)),
    ],
)
def test_fields_are_read_by_name_and_alias(text: str, names: tuple[str, ...]) -> None:
    assert parse_fields(text) == names


def test_all_fields_are_those_of_the_file() -> None:
    assert parse_fields("all") == ("citekey", *STORED)


@pytest.mark.parametrize("text", ["abs,titel", "", ","])
def test_unknown_fields_are_refused_with_a_hint(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_fields(text)
    assert "title" in str(caught.value.hint)


def test_a_document_has_every_field() -> None:
    document = entry_document(from_record("a", RECORD))
    assert document["primary_class"] == "cs.LG"
    assert document["year"] == 2023
    assert document["authors"] == ["Oleg Platonov", "Denis Kuznedelev"]
    assert document["authors_truncated"] is True
    assert document["doi"] is None
    assert document["extra"] == {"annote": "x", "odd": ["a", {"b": "c"}]}
    assert set(STORED) <= set(document)


def test_citekeys_are_found_without_case_and_by_alias() -> None:
    catalogue = Catalogue(
        [Entry(citekey="He2016", aliases=("resnet",)), Entry(citekey="b")]
    )
    assert catalogue["hE2016"] is catalogue["RESNET"]
    assert list(catalogue) == ["He2016", "b"]
    assert "he2016" in catalogue
    assert "resnet50" not in catalogue


@pytest.mark.parametrize(("key", "aliases"), [("A", ()), ("b", ("A",))])
def test_two_entries_cannot_share_a_citekey(key: str, aliases: tuple[str, ...]) -> None:
    with pytest.raises(DuplicateCitekeyError):
        Catalogue([Entry(citekey="a"), Entry(citekey=key, aliases=aliases)])


def test_an_unknown_citekey_gets_a_suggestion() -> None:
    catalogue = Catalogue([Entry(citekey="platonov2023critical")])
    with pytest.raises(UnknownCitekeyError) as caught:
        catalogue.resolve("platonov2023critcal")
    assert "platonov2023critical" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (RECORD, "platonov2023critical"),
        ({"title": "Scale-wise Models", "authors": ["N. Starodubcev"], "date": "2025"},
         "starodubcev2025scale"),
        ({"title": "On the $L_1$ norm", "authors": ["van der Maaten, L."]}, "maatenl"),
        ({"title": "The Øre Link", "authors": ["Søren Ærø"], "date": "1999"},
         "aero1999ore"),
        ({"title": "A", "authors": ["{R Core Team}"], "date": "2020"}, "r2020"),
        ({"title": "深度学习"}, "shen"),
        ({}, "entry"),
    ],
)  # fmt: skip
def test_new_citekeys_are_family_name_year_and_first_word(
    record: Record, key: str
) -> None:
    assert make_citekey(from_record("x", record)).startswith(key)


@pytest.mark.parametrize(
    "author", [Person(), Person(literal=""), Person(literal="\t"), Person(family=" ")]
)
def test_a_nameless_author_names_no_citekey(author: Person) -> None:
    entry = Entry(citekey="x", title="A $B$ `c`", authors=(author,))
    assert make_citekey(entry) == "b"


def test_every_new_citekey_is_one_that_bibtex_can_use() -> None:
    for entry in NASTY:
        odd = dataclasses.replace(entry, authors=(Person(family=entry.title),))
        for named in (entry, odd):
            assert citekey_defect(make_citekey(named)) is None


def test_the_second_of_equals_gets_a_letter() -> None:
    entry = from_record("x", RECORD)
    base = make_citekey(entry)
    taken = {base}
    keys = []
    for _ in range(28):
        keys.append(make_citekey(entry, taken))
        taken.add(keys[-1])
    assert [key.removeprefix(base) for key in keys[:2]] == ["a", "b"]
    assert [key.removeprefix(base) for key in keys[-3:]] == ["z", "aa", "ab"]
