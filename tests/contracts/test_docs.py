"""The documentation: its sessions print what they show, its tables and links hold."""

from __future__ import annotations

import doctest
import re
from typing import TYPE_CHECKING

import pytest

from paperctl.config.settings import SETTINGS, value_text
from paperctl.config.toml import parse
from paperctl.errors import ExitCode
from paperctl.model.fields import FIELDS, STORED
from tests.contracts.sessions import (
    ROOT,
    Block,
    begin_page,
    blocks_of,
    make_copy,
    output_of,
    shell,
    turns,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def blocks(*languages: str, mark: str = "") -> list[object]:
    """Choose blocks by language and mark, as parameters of a test."""
    return [
        pytest.param(
            block,
            id=f"{block.page}:{block.line}",
            marks=() if block.page == "README.md" else pytest.mark.slow,
        )
        for block in BLOCKS
        if block.language in languages and block.mark.partition(":")[0] == mark
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return make_copy(tmp_path / "copy")


@pytest.mark.parametrize("block", blocks("sh"))
def test_a_shell_block_runs(block: Block, copy: Path) -> None:
    begin_page(block.page, block.line, copy)
    done = shell(f"set -e\n{block.text}", copy)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "block", blocks("console") + blocks("console", mark="terminal")
)
def test_a_session_prints_what_it_shows(block: Block, copy: Path) -> None:
    begin_page(block.page, block.line, copy)
    for command, expected in turns(block.text):
        assert output_of(command, block.mark, copy) == expected, command


@pytest.mark.parametrize("mark", ["setup", "setup-tests", "tests"])
def test_the_gate_finds_its_commands_each_one_line(mark: str) -> None:
    found = [block for block in BLOCKS if block.mark == f"ci: {mark}"]
    assert [block.page for block in found] == ["README.md"]
    assert found[0].text.count("\n") == 1


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_python_examples_run(
    page: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    failed, _ = doctest.testfile(
        str(page),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        encoding="utf-8",
    )
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_resolve(page: Path) -> None:
    text = re.sub(r"^```(?s:.*?)^```", "", page.read_text("utf-8"), flags=re.MULTILINE)
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as GitHub does."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("**/*.md"):
        if page != ROOT / "docs" / "README.md":
            assert f"({page.relative_to(ROOT / 'docs')})" in index, page


def rows(page: str, first: str) -> list[list[str]]:
    """Read the table whose first heading is `first`, without the code marks."""
    lines = (ROOT / page).read_text("utf-8").splitlines()
    start = next(
        number for number, line in enumerate(lines) if line.startswith(f"| {first} |")
    )
    table = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split(" |")])
    return table


EXIT_CODES = [
    (code.strip("`"), example.strip("`"))
    for code, _, example in rows("docs/exit-codes.md", "code")
]


def test_the_table_of_exit_codes_is_complete() -> None:
    assert {int(code) for code, _ in EXIT_CODES} == set(ExitCode)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "example"),
    [(int(code), example) for code, example in EXIT_CODES if "paperctl" in example],
)
def test_an_exit_code_is_as_documented(code: int, example: str, copy: Path) -> None:
    (copy / "empty.yaml").write_text("papers: {}\n")
    (copy / "damaged.yaml").write_text("papers:\n  a:\n    title: [\n")
    page = (copy / "seeds" / "author-page.txt").read_text("utf-8")
    (copy / "damaged-page.txt").write_text(page.replace("Feb 22,", "Feb 31,"), "utf-8")
    done = shell(example.replace("\\|", "|"), copy)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_the_table_of_fields_is_that_of_the_model() -> None:
    table = rows("docs/catalogue-format.md", "field")
    assert [row[0].strip("`") for row in table] == list(STORED)
    for name, aliases, *_ in table:
        field = FIELDS[name.strip("`")]
        assert tuple(re.findall(r"`([^`]+)`", aliases)) == field.aliases, name


def test_the_table_of_settings_is_that_of_the_program() -> None:
    table = rows("docs/configuration.md", "setting")
    assert [row[0].strip("`") for row in table] == list(SETTINGS)
    for name, variable, option, default, meaning in table:
        setting = SETTINGS[name.strip("`")]
        assert variable.strip("`") == setting.variable
        assert option.strip("`") == setting.option
        assert meaning == setting.help
        if setting.default is not None:
            assert default == f"`{value_text(setting, setting.default)}`"


def test_every_setting_stands_in_the_example() -> None:
    (example,) = (block.text for block in BLOCKS if block.language == "toml")
    document = parse(example)
    tables = [key for key, value in document.items() if isinstance(value, dict)]
    names = {f"{table}.{key}" for table in tables for key in document[table]}
    assert names | (set(document) - set(tables)) == set(SETTINGS)


def test_the_table_of_problems_is_that_of_the_store() -> None:
    from paperctl.store.codes import MEANINGS

    table = rows("docs/catalogue-format.md", "code")
    assert {row[0].strip("`"): row[1] for row in table} == MEANINGS


def test_the_table_of_derived_fields_is_that_of_the_model() -> None:
    table = rows("docs/query.md", "derived field")
    assert [row[0].strip("`") for row in table] == [
        name for name, field in FIELDS.items() if field.derived
    ]
    for name, aliases, *_ in table:
        field = FIELDS[name.strip("`")]
        assert tuple(re.findall(r"`([^`]+)`", aliases)) == field.aliases, name


GREP_FLAGS = [
    (re.findall(r"`([^`]+)`", flags), example.strip("`").replace("\\|", "|"))
    for flags, _, example in rows("docs/grep.md", "flag")
]


def test_the_table_of_flags_of_grep_is_that_of_the_command() -> None:
    from paperctl.cli.app import build_app
    from paperctl.cli.options import Common, Filters

    command = build_app().get_command(None, "grep")
    shared = {*Common.option_names(), *Filters.option_names()} - {"quiet"}
    flags = {
        flag
        for parameter in command.params
        if parameter.name not in shared and parameter.opts[0].startswith("-")
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }
    assert {flag for flags, _ in GREP_FLAGS for flag in flags} == flags


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "example"), GREP_FLAGS, ids=[flags[0] for flags, _ in GREP_FLAGS]
)
def test_a_flag_of_grep_has_an_example_that_finds_something(
    flags: list[str], example: str, copy: Path
) -> None:
    assert not set(flags).isdisjoint(example.split())
    done = shell(example, copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) == ("-q" not in flags)
