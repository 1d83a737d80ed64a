"""BibTeX and BibLaTeX: every entry is read or refused, and nothing is lost silently."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.errors import SourceError
from paperctl.model.record import to_record
from paperctl.sources import Harvest, SourceOptions, bibtex, read_bytes, recognise

if TYPE_CHECKING:
    from paperctl.model import Entry

OPTIONS = SourceOptions(as_of=datetime.date(2026, 11, 23), path="x.bib")
SOUND = "\n@misc{sound, title = {Sound}}\n"


def read(text: str) -> Harvest:
    return bibtex.read(text, OPTIONS)


def one(text: str) -> Entry:
    harvest = read(text)
    assert len(harvest.entries) == 1
    return harvest.entries[0].entry


def record(fields: str, entry_type: str = "misc") -> dict[str, Any]:
    return dict(to_record(one(f"@{entry_type}{{k, {fields}}}")))


def keys(harvest: Harvest) -> list[str]:
    return [found.entry.citekey for found in harvest.entries]


def told(harvest: Harvest) -> str:
    return "\n".join(f"{item.severity} {item}" for item in harvest.problems)


# --- what bibtexparser gets wrong in silence ---------------------------------------


def test_a_stray_brace_costs_its_entry_and_is_told_with_its_place() -> None:
    harvest = read("@misc{k,\n abstract={a} b.}, year=2020}" + SOUND)
    assert keys(harvest) == ["sound"]
    assert "error x.bib:2:15: @misc 'k' of line 1 is left out" in told(harvest)


def test_an_entry_may_begin_with_its_first_field() -> None:
    """EndNote writes entries without citekeys so."""
    harvest = read('@article{\n author = {Doe, Jane},\n title = "Graphs"}' + SOUND)
    assert keys(harvest) == ["doegraphs", "sound"]
    assert "x.bib:2:2: @article: no comma behind the citekey" in told(harvest)
    assert "x.bib:1:1: no citekey; 'doegraphs' is made for it" in told(harvest)


def test_a_citekey_may_hold_an_equals_sign() -> None:
    (found,) = read("@misc{doe=2020, title = {Graphs}}").entries
    assert found.entry.aliases == ("doe=2020",)


def test_strings_and_concatenations_are_put_together() -> None:
    harvest = read('@string{a="Foo"} @misc{k, title = a # " bar" # {baz}}')
    assert harvest.entries[0].entry.title == "Foo barbaz"
    assert harvest.problems == ()


def test_an_undefined_macro_is_told_and_its_name_kept() -> None:
    harvest = read("@misc{k, title={x},\n month = nosuch, year = 2020}")
    assert "warning x.bib:2:10: k: the macro 'nosuch' of month" in told(harvest)
    assert harvest.entries[0].entry.extra == {"month": "nosuch"}


def test_a_macro_that_is_defined_too_late_is_put_in_and_told() -> None:
    harvest = read('@misc{k, publisher = acm}\n@string{acm = "ACM"}')
    assert harvest.entries[0].entry.publisher == "ACM"
    assert "defined further down" in told(harvest)


def test_a_missing_comma_is_mended_and_told() -> None:
    harvest = read("@misc{k, title={x} year={2020}}")
    assert to_record(harvest.entries[0].entry) == {
        "type": "misc",
        "title": "x",
        "date": "2020",
    }
    assert "no comma" in told(harvest)


def test_of_a_field_twice_the_first_stands_and_the_other_survives() -> None:
    harvest = read("@misc{k, title={x},\n title={y}, year={2020}}")
    entry = harvest.entries[0].entry
    assert (entry.title, entry.year, entry.extra) == ("x", 2020, {"title-2": "y"})
    assert "x.bib:2:2: k: title stands twice" in told(harvest)


def test_names_of_fields_have_no_case() -> None:
    harvest = read("@misc{k, Title={x}, title={y}}")
    assert harvest.entries[0].entry.title == "x"
    assert "stands twice" in told(harvest)


def test_both_entries_of_one_key_are_kept() -> None:
    assert keys(read("@misc{k, title={x}}\n@misc{k, title={y}}")) == ["k", "k"]


def test_entries_without_a_key_are_all_kept_under_keys_that_are_made() -> None:
    harvest = read("@misc{, title={First}}\n@misc{, title={Second}}")
    assert keys(harvest) == ["first", "second"]
    assert not any(found.has_own_key for found in harvest.entries)
    assert told(harvest).count("no citekey") == 2


@pytest.mark.parametrize(
    ("old", "new"), [("a b", "a-b"), ("O'Neil:2020", "ONeil:2020"), ("a^b", "a-b")]
)
def test_an_illegal_key_becomes_a_legal_one_with_the_old_as_alias(
    old: str, new: str
) -> None:
    harvest = read(f"@misc{{{old}, title={{x}}}}")
    entry = harvest.entries[0].entry
    assert (entry.citekey, entry.aliases) == (new, (old,))
    assert "it becomes" in told(harvest)


def test_an_at_sign_that_begins_a_line_of_a_value_begins_no_entry() -> None:
    harvest = read("@misc{k, title={x\n@misc{l, y={z}}},\n year=2000}" + SOUND)
    assert keys(harvest) == ["k", "sound"]
    assert harvest.entries[0].entry.year == 2000
    # A brace may be missing before it: somebody has to look.
    assert "x.bib:2:1: k: a line of title looks like an entry" in told(harvest)


def test_an_open_brace_costs_one_entry() -> None:
    harvest = read("@misc{k, title={x\n}" + SOUND + SOUND.replace("sound", "other"))
    assert keys(harvest) == ["sound", "other"]
    assert told(harvest).startswith("error x.bib:")


def test_a_percent_sign_comments_nothing_out() -> None:
    assert keys(read("% @misc{k, title={T}}")) == ["k"]


def test_what_stands_in_a_comment_is_read_as_bibtex_reads_it() -> None:
    harvest = read("@comment{ @misc{k, title={T}} }")
    assert keys(harvest) == ["k"]
    assert "inside a @comment" in told(harvest)


def test_text_that_may_belong_to_an_entry_is_told() -> None:
    harvest = read("Notes.\n" + SOUND + "year = {2020}}\n")
    assert "x.bib:4:1: text between entries" in told(harvest)
    assert "Notes" not in told(harvest)


def test_comments_and_preambles_are_counted() -> None:
    text = '@preamble{"\\newcommand{\\x}{y}"}\n@comment{jabref-meta: a}'
    assert read(text + SOUND).notes == (
        "x.bib: 1 @comment and 1 @preamble hold no entries, left out",
    )


@pytest.mark.parametrize(
    "text",
    [
        "@misc(k, title = {paren (x)})",
        "@ misc \n { k , title\n=\n{T} , }",
        "text @misc{k,title=T}",
        '@misc{k, title = "a {"} b"}',
        "@MISC{k}",
        "@misc{k, title = {a {b {c {d {e {f}}}}}}}",
        "@misc{k, title = 1984}",
        "@misc{k, title = {\\{ \\}}}",
    ],
)
def test_what_bibtex_reads_is_read(text: str) -> None:
    harvest = read(text)
    assert keys(harvest) == ["k"]
    assert not [item for item in harvest.problems if item.severity == "error"]


def test_a_file_that_is_cut_off_costs_the_last_entry() -> None:
    harvest = read(SOUND + "@misc{k, title={x}, year=")
    assert keys(harvest) == ["sound"]
    assert "error" in told(harvest)


def test_control_characters_are_taken_out_and_told() -> None:
    harvest = read("@misc{k,\n title={a\x07b\x00}}")
    assert harvest.entries[0].entry.title == "ab"
    assert "x.bib:2:10: the character U+0007" in told(harvest)


# --- encodings ---------------------------------------------------------------------

GOEDEL = "@misc{k, author = {Gödel, Kurt}}"


UTF8_AFTER_ALL = "x.bib: read as UTF-8, though it says Cp1252"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (GOEDEL.encode(), ()),
        (b"\xef\xbb\xbf" + GOEDEL.encode(), ()),
        (GOEDEL.encode("utf-16"), ("x.bib: read as UTF-16, by its mark",)),
        (
            GOEDEL.encode("utf-16-be"),
            ("x.bib: read as UTF-16, since every other byte is zero",),
        ),
        (
            GOEDEL.encode("cp1252"),
            ("x.bib: read as windows-1252: line 1 is not UTF-8",),
        ),
        (
            f"% Encoding: MacRoman\n{GOEDEL}".encode("mac-roman"),
            ("x.bib: read as MacRoman, as it says itself",),
        ),
        (
            f"% Encoding: Cp1252\n{GOEDEL}".encode(),
            (f"{UTF8_AFTER_ALL}: as that it makes less sense",),
        ),
        (
            f"% Encoding: UTF-8\n{GOEDEL}".encode("cp1252"),
            ("x.bib: read as windows-1252, though it says UTF-8: line 2 is not UTF-8",),
        ),
    ],
)
def test_the_encoding_is_found_and_named(data: bytes, note: tuple[str, ...]) -> None:
    harvest = read_bytes(data, OPTIONS)
    assert [person.name for person in harvest.entries[0].entry.authors] == [
        "Kurt Gödel"
    ]
    assert harvest.notes == note


def test_a_line_in_another_encoding_than_the_rest_is_told() -> None:
    data = GOEDEL.encode() + b"\n" + GOEDEL.replace("k,", "l,").encode("cp1252")
    harvest = read_bytes(data, OPTIONS)
    assert {str(found.entry.authors[0]) for found in harvest.entries} == {"Kurt Gödel"}
    assert "warning x.bib:2: not UTF-8 like the rest" in told(harvest)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end: str) -> None:
    text = "@misc{a, title={A}}\n\n@misc{b,\n title={B}}".replace("\n", line_end)
    assert [str(found.location) for found in read(text).entries] == [
        "x.bib:1:1",
        "x.bib:3:1",
    ]


# --- dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "date", "extra"),
    [
        ("year=2017, month=jun, day=12", "2017-06-12", None),
        ("year={2017}, month={June}", "2017-06", None),
        ("year={2017}, month={06}", "2017-06", None),
        ('year=2017, month=12 # "~" # jun', "2017-06-12", None),
        ("year=2017, month={Jun. 12}", "2017-06-12", None),
        ("year=2017, month={Dezember}", "2017-12", None),
        ("year=2017, month={Spring}", "2017", {"month": "Spring"}),
        ("year=2017, month={June--July}", "2017-06", {"month": "June–July"}),
        ("year={c. 1990}", "1990", {"year": "c. 1990"}),
        ("year={1990a}", "1990", {"year": "1990a"}),
        ("year={in press}", None, {"year": "in press"}),
        ("year={2013-02-21}", "2013-02-21", None),
        ("date={2017-06-12}", "2017-06-12", None),
        ("date={2017-06}", "2017-06", None),
        ("date={2016-10/2017-02}", "2016-10", {"date": "2016-10/2017-02"}),
        ("date={1990~}", "1990", {"date": "1990~"}),
        ("date={1990-21}", "1990", {"date": "1990-21"}),
        ("date={3 March 2015}", "2015-03-03", None),
        ("date={Mar 3}, year=2015", "2015-03-03", None),
        ("date={2017-06-12}, year=2017, month=jun", "2017-06-12", None),
        ("date={2017}, year=2016", "2017", {"year": "2016"}),
        ("year=2017, month=feb, day=30", "2017", {"month": "feb", "day": "30"}),
    ],
)
def test_dates_in_every_form(
    fields: str, date: str | None, extra: dict[str, str] | None
) -> None:
    found = record(fields)
    assert (found.get("date"), found.get("extra")) == (date, extra)


# --- identifiers -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry_type", "fields"),
    [
        ("misc", "eprint={1706.03762}, archivePrefix={arXiv}"),
        ("online", "eprint={1706.03762}, eprinttype={arxiv}, pubstate={preprint}"),
        ("misc", "eprint={arXiv:1706.03762}"),
        ("misc", "arxivId={1706.03762}"),
        ("article", "journal={arXiv preprint arXiv:1706.03762}"),
        ("article", "journal={CoRR}, volume={abs/1706.03762}"),
        ("article", "journal={ArXiv}, volume={abs/1706.03762}"),
        ("article", "journal={arXiv e-prints}, eid={arXiv:1706.03762}"),
        ("misc", "url={https://arxiv.org/abs/1706.03762}"),
        ("misc", "howpublished={arXiv:1706.03762}"),
        ("misc", "note={arXiv:1706.03762}"),
        ("misc", "howpublished={\\url{http://arxiv.org/abs/1706.03762}}"),
    ],
)
def test_an_arxiv_identifier_is_found_wherever_it_stands(
    entry_type: str, fields: str
) -> None:
    assert record(f"title={{T}}, {fields}", entry_type) == {
        "title": "T",
        "arxiv": "1706.03762",
    }


def test_a_class_beside_the_identifier_is_the_area() -> None:
    assert record("eprint={1706.03762}, primaryClass={cs.CL}")["area"] == "cs.CL"
    assert record("note={arXiv:1706.03762 [cs.CL]}")["area"] == "cs.CL"


def test_of_two_identifiers_the_first_is_taken_and_the_other_told() -> None:
    harvest = read("@misc{k, eprint={1706.03762}, note={arXiv:1810.04805}}")
    entry = harvest.entries[0].entry
    assert (str(entry.arxiv), entry.extra) == (
        "1706.03762",
        {"note": "arXiv:1810.04805"},
    )
    assert "two arXiv identifiers" in told(harvest)


def test_what_else_a_note_says_stays() -> None:
    found = record("note={Accepted at ICLR. arXiv:1706.03762}")
    assert found["arxiv"] == "1706.03762"
    assert found["extra"] == {"note": "Accepted at ICLR. arXiv:1706.03762"}


def test_another_archive_is_kept_as_it_is() -> None:
    found = record("eprint={12345}, eprinttype={jstor}")
    assert found["extra"] == {"eprint": "12345", "eprinttype": "jstor"}


@pytest.mark.parametrize(
    "doi",
    [
        "10.1000/a_b",
        "https://doi.org/10.1000/a_b",
        "http://dx.doi.org/10.1000/a\\_b",
        "doi: 10.1000/a_b",
        "\\url{https://doi.org/10.1000/a\\_b}",
        "http://doi.acm.org/10.1000/a_b",
    ],
)
def test_a_doi_is_bare(doi: str) -> None:
    assert record(f"doi={{{doi}}}")["doi"] == "10.1000/a_b"


def test_an_address_loses_its_escapes() -> None:
    url = record("url={\\url{https://example.org/a\\_b\\%20c}}")["url"]
    assert url == "https://example.org/a_b%20c"


# --- fields ------------------------------------------------------------------------


def test_fields_of_both_dialects_have_one_place() -> None:
    bibtex_entry = one("@article{k, journal={J}, address={B}, annote={N}, title={T}}")
    biblatex_entry = one(
        "@article{k, journaltitle={J}, location={B}, annotation={N}, title={T}}"
    )
    assert bibtex_entry == biblatex_entry
    assert to_record(bibtex_entry) == {
        "title": "T",
        "journal": "J",
        "location": "B",
        "note": "N",
    }


def test_a_printed_note_is_not_the_users() -> None:
    assert record("note={Printed}")["extra"] == {"note": "Printed"}


def test_unknown_fields_survive_under_their_names() -> None:
    found = record("bdsk-url-1={https://x.org/a_b}, Owner={me}")
    assert found["extra"] == {"bdsk-url-1": "https://x.org/a_b", "owner": "me"}


def test_keywords_are_split_and_braces_hold_one_together() -> None:
    assert record("keywords={a, {b, c}, d}")["keywords"] == ["a", "b, c", "d"]
    assert record("keywords={a; b, c; d}")["keywords"] == ["a; b", "c; d"]
    assert record("keywords={a; b}")["keywords"] == ["a", "b"]


def test_ids_are_aliases() -> None:
    assert record("ids={old, older}")["aliases"] == ["old", "older"]


@pytest.mark.parametrize(
    ("text", "entry_type"),
    [
        ("@thesis{k, type={phdthesis}}", "phdthesis"),
        ("@thesis{k, type={mathesis}}", "mastersthesis"),
        ("@report{k, type={techreport}}", "techreport"),
        ("@phdthesis{k, type={Thesis}}", "thesis"),
        ("@conference{k, booktitle={B}}", "inproceedings"),
        ("@electronic{k}", "online"),
        ("@dataset{k}", "dataset"),
        ("@article{k, journal={J}}", "article"),
        ("@unheardof{k}", "unheardof"),
    ],
)
def test_types_of_both_dialects(text: str, entry_type: str) -> None:
    assert one(text).entry_type == entry_type


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("The {GPT} story", "The GPT story"),
        ("The story of {Deep Space}", "The story of {Deep Space}"),
        ("{Attention is all you need}", "Attention is all you need"),
        ('{\\"U}ber $ n $ and {\\em x}', "Über $n$ and \\emph{x}"),
        ("Dr.~Who -- 50\\% off", "Dr.\u00a0Who – 50% off"),
        ("From {\\v{C}}ech to {\\'{\\i}}", "From Čech to í"),
    ],
)
def test_titles_are_prose(title: str, stored: str) -> None:
    assert record(f"title={{{title}}}")["title"] == stored


def test_paragraphs_of_an_abstract_stay_apart() -> None:
    found = record("abstract={One\n two.\n\n Three.}")
    assert found["abstract"] == "One two.\nThree."


# --- names -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Knuth, Donald~E.", ["Donald E. Knuth"]),
        (
            "van der Berg, Jan and {Foo and Sons}",
            ["Jan van der Berg", "{Foo and Sons}"],
        ),
        ("King, Jr., Martin Luther", ["Martin Luther King Jr."]),
        ("A. B. AND C. D.", ["A. B.", "C. D."]),
        ("A. B. and others", ["A. B.", "et al."]),
        ("A. B. and et al.", ["A. B.", "et al."]),
        ("{{World Health Organization}}", ["{World Health Organization}"]),
        ("family=Beethoven, given=Ludwig, prefix=van", ["Ludwig van Beethoven"]),
        ("G{\\\"o}del, Kurt and {\\'E}va {\\O}st", ["Kurt Gödel", "Éva Øst"]),
    ],
)
def test_names(text: str, authors: list[str]) -> None:
    assert record(f"author={{{text}}}")["authors"] == authors


def test_a_name_that_cannot_be_split_is_kept_whole_and_told() -> None:
    harvest = read("@misc{k, author={Smith, J., Jones, K., Brown, L.}}")
    person = harvest.entries[0].entry.authors[0]
    assert person.literal == "Smith, J., Jones, K., Brown, L."
    assert "too many commas" in told(harvest)


# --- inheriting --------------------------------------------------------------------

PROCEEDINGS = "@proceedings{p, title={Proceedings}, year=1999, publisher={ACM}}"
PAPER = "@inproceedings{c, crossref={P}, title={Paper}}"


@pytest.mark.parametrize("text", [PROCEEDINGS + PAPER, PAPER + PROCEEDINGS])
def test_a_paper_inherits_from_its_proceedings(text: str) -> None:
    entry = next(f.entry for f in read(text).entries if f.entry.citekey == "c")
    assert to_record(entry) == {
        "title": "Paper",
        "date": "1999",
        "booktitle": "Proceedings",
        "publisher": "ACM",
        "extra": {"crossref": "P"},
    }


def test_booktitle_of_the_parent_comes_before_its_title() -> None:
    text = PAPER + PROCEEDINGS.replace("title={", "booktitle={Book}, title={", 1)
    assert read(text).entries[0].entry.booktitle == "Book"


def test_xdata_is_put_where_it_is_used() -> None:
    harvest = read("@xdata{x, publisher={P}}@book{b, xdata={x}, title={T}}")
    assert keys(harvest) == ["b"]
    assert to_record(harvest.entries[0].entry) == {"title": "T", "publisher": "P"}


def test_circles_and_missing_parents_are_told() -> None:
    harvest = read(
        "@misc{a, crossref={b}, title={A}}@misc{b, crossref={a}, title={B}}"
        "@misc{c, crossref={nobody}, title={C}}"
    )
    assert keys(harvest) == ["a", "b", "c"]
    assert "leads in a circle" in told(harvest)
    assert "crossref 'nobody' is not in this file" in told(harvest)


# --- recognition -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["@misc{a}", "\ufeff% x\n@article{a,}", "Text\n  @Book (a, title=T)"]
)
def test_bib_files_are_recognised(text: str) -> None:
    assert recognise(text).name == "bibtex"


@pytest.mark.parametrize("text", ["me@example.org", "papers:\n  a: {}", "[]", "@"])
def test_other_files_are_not(text: str) -> None:
    assert not bibtex.recognises(text)


@pytest.mark.parametrize("text", ["", "nothing here", "@string{a = 1}"])
def test_a_file_without_an_entry_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "@misc{k, title=" + "{" * 50_000 + "}" * 50_000 + "}",
        "@misc{k, title={" * 5_000,
        "@" * 100_000,
        '@misc{k, title="' * 5_000,
        "@misc{k, a=1" + ",a=1" * 2_000 + "}",
        "@misc{k, author={" + "A and " * 20_000 + "B}}",
        " " * 200_000 + "@misc{k}",
    ],
    ids=range(8),
)
def test_hostile_text_takes_no_time(text: str) -> None:
    try:
        read(text)
    except SourceError:
        return
