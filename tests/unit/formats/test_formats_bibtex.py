from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record

if TYPE_CHECKING:
    from paperctl.model.record import Record

ANN: Record = {"title": "Title", "authors": ["Ann Author"], "date": "2023-06"}


def bib(record: Record, options: FormatOptions | None = None) -> str:
    entry = from_record("key", record)
    return "".join(get("bibtex").write([entry], options or FormatOptions()))


def fields(record: Record, options: FormatOptions | None = None) -> dict[str, str]:
    lines = bib(record, options).splitlines()[1:-1]
    pairs = (line.strip().removesuffix(",").partition(" = ") for line in lines)
    return {name: value for name, _, value in pairs}


def kind(record: Record) -> str:
    return bib(record).partition("{")[0]


def test_a_preprint_is_what_arxiv_makes_of_it() -> None:
    record = {
        "title": "Attention Is All You Need",
        "authors": ["Ashish Vaswani", "et al."],
        "date": "2017-06-12",
        "area": "cs.CL",
        "arxiv": "1706.03762v7",
    }
    assert bib(record) == (
        "@misc{key,\n"
        "  author = {Vaswani, Ashish and others},\n"
        "  title = {Attention Is All You Need},\n"
        "  year = {2017},\n"
        "  month = jun,\n"
        "  eprint = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/1706.03762},\n"
        "}\n"
    )


def test_entries_stand_apart() -> None:
    entries = [Entry(citekey="a", title="A"), Entry(citekey="b", title="B")]
    written = "".join(get("bibtex").write(entries, FormatOptions()))
    assert "\n}\n\n@misc{b,\n" in written
    assert written.endswith("\n}\n")


class TestNames:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Oleg Platonov", "Platonov, Oleg"),
            ("Jan van der Berg", "van der Berg, Jan"),
            ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
            ("Plato", "Plato"),
            ("Jörg Müller", 'M{\\"u}ller, J{\\"o}rg'),
            ("{OpenAI}", "{OpenAI}"),
            ("{Barnes and Noble}", "{Barnes and Noble}"),
            ("{Smith & Sons, Inc.}", "{Smith \\& Sons, Inc.}"),
            ({"family": "Rock AND Roll", "given": "Ann"}, "{Rock AND Roll}, Ann"),
            ({"family": "A, B", "given": "C, D"}, "{A, B}, {C, D}"),
            ({"family": "and", "given": "Ann"}, "{and}, Ann"),
            ({"family": "others"}, "{others}"),
            ({"family": "Ann", "given": "-"}, "Ann, {-}"),
            ({"family": "Doe", "suffix": "Jr."}, "{Doe Jr.}"),
            ({"family": "Small words", "given": "Ann"}, "Small words, Ann"),
            ({"family": "small words", "given": "Ann"}, "{small words}, Ann"),
            ({"family": "Vallée Poussin"}, "{Vall{\\'e}e Poussin}"),
        ],
    )
    def test_are_family_first(self, name: str | Record, expected: str) -> None:
        assert fields({"authors": [name]})["author"] == f"{{{expected}}}"

    def test_and_others_ends_a_list_cut_short(self) -> None:
        people = ["Ann Author", "Bob Writer", "et al."]
        written = fields({"authors": people, "editors": people})
        assert written["author"] == "{Author, Ann and Writer, Bob and others}"
        assert written["editor"] == written["author"]

    def test_a_list_of_nobody_is_others(self) -> None:
        assert fields({"authors": ["et al."]})["author"] == "{others}"


class TestEprints:
    def test_a_bare_area_of_no_known_archive_is_a_keyword(self) -> None:
        written = fields({**ANN, "area": "LG", "arxiv": "2302.11640"})
        assert "primaryClass" not in written
        assert written["keywords"] == "{LG}"

    def test_without_eprint_the_class_is_a_keyword(self) -> None:
        written = fields({**ANN, "area": "cs.LG", "tags": ["x"]})
        assert written["keywords"] == "{cs.LG, x}"
        assert not {"primaryClass", "archivePrefix", "eprint"} & set(written)

    @pytest.mark.parametrize(
        ("area", "written"), [("hep-th", True), ("cs", False), ("cs.LG", True)]
    )
    def test_an_archive_with_classes_is_none(self, area: str, written: bool) -> None:
        found = fields({**ANN, "area": area, "arxiv": "2302.11640"})
        assert ("primaryClass" in found) == written

    def test_an_old_eprint_names_its_archive_itself(self) -> None:
        written = fields({**ANN, "area": "cs.DL", "arxiv": "cs/0112017"})
        assert written["eprint"] == "{cs/0112017}"
        assert "primaryClass" not in written

    def test_the_users_url_stands(self) -> None:
        record = {**ANN, "arxiv": "2302.11640", "url": "https://example.org"}
        assert fields(record)["url"] == "{https://example.org}"

    def test_published_works_get_no_derived_url(self) -> None:
        record = {**ANN, "arxiv": "2302.11640", "journal": "JMLR"}
        assert "url" not in fields(record)

    def test_no_doi_is_derived(self) -> None:
        assert "doi" not in fields({**ANN, "arxiv": "2302.11640"})


class TestVenues:
    def test_a_preprints_venue_is_a_note(self) -> None:
        written = fields({**ANN, "venue": "ICLR 2023"})
        assert written["note"] == "{ICLR 2023}"
        assert kind({**ANN, "venue": "ICLR 2023"}) == "@misc"

    @pytest.mark.parametrize(
        ("entry_type", "field"),
        [("article", "journal"), ("inproceedings", "booktitle")],
    )
    def test_the_type_says_what_a_venue_is(self, entry_type: str, field: str) -> None:
        written = fields({**ANN, "type": entry_type, "venue": "TMLR"})
        assert written[field] == "{TMLR}"
        assert "note" not in written

    def test_a_venue_beside_its_journal_says_nothing_new(self) -> None:
        written = fields({**ANN, "journal": "Transactions", "venue": "TMLR"})
        assert "TMLR" not in str(written)

    def test_the_users_note_is_not_printed_by_styles(self) -> None:
        written = fields({**ANN, "note": "Read again", "extra": {"note": "To appear"}})
        assert written["annote"] == "{Read again}"
        assert written["note"] == "{To appear}"

    def test_only_a_stated_preprint_is_called_one(self) -> None:
        assert "note" not in fields(ANN)
        assert fields({**ANN, "type": "preprint"})["note"] == "{Preprint}"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"type": "online"}, "@misc"),
        ({"type": "nonsense"}, "@misc"),
        ({"type": "Report"}, "@techreport"),
        ({"type": "thesis"}, "@phdthesis"),
        ({"type": "thesis", "extra": {"type": "mathesis"}}, "@mastersthesis"),
        ({"type": "inbook"}, "@inbook"),
        ({"type": "inbook", "booktitle": "Book"}, "@incollection"),
        ({"type": "conference"}, "@inproceedings"),
        ({"booktitle": "Proc."}, "@inproceedings"),
        ({"journal": "J"}, "@article"),
    ],
)
def test_types_become_the_nearest_of_bibtex(record: Record, expected: str) -> None:
    assert kind({**ANN, **record}) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"type": "thesis"}, "{Thesis}"),
        ({"type": "phdthesis"}, None),
        ({"type": "thesis", "extra": {"type": "phdthesis"}}, None),
        ({"type": "thesis", "extra": {"type": "mathesis"}}, None),
        ({"type": "thesis", "extra": {"type": "bathesis"}}, "{Bachelor's thesis}"),
        ({"type": "thesis", "extra": {"type": "Habilitation"}}, "{Habilitation}"),
        ({"type": "report"}, "{Report}"),
        ({"type": "techreport"}, None),
    ],
)
def test_a_thesis_is_not_promoted(record: Record, expected: str | None) -> None:
    assert fields({**ANN, **record}).get("type") == expected


def test_institutions_go_where_the_type_has_them() -> None:
    def names(entry_type: str) -> set[str]:
        written = fields({**ANN, "type": entry_type, "institution": "MIT"})
        return {name for name, value in written.items() if value == "{MIT}"}

    assert names("phdthesis") == {"school"}
    assert names("report") == {"institution"}
    assert names("manual") == {"organization"}
    assert names("dataset") == {"howpublished"}
    assert names("preprint") == {"institution"}


def test_addresses_are_not_escaped_but_balanced() -> None:
    record = {"url": "https://example.org/a_b%20{c}\\#~é &x", "doi": "10.1000/a_{b"}
    written = fields(record)
    assert written["url"] == "{https://example.org/a_b%20%7Bc%7D%5C#~%C3%A9%20&x}"
    assert written["doi"] == "{10.1000/a_%7Bb}"


class TestExtra:
    def test_text_keeps_its_name(self) -> None:
        extra: Record = {"eventdate": "2020_1", "x y": "1%", "list": ["a", "b"]}
        written = fields({**ANN, "extra": extra})
        assert written["eventdate"] == "{2020\\_1}"
        assert written["x-y"] == "{1\\%}"
        assert written["list"] == "{a, b}"

    def test_never_replaces_a_field_nor_points_at_an_entry(self) -> None:
        extra: Record = {"Title": "Another", "crossref": "nowhere", "map": {"a": "b"}}
        written = fields({**ANN, "extra": extra})
        assert written["title"] == "{Title}"
        assert not {"Title", "crossref", "map"} & set(written)


FULL: Record = {
    **ANN,
    "arxiv": "2302.11640",
    "area": "cs.LG",
    "code": "https://github.com/a_b",
    "affiliations": ["mit"],
    "aliases": ["old"],
    "added": "2026-11-23",
    "abstract": "Text.",
    "tags": ["t"],
}


class TestOptions:
    def test_what_no_style_uses_is_left_out(self) -> None:
        written = fields(FULL)
        assert not {"code", "affiliations", "aliases", "ids", "added"} & set(written)

    def test_but_written_when_asked_for(self) -> None:
        names = ("code", "affiliations", "aliases", "added")
        assert fields(FULL, FormatOptions(fields=names)) == {
            "code": "{https://github.com/a_b}",
            "affiliations": "{mit}",
            "ids": "{old}",
            "added": "{2026-11-23}",
        }

    def test_parts_of_a_field_come_with_it(self) -> None:
        options = FormatOptions(fields=("eprint", "date", "tags"))
        assert fields(FULL, options) == {
            "year": "{2023}",
            "month": "jun",
            "eprint": "{2302.11640}",
            "archivePrefix": "{arXiv}",
            "primaryClass": "{cs.LG}",
            "keywords": "{t}",
        }

    def test_year_alone(self) -> None:
        assert fields(FULL, FormatOptions(fields=("year",))) == {"year": "{2023}"}


def test_entries_without_authors_get_a_key_to_sort_by() -> None:
    assert fields({"title": "The $\\ell_1$ norm"})["key"] == "{The l1 norm}"
    assert fields({})["key"] == "{key}"
    assert "key" not in fields({"type": "book", "editors": ["Ann Author"]})
