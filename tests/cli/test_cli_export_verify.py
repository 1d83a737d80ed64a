"""`paperctl export --verify`, with small programs in the place of the real ones."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

import paperctl.verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Result, Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are scripts")

CATALOGUE = """\
papers:
  adams2021graph:
    title: Graphs
    authors: [Ann Adams, Bob Brown]
    date: 2021
  he2016:
    aliases: [he2015]
    title: "Deep: $\\\\ell_2$ Learning"
    authors:
      - Kaiming He
      - et al.
    date: 2016-06
"""
ITEMS = [
    {
        "id": "adams2021graph",
        "title": "Graphs",
        "author": [{"family": "Adams"}, {"family": "Brown"}],
        "issued": {"date-parts": [[2021]]},
    },
    {
        "id": "he2016",
        "title": "Deep: ℓ2 Learning",
        "author": [{"family": "He"}, {"literal": "others"}],
        "issued": {"date-parts": [[2016, 6]]},
    },
]
BIBER = "{cp} refs.bib out.bib; echo 'INFO - This is Biber 2.18'"
BIBTEX = (
    "echo 'This is BibTeX' > main.blg;"
    r" printf '\\bibitem{adams2021graph}\n\n\\bibitem{he2016}\n' > main.bbl"
)


class Tool(Protocol):
    """Put a program on PATH; see the fixture `tool`."""

    def __call__(self, name: str, script: str) -> None: ...


class Export(Protocol):
    """Export the catalogue and verify; see the fixture `export`."""

    def __call__(self, *argv: str) -> Result: ...


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """Write programs into the one folder that is on PATH; `{cp}` is that program."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def make(name: str, script: str) -> None:
        for program in ("cp", "sleep"):
            script = script.replace(f"{{{program}}}", shutil.which(program) or program)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (folder / name).chmod(0o755)

    return make


@pytest.fixture
def pandoc(tool: Tool, tmp_path: Path) -> Path:
    """A pandoc that answers with what is in this file."""
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(ITEMS), "utf-8")
    tool("pandoc", f"{{cp}} {answer} /dev/stdout")
    return answer


@pytest.fixture
def export(tmp_path: Path, catalogue: Write, run: Run) -> Export:
    path = catalogue(CATALOGUE)
    env = {"PATH": str(tmp_path / "bin")}

    def export(*argv: str) -> Result:
        return run("export", *argv, "--verify", catalogue=path, env=env)

    return export


def test_all_is_well(tool: Tool, pandoc: Path, export: Export, tmp_path: Path) -> None:
    tool("biber", BIBER)
    tool("bibtex", BIBTEX)
    tool("typst", "exit 0")
    result = export("bibtex", "-o", "refs.bib")
    assert result.code == 0
    assert result.stderr == (
        "paperctl: verified by bibtexparser, biber, bibtex, pandoc, typst\n"
        "paperctl: 2 entries written to refs.bib\n"
    )
    assert (tmp_path / "refs.bib").read_text("utf-8").count("@misc{") == 2


def test_without_programs_they_are_named_and_the_parser_reads(export: Export) -> None:
    result = export("bibtex")
    assert result.code == 0
    assert result.stdout.count("@misc{") == 2
    assert result.stderr == (
        "paperctl: not asked: biber: not installed; bibtex: not installed;"
        " pandoc: not installed; typst: not installed\n"
        "paperctl: verified by bibtexparser\n"
    )


def test_verified_text_is_what_would_be_printed_without(
    export: Export, tmp_path: Path, run: Run
) -> None:
    plain = run("export", "bibtex", catalogue=tmp_path / "papers.yaml").stdout
    assert export("bibtex").stdout == plain


def test_a_warning_is_told_by_line_and_entry_and_writes(
    tool: Tool, export: Export, tmp_path: Path
) -> None:
    tool("bibtex", f"{BIBTEX}; echo 'Warning--empty note in he2016' >> main.blg")
    result = export("bibtex", "-o", "refs.bib")
    assert result.code == 0
    lines = result.stderr.splitlines()
    path = tmp_path / "papers.yaml"
    name = path.relative_to(tmp_path)
    assert lines[0] == f"paperctl: warning: {name}:6: he2016: bibtex: empty note"
    assert lines[2] == "paperctl: verified by bibtexparser, bibtex: 1 warning"
    assert (tmp_path / "refs.bib").exists()


def test_an_error_leaves_the_file_alone(
    tool: Tool, export: Export, tmp_path: Path
) -> None:
    (tmp_path / "refs.bib").write_text("before")
    said = """ERROR - Name 'x' is bad, skipping entry 'he2016'"""
    tool("biber", f'{BIBER}; echo "{said}"; exit 2')
    result = export("bibtex", "-o", "refs.bib")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[0] == (
        "paperctl: papers.yaml:6: he2016: biber:"
        " Name 'x' is bad, skipping entry 'he2016'"
    )
    assert result.stderr.splitlines()[-1] == "paperctl: 1 error, nothing was written"
    assert (tmp_path / "refs.bib").read_text() == "before"


def test_an_update_is_verified_before_the_file_is_changed(
    tool: Tool, export: Export, tmp_path: Path
) -> None:
    refs = tmp_path / "refs.bib"
    refs.write_text("% mine\n")
    tool("typst", "echo 'error: no' >&2; exit 1")
    assert export("bibtex", "--update", "refs.bib").code == 1
    assert refs.read_text() == "% mine\n"
    tool("typst", "exit 0")
    assert export("bibtex", "--update", "refs.bib").code == 0
    assert refs.read_text().startswith("% mine\n")
    assert refs.read_text().count("@misc{") == 2


def test_an_error_at_a_line_of_the_export_is_told_by_its_entry(
    tool: Tool, export: Export
) -> None:
    text = export("bibtex").stdout.splitlines()
    line = 2 + text.index("@misc{he2016,")
    said = f"Error at refs.bib (line {line}, column 3):\\nunexpected x\\n"
    tool("pandoc", f"printf '{said}' >&2; exit 65")
    result = export("bibtex")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "paperctl: papers.yaml:6: he2016: pandoc: unexpected x\n"
    )


def test_an_entry_under_an_alias_is_told_at_its_line(
    tool: Tool, export: Export, tmp_path: Path
) -> None:
    (tmp_path / "main.tex").write_text(r"\cite{he2015}")
    tool("bibtex", "echo 'Warning--empty note in he2015' > main.blg")
    result = export("bibtex", "--cited", "main.tex")
    assert "papers.yaml:6: he2015: bibtex: it read no such entry" in result.stderr
    assert "warning: papers.yaml:6: he2015: bibtex: empty note" in result.stderr
    assert result.code == 1


def test_a_field_that_reads_otherwise_is_told_at_its_line(
    pandoc: Path, export: Export
) -> None:
    items = json.loads(json.dumps(ITEMS))
    items[0]["author"].pop()
    items[1]["title"] = "Shallow Learning"
    items[1]["issued"] = {"date-parts": [[2015]]}
    pandoc.write_text(json.dumps(items), "utf-8")
    result = export("bibtex")
    assert result.code == 1
    told = [line.removeprefix("paperctl: ") for line in result.stderr.splitlines()]
    assert told[:3] == [
        "papers.yaml:4: adams2021graph: pandoc: it reads 1 author, not 2",
        "warning: papers.yaml:8: he2016: pandoc: the title reads 'Shallow Learning'",
        "papers.yaml:12: he2016: pandoc: the year reads '2015', not 2016",
    ]
    quiet = export("bibtex", "-q")
    assert len(quiet.stderr.splitlines()) == 3
    assert "warning" not in quiet.stderr


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("bibtex", r"printf '\\bibitem{adams2021graph}\n' > main.bbl"),
        ("biber", "echo '@misc{adams2021graph,' > out.bib"),
        ("pandoc", "echo '[]'"),
    ],
)
def test_an_entry_that_is_lost_in_silence_is_told(
    tool: Tool, export: Export, name: str, script: str
) -> None:
    tool(name, script)
    result = export("bibtex")
    assert result.code == 1
    assert f"papers.yaml:6: he2016: {name}: it" in result.stderr


@pytest.mark.parametrize("name", ["bibtex", "biber", "pandoc", "typst"])
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'Out of paper' >&2; exit 70", "ended with 70: Out of paper"),
        ("kill -11 $$", "was stopped by signal 11"),
    ],
)
def test_a_program_that_crashes_is_told(
    tool: Tool, export: Export, name: str, script: str, said: str
) -> None:
    tool(name, script)
    result = export("bibtex")
    assert (result.code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    if name != "pandoc" or "signal" in said:  # pandoc's last words are its reason
        assert lines[0] == f"paperctl: {name}: {said}"
    else:
        assert lines[0] == "paperctl: pandoc: Out of paper"
    assert "Traceback" not in result.stderr


def test_a_program_that_hangs_is_stopped(
    tool: Tool, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paperctl.verify, "SECONDS", 0.8)
    tool("typst", "{sleep} 60")
    result = export("bibtex")
    assert result.code == 1
    assert result.stderr.splitlines()[0] == (
        "paperctl: typst: did not end within 1 s, and was stopped"
    )


def test_a_terminal_is_told_who_reads_for_so_long(
    tool: Tool, catalogue: Write, run: Run, tmp_path: Path
) -> None:
    tool("biber", f"{{sleep}} 1; {BIBER}")
    env = {"PATH": str(tmp_path / "bin"), "TERM": "xterm"}
    argv = ("export", "bibtex", "--verify", "-o", "refs.bib")
    result = run(*argv, catalogue=catalogue(CATALOGUE), env=env, tty=True)
    assert result.code == 0
    assert "biber reads it" in result.stderr
    assert result.stderr.endswith("2 entries written to refs.bib\n")


def test_a_program_that_prints_nonsense_is_told(tool: Tool, export: Export) -> None:
    tool("pandoc", r"printf '\377\033[31m{\n'")
    result = export("bibtex")
    assert result.code == 1
    assert "pandoc: what it wrote cannot be read" in result.stderr
    assert "\x1b" not in result.stderr


def test_a_message_cannot_paint_the_terminal(tool: Tool, export: Export) -> None:
    tool("bibtex", f"{BIBTEX}; printf 'Warning--\\033[31mred in he2016\\n' > main.blg")
    result = export("bibtex")
    assert "\x1b" not in result.stderr
    assert "he2016: bibtex: " in result.stderr


def test_a_format_that_nobody_reads_is_refused_at_once(export: Export) -> None:
    result = export("markdown")
    assert (result.code, result.stdout) == (2, "")
    first, hint = result.stderr.splitlines()
    assert first == "paperctl: nothing here can read markdown back"
    assert hint.startswith("hint: --verify is for biblatex, bibtex, ")
    assert "markdown" not in hint


def test_options_that_leave_the_citekey_out_are_refused(export: Export) -> None:
    result = export("json", "--fields", "title")
    assert (result.code, result.stdout) == (2, "")
    assert "nobody could verify it" in result.stderr


def test_json_is_verified_too(export: Export) -> None:
    result = export("json")
    assert (result.code, len(json.loads(result.stdout))) == (0, 2)
    assert result.stderr == "paperctl: verified by json\n"


def test_nothing_to_export_is_nothing_to_verify(export: Export) -> None:
    assert export("bibtex", "author:nobody").code == 1


def test_a_damaged_catalogue_is_still_an_error(
    catalogue: Write, run: Run, tmp_path: Path
) -> None:
    path = catalogue(f"{CATALOGUE}  broken:\n    title: [\n")
    env = {"PATH": str(tmp_path)}
    result = run("export", "bibtex", "--verify", catalogue=path, env=env)
    assert result.code == 2
    assert result.stdout.count("@misc{") == 2
