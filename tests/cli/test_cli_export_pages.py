"""`paperctl export` for people, tables and scripts: options, mistakes, ways back."""

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


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_a_layout_is_chosen_and_the_first_is_usual(
    name: str, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    shown = {
        layout: run("export", name, "--layout", layout, catalogue=path).stdout
        for layout in ("list", "table", "reading")
    }
    assert len(set(shown.values())) == 3
    assert run("export", name, catalogue=path).stdout == shown["list"]
    assert "Émile drinks coffee" in shown["reading"]


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["html", "--layout", "tabel"], "html has no layout 'tabel'", "did you mean"),
        (["html", "--layout", "zzz"], "html has no layout 'zzz'", "its layouts are"),
        (["csv", "--layout", "table"], "csv has no use for --layout", "html, markdown"),
        (["json", "--no-header"], "json has no use for --header", ", tsv"),
        (["html", "--formula-safe"], "no use for --formula-safe", "csv, tsv"),
        (["bibtex", "--template", "x"], "no use for --template", "it is for template"),
        (["bibtex", "--template-text", ""], "no use for --template", "template"),
        (["template"], "needs a template", "--template-text"),
        (["template", "--template", "no.j2"], "cannot read no.j2", None),
        (
            ["template", "--template", "a.j2", "--template-text", "b"],
            "--template and --template-text contradict each other",
            "leave one",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_a_format_has_no_use_for_is_refused(
    argv: list[str], message: str, hint: str | None, catalogue: Write, run: Run
) -> None:
    result = run("export", *argv, catalogue=catalogue(SMALL))
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert hint is None or hint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_header_is_there_unless_it_is_not_wanted(catalogue: Write, run: Run) -> None:
    argv = ("export", "csv", "--fields", "citekey,year")
    path = catalogue(SMALL)
    shown = run(*argv, catalogue=path).stdout
    assert shown.splitlines()[0] == "citekey,year"
    bare = run(*argv, "--no-header", catalogue=path).stdout
    assert f"citekey,year\n{bare}" == shown


def test_formulas_are_made_text_on_request(catalogue: Write, run: Run) -> None:
    path = catalogue('papers:\n  evil2020:\n    title: "=HYPERLINK(A1)"\n')
    argv = ("export", "csv", "--fields", "title", "--no-header")
    assert run(*argv, catalogue=path).stdout == "=HYPERLINK(A1)\n"
    assert run(*argv, "--formula-safe", catalogue=path).stdout == "'=HYPERLINK(A1)\n"


def test_a_template_comes_from_a_file_or_the_command_line(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    text = "{% for e in entries %}\n{{ e.citekey }}, {{ e.year }}\n{% endfor %}\n"
    (tmp_path / "my.j2").write_text(text)
    shown = run("export", "template", "--template", "my.j2", catalogue=path)
    assert shown.stdout.splitlines() == [
        "adams2021graph, 2021",
        "brown2020pruning, 2020",
        "cole2022naive, 2022",
    ]
    assert (shown.code, shown.stderr) == (0, "")
    inline = run("export", "template", "--template-text", text, catalogue=path)
    assert inline == shown
    piped = run("export", "template", "--template", "-", catalogue=path, stdin=text)
    assert piped == shown


def test_a_mistake_in_a_template_has_its_place(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    (tmp_path / "my.j2").write_text(
        "{% for e in entries %}\n{{ e.titel }}\n{% endfor %}"
    )
    argv = ("export", "template", "--template", "my.j2")
    result = run(*argv, catalogue=path)
    assert result.code == 2
    assert result.stderr == (
        "paperctl: my.j2:2: an entry has no field 'titel'\nhint: did you mean title?\n"
    )
    (tmp_path / "out").write_text("before")
    assert run(*argv, "-o", "out", catalogue=path).code == 2
    assert (tmp_path / "out").read_text() == "before"


def test_yaml_is_a_catalogue(tmp_path: Path, papers: Path, run: Run) -> None:
    assert run("export", "yaml", "-o", "copy.yaml", catalogue=papers).code == 0
    argv = ("list", "--fields", "all", "--json")
    copied = run(*argv, catalogue=tmp_path / "copy.yaml")
    assert copied.stderr == ""
    assert copied == run(*argv, catalogue=papers)


def test_csv_is_imported_as_it_was_exported(
    tmp_path: Path, papers: Path, run: Run
) -> None:
    fields = ("--fields", "title,authors,date,arxiv,venue,code,tags,abstract,extra")
    assert run("export", "csv", "-o", "all.csv", catalogue=papers).code == 0
    done = run("-C", "new.yaml", "import", "all.csv")
    assert (done.code, done.stderr) == (0, "paperctl: new.yaml: made, 23 added\n")
    before = run("list", *fields, "--json", "--sort", "title", catalogue=papers).stdout
    argv = ("list", *fields, "--json", "--sort", "title")
    after = run(*argv, catalogue=tmp_path / "new.yaml").stdout
    assert json.loads(after) == json.loads(before)
    again = run("-C", "new.yaml", "import", "all.csv")
    assert again.stderr == "paperctl: new.yaml: 0 added, 23 known already\n"


def test_an_import_of_csv_tells_what_it_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("title,doi\nOne,10.1/x\nTwo,b,c\n")
    result = run("-C", "new.yaml", "import", "in.csv")
    assert result.code == 1
    assert "in.csv:3: the row is left out: 3 cells under 2 columns" in result.stderr
    assert "1 added" in result.stderr


def test_rows_of_csv_and_lines_of_tsv_are_the_same_cells(
    papers: Path, run: Run
) -> None:
    comma = run("export", "csv", "--no-abstract", catalogue=papers).stdout
    tabs = run("export", "tsv", "--no-abstract", catalogue=papers).stdout
    rows = list(csv.reader(StringIO(comma)))
    assert rows == [line.split("\t") for line in tabs.splitlines()]


def test_the_help_of_formats_is_of_the_formats(run: Run) -> None:
    shown = run("help", "formats").stdout
    from paperctl import formats

    for name in formats.names():
        form = formats.get(name)
        assert re.search(rf"^  {name} +{re.escape(form.summary)}$", shown, re.MULTILINE)
        for option in form.takes:
            flag = f"--{option.replace('_', '-')}"
            rows = re.findall(rf"^  {flag}  +.*(?:\n {{4,}}.*)*", shown, re.MULTILINE)
            assert len(rows) == 1
            assert name in re.split(r"[,\s]+", rows[0])
