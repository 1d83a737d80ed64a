"""CSL, RIS and Hayagriva as people have them: odd, old and damaged."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest

from paperctl import sources
from paperctl.errors import SourceError
from paperctl.model.record import to_record

if TYPE_CHECKING:
    from paperctl.sources import Harvest

OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23), path="file")


def read(text: str) -> Harvest:
    return sources.recognise(text).read(text, OPTIONS)


def one(text: str) -> dict[str, Any]:
    """Read the one record of a text, about which there is nothing to say."""
    harvest = read(text)
    assert harvest.problems == ()
    (found,) = harvest.entries
    return {"citekey": found.entry.citekey, **to_record(found.entry)}


def problems(harvest: Harvest) -> list[str]:
    return [f"{item.severity} {item}" for item in harvest.problems]


def csl(**variables: Any) -> str:
    return json.dumps([{"id": "a2020", "type": "article-journal", **variables}])


def ris(*lines: str, kind: str = "JOUR") -> str:
    return "\n".join([f"TY  - {kind}", "ID  - a2020", *lines, "ER  - ", ""])


# --- CSL-JSON --------------------------------------------------------------------


def test_an_unquoted_number_is_text_as_it_is_typed() -> None:
    text = '[{"id": "a", "type": "report", "number": 2306.10000, "volume": 010.0}]'
    assert one(text.replace("010.0", "1e2"))["volume"] == "1e2"
    assert one(text.replace("010.0", "1"))["number"] == "2306.10000"


def test_unknown_variables_are_kept_under_their_names() -> None:
    text = csl(
        accessed={"date-parts": [[2020, 5, 6]]},
        translator=[{"family": "Doe", "given": "Jane"}],
        language="de",
        medium={"a": [1, True, None]},
    )
    assert one(text)["extra"] == {
        "accessed": "2020-05-06",
        "translator": ["Jane Doe"],
        "language": "de",
        "medium": {"a": ["1", "true", None]},
    }


def test_nothing_is_no_value() -> None:
    text = csl(title="T", volume=None, abstract=None, custom=None, medium=None)
    assert "extra" not in one(text)


def test_a_name_is_cleared_of_what_no_catalogue_can_hold() -> None:
    harvest = read(csl(**{"\0medium": "a", "medium": "b", "new": {"\0x": "c"}}))
    assert problems(harvest) == [
        "warning file:1: U+0000 cannot stand in a text, it is left out"
    ]
    (found,) = harvest.entries
    assert found.entry.extra == {"medium": ("a", "b"), "new": {"x": "c"}}


def test_what_is_kept_as_it_is_is_cleared_of_it_too() -> None:
    text = '{"id": "\\u0000{2002.00001", "title": "T", "versions": []}'
    (found,) = read(text).entries
    assert found.entry.extra == {"id": "{2002.00001"}


def test_a_range_of_dates_begins_on_its_first_day_and_is_kept() -> None:
    issued = {"date-parts": [[2020, 5, 6], [2020, 5, 9]]}
    entry = one(csl(issued=issued))
    assert entry["date"] == "2020-05-06"
    assert entry["extra"]["issued"]["date-parts"][1] == ["2020", "5", "9"]


def test_a_value_that_its_field_cannot_hold_is_reported_and_kept() -> None:
    harvest = read(csl(issued={"literal": "spring 2020"}))
    assert problems(harvest) == ["warning file:1: issued: no date; it is kept as it is"]
    assert harvest.entries[0].entry.extra["issued"] == {"literal": "spring 2020"}


@pytest.mark.parametrize(
    "variables",
    [
        {"archive": "arXiv", "archive_location": "2302.11640v2"},
        {"number": "arXiv:2302.11640v2"},
        {"URL": "https://arxiv.org/abs/2302.11640v2"},
        {"DOI": "10.48550/arXiv.2302.11640v2"},
    ],
)
def test_the_arxiv_number_is_found_wherever_it_is(variables: dict[str, str]) -> None:
    entry = one(csl(type="article", publisher="arXiv", **variables))
    assert entry["arxiv"] == "2302.11640v2"
    assert "publisher" not in entry


def test_tags_in_text_are_markup() -> None:
    title = '<i>In vivo</i> H<sub>2</sub>O &amp; <span class="nocase">iPS</span>'
    assert one(csl(title=title))["title"] == (
        r"\emph{In vivo} H\textsubscript{2}O & {iPS}"
    )


def test_a_byte_that_is_not_utf8_is_read_and_told_in_spite_of_a_mark() -> None:
    data = "\ufeffTY  - BOOK\nTI  - Gödel\nPB  - ".encode() + b"M\xfcnchen\nER  - \n"
    harvest = sources.read_bytes(data, OPTIONS, "ris")
    (found,) = harvest.entries
    assert (found.entry.title, found.entry.publisher) == ("Gödel", "München")
    assert problems(harvest) == [
        "warning file:3: not UTF-8 like the rest, read as windows-1252"
    ]


def test_what_is_not_utf16_is_told() -> None:
    data = "\ufeffTY  - BOOK\nTI  - One\nER  - \n".encode("utf-16-le") + b"\n"
    harvest = sources.read_bytes(data, OPTIONS, "ris")
    (note,) = harvest.notes
    assert note.startswith("file: read as UTF-16, by its mark; line 4 is not: ")


def test_a_damaged_item_costs_no_other() -> None:
    items = [
        '{"id": "a", "type": "book"}',
        '{"id": "b", "type": "book", "title": "x}',
        '{"id": "c", "type": "book"}',
    ]
    harvest = read("[\n" + ",\n".join(items) + "\n]\n")
    assert [found.entry.citekey for found in harvest.entries] == ["a", "c"]
    (problem,) = harvest.problems
    assert problem.severity == "error"
    assert str(problem).startswith('file:3: the item \'{"id": "b"')


def test_a_citekey_that_bibtex_cannot_use_is_replaced_and_kept() -> None:
    text = csl(id="doe 2020", title="Deep nets").replace("a2020", "doe 2020")
    harvest = read(text)
    (found,) = harvest.entries
    assert found.entry.citekey == "deep"
    assert found.entry.extra["id"] == "doe 2020"
    assert "the entry is called deep instead" in problems(harvest)[0]


def test_a_citekey_that_comes_twice_is_reported() -> None:
    harvest = read('[{"id":"a","type":"book"},\n{"id":"A","type":"book"}]')
    assert len(harvest.entries) == 2
    assert problems(harvest) == ["warning file:2: 'A' stands on line 1 and again here"]


def test_items_may_stand_in_an_object_or_one_behind_the_other() -> None:
    item = '{"id": "a", "type": "book"}'
    for text in (item, f'{{"items": [{item}]}}', f"{item}\n{item.replace('a', 'b')}"):
        assert read(text).entries[0].entry.citekey == "a"


def test_what_is_edited_elsewhere_wins_over_the_exact_text() -> None:
    custom = {"title": r"The $\ell_1$ norm"}
    assert one(csl(title="The ℓ₁ norm", custom=custom))["title"] == r"The $\ell_1$ norm"
    entry = one(csl(title="Another norm", custom=custom))
    assert entry["title"] == "Another norm"
    assert entry["extra"] == {"custom-title": r"The $\ell_1$ norm"}


@pytest.mark.parametrize(
    ("kind", "entry_type"),
    [("journal-article", "article"), ("proceedings-article", "inproceedings")],
)
def test_crossrefs_types_are_those_of_csl(kind: str, entry_type: str) -> None:
    (found,) = read(csl(type=kind, title="One", **{"container-title": "In"})).entries
    assert found.entry.entry_type == entry_type
    assert found.entry.extra == {}


def test_a_list_of_one_text_is_that_text() -> None:
    entry = one(csl(title=["One"], ISSN=["1234-5679", "9876-5432"], subtitle=[]))
    assert (entry["title"], entry["issn"]) == ("One", "1234-5679")
    assert entry["extra"] == {"ISSN": ["9876-5432"]}


def test_crossrefs_authors() -> None:
    author: list[dict[str, Any]] = [
        {
            "family": "Curie",
            "given": "Marie",
            "sequence": "first",
            "affiliation": [{"name": "Sorbonne"}],
        },
        {"name": "The Group", "sequence": "additional", "affiliation": []},
    ]
    entry = one(csl(author=author))
    assert entry["authors"] == ["Marie Curie", "{The Group}"]
    assert entry["affiliations"] == ["Sorbonne"]


def test_an_institution_of_citeproc_js_is_a_group() -> None:
    author = [{"family": "World Bank", "isInstitution": "true"}]
    assert one(csl(author=author))["authors"] == ["{World Bank}"]


def test_what_no_name_can_hold_is_told_with_its_value() -> None:
    harvest = read(csl(author=[{"family": "Curie", "ORCID": "0000-0001"}]))
    assert problems(harvest) == [
        "warning file:1: author: 'ORCID' of a name is left out: '0000-0001'"
    ]


def test_given_names_may_be_a_list_and_nothing_else() -> None:
    author: list[dict[str, Any]] = [{"family": "Curie", "given": ["Marie", "S."]}]
    assert one(csl(author=author))["authors"] == ["Marie S. Curie"]
    harvest = read(csl(author=[{"family": "Curie", "given": {"first": "Marie"}}]))
    assert problems(harvest) == [
        "warning file:1: author: 'given' of a name is left out: {'first': 'Marie'}"
    ]


def test_others_within_a_list_are_taken_for_a_name() -> None:
    harvest = read(csl(author=[{"literal": "others"}, {"family": "Curie"}]))
    (found,) = harvest.entries
    assert [person.name for person in found.entry.authors] == ["others", "Curie"]
    told = "author: 'others' stands within the list, and is taken for a name"
    assert problems(harvest) == [f"warning file:1: {told}"]


@pytest.mark.parametrize(
    "issued",
    [
        {"date-parts": [[2017, 21]]},
        {"date-parts": [["2017", "13"], ["2017", "14"]]},
        "2017-22",
        "2017?",
        {"raw": "2017~"},
    ],
)
def test_a_season_or_a_doubtful_date_gives_the_year_and_is_kept(issued: Any) -> None:
    entry = one(csl(issued=issued))
    assert entry["date"] == "2017"
    assert "issued" in entry["extra"]


@pytest.mark.parametrize("issued", ["06/2017", "12-6-2017", {"raw": "6/12/2017"}])
def test_a_month_is_not_taken_for_a_year(issued: Any) -> None:
    (found,) = read(csl(issued=issued)).entries
    assert found.entry.date is None
    assert "issued" in found.entry.extra


def test_items_by_their_names_are_items() -> None:
    text = json.dumps(
        {
            "a2020": {"type": "book", "title": "One"},
            "10.1000/1": [{"id": "b2020", "type": "book", "title": "Two"}],
        }
    )
    assert [found.entry.citekey for found in read(text).entries] == ["a2020", "b2020"]


def test_an_object_without_a_variable_is_no_item() -> None:
    harvest = read(f'{csl(title="One")[:-1]}, {{"colour": {{"id": "red"}}, "n": 1}}]')
    assert len(harvest.entries) == 1
    assert problems(harvest) == [
        "error file:1: no item of CSL: \"{'colour': {'id': 'red'}, 'n': '1'}\""
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "issued": {"date-parts": [[1998]]}, "title": "One"}]',
        "references:\n- id: a\n  title: One\n  issued: 1998\n",
    ],
)
def test_items_without_a_type_are_known_by_their_variables(text: str) -> None:
    harvest = read(text)
    assert [str(found.entry.date) for found in harvest.entries] == ["1998"]
    assert [item.message for item in harvest.problems] == [
        "the item has no type; it is taken for a document"
    ]


# --- CSL-YAML --------------------------------------------------------------------


def test_csl_in_the_header_of_a_document_is_read() -> None:
    text = (
        "---\ntitle: Mine\nreferences:\n- id: a\n  type: book\n"
        "  title: '*In vivo* \\*'\n  issued: 2020-05\n  volume: no\n"
        "...\n\n# Text: with a colon\n"
    )
    harvest = read(text)
    (found,) = harvest.entries
    assert to_record(found.entry)["title"] == r"\emph{In vivo} *"
    assert str(found.entry.date) == "2020-05"
    assert found.entry.volume == "no"
    assert found.location.line == 4
    assert problems(harvest) == ["warning file:2: no item of CSL, left out: 'title'"]


def test_a_damaged_item_of_yaml_costs_no_other() -> None:
    text = (
        "references:\n- id: a\n  type: book\n- id: b\n  type: book\n  title: x: y\n"
        "- id: c\n  type: book\n"
    )
    harvest = read(text)
    assert [found.entry.citekey for found in harvest.entries] == ["a", "c"]
    assert [
        problem.location and problem.location.line for problem in harvest.problems
    ] == [6]


def test_an_alias_is_what_its_anchor_stands_before() -> None:
    harvest = read(
        "- id: a\n  type: book\n  title: &x Y\n- id: b\n  type: book\n  title: *x\n"
        "- id: c\n  type: book\n  title: *z\n"
    )
    assert [found.entry.title for found in harvest.entries] == ["Y", "Y"]
    assert problems(harvest) == [
        "error file:9:10: left out: nothing above is called &z"
    ]


# --- RIS -------------------------------------------------------------------------


def test_a_record_without_its_end_is_taken() -> None:
    harvest = read("TY  - BOOK\nTI  - One\nTY  - BOOK\nTI  - Two\n")
    assert [found.entry.title for found in harvest.entries] == ["One", "Two"]
    assert problems(harvest) == [
        "warning file:3: no ER ends the record of line 1",
        "warning file:3: no ER ends this record",
    ]


def test_what_is_outside_of_records_is_reported() -> None:
    harvest = read(f"Provider: Somebody\n\n{ris('TI  - One')}junk\n")
    assert len(harvest.entries) == 1
    assert len(harvest.problems) == 2


def test_a_value_goes_on_over_lines() -> None:
    entry = one(ris("TI  - One", "title", "AB  - First", "  second."))
    assert entry["title"] == "One title"
    assert entry["abstract"] == "First\nsecond."


def test_tags_without_a_field_are_kept_each_time() -> None:
    entry = one(ris("TI  - One", "C1  - x", "C1  - y", "L1  - a.pdf"))
    assert entry["extra"] == {"C1": ["x", "y"], "L1": "a.pdf"}


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("PY  - 2017", "2017"),
        ("Y1  - 2017/06/12/", "2017-06-12"),
        ("DA  - 2017/06//", "2017-06"),
        ("PY  - 2017///", "2017"),
        ("DA  - 2017-Jun-12", "2017-06-12"),
        ("PY  - 2017\nDA  - 2017/06/12", "2017-06-12"),
        ("PY  - 2017\nDA  - JUN 12", "2017-06-12"),
        ("DA  - Jun\nPY  - 2017", "2017-06"),
        ("Y1  - 2017/06/12\nDA  - JUN", "2017-06-12"),
    ],
)
def test_dates_of_ris(line: str, date: str) -> None:
    assert one(ris("TI  - One", line))["date"] == date


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("van der Berg, Jan", "Jan van der Berg"),
        ("King, Martin, Jr.", "Martin King Jr."),
        ("CERN,", "{CERN}"),
        ("World Health Organization", "{World Health Organization}"),
        ("Plato", "Plato"),
        ("Liu R.", "R. Liu"),
        ("van der Berg J.-P.", "J.-P. van der Berg"),
    ],
)
def test_names_of_ris(name: str, written: str) -> None:
    assert one(ris("TI  - One", f"AU  - {name}"))["authors"] == [written]


def test_pages_numbers_and_serials_of_ris() -> None:
    entry = one(ris("TI  - One", "SP  - 1", "EP  - 9", "IS  - 3", "SN  - 1234-567X"))
    assert (entry["pages"], entry["number"], entry["issn"]) == ("1-9", "3", "1234-567X")
    book = one(ris("TI  - One", "SN  - 978-3-16-148410-0", kind="BOOK"))
    assert book["isbn"] == "978-3-16-148410-0"


def test_a_month_that_is_not_the_dates_own_is_kept_and_told() -> None:
    harvest = read(ris("TI  - One", "PY  - 2017/05", "DA  - JUN 12"))
    assert harvest.entries[0].entry.extra["DA"] == "JUN 12"
    assert problems(harvest) == ["warning file:5: DA: no date; it is kept as it is"]


def test_authors_keep_their_order_whatever_their_tags() -> None:
    entry = one(ris("TI  - One", "A1  - Curie, Marie", "AU  - Dirac, Paul"))
    assert entry["authors"] == ["Marie Curie", "Paul Dirac"]


def test_a_tab_may_stand_before_the_dash() -> None:
    entry = one(ris("TI  - One", "EP\t- 9", "SP \t- 1"))
    assert (entry["title"], entry["pages"]) == ("One", "1-9")


def test_text_behind_an_er_is_told() -> None:
    harvest = read("TY  - BOOK\nTI  - One\nER  - of one\n")
    assert problems(harvest) == ["warning file:3: behind the ER, left out: 'of one'"]


def test_lines_behind_an_er_belong_to_the_record_before() -> None:
    two = ris("TI  - Two").replace("a2020", "b2020")
    harvest = read(f"{ris('TI  - One')}NL  - Abbrev\nLink\n2.\n{two}")
    first, second = (to_record(found.entry) for found in harvest.entries)
    assert first["extra"] == {"NL": "Abbrev Link"}
    assert second["title"] == "Two"
    told = "NL stands behind the ER; it is taken for a part of the record of line 1"
    assert problems(harvest) == [
        f"warning file:5: {told}",
        "warning file:7: not in a record, left out: '2.'",
    ]


def test_a_record_without_ty_that_has_a_title_is_one() -> None:
    harvest = read(f"{ris('TI  - One')}TI  - Two\nER  - \n")
    assert [found.entry.title for found in harvest.entries] == ["One", "Two"]
    assert problems(harvest) == [
        "warning file:5: no TY begins this record; its type is GEN"
    ]


def test_numbers_between_records_are_told_once() -> None:
    records = [ris(f"TI  - {name}").replace("a2020", name) for name in ("a", "b", "c")]
    harvest = read("1.\n" + "\n2.\n".join(records[:2]) + "\n<3>\n" + records[2])
    assert problems(harvest) == [
        "warning file:1: not in a record, left out: '1.' and 2 more such numbers"
    ]


def test_copyright_is_no_number_of_an_issue() -> None:
    said = "Copyright (C) 2016 by somebody. All Rights Reserved."
    entry = one(ris("TI  - One", f"M1  - {said}"))
    assert "number" not in entry
    assert entry["extra"] == {"M1": said}
    assert one(ris("TI  - One", "M1  - Suppl 2"))["number"] == "Suppl 2"


@pytest.mark.parametrize(
    "line",
    [
        "M3  - doi: 10.1000/182",
        "L3  - 10.1000/182",
        "UR  - https://doi.org/10.1000/182",
    ],
)
def test_a_doi_is_found_where_there_is_no_do(line: str) -> None:
    entry = one(ris("TI  - One", line))
    assert entry["doi"] == "10.1000/182"
    assert "extra" not in entry


def test_a_second_name_of_a_journal_is_its_short_one() -> None:
    entry = one(ris("TI  - One", "T2  - Physical Review", "JO  - Phys. Rev."))
    assert (entry["journal"], entry["venue"]) == ("Physical Review", "Phys. Rev.")
    assert one(ris("TI  - One", "JO  - Phys. Rev."))["journal"] == "Phys. Rev."


@pytest.mark.parametrize(
    ("kind", "entry_type"),
    [("WEB", "online"), ("UNPD", "unpublished"), ("POD", "audio")],
)
def test_endnotes_own_types_of_ris(kind: str, entry_type: str) -> None:
    entry = one(ris("TI  - One", kind=kind))
    assert entry["type"] == entry_type
    assert entry["extra"] == {"ris-type": kind}


@pytest.mark.parametrize(
    ("said", "issn"),
    [
        ("0894-9867, 0894-9867", "0894-9867"),
        ("1895-5770 1895-5770", "1895-5770"),
        ("1895-5770; 0894-986X", "1895-5770; 0894-986X"),
    ],
)
def test_several_numbers_of_a_journal_are_no_isbn(said: str, issn: str) -> None:
    assert one(ris("TI  - One", f"SN  - {said}"))["issn"] == issn


def test_several_names_on_a_line_are_several() -> None:
    entry = one(ris("TI  - One", "AU  - Doe, Jane;Roe, R.", "AU  - Smith; Sons,"))
    assert entry["authors"] == ["Jane Doe", "R. Roe", "{Smith; Sons}"]


def test_a_line_that_is_no_tag_is_told_as_such() -> None:
    harvest = read("TY  - JOUR\nTI- One\nTI  - Two\nER  - \n")
    assert problems(harvest) == [
        "warning file:2: no tag that RIS has, left out: 'TI- One'"
    ]


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("JOUR", "0028-0836 (Print)", "issn"),
        ("JOUR", "00280836", "issn"),
        ("BOOK", "978-3-16-148410-0 (hardback)", "isbn"),
        ("BOOK", "3161484100; 9783161484100", "isbn"),
        ("BOOK", "0 19 852663 X", "isbn"),
        ("RPRT", "TR-2020-17", "number"),
        ("PAT", "US 1234567 B2", "number"),
    ],
)
def test_a_serial_number_is_what_it_looks_like(
    kind: str, said: str, field: str
) -> None:
    assert one(ris("TI  - One", f"SN  - {said}", kind=kind))[field] == said


@pytest.mark.parametrize("said", ["EPFL-ARTICLE-12", "n/a", "2020"])
def test_a_serial_number_that_is_none_is_kept_under_its_tag(said: str) -> None:
    entry = one(ris("TI  - One", f"SN  - {said}"))
    assert "isbn" not in entry
    assert entry["extra"]["SN"] == said


def test_psycinfos_no_specified_are_no_pages() -> None:
    entry = one(ris("TI  - One", "SP  - No", "EP  - Specified"))
    assert "pages" not in entry
    assert entry["extra"] == {"SP": "No", "EP": "Specified"}


def test_a_short_name_like_the_journals_is_dropped() -> None:
    entry = one(ris("TI  - One", "JF  - Endoscopy", "JO  - Endoscopy"))
    assert (entry["journal"], "venue" in entry) == ("Endoscopy", False)


def test_an_empty_record_is_refused() -> None:
    harvest = read(f"TY  - BOOK\nER  - \n{ris('TI  - One')}")
    assert problems(harvest) == ["error file:1: this record is empty"]


# --- Hayagriva -------------------------------------------------------------------


def test_the_parent_gives_the_journal_and_what_it_has() -> None:
    text = (
        "kinetics:\n  type: Article\n  title: Of polaritons\n  date: 2020-10-14\n"
        "  author: ['Doan, T. D.', 'von der Leyen, Ursula']\n  page-range: 165126\n"
        "  parent:\n    title: Physical Review B\n    volume: 102\n    issue: 16\n"
        "    publisher: {name: APS, location: New York}\n"
    )
    assert one(text) == {
        "citekey": "kinetics",
        "title": "Of polaritons",
        "authors": ["T. D. Doan", "Ursula von der Leyen"],
        "date": "2020-10-14",
        "journal": "Physical Review B",
        "volume": "102",
        "number": "16",
        "pages": "165126",
        "publisher": "APS",
        "location": "New York",
    }


def test_a_text_in_several_forms_is_taken_and_the_others_are_kept() -> None:
    text = (
        "a:\n  type: Book\n"
        "  title: {value: One, short: '1', translation: Eins, sentence-case: one}\n"
    )
    entry = one(text)
    assert entry["title"] == "One"
    assert entry["extra"] == {
        "shorttitle": "1",
        "title-translation": "Eins",
        "title-sentence-case": "one",
    }


def test_a_parents_isbn_is_the_entrys() -> None:
    text = (
        "a:\n  type: Anthos\n  title: One\n  parent:\n    type: Anthology\n"
        "    title: All\n    serial-number: {isbn: 978-0-691-07916-5, serial: 7}\n"
    )
    entry = one(text)
    assert entry["isbn"] == "978-0-691-07916-5"
    assert entry["extra"] == {"parent": {"serial-number": {"serial": "7"}}}


def test_a_chapter_without_an_author_is_of_the_books() -> None:
    parent = "  parent: {title: All, author: 'Doe, Jane'}\n"
    assert one(f"a:\n  type: Chapter\n  title: One\n{parent}")["authors"] == [
        "Jane Doe"
    ]


@pytest.mark.parametrize(
    "said", ["serial-number: 2003.13722", "url: https://arxiv.org/abs/2003.13722"]
)
def test_what_stands_in_arxiv_has_its_number_there(said: str) -> None:
    text = (
        f"a:\n  type: Article\n  title: One\n  {said}\n"
        "  parent: {type: Repository, title: arXiv}\n"
    )
    assert one(text) == {"citekey": "a", "title": "One", "arxiv": "2003.13722"}


def test_what_hayagrivas_names_have_more_is_told_with_its_value() -> None:
    text = "a:\n  type: Web\n  author: [{name: M, given-name: L, alias: lm}]\n"
    assert problems(read(text)) == ["warning file:3: author: left out: alias 'lm'"]


def test_what_stands_in_arxiv_may_have_other_serial_numbers() -> None:
    text = (
        "a2020:\n  type: Article\n  title: T\n  serial-number: {pmid: '1'}\n"
        "  parent:\n    type: Repository\n    title: arXiv\n"
    )
    assert one(text)["extra"]["pmid"] == "1"


def test_serial_numbers_keep_their_zeros() -> None:
    text = (
        "a:\n  type: Article\n  serial-number:\n    arxiv: 2306.10000\n    pmid: 17\n"
        "  parent: {type: Repository, title: arXiv}\n"
    )
    assert one(text) == {
        "citekey": "a", "arxiv": "2306.10000", "extra": {"pmid": "17"}
    }  # fmt: skip


def test_further_parents_and_fields_are_kept() -> None:
    text = (
        "a:\n  type: Video\n  runtime: '01:42'\n"
        "  affiliated: {role: director, names: X}\n"
        "b:\n  type: Article\n  parent:\n    - type: Conference\n      title: WWDC\n"
        "    - type: Video\n      runtime: '00:13'\n"
    )
    harvest = read(text)
    first, second = (to_record(found.entry) for found in harvest.entries)
    assert first["extra"] == {
        "runtime": "01:42",
        "affiliated": {"role": "director", "names": "X"},
    }
    assert second["booktitle"] == "WWDC"
    assert second["extra"] == {"parent": [{"type": "Video", "runtime": "00:13"}]}


def test_a_damaged_entry_costs_no_other() -> None:
    text = "a:\n  type: Book\nb:\n  type: Book\n  title: x: y\nc:\n  type: Book\n"
    harvest = read(text)
    assert [found.entry.citekey for found in harvest.entries] == ["a", "c"]
    assert [item.location and item.location.line for item in harvest.problems] == [5]


@pytest.mark.parametrize("text", ["a:\n  type: Book\n  b: [", "TY  - BOOK\nER  - \n"])
def test_a_file_of_nothing_but_damage_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)
