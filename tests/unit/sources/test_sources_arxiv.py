"""What arXiv says of a paper, in both of its forms, and what becomes of damage."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest

from paperctl import sources
from paperctl.errors import SourceError

if TYPE_CHECKING:
    from paperctl.model import Entry

OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23), path="in.json")
PAPER: dict[str, Any] = {
    "id": "0704.0001",
    "submitter": "Pavel Nadolsky",
    "authors": "C. Bal\\'azs, E. L. Berger",
    "title": "Calculation of prompt diphoton production\n  at $\\sqrt{s}$",
    "comments": "37 pages, 15 figures",
    "journal-ref": "Phys.Rev.D76:013009,2007",
    "doi": "10.1103/PhysRevD.76.013009",
    "report-no": "ANL-HEP-PR-07-12",
    "categories": "hep-ph hep-ex",
    "license": None,
    "abstract": "  A differential calculation\nis presented.\n  All is included.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Balázs", "C.", ""], ["Berger", "E. L.", "", "Argonne"]],
}


def harvest(*papers: dict[str, Any] | str) -> sources.Harvest:
    lines = [paper if isinstance(paper, str) else json.dumps(paper) for paper in papers]
    return sources.get("arxiv-snapshot").read("\n".join(lines), OPTIONS)


def entry_of(**changes: Any) -> Entry:
    (found,) = harvest(PAPER | changes).entries
    return found.entry


def names_of(**changes: Any) -> list[str]:
    return [str(person) for person in entry_of(**changes).authors]


def test_every_field_of_a_paper_has_its_place() -> None:
    entry = entry_of()
    assert entry.title == "Calculation of prompt diphoton production at $\\sqrt{s}$"
    assert [person.name for person in entry.authors] == ["C. Balázs", "E. L. Berger"]
    assert str(entry.date) == "2007-04-02"
    assert str(entry.area) == "hep-ph"
    assert list(map(str, entry.categories)) == ["hep-ph", "hep-ex"]
    assert str(entry.arxiv) == "0704.0001"
    assert entry.doi == "10.1103/PhysRevD.76.013009"
    assert entry.venue == "Phys.Rev.D76:013009,2007"
    assert entry.affiliations == ("Argonne",)
    assert entry.abstract == (
        "A differential calculation is presented.\nAll is included."
    )
    assert entry.entry_type == "preprint"
    assert dict(entry.extra) == {
        "submitter": "Pavel Nadolsky",
        "comments": "37 pages, 15 figures",
        "report-no": "ANL-HEP-PR-07-12",
        "update_date": "2008-11-26",
        "versions": {
            "v1": "Mon, 2 Apr 2007 19:18:42 GMT",
            "v2": "Tue, 24 Jul 2007 20:10:27 GMT",
        },
    }


@pytest.mark.parametrize(
    ("parsed", "name", "parts"),
    [
        (["Bal\\'azs", "C.", ""], "C. Balázs", {"family": "Balázs", "given": "C."}),
        (["{\\L}ukaszewicz", "G.", ""], "G. Łukaszewicz", {"family": "Łukaszewicz"}),
        (["van der Maaten", "L.", ""], "L. van der Maaten", {"prefix": "van der"}),
        (["King", "M. L.", "Jr."], "M. L. King Jr.", {"suffix": "Jr."}),
        (["CMS Collaboration", "", ""], "CMS Collaboration", {"family": None}),
        (["Collaboration", "", ""], "Collaboration", {"family": None}),
        (["Plato", "", ""], "Plato", {"family": "Plato"}),
        (["Li, Wei", "X.", ""], "X. Li, Wei", {"family": "Li, Wei"}),
    ],
)
def test_names_in_parts(parsed: list[str], name: str, parts: dict[str, str]) -> None:
    (person,) = entry_of(authors_parsed=[parsed]).authors
    assert person.name == name
    for part, text in parts.items():
        assert getattr(person, part) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. One, B. Two and C. Three", ["A. One", "B. Two", "C. Three"]),
        ("A. One, Jr., and B. Two", ["A. One Jr.", "B. Two"]),
        ("A. One (1 and 2), B. Two (2) ((1) MIT, (2) ETH)", ["A. One", "B. Two"]),
        ("The H1 Collaboration", ["The H1 Collaboration"]),
        ('K. G\\"odel', ["K. Gödel"]),
    ],
)
def test_names_in_one_text(text: str, names: list[str]) -> None:
    assert names_of(authors_parsed=None, authors=text) == names


def test_addresses_among_the_names_are_kept_as_they_are() -> None:
    entry = entry_of(authors_parsed=[], authors="A. One (MIT)")
    assert entry.extra["authors"] == "A. One (MIT)"


def test_et_al_is_nobody() -> None:
    entry = entry_of(authors_parsed=[["One", "A.", ""], ["et al.", "", ""]])
    assert [str(person) for person in entry.authors] == ["A. One"]
    assert entry.authors_truncated


@pytest.mark.parametrize(
    ("versions", "date", "kept"),
    [
        (
            [{"version": "v1", "created": "Sun, 31 Dec 2006 00:00:00 GMT"}],
            "2006-12-31",
            0,
        ),
        ([{"version": "v1", "created": "one day"}], "None", 1),
        ([{"version": "v1", "created": "Mon, 30 Feb 2007 00:00:00 GMT"}], "None", 0),
        ([], "None", 0),
        ("v1", "None", 1),
    ],
)
def test_only_a_day_that_there_is_becomes_the_date(
    versions: Any, date: str, kept: int
) -> None:
    entry = entry_of(versions=versions)
    assert str(entry.date) == date
    assert ("versions" in entry.extra) >= bool(kept)


def test_what_is_no_class_stays_beside_the_classes() -> None:
    entry = entry_of(categories="math.CO 05C10 cs.DM")
    assert str(entry.area) == "math.CO"
    assert list(map(str, entry.categories)) == ["math.CO", "cs.DM"]
    assert entry.extra["categories"] == "05C10"


def test_several_dois_are_all_kept() -> None:
    entry = entry_of(doi="10.1000/a 10.1000/b; 10.1000/c")
    assert entry.doi == "10.1000/a"
    assert entry.extra["doi"] == ("10.1000/b", "10.1000/c")


def test_an_identifier_that_is_none_is_kept_and_reported() -> None:
    found = harvest(PAPER | {"id": "no number"})
    assert found.entries[0].entry.extra["id"] == "no number"
    assert [problem.severity for problem in found.problems] == ["warning"]


def test_unknown_fields_survive_in_their_shape() -> None:
    entry = entry_of(more={"a": [1.50, True, None]}, journal_rank=7)
    assert entry.extra["more"] == {"a": ("1.5", "true", None)}
    assert entry.extra["journal_rank"] == "7"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "0704.0001", "title"', "not JSON"),
        ("[1, 2]", "no paper of arXiv"),
        ('"text"', "no paper of arXiv"),
        ("{}", "no paper of arXiv"),
        ('{"doi": "10.1000/a"}', "no paper of arXiv"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": "0704.0001", "title": "\udcff"}', "not UTF-8"),
        ('{"id": "0704.0001", "title": "\x01"}', "not JSON"),
    ],
)
def test_a_bad_line_costs_itself_and_is_told(line: str, reason: str) -> None:
    found = harvest(PAPER, line, PAPER | {"id": "0704.0002"})
    assert [str(item.entry.arxiv) for item in found.entries] == [
        "0704.0001",
        "0704.0002",
    ]
    (problem,) = found.problems
    assert problem.severity == "error"
    assert str(problem.location) == "in.json:2"
    assert reason in problem.message


def test_a_field_that_stands_twice_is_told() -> None:
    found = harvest('{"id": "0704.0001", "title": "One", "title": "Two"}')
    assert found.entries[0].entry.title == "One"
    assert "'title' stands twice" in found.problems[0].message


@pytest.mark.parametrize("title", ["a\u2028b", "a\u0085b", "NUL \0 in it", "\ud800 x"])
def test_odd_characters_split_no_line_and_stop_nothing(title: str) -> None:
    found = harvest(PAPER | {"title": title}, PAPER)
    assert len(found.entries) == 2
    assert not any(problem.severity == "error" for problem in found.problems)


def test_bytes_that_are_no_utf8_cost_their_line() -> None:
    data = (
        f"\ufeff{json.dumps(PAPER)}\r\n".encode()
        + b'{"id": "0704.0002", "title": "\xff"}\r\n'
        + json.dumps(PAPER | {"id": "0704.0003"}).encode()
    )
    found = sources.read_bytes(data, OPTIONS)
    assert [str(item.entry.arxiv) for item in found.entries] == [
        "0704.0001",
        "0704.0003",
    ]
    assert [str(problem.location) for problem in found.problems] == ["in.json:2"]


# --- Atom --------------------------------------------------------------------------

FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title type="html">ArXiv Query: id_list=hep-ex/0307015</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
{}
</feed>
"""
ENTRY = """\
  <entry>
    <id>http://arxiv.org/abs/hep-ex/0307015v1</id>
    <updated>2003-08-07T13:46:39Z</updated>
    <published>2003-07-07T13:46:39Z</published>
    <title>Multi-Electron Production
      at HERA</title>
    <summary>  Production is studied &amp; more.
On two lines.
  A paragraph.</summary>
    <author><name>H1 Collaboration</name></author>
    <author>
      <name>L. van der Maaten</name><arxiv:affiliation>MIT</arxiv:affiliation>
    </author>
    <arxiv:comment>23 pages, 8 figures</arxiv:comment>
    <arxiv:journal_ref>Eur.Phys.J. C31 (2003) 17-29</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/hep-ex/0307015v1" rel="alternate"/>
    <link title="pdf" href="http://arxiv.org/pdf/hep-ex/0307015v1" rel="related"/>
    <link title="doi" href="http://dx.doi.org/10.1140/x" rel="related"/>
    <arxiv:primary_category term="hep-ex" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="hep-ex" scheme="http://arxiv.org/schemas/atom"/>
    <category term="68T05" scheme="http://arxiv.org/schemas/atom"/>
    <arxiv:doi>10.1140/x</arxiv:doi>
  </entry>"""
ERROR = """\
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id>
    <title>Error</title>
    <summary>incorrect id format for 1</summary>
  </entry>"""


def atom(*entries: str) -> sources.Harvest:
    return sources.get("arxiv-atom").read(
        FEED.replace("{}", "\n".join(entries)), OPTIONS
    )


def test_every_element_of_an_entry_has_its_place() -> None:
    (found,) = atom(ENTRY).entries
    entry = found.entry
    assert found.location.line == 5
    assert entry.title == "Multi-Electron Production at HERA"
    assert [person.name for person in entry.authors] == [
        "H1 Collaboration",
        "L. van der Maaten",
    ]
    assert entry.authors[0].literal
    assert entry.authors[1].prefix == "van der"
    assert entry.affiliations == ("MIT",)
    assert str(entry.date) == "2003-07-07"
    assert str(entry.area) == "hep-ex"
    assert list(map(str, entry.categories)) == ["hep-ex", "cs.LG"]
    assert str(entry.arxiv) == "hep-ex/0307015v1"
    assert entry.doi == "10.1140/x"
    assert entry.url is None
    assert entry.venue == "Eur.Phys.J. C31 (2003) 17-29"
    assert entry.abstract == (
        "Production is studied & more. On two lines.\nA paragraph."
    )
    assert dict(entry.extra) == {
        "comment": "23 pages, 8 figures",
        "category": "68T05",
        "updated": "2003-08-07T13:46:39Z",
    }


def test_an_answer_that_is_an_error_is_told_with_its_line() -> None:
    found = atom(ENTRY, ERROR)
    assert len(found.entries) == 1
    (problem,) = found.problems
    assert str(problem.location) == "in.json:29"
    assert problem.message == "arXiv answers with an error: incorrect id format for 1"
    with pytest.raises(SourceError, match="incorrect id format"):
        atom(ERROR)


def test_entries_before_damage_are_kept_and_those_behind_are_told() -> None:
    found = atom(ENTRY, "<entry><title>broken & bad</title></entry>", ENTRY)
    assert len(found.entries) == 1
    severities = [
        (problem.severity, problem.location and problem.location.line)
        for problem in found.problems
    ]
    assert severities == [("warning", 29), ("error", 29), ("error", 30)]


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE feed>",
        '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE feed SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    text = FEED.replace("{}", ENTRY).replace("?>\n", f"?>\n{doctype}\n", 1)
    with pytest.raises(SourceError, match="document type"):
        sources.get("arxiv-atom").read(text, OPTIONS)


def test_elements_inside_each_other_without_end_are_refused() -> None:
    found = atom(ENTRY, "<entry>" + "<a>" * 100_000)
    assert len(found.entries) == 1
    assert "more than 100 elements" in found.problems[0].message


def test_other_feeds_are_not_recognised() -> None:
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><id>https://example.org/</id>'
    assert not sources.get("arxiv-atom").recognises(feed)
    assert sources.recognise(FEED.replace("{}", ENTRY)).name == "arxiv-atom"


def test_an_empty_answer_is_told() -> None:
    with pytest.raises(SourceError, match="no entry in this feed"):
        atom()
