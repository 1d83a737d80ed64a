"""`paperctl stats`: counts of the catalogue, and what the author page says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tests.cli.catalogues import SMALL, without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run


def counts(text: str) -> dict[tuple[str, str], str]:
    rows = [line.split("\t") for line in text.splitlines()]
    return {(section, name): count for section, name, count in rows}


def test_stats_in_a_pipe_is_section_name_and_count(papers: Path, run: Run) -> None:
    result = run("stats", catalogue=papers)
    assert (result.code, result.stderr) == (0, "")
    found = counts(result.stdout)
    assert found["total", "entries"] == "23"
    assert {name: found["area", name] for name in ("LG", "CV", "CL", "SI")} == {
        "LG": "14",
        "CV": "6",
        "CL": "2",
        "SI": "1",
    }
    years = {name: int(n) for (kind, name), n in found.items() if kind == "year"}
    assert years == {"2022": 3, "2023": 6, "2024": 8, "2025": 5, "2026": 1}
    assert found["author", "Denis Kuznedelev"] == "23"


def test_stats_of_a_plain_import(imported: Path, run: Run) -> None:
    found = counts(run("stats", catalogue=imported).stdout)
    assert found["total", "with code"] == "2"
    assert found["total", "authors cut short"] == "22"
    assert found["affiliation", "mit"] == "1"
    assert found["author", "Denis Kuznedelev"] == "15"
    assert ("author", "et al.") not in found


def test_stats_shows_the_author_page_beside_our_own_count(
    imported: Path, run: Run
) -> None:
    for tty in (True, False):
        text = run("stats", catalogue=imported, tty=tty, width=100).stdout
        citations = "1,336" if tty else "1336"
        for figure in ("41", citations, "55%", "54", "23", "15"):
            assert figure in text
    found = counts(run("stats", catalogue=imported).stdout)
    assert found["profile", "Denis Kuznedelev: papers"] == "23"
    assert found["profile", "Denis Kuznedelev: entries here by this author"] == "15"


def test_stats_json_prints_the_same_counts(papers: Path, run: Run) -> None:
    document = json.loads(run("stats", "--json", catalogue=papers).stdout)
    lines = counts(run("stats", catalogue=papers).stdout)
    by_year = {str(item["year"]): str(item["count"]) for item in document["by_year"]}
    assert by_year == {name: n for (kind, name), n in lines.items() if kind == "year"}
    assert document["entries"] == 23
    assert len(document["profiles"]) == 1


def test_stats_of_a_query(papers: Path, run: Run) -> None:
    found = counts(run("stats", "--area", "LG", "year:2024", catalogue=papers).stdout)
    listed = run("list", "--area", "LG", "year:2024", catalogue=papers).stdout
    assert found["total", "entries"] == str(len(listed.splitlines()))
    assert {name for kind, name in found if kind == "area"} == {"LG"}
    assert {name for kind, name in found if kind == "year"} == {"2024"}


def test_stats_bars_are_as_long_as_the_counts(papers: Path, run: Run) -> None:
    text = without_escapes(run("stats", catalogue=papers, tty=True, width=80).stdout)
    lines = text.splitlines()
    start = lines.index("Years") + 1
    bars = {}
    for line in lines[start : start + 5]:
        year, count, bar = line.split()
        bars[year] = (int(count), bar.count("█"))
    most = bars["2024"]
    assert most[0] == 8
    for number, length in bars.values():
        assert abs(length / most[1] - number / most[0]) < 0.05


def test_stats_top_limits_a_section_and_says_so(papers: Path, run: Run) -> None:
    text = without_escapes(
        run("stats", "--top", "3", catalogue=papers, tty=True, width=80).stdout
    )
    assert "Authors  3 of " in text
    assert "Areas  3 of 4" in text
    piped = run("stats", "--top", "3", catalogue=papers).stdout
    assert piped == run("stats", catalogue=papers).stdout


@pytest.mark.parametrize("width", [40, 30, 20])
def test_stats_fits(width: int, papers: Path, run: Run) -> None:
    text = without_escapes(run("stats", catalogue=papers, tty=True, width=width).stdout)
    assert max(map(cell_len, text.splitlines())) <= width


def test_stats_output_file(tmp_path: Path, catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    (tmp_path / "out").write_text("before")
    assert run("stats", "zymurgy", "-o", "out", catalogue=path).code == 1
    assert (tmp_path / "out").read_text() == "before"
    for name in ("plain", "json", "table"):
        printed = run("stats", "--format", name, catalogue=path).stdout
        assert run("stats", "--format", name, "-o", "out", catalogue=path).code == 0
        assert (tmp_path / "out").read_text("utf-8") == printed


def test_stats_of_entries_without_anything(catalogue: Write, run: Run) -> None:
    path = catalogue("papers:\n  a2020x: {}\n  b2020x:\n    title: B\n")
    for tty in (True, False):
        result = run("stats", catalogue=path, tty=tty)
        assert (result.code, result.stderr) == (0, "")
        assert "2" in result.stdout
