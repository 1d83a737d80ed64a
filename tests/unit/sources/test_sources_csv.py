from __future__ import annotations

import datetime
from typing import Any

import pytest

from paperctl import sources
from paperctl.errors import SourceError
from paperctl.model import Entry, to_record
from paperctl.sources import Harvest, SourceOptions

OPTIONS = SourceOptions(as_of=datetime.date(2026, 11, 23), path="t.csv")


def harvest(text: str) -> Harvest:
    return sources.get("csv").read(text, OPTIONS)


def entries(text: str) -> list[Entry]:
    return [found.entry for found in harvest(text).entries]


def record(text: str) -> dict[str, Any]:
    (entry,) = entries(text)
    return to_record(entry)


def said(text: str) -> list[str]:
    return [f"{item.severity} {item}" for item in harvest(text).problems]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_told_apart(separator: str, end: str) -> None:
    lines = [
        ["title", "authors", "date"],
        ['"A title, with; all"', "Ann Author", "2020-01-02"],
        ["Another", "Bob", "2021"],
    ]
    text = end.join(separator.join(line) for line in lines)
    assert sources.recognise(text).name == "csv"
    assert [entry.title for entry in entries(text)] == ["A title, with; all", "Another"]
    assert [entry.year for entry in entries(text)] == [2020, 2021]


def test_what_excel_writes_on_top_is_no_header() -> None:
    text = "\ufeffsep=;\r\nTitle;DOI\r\nOne;10.1/x\r\n"
    assert sources.recognise(text).name == "csv"
    assert record(text) == {"title": "One", "doi": "10.1/x"}
    assert harvest(text).entries[0].location.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "title,price\nApples,3\n",
        "Dear diary, today was a day.\n",
        "@misc{a,\n  title = {Title, author}, doi = {x}\n}\n",
        '[{"title": "x", "author": "y"}]\n',
        "TY  - JOUR\nTI  - Title\n",
        "title: x\nauthors: [y]\n",
    ],
)
def test_other_texts_are_not_taken_for_tables_of_papers(text: str) -> None:
    assert not sources.get("csv").recognises(text)


def test_what_no_catalogue_can_hold_is_left_out_of_names_and_stays_an_escape() -> None:
    text = 'title,doi,\0mine,extra\nT,10.1/x,m,"{""a\\u0000"": 1}"\n'
    assert record(text)["extra"] == {"mine": "m", "extra": '{"a\\u0000": 1}'}


def test_a_list_with_what_no_catalogue_can_hold_costs_its_row() -> None:
    found = harvest('title,tags\nT,"[""a\\u0000"", ""b""]"\nU,c\n')
    assert [item.message for item in found.problems] == [
        "the row is left out: 'tags' holds what no catalogue can hold"
    ]
    assert [item.entry.title for item in found.entries] == ["U"]


def test_an_extra_that_is_nested_too_deeply_is_text() -> None:
    text = "title,doi,extra\nT,10.1/x,{}\n"
    for depth in (60, 900):
        written = '{"a": ' + "[" * depth + "]" * depth + "}"
        quoted = written.replace('"', '""')
        assert record(text.format(f'"{quoted}"'))["extra"] == {"extra": written}


def test_columns_go_by_names_labels_and_aliases() -> None:
    text = "KEY,Book Title,au,TI,e-print,Tag\nk1,Proc,Ann Author,T,2302.11640,a; b\n"
    (entry,) = entries(text)
    assert entry.citekey == "k1"
    assert to_record(entry) == {
        "title": "T",
        "authors": ["Ann Author"],
        "arxiv": "2302.11640",
        "booktitle": "Proc",
        "tags": ["a", "b"],
    }


def test_a_table_of_zotero() -> None:
    text = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title",'
        '"DOI","Url","Abstract Note","Date","Date Added","Manual Tags","Num Pages"\n'
        '"ABCD2345","conferencePaper","2016","He, Kaiming; Zhang, Xiangyu","Deep",'
        '"CVPR","10.1109/x","","Text","2016-06","2023-02-01 10:22:33","vision; cnn",'
        '"9"\n'
    )
    assert record(text) == {
        "type": "inproceedings",
        "title": "Deep",
        "authors": ["Kaiming He", "Xiangyu Zhang"],
        "date": "2016-06",
        "doi": "10.1109/x",
        "booktitle": "CVPR",
        "tags": ["vision", "cnn"],
        "added": "2023-02-01",
        "abstract": "Text",
        "extra": {"Num Pages": "9"},
    }


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann Author; Bob Writer; et al.", ["Ann Author", "Bob Writer", "et al."]),
        ("Author, Ann; Writer, Bob", ["Ann Author", "Bob Writer"]),
        ("Ann Author and Bob Writer", ["Ann Author", "Bob Writer"]),
        ("Author, Ann and Writer, Bob", ["Ann Author", "Bob Writer"]),
        (
            "Ann Author, Bob Writer, Cy Poet",
            ["Ann Author", "Bob Writer", "Cy Poet"],
        ),
        ("King, Jr., Martin Luther", ["Martin Luther King Jr."]),
        ("Author, Ann", ["Ann Author"]),
        ('["{Smith; Sons}", {"family": "Small words"}]', None),
        ("{Barnes and Noble};", ["{Barnes and Noble}"]),
    ],
)
def test_names_are_apart_as_people_write_them(
    cell: str, names: list[str] | None
) -> None:
    quoted = cell.replace('"', '""')
    found = record(f'title,authors\nT,"{quoted}"\n')["authors"]
    in_parts: list[Any] = ["{Smith; Sons}", {"family": "Small words"}]
    assert found == (names or in_parts)


@pytest.mark.parametrize(
    ("header", "row", "date"),
    [
        ("date", "2023-02-22", "2023-02-22"),
        ("date", "2023/2/3", "2023-02-03"),
        ("date", "2023-02-22T10:00:00Z", "2023-02-22"),
        ("year", "2023", "2023"),
        ("year", "2023.0", "2023"),
        ("year,month", "2023,2", "2023-02"),
        ("year,month", "2023,2023-02", "2023-02"),
        ("year,date", "2023,2023-02-22", "2023-02-22"),
    ],
)
def test_dates_in_the_forms_that_tables_have(header: str, row: str, date: str) -> None:
    assert record(f"title,{header}\nT,{row}\n") == {"title": "T", "date": date}


def test_a_month_that_is_a_word_is_kept() -> None:
    found = record("title,year,month\nT,2023,Spring\n")
    assert found == {"title": "T", "date": "2023", "extra": {"month": "Spring"}}


def test_unknown_columns_survive() -> None:
    text = 'title,doi,Price,,Price,extra\nT,,3,x,4,"{""a"": [""b"", 1], ""c"": null}"\n'
    assert record(text)["extra"] == {
        "a": ["b", "1"],
        "c": None,
        "Price": "3",
        "column 4": "x",
        "Price 2": "4",
    }
    assert record("title,extra\nT,no json\n")["extra"] == {"extra": "no json"}


def test_a_second_column_for_a_field_is_kept_beside() -> None:
    found = record("title,author,authors\nT,Ann Author,Bob\n")
    assert found["authors"] == ["Ann Author"]
    assert found["extra"] == {"authors": "Bob"}


def test_a_value_that_its_field_cannot_hold_is_kept_and_reported() -> None:
    text = "citekey,title,date,arxiv\nbad key,T,Spring,nope\n"
    (entry,) = entries(text)
    assert entry.citekey == "t"
    assert to_record(entry) == {
        "title": "T",
        "extra": {"citekey": "bad key", "date": "Spring", "arxiv": "nope"},
    }
    problems = said(text)
    assert len(problems) == 3
    assert all(problem.startswith("warning t.csv:2: ") for problem in problems)
    assert any("expected YYYY" in problem for problem in problems)


def test_a_broken_row_costs_itself_alone() -> None:
    text = (
        "title,authors\n"  # 1
        "One,Ann\n"
        'Two,"Bob\n'  # 3: never closed
        '"Three ""x""\nover lines",Cy\n'  # 4 and 5
        ",\n"
        "Six,Di,more\n"  # 7: too many cells
        ",Ed\n"  # 8: no title
        '"Nine"x,Flo\n'
        "Ten\n"
        "El\0even,Gus\n"
        "Twelve,Hal"
    )
    titles = [entry.title for entry in entries(text)]
    assert titles == ["One", 'Three "x"\nover lines', "Ninex", "Ten", "Twelve"]
    assert [problem.partition(": ")[0] for problem in said(text)] == [
        "error t.csv:3",
        "error t.csv:7",
        "error t.csv:8",
        "warning t.csv:9",
        "warning t.csv:10",
        "error t.csv:11",
    ]
    assert [found.location.line for found in harvest(text).entries] == [2, 4, 9, 10, 12]


def test_quotes_that_are_never_closed_take_no_time_without_end() -> None:
    text = "title,doi\n" + 'x,"y\n' * 20_001
    problems = harvest(text).problems
    assert 100 < len(problems) < 300
    assert "what follows is left out" in problems[-1].message


def test_a_long_cell_is_taken_and_the_limit_is_put_back() -> None:
    import csv

    before = csv.field_size_limit()
    assert len(record(f"title,abstract\nT,{'x' * 200_000}\n")["abstract"]) == 200_000
    assert csv.field_size_limit() == before


def test_a_table_of_other_things_is_refused_with_what_it_needs() -> None:
    with pytest.raises(SourceError) as caught:
        harvest("price,weight\n1,2\n")
    assert str(caught.value.location) == "t.csv:1"
    assert "title" in (caught.value.hint or "")
