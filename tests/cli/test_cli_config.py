"""Configuration as a user meets it: files, variables and options, and `config`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run, Spawn

PAPERS = """\
papers:
  old2020x:
    title: Sparse optimisation
    date: 2020-01-01
    area: OC
    tags: [one]
  new2024x:
    title: A sparse network
    date: 2024-01-01
    area: LG
"""
BROKEN = 'color = "blue"\n[list]\nsort = "zymurgy"\n'


class Configure(Protocol):
    """Write a configuration file; see the fixtures `project` and `user`."""

    def __call__(self, text: str) -> Path: ...


@pytest.fixture
def project(tmp_path: Path) -> Configure:
    """Write the `paperctl.toml` of the folder that the program runs in."""

    def write(text: str) -> Path:
        path = tmp_path / "paperctl.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def user(tmp_path: Path) -> Configure:
    """Write the user's own `config.toml`, in the test's home."""

    def write(text: str) -> Path:
        path = tmp_path / "home" / "config" / "paperctl" / "config.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        return path

    return write


def keys(output: str) -> list[str]:
    return [line.split("\t")[0] for line in output.splitlines()]


def test_option_variable_project_user_default(
    project: Configure, user: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)

    def values(*argv: str, env: dict[str, str] | None = None) -> tuple[str, str]:
        line = run(*argv, "config", env=env).stdout.splitlines()[2]
        name, value, origin = line.split("\t")
        assert name == "color"
        return value, origin

    assert values() == ("auto", "default")
    own = user('color = "never"\n')
    assert values() == ("never", "home/config/paperctl/config.toml:1:1")
    project('\ncolor = "always"\n')
    assert values() == ("always", "paperctl.toml:2:1")
    env = {"PAPERCTL_COLOR": "never"}
    assert values(env=env) == ("never", "PAPERCTL_COLOR")
    assert values("--color", "auto", env=env) == ("auto", "--color")
    own.unlink()
    assert values() == ("always", "paperctl.toml:2:1")


def test_catalogue_from_a_file_stands_in_its_folder(
    tmp_path: Path, project: Configure, catalogue: Write, run: Run
) -> None:
    (tmp_path / "refs").mkdir()
    (tmp_path / "thesis").mkdir()
    catalogue(PAPERS, "refs/mine.yaml")
    catalogue("papers:\n  near2020x:\n    title: N\n", "thesis/papers.yaml")
    project('catalogue = "refs/mine.yaml"\n')
    below = tmp_path / "thesis"
    assert keys(run("list", cwd=below).stdout) == ["new2024x", "old2020x"]
    assert keys(run("list", "-C", "papers.yaml", cwd=below).stdout) == ["near2020x"]
    env = {"PAPERCTL_CATALOGUE": "papers.yaml"}
    assert keys(run("list", cwd=below, env=env).stdout) == ["near2020x"]
    shown = run("config", "catalogue").stdout
    assert shown == "refs/mine.yaml\n"


def test_several_catalogues(project: Configure, catalogue: Write, run: Run) -> None:
    catalogue(PAPERS, "a.yaml")
    catalogue("papers:\n  third2021x:\n    title: T\n    date: 2021\n", "b.yaml")
    project('catalogue = ["a.yaml", "b.yaml"]\n')
    assert keys(run("list").stdout) == ["new2024x", "third2021x", "old2020x"]


def test_a_project_cannot_send_an_import_elsewhere(
    tmp_path: Path, project: Configure, page: Path, catalogue: Write, run: Run
) -> None:
    mine = catalogue(PAPERS, "home/mine.yaml")
    inner = tmp_path / "cloned"
    inner.mkdir()
    (inner / "paperctl.toml").write_text('catalogue = "../home/mine.yaml"\n')
    result = run("import", str(page), cwd=inner)
    assert result.code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == (
        "paperctl: paperctl.toml:1:1: catalogue: ../home/mine.yaml is not in the folder"
        " of this file"
    )
    assert mine.read_text() == PAPERS


def test_archive_counts_where_the_catalogue_has_none(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project('archive = "cs"\n')
    # There is no cs.OC and no math.LG: these stay as they are.
    assert keys(run("list", "area:cs").stdout) == ["new2024x"]
    env = {"PAPERCTL_ARCHIVE": "math"}
    assert keys(run("list", "area:math", env=env).stdout) == ["old2020x"]
    assert run("list", "area:cs", env=env).code == 1
    catalogue(f"archive: math\n{PAPERS}")
    assert keys(run("list", "area:math").stdout) == ["old2020x"]
    assert run("list", "area:cs").code == 1


def test_an_import_writes_no_archive(
    project: Configure, page: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    project('archive = "cs"\n')
    assert run("import", str(page)).code == 0
    before, old, added = path.read_text("utf-8").partition(PAPERS)
    assert old == PAPERS
    assert "archive:" not in before + added
    assert "    area: LG\n" in added
    assert "cs." not in added.partition("abstract")[0]


def test_color_is_as_that_of_the_option(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project('color = "never"\n')
    assert "\x1b" not in run("list", tty=True).stdout
    assert "\x1b" in run("--color", "auto", "list", tty=True).stdout
    project('color = "always"\n')
    assert "\x1b" in run("grep", "sparse").stdout
    assert "\x1b" in run("grep", "sparse", env={"NO_COLOR": "1"}).stdout
    assert "\x1b" not in run("grep", "sparse", "--color", "never").stdout


@pytest.mark.parametrize(
    ("flags", "pattern", "hits"),
    [
        ([], "sparse", 2),
        ([], "Sparse", 1),
        (["-s"], "sparse", 1),
        (["-i"], "Sparse", 2),
        (["-S"], "sparse", 2),
    ],
)
def test_smart_case_of_grep(
    flags: list[str],
    pattern: str,
    hits: int,
    project: Configure,
    catalogue: Write,
    run: Run,
) -> None:
    catalogue(PAPERS)
    project("[grep]\nsmart_case = true\n")
    found = run("grep", *flags, pattern).stdout
    assert len(found.splitlines()) == hits


def test_smart_case_by_a_variable(catalogue: Write, run: Run) -> None:
    catalogue(PAPERS)
    assert len(run("grep", "sparse").stdout.splitlines()) == 1
    env = {"PAPERCTL_GREP_SMART_CASE": "yes"}
    assert len(run("grep", "sparse", env=env).stdout.splitlines()) == 2


def test_columns_and_order_of_list(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project('[list]\nfields = ["citekey", "year"]\nsort = "date"\n')
    assert run("list").stdout == "old2020x\t2020\nnew2024x\t2024\n"
    assert run("list", "--sort=-date", "--fields", "key").stdout == (
        "new2024x\nold2020x\n"
    )
    table = run("--color=never", "list", tty=True).stdout.splitlines()
    assert table[0].split() == ["Citekey", "Year"]
    csv = run("list", "--format", "csv").stdout.splitlines()
    assert csv[0] == "citekey,year"


def test_json_of_list_keeps_every_field(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    plain = json.loads(run("list", "--json", "--sort", "title").stdout)
    project('list.fields = "citekey"\nlist.sort = "title"\n')
    assert json.loads(run("list", "--json").stdout) == plain


def test_without_files_config_says_what_it_found(catalogue: Write, run: Run) -> None:
    empty = run("config", "catalogue")
    assert (empty.code, empty.stdout) == (0, "\n")
    catalogue(PAPERS)
    assert run("config").stdout == (
        "catalogue\tpapers.yaml\tfound\n"
        "archive\t\tdefault\n"
        "color\tauto\tdefault\n"
        "grep.smart_case\tfalse\tdefault\n"
        "keys.pattern\tpaperctl\tdefault\n"
        "list.fields\t\tdefault\n"
        "list.sort\t-date\tdefault\n"
    )


def test_config_on_a_terminal_is_a_table(project: Configure, run: Run) -> None:
    project("grep.smart_case = true\n")
    result = run("--color=never", "config", tty=True)
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["Setting", "Value", "Origin"]
    assert lines[3].split() == ["color", "never", "--color"]
    assert lines[4].split() == ["grep.smart_case", "true", "paperctl.toml:1:6"]
    assert run("config", "color", tty=True).stdout == "auto\n"


def test_config_as_json(project: Configure, catalogue: Write, run: Run) -> None:
    catalogue(PAPERS, "a.yaml")
    project('list.fields = "citekey,title"\n')
    settings = json.loads(run("-C", "a.yaml", "config", "--json").stdout)
    assert [item["name"] for item in settings][:2] == ["catalogue", "archive"]
    assert settings[0]["value"] == ["a.yaml"]
    assert (settings[0]["origin"], settings[0]["place"]) == ("option", "--catalogue")
    one = json.loads(run("config", "list.fields", "--json").stdout)
    assert one == {
        "name": "list.fields",
        "value": ["citekey", "title"],
        "origin": "project",
        "place": "paperctl.toml:1:6",
        "default": None,
        "variable": "PAPERCTL_LIST_FIELDS",
        "help": "the columns of list",
    }


def test_an_unknown_name_gets_a_suggestion(run: Run) -> None:
    result = run("config", "colour")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == "paperctl: no setting 'colour'\nhint: did you mean color?\n"


def test_an_unknown_key_is_told_once_and_stops_nothing(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project('colour = "never"\n')
    result = run("list")
    assert result.code == 0
    assert keys(result.stdout) == ["new2024x", "old2020x"]
    assert result.stderr == (
        "paperctl: warning: paperctl.toml:1:1: unknown setting 'colour'\n"
        "hint: did you mean color?\n"
    )
    assert run("-q", "list").stderr == ""
    assert run("config").code == 0


@pytest.mark.parametrize(
    "argv",
    [["list"], ["grep", "x"], ["export", "json"], ["stats"], ["--color=never", "list"]],
)
def test_a_wrong_value_is_one_line_and_2(
    argv: list[str], project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project(BROKEN)
    result = run(*argv)
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == (
        "paperctl: paperctl.toml:1:1: color: 'blue' is none of auto, always, never\n"
    )


def test_what_is_no_toml_is_one_line_and_2(
    project: Configure, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    project("[list]\nsort = title\n")
    result = run("list")
    assert (result.code, result.stdout) == (2, "")
    message, hint = result.stderr.splitlines()
    assert message.startswith("paperctl: paperctl.toml:2:8: this is not TOML: ")
    assert hint == 'hint: texts are quoted, as in: list.sort = "title"'


@pytest.mark.parametrize("text", [BROKEN, "[list\n", 'archive = "nosuch"\n'])
def test_config_shows_all_that_is_wrong(
    text: str, project: Configure, run: Run
) -> None:
    project(text)
    result = run("config", tty=True)
    assert result.code == 2
    assert len(result.stdout.splitlines()) == 8
    errors = [line for line in result.stderr.splitlines() if "paperctl.toml:" in line]
    assert len(errors) == (2 if text == BROKEN else 1)


@pytest.mark.parametrize("argv", [["--help"], ["list", "--help"], ["--version"]])
def test_help_needs_no_sound_configuration(
    argv: list[str], project: Configure, run: Run
) -> None:
    project("[")
    result = run(*argv)
    assert (result.code, result.stderr) == (0, "")


def test_a_value_cannot_act_on_the_terminal(project: Configure, run: Run) -> None:
    project('catalogue = "a\\u001b[31m\\tb"\n"x\\u001b]0;y" = 1\n')
    shown = run("--color=never", "config", tty=True)
    piped = run("config")
    for text in (shown.stdout, shown.stderr, piped.stdout, piped.stderr):
        assert "\x1b" not in text
    assert piped.stdout.splitlines()[0].count("\t") == 2


def test_without_a_home_everything_works(
    tmp_path: Path, catalogue: Write, spawn: Spawn
) -> None:
    catalogue(PAPERS)
    nowhere = {"HOME": "", "XDG_CONFIG_HOME": "", "USERPROFILE": ""}
    result = spawn("list", env=nowhere)
    assert (result.code, result.stderr) == (0, "")
    assert spawn("config", env=nowhere).code == 0


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="it is elsewhere there")
def test_the_users_own_file_is_below_the_home(
    tmp_path: Path, catalogue: Write, spawn: Spawn
) -> None:
    (tmp_path / "home" / "library").mkdir()
    catalogue(PAPERS, "home/library/mine.yaml")
    path = tmp_path / "home" / ".config" / "paperctl" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('catalogue = "~/library"\nlist.fields = "citekey"\n')
    result = spawn("list", env={"XDG_CONFIG_HOME": ""})
    assert (result.code, result.stdout) == (0, "new2024x\nold2020x\n")
