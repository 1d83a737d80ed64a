"""`paperctl export`: the formats through the command; what they hold is tested beside
the formats."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run, Spawn

FORMATS = [
    *("bibtex", "biblatex", "markdown", "json", "keys"),
    *("csv", "html", "jsonl", "tsv", "yaml"),
]


def bib_keys(text: str) -> list[str]:
    return re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE)


def test_export_bibtex_of_the_whole_catalogue(papers: Path, run: Run) -> None:
    result = run("export", "bibtex", catalogue=papers)
    assert (result.code, result.stderr) == (0, "")
    assert len(bib_keys(result.stdout)) == 23
    assert result.stdout.endswith("}\n")


def test_export_keeps_the_order_of_the_catalogue(catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    keys = ["adams2021graph", "brown2020pruning", "cole2022naive"]
    assert run("export", "keys", catalogue=path).stdout.split() == keys
    assert bib_keys(run("export", "bibtex", catalogue=path).stdout) == keys
    turned = run("export", "bibtex", "--sort=-citekey", catalogue=path).stdout
    assert bib_keys(turned) == keys[::-1]


def test_export_chooses_as_list_does(papers: Path, run: Run) -> None:
    argv = ["--area", "CV", "year:2024..", "NOT", "yaart"]
    listed = run("list", "--format", "keys", *argv, catalogue=papers).stdout.split()
    exported = run("export", "keys", *argv, catalogue=papers).stdout.split()
    assert sorted(exported) == sorted(listed)
    assert len(exported) > 1


def test_export_limit_is_after_sort(catalogue: Write, run: Run) -> None:
    argv = ("export", "keys", "--sort=-date", "--limit", "1")
    assert run(*argv, catalogue=catalogue(SMALL)).stdout == "cole2022naive\n"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tty", [True, False])
def test_export_does_not_depend_on_a_terminal(
    name: str, tty: bool, papers: Path, run: Run
) -> None:
    plain = run("export", name, catalogue=papers).stdout
    argv = ("--color", "always", "export", name)
    assert run(*argv, catalogue=papers, tty=tty, width=30).stdout == plain


@pytest.mark.parametrize("name", FORMATS)
def test_export_file_holds_what_would_be_printed(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    result = run("export", name, "-o", "out", catalogue=path)
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == "paperctl: 3 entries written to out\n"
    printed = run("export", name, catalogue=path).stdout
    assert (tmp_path / "out").read_text("utf-8") == printed
    assert run("-q", "export", name, "-o", "out", catalogue=path).stderr == ""


@pytest.mark.parametrize("name", FORMATS)
def test_export_file_is_left_alone_when_nothing_matches(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    (tmp_path / "out").write_text("before")
    result = run("export", name, "author:nobody", "-o", "out", catalogue=path)
    assert (result.code, result.stdout) == (1, "")
    assert (tmp_path / "out").read_text() == "before"
    assert run("export", name, "zymurgy", "-o", "new", catalogue=path).code == 1
    assert not (tmp_path / "new").exists()


def test_export_keeps_mode_and_link_of_its_file(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    real = tmp_path / "real.bib"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "refs.bib").symlink_to(real)
    assert run("export", "bibtex", "-o", "refs.bib", catalogue=path).code == 0
    assert (tmp_path / "refs.bib").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(bib_keys(real.read_text("utf-8"))) == 3


def test_export_over_the_catalogue_that_is_read_is_refused(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    for argv in (["export", "bibtex"], ["list"], ["stats"], ["search", "graph"]):
        result = run(*argv, "-o", "papers.yaml")
        assert result.code == 2, argv
        assert result.stderr.startswith("paperctl: ")
        assert path.read_text("utf-8") == SMALL


def test_export_without_abstracts(papers: Path, run: Run) -> None:
    whole = run("export", "bibtex", catalogue=papers).stdout
    short = run("export", "bibtex", "--no-abstract", catalogue=papers).stdout
    assert bib_keys(short) == bib_keys(whole)
    assert "abstract" in whole
    assert not re.search(r"^\s*abstract\s*=", short, re.MULTILINE)


def test_export_json_has_chosen_fields_only(catalogue: Write, run: Run) -> None:
    argv = ("export", "json", "--fields", "citekey,year", "--limit", "1")
    document = json.loads(run(*argv, catalogue=catalogue(SMALL)).stdout)
    assert document == [{"citekey": "adams2021graph", "year": 2021}]


def test_keys_compose(papers: Path, run: Run, spawn: Spawn) -> None:
    keys = run("export", "keys", "--area", "CL", catalogue=papers).stdout.split()
    shown = spawn("show", *keys, "--fields", "citekey", catalogue=papers)
    assert re.findall(r"^citekey\t(.+)$", shown.stdout, re.MULTILINE) == keys
