"""The parsers that read an export back: what they pass, and what they find wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paperctl import formats
from paperctl.formats import FormatOptions
from paperctl.model import Entry, from_record
from paperctl.verify import Export, Finding, consumers
from paperctl.verify._room import CannotRunError, open_room
from tests.nasty import NASTY

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRIES = (
    from_record(
        "he2016",
        {
            "title": "Deep $\\ell_2$ Learning: {GPT} & Erdős",
            "authors": ["Kaiming He", "Xiangyu Zhang", "et al."],
            "date": "2016-06",
        },
    ),
    from_record(
        "barnes1999",
        {"title": "Books", "authors": ["{Barnes and Noble}"], "date": "1999"},
    ),
)

BIB = r"""@misc{he2016,
  author = {He, Kaiming and Zhang, Xiangyu and others},
  title = {Deep {$\ell_2$} Learning: {GPT} \& Erd{\H{o}}s},
  year = {2016},
}

@misc{barnes1999,
  author = {{Barnes and Noble}},
  title = {Books},
  year = {1999},
}
"""
JSON = json.dumps(
    [
        {
            "citekey": "he2016",
            "title": ENTRIES[0].title,
            "authors": ["Kaiming He", "Xiangyu Zhang"],
            "date": "2016-06",
        },
        {
            "citekey": "barnes1999",
            "title": "Books",
            "authors": ["Barnes and Noble"],
            "date": "1999",
        },
    ]
)
JSONL = "".join(f"{json.dumps(item)}\n" for item in json.loads(JSON))
CSL_JSON = """[
{"id": "he2016", "type": "article",
 "title": "Deep ℓ<sub>2</sub> Learning: <span class=\\"nocase\\">GPT</span> & Erdős",
 "author": [{"family": "He"}, {"family": "Zhang"}, {"literal": "others"}],
 "issued": {"date-parts": [[2016, 6]]}},
{"id": "barnes1999", "type": "book", "title": "Books",
 "author": [{"literal": "Barnes and Noble"}], "issued": {"raw": "1999"}}
]
"""
CSL_YAML = """references:
  - id: he2016
    title: 'Deep ℓ₂ Learning: GPT \\& Erdős'
    author: [{family: He}, {family: Zhang}, {literal: others}]
    issued: 2016-06
  - id: barnes1999
    title: Books
    author: [{literal: Barnes and Noble}]
    issued: {date-parts: [[1999]]}
"""
HAYAGRIVA = """he2016:
  type: Article
  title: 'Deep $ell_2$ Learning: {GPT} & Erdős'
  author: ["He, Kaiming", "Zhang, Xiangyu"]
  date: 2016-06

barnes1999:
  type: Book
  title:
    value: Books
  author: Barnes and Noble
  date: 1999
"""
YAML = """papers:
  he2016:
    title: 'Deep $\\ell_2$ Learning: {GPT} & Erdős'
    authors: [Kaiming He, Xiangyu Zhang, et al.]
    date: 2016-06
  barnes1999:
    title: Books
    authors: ["{Barnes and Noble}"]
    date: 1999
"""
CSV = """citekey,title,authors,date
he2016,"Deep $\\ell_2$ Learning: GPT & Erdős",Kaiming He; Xiangyu Zhang; et al.,2016-06
barnes1999,Books,"[""Barnes and Noble""]",1999
"""
TSV = (
    "citekey\ttitle\tauthors\tdate\n"
    "he2016\tDeep $\\ell_2$ Learning: {GPT} & Erdős\t"
    "Kaiming He; Xiangyu Zhang\t2016-06\n"
    "barnes1999\tBooks\tBarnes and Noble\t1999\n"
)
RIS = """TY  - UNPB
ID  - he2016
TI  - Deep ℓ₂ Learning: GPT & Erdős
AU  - He, Kaiming
AU  - Zhang, Xiangyu
PY  - 2016
ER  - 

TY  - BOOK
ID  - barnes1999
TI  - Books
AU  - Barnes and Noble
DA  - 1999/06//
ER  - 
"""  # noqa: W291
TEXTS = {
    "bibtex": BIB,
    "biblatex": BIB.replace("year", "date"),
    "json": JSON,
    "jsonl": JSONL,
    "csl-json": CSL_JSON,
    "csl-yaml": CSL_YAML,
    "hayagriva": HAYAGRIVA,
    "yaml": YAML,
    "csv": CSV,
    "tsv": TSV,
    "ris": RIS,
}
READABLE = [name for name in formats.names() if consumers(name)]


def read(
    form: str,
    text: str,
    entries: Sequence[Entry] = ENTRIES,
    options: FormatOptions | None = None,
) -> list[Finding]:
    """Let the parser of a format read a text."""
    (parser,) = (who for who in consumers(form) if who.program is None)
    wants = (options or FormatOptions()).wants
    with open_room({}, 1) as room:
        return list(parser.check(Export(form, text, entries, wants), room))


def told(form: str, text: str) -> list[tuple[str | None, str | None]]:
    return [(finding.citekey, finding.field) for finding in read(form, text)]


@pytest.mark.parametrize("form", TEXTS)
def test_what_is_right_passes(form: str) -> None:
    assert read(form, TEXTS[form]) == []


@pytest.mark.parametrize("form", TEXTS)
def test_another_title_is_found(form: str) -> None:
    assert told(form, TEXTS[form].replace("Books", "Boks")) == [("barnes1999", "title")]


@pytest.mark.parametrize("form", TEXTS)
def test_a_lost_author_is_found(form: str) -> None:
    lost = {"and Zhang, Xiangyu ", "AU  - Zhang, Xiangyu\n", "; Xiangyu Zhang"}
    lost |= {', "Xiangyu Zhang"', ', {"family": "Zhang"}', ", {family: Zhang}"}
    lost |= {', "Zhang, Xiangyu"', ", Xiangyu Zhang"}
    text = TEXTS[form]
    for name in lost:
        text = text.replace(name, "")
    assert text != TEXTS[form]
    assert told(form, text) == [("he2016", "authors")]


@pytest.mark.parametrize("form", TEXTS)
def test_another_year_is_found(form: str) -> None:
    text = TEXTS[form].replace("2016", "2017").replace("he2017", "he2016")
    assert told(form, text) == [("he2016", "date")]


@pytest.mark.parametrize("form", TEXTS)
def test_another_citekey_is_an_entry_less_and_one_too_many(form: str) -> None:
    found = read(form, TEXTS[form].replace("he2016", "He2016"))
    assert [(item.citekey, item.message) for item in found] == [
        ("he2016", "it is missing"),
        (None, "'He2016' was read, which is no entry of these"),
    ]


@pytest.mark.parametrize("form", sorted(set(TEXTS) - {"csv", "tsv"}))
def test_what_is_cut_off_is_found(form: str) -> None:
    text = TEXTS[form]
    at = text.rindex("barnes1999") + len("barnes1999")
    assert read(form, text[:at]), text[:at]


@pytest.mark.parametrize("form", ["json", "csl-json", "yaml", "csl-yaml", "hayagriva"])
@pytest.mark.parametrize("text", ["", "{", "[1]", "- a\n- b\n", '"x"', "null"])
def test_what_is_no_such_document_is_found(form: str, text: str) -> None:
    assert read(form, text)


def test_a_brace_that_ends_an_entry_early_is_found() -> None:
    text = BIB.replace("Books", "Bo} oks")
    messages = [item.message for item in read("bibtex", text)]
    assert any("left over" in message for message in messages), messages
    keys = {item.citekey for item in read("bibtex", text)}
    assert keys == {"barnes1999"}


def test_an_entry_that_is_there_twice_is_found() -> None:
    found = read("bibtex", BIB + BIB[BIB.index("@misc{barnes") :])
    assert [(item.citekey, item.message) for item in found] == [
        ("barnes1999", "it is there twice")
    ]


def test_a_comment_on_top_is_no_lost_text() -> None:
    assert read("bibtex", f"% written by {{paperctl}} = x\n\n{BIB}") == []


def test_a_missing_comma_is_found() -> None:
    assert told("bibtex", BIB.replace("Books},", "Books}")) != []


def test_a_row_with_a_cell_too_many_is_found() -> None:
    found = read("tsv", TSV.replace("\t1999", "\t1999\tx"))
    assert [item.citekey for item in found] == ["barnes1999"]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_columns_without_names_cannot_be_verified(form: str) -> None:
    with pytest.raises(CannotRunError, match="header"):
        read(form, TEXTS[form].partition("\n")[2])


def test_what_was_not_to_be_written_is_not_missed() -> None:
    options = FormatOptions(fields=("citekey", "title"))
    text = "@misc{he2016,\n  title = {Deep {$\\ell_2$} Learning: GPT \\& Erdős},\n}\n"
    assert read("bibtex", text, ENTRIES[:1], options) == []
    items = [{"citekey": "he2016", "title": ENTRIES[0].title}]
    assert read("json", json.dumps(items), ENTRIES[:1], options) == []


@pytest.mark.parametrize("form", READABLE)
def test_nasty_entries_pass_in_every_format(form: str) -> None:
    parsers = [who for who in consumers(form) if who.program is None]
    options = FormatOptions()
    text = "".join(formats.get(form).write(NASTY, options))
    for parser in parsers:
        with open_room({}, 1) as room:
            found = list(parser.check(Export(form, text, NASTY, options.wants), room))
        assert found == []


@pytest.mark.parametrize("form", READABLE)
def test_nothing_is_nothing_wrong(form: str) -> None:
    text = "".join(formats.get(form).write([], FormatOptions()))
    for parser in consumers(form):
        if parser.program is None:
            assert read(form, text, []) == []
