"""Every command, found by its file: documented, with examples that run."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paperctl.cli.app import SECTIONS, command_names

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.conftest import Result, Run

COMMANDS = command_names()
SNAPSHOT = (
    '{"id": "2401.00001", "title": "A title", "categories": "cs.LG",'
    ' "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 00:00:00 GMT"}]}\n'
)
NEEDS_A_SHELL = set("|><;&`")


def module_of(name: str) -> ModuleType:
    for candidate in (name, f"{name}_"):
        full = f"paperctl.cli.commands.{candidate}"
        if importlib.util.find_spec(full):
            return importlib.import_module(full)
    raise AssertionError(name)


def examples_of(name: str) -> list[str]:
    """List the example lines of a command's help, without their comments."""
    docstring = inspect.getdoc(module_of(name).command) or ""
    block = re.search(r"^Examples:\n((?:  .*\n?)+)", docstring, re.MULTILINE)
    assert block, f"{name} has no examples"
    return [line.split("  #")[0].strip() for line in block[1].splitlines()]


EXAMPLES = [(name, example) for name in COMMANDS for example in examples_of(name)]


@pytest.fixture
def library(tmp_path: Path, root: Path, papers: Path) -> Path:
    """Make a folder as the examples expect it: a catalogue, and files to import."""
    folder = tmp_path / "library"
    folder.mkdir()
    shutil.copy(papers, folder / "papers.yaml")
    shutil.copy(root / "seeds" / "author-page.txt", folder / "author-page.txt")
    shutil.copy(folder / "author-page.txt", folder / "page.txt")
    (folder / "main.tex").write_text("\\cite{platonov2023critical}")
    (folder / "arxiv-metadata-oai-snapshot.json").write_text(SNAPSHOT)
    for name in ("references.bib", "more.bib"):
        (folder / name).write_text("@misc{key, title = {A title}, year = 2020}\n")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_section_and_a_short_first_line(name: str) -> None:
    module = module_of(name)
    assert module.SECTION in SECTIONS
    first = (inspect.getdoc(module.command) or "").splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 60


@pytest.mark.parametrize("name", COMMANDS)
def test_help_leads_with_examples(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert result.stderr == ""
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0].startswith("Usage: paperctl")
    assert lines[2] == "Examples:"
    assert lines[3].startswith("paperctl ")
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str, run: Run) -> None:
    options = run(name, "--help").stdout.partition("Options:\n")[2]
    rows = re.findall(r"^  (-\S.*(?:\n {4,}\S.*)*)", options, re.MULTILINE)
    assert rows
    for row in rows:
        assert re.search(r"\S\s{2,}\S", row), row


@pytest.mark.parametrize("name", COMMANDS)
def test_root_help_lists_the_command(name: str, run: Run) -> None:
    assert re.search(rf"^  {name}  +\S", run("--help").stdout, re.MULTILINE)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_runs(name: str, example: str, library: Path, run: Run) -> None:
    assert example.startswith("paperctl ")
    run("list", cwd=library)  # which makes the index that `cache` is about
    result = run_example(example, library, run)
    assert result.code in {0, 1}, result.stderr
    assert name in example.split()


def run_example(example: str, folder: Path, run: Run) -> Result:
    """Run an example in this process, or by a shell where it needs one.

    A pipe into a program that is not installed here is left away.
    """
    before, bar, after = example.partition(" | ")
    if bar and not shutil.which(shlex.split(after)[0]):
        example = before
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", example)
    if not NEEDS_A_SHELL & set(bare):
        # "-" in an example is such a page.
        page = (folder / "author-page.txt").read_text(encoding="utf-8")
        return run(*shlex.split(example, comments=True)[1:], cwd=folder, stdin=page)
    from tests.conftest import Result

    program = f'paperctl() {{ {shlex.quote(sys.executable)} -m paperctl "$@"; }}'
    done = subprocess.run(
        ["bash", "-c", f"{program}\n{example}"],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    return Result(done.returncode, done.stdout, done.stderr)


READING = {
    "list": ["--area", "LG"],
    "search": ["pruning"],
    "show": ["platonov2023critical"],
    "stats": [],
    "export": ["json"],
}


@pytest.mark.parametrize("name", READING)
def test_json_is_one_document(name: str, papers: Path, run: Run) -> None:
    flag = [] if name == "export" else ["--json"]
    result = run(name, *READING[name], *flag, catalogue=papers)
    assert result.code == 0
    assert result.stdout.endswith("\n")
    assert json.loads(result.stdout)


def test_json_of_grep_is_lines_of_events(papers: Path, run: Run) -> None:
    result = run("grep", "quanti[sz]", "--json", catalogue=papers)
    assert result.code == 0
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert events
    assert all(isinstance(event, dict) for event in events)


@pytest.mark.parametrize("name", READING)
def test_json_ignores_terminal_and_colour(name: str, papers: Path, run: Run) -> None:
    flag = [] if name == "export" else ["--json"]
    argv = [name, *READING[name], *flag]
    piped = run(*argv, catalogue=papers)
    shown = run("--color", "always", *argv, catalogue=papers, tty=True, width=40)
    assert shown.stdout == piped.stdout


@pytest.mark.parametrize("name", [*READING, "grep"])
def test_two_runs_give_the_same_bytes(name: str, papers: Path, run: Run) -> None:
    argv = [name, *READING.get(name, ["the"])]
    assert run(*argv, catalogue=papers) == run(*argv, catalogue=papers)


@pytest.mark.parametrize("name", [*READING, "grep"])
def test_a_pipe_gets_no_escape_and_no_talk(name: str, papers: Path, run: Run) -> None:
    result = run(name, *READING.get(name, ["the"]), catalogue=papers)
    assert "\x1b" not in result.stdout
    assert result.stderr == ""
