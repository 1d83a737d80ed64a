from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from paperctl.model.bib import (
    EXTRA_OF,
    EXTRAS,
    FIELD_OF,
    FIELDS,
    GENRES,
    IN_BOOK,
    IN_JOURNAL,
    PLACES,
    TYPES,
    WITH_GENRE,
)
from paperctl.model.entry import ENTRY_TYPES
from paperctl.model.fields import STORED

if TYPE_CHECKING:
    from paperctl.model.record import Record

ANN: Record = {"title": "Title", "authors": ["Ann Author"], "date": "2023-06"}
ARXIV: Record = {**ANN, "arxiv": "2302.11640v2", "area": "cs.LG"}


def bib(
    record: Record, options: FormatOptions | None = None, *, name: str = "biblatex"
) -> str:
    entry = from_record("key", record)
    return "".join(get(name).write([entry], options or FormatOptions()))


def fields(
    record: Record, options: FormatOptions | None = None, *, name: str = "biblatex"
) -> dict[str, str]:
    lines = bib(record, options, name=name).splitlines()[1:-1]
    pairs = (line.strip().removesuffix(",").partition(" = ") for line in lines)
    return {name: value for name, _, value in pairs}


def kind(record: Record) -> str:
    return bib(record).partition("{")[0]


def test_a_preprint_is_online() -> None:
    record = {
        "title": "Attention Is All You Need",
        "authors": ["Ashish Vaswani", "Łukasz Kaiser", "et al."],
        "date": "2017-06-12",
        "area": "cs.CL",
        "arxiv": "1706.03762v7",
        "aliases": ["attention"],
    }
    assert bib(record) == (
        "@online{key,\n"
        "  author = {Vaswani, Ashish and Kaiser, Łukasz and others},\n"
        "  title = {Attention Is All You Need},\n"
        "  date = {2017-06-12},\n"
        "  eprint = {1706.03762},\n"
        "  eprinttype = {arxiv},\n"
        "  eprintclass = {cs.CL},\n"
        "  pubstate = {preprint},\n"
        "  ids = {attention},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, "@misc"),
        ({"url": "https://example.org"}, "@online"),
        ({"doi": "10.1000/1"}, "@online"),
        ({"arxiv": "2302.11640"}, "@online"),
        ({"type": "nonsense"}, "@misc"),
        ({"type": "xdata"}, "@misc"),
        ({"type": "Report"}, "@report"),
        ({"type": "techreport"}, "@report"),
        ({"type": "phdthesis"}, "@thesis"),
        ({"type": "conference"}, "@inproceedings"),
        ({"type": "www"}, "@online"),
        ({"type": "jurisdiction"}, "@jurisdiction"),
        ({"type": "inbook", "booktitle": "Book"}, "@inbook"),
        ({"booktitle": "Proc."}, "@inproceedings"),
        ({"journal": "J"}, "@article"),
    ],
)
def test_types_are_biblatexs_own(record: Record, expected: str) -> None:
    assert kind({**ANN, **record}) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"type": "thesis"}, "{Thesis}"),
        ({"type": "phdthesis"}, "{phdthesis}"),
        ({"type": "mastersthesis"}, "{mathesis}"),
        ({"type": "thesis", "extra": {"type": "bathesis"}}, "{bathesis}"),
        ({"type": "phdthesis", "extra": {"type": "Habilitation"}}, "{Habilitation}"),
        ({"type": "report"}, "{Report}"),
        ({"type": "techreport"}, "{techreport}"),
        ({"type": "software"}, None),
    ],
)
def test_theses_and_reports_say_what_they_are(
    record: Record, expected: str | None
) -> None:
    assert fields({**ANN, **record}).get("type") == expected


class TestEprints:
    @pytest.mark.parametrize(
        "url",
        ["https://arxiv.org/abs/2302.11640", "http://www.arxiv.org/pdf/2302.11640v1"],
    )
    def test_an_address_of_the_eprint_is_left_out(self, url: str) -> None:
        assert "url" not in fields({**ARXIV, "url": url})
        options = FormatOptions(fields=("url",))
        assert fields({**ARXIV, "url": url}, options) == {"url": f"{{{url}}}"}

    def test_another_address_stands(self) -> None:
        assert fields({**ARXIV, "url": "https://a.org"})["url"] == "{https://a.org}"
        other = "https://arxiv.org/abs/2302.11641"
        assert fields({**ARXIV, "url": other})["url"] == f"{{{other}}}"

    def test_what_is_published_is_no_preprint(self) -> None:
        written = fields({**ARXIV, "journal": "JMLR"})
        assert written["eprint"] == "{2302.11640}"
        assert "pubstate" not in written

    def test_the_users_word_for_its_state_stands(self) -> None:
        written = fields({**ARXIV, "extra": {"pubstate": "submitted"}})
        assert written["pubstate"] == "{submitted}"

    def test_an_old_eprint_names_its_archive_itself(self) -> None:
        written = fields({**ANN, "area": "cs.DL", "arxiv": "cs/0112017"})
        assert written["eprint"] == "{cs/0112017}"
        assert "eprintclass" not in written

    @pytest.mark.parametrize("name", ["bibtex", "biblatex"])
    def test_a_doi_of_arxiv_is_derived_on_request(self, name: str) -> None:
        options = FormatOptions(arxiv_doi=True)
        assert "doi" not in fields(ARXIV, name=name)
        derived = fields(ARXIV, options, name=name)["doi"]
        assert derived == "{10.48550/arXiv.2302.11640}"
        known = fields({**ARXIV, "doi": "10.1/x"}, options, name=name)["doi"]
        assert known == "{10.1/x}"
        assert "doi" not in fields({**ARXIV, "journal": "J"}, options, name=name)


class TestVenues:
    def test_a_preprints_venue_is_a_note(self) -> None:
        assert fields({**ARXIV, "venue": "ICLR 2023"})["note"] == "{ICLR 2023}"
        assert kind({**ARXIV, "venue": "ICLR 2023"}) == "@online"

    @pytest.mark.parametrize(
        ("entry_type", "field"),
        [
            ("article", "journaltitle"),
            ("inproceedings", "booktitle"),
            ("incollection", "booktitle"),
        ],
    )
    def test_the_type_says_what_a_venue_is(self, entry_type: str, field: str) -> None:
        written = fields({**ANN, "type": entry_type, "venue": "TMLR"})
        assert written[field] == "{TMLR}"
        assert "note" not in written

    def test_a_venue_beside_its_journal_says_nothing_new(self) -> None:
        assert "TMLR" not in bib({**ANN, "journal": "Transactions", "venue": "TMLR"})


@pytest.mark.parametrize(
    ("entry_type", "publisher", "institution"),
    [
        ("book", "publisher", "institution"),
        ("thesis", "publisher", "institution"),
        ("manual", "publisher", "organization"),
        ("dataset", "publisher", "organization"),
        ("software", "howpublished", "organization"),
        ("online", "organization", "institution"),
        ("unpublished", "howpublished", "institution"),
    ],
)
def test_houses_go_where_the_type_has_them(
    entry_type: str, publisher: str, institution: str
) -> None:
    record = {**ANN, "type": entry_type, "publisher": "P", "institution": "I"}
    written = fields(record)
    assert written[publisher] == "{P}"
    assert written[institution] == "{I}"
    alone = fields({**ANN, "type": "online", "institution": "I"})
    assert alone["organization"] == "{I}"


class TestOtherNames:
    def test_fields_of_the_other_dialect_get_their_names_here(self) -> None:
        extra: Record = {"key": "K", "annote": "A", "hyphenation": "ngerman"}
        written = fields({**ANN, "extra": extra})
        assert written["sortkey"] == "{K}"
        assert written["annotation"] == "{A}"
        assert written["langid"] == "{ngerman}"
        extra = {"sortkey": "K", "annotation": "A", "langid": "ngerman"}
        written = fields({**ANN, "authors": [], "extra": extra}, name="bibtex")
        assert written["annote"] == "{A}"
        assert written["langid"] == "{ngerman}"

    def test_one_field_is_not_written_under_two_names(self) -> None:
        record = {**ANN, "journal": "J", "note": "Mine"}
        extra: Record = {"journaltitle": "X", "annote": "Y", "year": "1900"}
        written = fields({**record, "extra": extra})
        assert not {"X", "Y", "1900"} & {
            value.strip("{}") for value in written.values()
        }

    @pytest.mark.parametrize(
        ("title", "whole"), [("Title", "Title: More"), ("Why?", "Why? More")]
    )
    def test_bibtex_has_no_subtitles(self, title: str, whole: str) -> None:
        record = {**ANN, "title": title, "extra": {"subtitle": "More"}}
        assert fields(record)["subtitle"] == "{More}"
        written = fields(record, name="bibtex")
        assert written["title"] == f"{{{whole}}}"
        assert "subtitle" not in written

    def test_aliases_that_nobody_can_cite_are_left_out(self) -> None:
        written = fields({**ANN, "aliases": ["old_1", "two words", "b}", "key"]})
        assert written["ids"] == "{old_1}"


class TestOptions:
    @pytest.mark.parametrize("name", ["bibtex", "biblatex"])
    def test_accents_are_macros_or_letters(self, name: str) -> None:
        record = {**ANN, "title": "Über Sørensen", "authors": ["Paul Erdős"]}
        macros = bib(record, FormatOptions(ascii=True), name=name)
        assert macros.isascii()
        assert 'title = {{\\"U}ber S{\\o}rensen}' in macros
        letters = bib(record, FormatOptions(ascii=False), name=name)
        assert "title = {Über Sørensen}" in letters
        assert "Erdős, Paul" in letters
        own = macros if name == "bibtex" else letters
        assert bib(record, name=name) == own

    @pytest.mark.parametrize("name", ["bibtex", "biblatex"])
    def test_a_header_is_one_line_of_comment(self, name: str) -> None:
        text = bib(ANN, FormatOptions(header=True), name=name)
        first, blank, rest = text.partition("\n\n")
        assert first.startswith("% ")
        assert "\n" not in first
        assert not set("@{}") & set(first)
        assert rest == bib(ANN, name=name)
        assert bib(ANN, FormatOptions(header=False), name=name) == rest
        assert blank

    def test_classic_styles_print_howpublished(self) -> None:
        options = FormatOptions(howpublished=True)
        written = fields(ARXIV, options, name="bibtex")
        assert written["howpublished"] == "{arXiv:2302.11640 [cs.LG]}"
        old = fields({**ANN, "arxiv": "cs/0112017"}, options, name="bibtex")
        assert old["howpublished"] == "{arXiv:cs/0112017}"
        own = {**ARXIV, "extra": {"howpublished": "By post"}}
        assert fields(own, options, name="bibtex")["howpublished"] == "{By post}"
        published = fields({**ARXIV, "journal": "J"}, options, name="bibtex")
        assert "howpublished" not in published
        assert "howpublished" not in fields(ARXIV, name="bibtex")

    @pytest.mark.parametrize(
        ("name", "date"), [("year", "2023"), ("month", "2023-06"), ("date", "2023-06")]
    )
    def test_as_much_of_the_date_as_is_wanted(self, name: str, date: str) -> None:
        written = fields(ANN, FormatOptions(fields=(name,)))
        assert written == {"date": f"{{{date}}}"}

    def test_what_no_style_uses_is_written_when_asked_for(self) -> None:
        record = {**ANN, "code": "https://a.org/x_y", "affiliations": ["mit"]}
        assert "code" not in fields(record)
        options = FormatOptions(fields=("code", "affiliations"))
        expected = {"code": "{https://a.org/x_y}", "affiliations": "{mit}"}
        assert fields(record, options) == expected


class TestTable:
    def test_every_type_has_its_place(self) -> None:
        assert set(TYPES) == ENTRY_TYPES
        assert {row.biblatex for row in TYPES.values()} <= ENTRY_TYPES
        assert IN_BOOK | IN_JOURNAL | WITH_GENRE <= ENTRY_TYPES
        assert {kind for kind, _ in GENRES.values()} <= set(TYPES)

    def test_names_lead_back_to_their_fields(self) -> None:
        assert set(FIELDS) <= set(STORED)
        for row in FIELDS.values():
            for spelling in (row.bibtex, row.biblatex, *row.also):
                assert FIELD_OF[spelling.lower()] == row.name
        for row in EXTRAS.values():
            for spelling in (row.bibtex, row.biblatex, *row.also):
                assert EXTRA_OF[spelling.lower()] == row.name
        assert not set(FIELD_OF) & set(EXTRA_OF)
        assert not set(FIELD_OF) & set(PLACES)
        assert "note" not in FIELD_OF


def test_entries_stand_apart() -> None:
    entries = [Entry(citekey="a", title="A"), Entry(citekey="b", title="B")]
    written = "".join(get("biblatex").write(entries, FormatOptions()))
    assert "\n}\n\n@misc{b,\n" in written
