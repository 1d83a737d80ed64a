"""`paperctl list`: which entries, in which order, in which shape."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

COLUMNS = ["citekey", "date", "area", "authors", "title", "venue", "code"]


def keys(text: str) -> list[str]:
    return [line.split("\t")[0] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("area", "number"), [("LG", 14), ("CV", 6), ("CL", 2), ("SI", 1), ("lg", 14)]
)
def test_list_by_area(area: str, number: int, papers: Path, run: Run) -> None:
    result = run("list", "--area", area, catalogue=papers)
    assert (result.code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == number


@pytest.mark.parametrize(
    ("year", "number"),
    [("2022", 3), ("2023", 6), ("2024", 8), ("2025", 5), ("2026", 1), ("2022..", 23)],
)
def test_list_by_year(year: str, number: int, papers: Path, run: Run) -> None:
    result = run("list", "--year", year, catalogue=papers)
    assert len(result.stdout.splitlines()) == number


def test_list_area_is_the_same_on_a_plain_import(imported: Path, run: Run) -> None:
    counts = {
        area: len(run("list", "--area", area, catalogue=imported).stdout.splitlines())
        for area in ("LG", "CV", "CL", "SI")
    }
    assert counts == {"LG": 14, "CV": 6, "CL": 2, "SI": 1}


def test_list_shows_newest_first(papers: Path, run: Run) -> None:
    dates = [
        line.split("\t")[1]
        for line in run("list", catalogue=papers).stdout.splitlines()
    ]
    assert len(dates) == 23
    assert dates == sorted(dates, reverse=True)


def test_list_in_a_pipe_is_one_uncut_line_an_entry(papers: Path, run: Run) -> None:
    rows = [
        line.split("\t")
        for line in run("list", catalogue=papers, width=30).stdout.splitlines()
    ]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    wu = next(row for row in rows if row[0] == "wu2024iterative")
    assert wu[4] == (
        "The Iterative Optimal Brain Surgeon: Faster Sparse Recovery by Leveraging"
        " Second-Order Information"
    )
    assert "…" not in str(rows)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("date", "brown2020pruning"),
        ("-date", "cole2022naive"),
        ("citekey", "adams2021graph"),
        ("-citekey", "cole2022naive"),
        ("title", "adams2021graph"),
        ("authors,title", "adams2021graph"),
    ],
)
def test_list_sorts(sort: str, first: str, catalogue: Write, run: Run) -> None:
    result = run("list", f"--sort={sort}", catalogue=catalogue(SMALL))
    assert keys(result.stdout)[0] == first


@pytest.mark.parametrize(("limit", "number"), [("0", 0), ("2", 2), ("99", 3)])
def test_list_limit(limit: str, number: int, catalogue: Write, run: Run) -> None:
    result = run("list", "--limit", limit, catalogue=catalogue(SMALL))
    assert len(result.stdout.splitlines()) == number


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (["graph"], ["adams2021graph"]),
        (["graph*"], ["adams2021graph", "brown2020pruning"]),
        (["NOT", "trees"], ["cole2022naive", "adams2021graph"]),
        (["--", "-trees"], ["cole2022naive", "adams2021graph"]),
        (["NOT trees"], ["cole2022naive", "adams2021graph"]),
        (["title:/gr.ph/"], ["adams2021graph"]),
        (["cafe"], ["cole2022naive"]),
        (["has:code"], ["adams2021graph"]),
        (["missing:arxiv"], ["cole2022naive", "brown2020pruning"]),
        (["year:2020..2021"], ["adams2021graph", "brown2020pruning"]),
        (["(graph OR naive) year:2022"], ["cole2022naive"]),
        (["--code"], ["adams2021graph"]),
        (["--no-code"], ["cole2022naive", "brown2020pruning"]),
        (["--author", "brown"], ["adams2021graph", "brown2020pruning"]),
        (["--tag", "graphs"], ["adams2021graph"]),
        (["--since", "2021"], ["cole2022naive", "adams2021graph"]),
        (["--until", "2020"], ["brown2020pruning"]),
        (["--since", "2021", "--until", "2021"], ["adams2021graph"]),
        (["--area", "LG", "--area", "CV"], ["adams2021graph", "brown2020pruning"]),
    ],
)
def test_list_chooses(
    argv: list[str], found: list[str], catalogue: Write, run: Run
) -> None:
    result = run("list", *argv, catalogue=catalogue(SMALL))
    assert keys(result.stdout) == found
    assert result.code == 0


def test_list_says_so_and_exits_1_when_nothing_matches(
    catalogue: Write, run: Run
) -> None:
    result = run("list", "author:nobody", catalogue=catalogue(SMALL))
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == "paperctl: nothing matches\n"


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "papers:\n", "papers: {}\n"]
)
def test_list_of_an_empty_catalogue_is_0(text: str, catalogue: Write, run: Run) -> None:
    result = run("list", catalogue=catalogue(text))
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == "paperctl: the catalogue is empty\n"
    assert run("list", "graph", catalogue=catalogue(text)).code == 0


def test_list_json_has_every_field_and_no_match_is_an_empty_list(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    documents = json.loads(run("list", "--json", catalogue=path).stdout)
    assert documents[0]["citekey"] == "cole2022naive"
    assert {tuple(item) for item in documents} == {tuple(documents[0])}
    assert documents[0]["venue"] is None
    assert documents[1]["arxiv"] == "2105.00010"
    nothing = run("list", "--json", "zymurgy", catalogue=path)
    assert (nothing.code, json.loads(nothing.stdout)) == (1, [])


def test_list_json_keeps_letters_as_they_are(catalogue: Write, run: Run) -> None:
    text = run("list", "--json", "cafe", catalogue=catalogue(SMALL)).stdout
    assert "naïve Café" in text
    assert "\\u" not in text


def test_list_jsonl_is_an_object_a_line(catalogue: Write, run: Run) -> None:
    result = run("list", "--format", "jsonl", catalogue=catalogue(SMALL))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["citekey"] for line in lines] == keys(
        run("list", catalogue=catalogue(SMALL)).stdout
    )


def test_list_csv_is_read_back_by_the_csv_module(papers: Path, run: Run) -> None:
    result = run("list", "--format", "csv", catalogue=papers)
    rows = list(csv.reader(StringIO(result.stdout)))
    assert rows[0] == COLUMNS
    assert len(rows) == 24
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert rows[1][4] == "KV Cache Offloading for Context-Intensive Tasks"
    assert rows[1][3].startswith("Andrey Bocharnikov; Ivan Ermakov; ")


def test_list_csv_keeps_quotes_and_commas(catalogue: Write, run: Run) -> None:
    result = run(
        *("list", "trees", "--format", "csv", "--fields", "citekey,note"),
        catalogue=catalogue(SMALL),
    )
    assert list(csv.reader(StringIO(result.stdout))) == [
        ["citekey", "note"],
        ["brown2020pruning", 'Read it, then "again".'],
    ]


def test_list_markdown_escapes_what_would_break_a_cell(
    catalogue: Write, run: Run
) -> None:
    result = run("list", "--format", "markdown", catalogue=catalogue(SMALL))
    lines = result.stdout.splitlines()
    assert len(lines) == 5
    bars = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert bars == {len(COLUMNS) + 1}
    assert "Pruning \\| Trees" in result.stdout


def test_list_tsv_is_plain_with_names_on_top(catalogue: Write, run: Run) -> None:
    fields = ("--fields", "citekey,year")
    path = catalogue(SMALL)
    plain = run("list", *fields, catalogue=path).stdout
    shown = run("list", *fields, "--format", "tsv", catalogue=path).stdout
    assert shown == f"citekey\tyear\n{plain}"


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "tsv"])
def test_list_writes_what_export_writes(name: str, papers: Path, run: Run) -> None:
    argv = ("--fields", "citekey,title,authors,abstract", "--sort", "title")
    listed = run("list", "--format", name, *argv, catalogue=papers)
    assert listed == run("export", name, *argv, catalogue=papers)


def test_list_keys_are_citekeys_alone(catalogue: Write, run: Run) -> None:
    result = run("list", "--format", "keys", catalogue=catalogue(SMALL))
    assert result.stdout == "cole2022naive\nadams2021graph\nbrown2020pruning\n"


def test_list_fields_in_the_order_asked(catalogue: Write, run: Run) -> None:
    result = run(
        *("list", "--fields", "year,title,citekey", "--limit", "1"),
        catalogue=catalogue(SMALL),
    )
    assert result.stdout == "2022\tA naïve Café in O(n log n) time\tcole2022naive\n"


def test_list_fields_all_gives_every_field_in_every_line(
    catalogue: Write, run: Run
) -> None:
    result = run("list", "--fields", "all", catalogue=catalogue(SMALL))
    assert len({line.count("\t") for line in result.stdout.splitlines()}) == 1


def test_tabs_and_line_ends_in_values_are_blanks(catalogue: Write, run: Run) -> None:
    text = 'papers:\n  x2020y:\n    title: "A\\tB\\nC\\rD\\LE"\n    note: "1\\t2\\n3"\n'
    path = catalogue(text)
    result = run("list", "--fields", "citekey,title,note", catalogue=path)
    assert result.stdout == "x2020y\tA B C D E\t1 2 3\n"


@pytest.mark.parametrize(
    "name", ["table", "plain", "json", "jsonl", "csv", "tsv", "markdown", "keys"]
)
def test_list_output_file_holds_what_would_be_printed(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    printed = run("list", "--format", name, catalogue=path).stdout
    result = run("list", "--format", name, "-o", "out.txt", catalogue=path)
    assert (result.code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "out.txt").read_text("utf-8") == printed


@pytest.mark.parametrize("name", ["table", "plain", "json", "csv"])
def test_list_output_file_is_left_alone_when_nothing_matches(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    (tmp_path / "out.txt").write_text("before")
    argv = ("list", "zymurgy", "--format", name, "-o", "out.txt")
    assert run(*argv, catalogue=catalogue(SMALL)).code == 1
    assert (tmp_path / "out.txt").read_text() == "before"


def test_list_output_dash_is_standard_output(catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    assert run("list", "-o", "-", catalogue=path) == run("list", catalogue=path)


def test_list_output_into_a_missing_folder_is_2(catalogue: Write, run: Run) -> None:
    result = run("list", "-o", "no/such/file", catalogue=catalogue(SMALL))
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: ")
    assert result.stderr == (
        "paperctl: cannot write no/such/file: No such file or directory\n"
        "hint: make the folder first: mkdir -p no/such\n"
    )


def test_list_on_a_terminal_has_a_heading(catalogue: Write, run: Run) -> None:
    lines = run(
        "list", catalogue=catalogue(SMALL), tty=True, width=120
    ).stdout.splitlines()
    assert "Citekey" in lines[0]
    assert "Title" in lines[0]
    assert len(lines) == 4
