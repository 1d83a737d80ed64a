"""CSV and tab-separated values."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from paperctl.model.fields import STORED
from tests.nasty import HUGE, NASTY

SMALL = [entry for entry in NASTY if entry.citekey not in HUGE]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def written(name: str, *entries: Entry, **options: Any) -> str:
    return "".join(get(name).write(entries, FormatOptions(**options)))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def test_csv_has_every_field_of_the_file_under_its_name() -> None:
    header, *found = rows(written("csv", *SMALL))
    assert header == ["citekey", *STORED]
    assert [row[0] for row in found] == [entry.citekey for entry in SMALL]
    assert {len(row) for row in found} == {len(header)}


def test_cells_hold_the_text_of_the_catalogue() -> None:
    entry = from_record(
        "a",
        {
            "title": r"The $\ell_1$ norm, \emph{said} \"twice\"",
            "authors": ["Oleg Platonov", "King, Jr., Martin", "et al."],
            "affiliations": ["ETH; Zürich"],
            "abstract": "One.\r\nTwo. \n",
            "price": "3",
        },
    )
    fields = ("title", "authors", "affiliations", "abstract", "extra", "year")
    _, row = rows(written("csv", entry, fields=fields))
    assert row == [
        r"The $\ell_1$ norm, \emph{said} \"twice\"",
        "Oleg Platonov; Martin King Jr.; et al.",
        '["ETH; Zürich"]',
        "One.\nTwo.\n",
        '{"price": "3"}',
        "",
    ]


def test_a_derived_field_is_a_column_when_asked_for() -> None:
    entry = from_record("a", {"date": "2023-06"})
    assert written("tsv", entry, fields=("year", "month"), header=False) == (
        "2023\t2023-06\n"
    )


def test_the_header_can_be_left_out() -> None:
    entry = Entry(citekey="a", title="T")
    assert written("csv", entry, fields=("citekey", "title")) == "citekey,title\na,T\n"
    assert written("csv", entry, fields=("title",), header=False) == "T\n"
    assert written("csv", header=False) == ""


@pytest.mark.parametrize("name", ["csv", "tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_on_request(name: str, text: str) -> None:
    entry = Entry(citekey="a", title=text, venue=text)
    options = {"fields": ("title", "venue"), "header": False}
    assert "'" not in written(name, entry, **options)
    safe = written(name, entry, **options, formula_safe=True)
    delimiter = "," if name == "csv" else "\t"
    (cells,) = csv.reader(StringIO(safe), delimiter=delimiter)
    assert [cell[0] for cell in cells] == ["'", "'"]


@given(st.text(max_size=30) | st.text("=+-@\t\r\n ',\"a", max_size=8))
def test_safe_tables_begin_no_cell_with_a_sign(text: str) -> None:
    entry = Entry(citekey="a", title=text, note=text)
    safe = written("csv", entry, fields=("title", "note"), formula_safe=True)
    for row in rows(safe)[1:]:
        assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]


def test_a_line_of_tsv_is_an_entry_and_a_tab_a_column() -> None:
    lines = written("tsv", *SMALL).splitlines()
    assert len(lines) == len(SMALL) + 1
    assert {line.count("\t") for line in lines} == {len(STORED)}
