"""The command line itself: where options may stand, and what is said of a wrong one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

READING = {
    "list": [],
    "search": ["graph"],
    "show": ["adams2021graph"],
    "stats": [],
    "export": ["keys"],
    "grep": ["graph"],
}


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["--nosuch"], "no such option: --nosuch", "`paperctl --help`"),
        (["lst"], "no command 'lst'", "did you mean list?"),
        (["zymurgy"], "no command 'zymurgy'", "`paperctl --help` lists"),
        (["list", "--aera", "LG"], "no such option: --aera", "did you mean --area"),
        (["list", "--zzz"], "no such option: --zzz", "`paperctl list --help` lists"),
        (["list", "--zzz"], "no such option: --zzz", "behind a -- of its own"),
        (["list", "--ouput"], "no such option: --ouput", "did you mean --output?"),
        (["list", "--top"], "no such option: --top", "`paperctl list --help` lists"),
        (["list", "--nocode"], "no such option: --nocode", "did you mean --no-code"),
        (["stats", "--limit"], "no such option: --limit", "stats --help` lists the"),
        (["config", "--sort"], "no such option: --sort", "config --help` shows"),
        (["grep", "--zzz"], "no such option: --zzz", "write: -e --zzz"),
        (["list", "-vision"], "no such option: -v", "write: NOT vision, or put --"),
        (["list", "-quantum"], "no such option: -u", "write: NOT quantum,"),
        (["search", "deep", "-vision"], "no such option: -v", "write: NOT vision,"),
        (["export", "keys", "-x"], "no such option: -x", "write: NOT x,"),
        (["grep", "-zebra"], "no such option: -z", "write: -e -zebra"),
        (["list", "--area"], "option '--area' requires an argument", "list --help`"),
        (["list", "-C"], "option '-C' requires an argument", "list --help`"),
        (["-C"], "option '-C' requires an argument", "`paperctl --help`"),
        (["list", "--limit", "x"], "'x' is not a whole number", "list --help`"),
        (["list", "--limit", "-1"], "-1 is not in the range", "list --help`"),
        (["stats", "--top", "0"], "0 is not in the range", "stats --help`"),
        (["list", "--format", "xml"], "'xml' is not one of 'table',", "list --help`"),
        (["--color", "blue", "list"], "'blue' is not one of 'auto',", "--help`"),
        (["list", "--code=yes"], "'--code' does not take a value", "list --help`"),
        (["list", "--year"], "'--year' requires an argument", "list --help`"),
        (["show"], "missing argument 'KEY...'", "show --help`"),
        (["search"], "missing argument 'WORDS...'", "search --help`"),
        (["export"], "missing argument 'FORMAT'", "export --help`"),
        (["import"], "missing argument 'FILE...'", "import --help`"),
        (["grep"], "grep needs a PATTERN", "paperctl grep"),
        (["list", "--fields", "titel"], "unknown field 'titel'", "did you mean title?"),
        (["list", "--fields", ","], "no field is named", "the fields are citekey,"),
        (["export", "bibtx"], "no format 'bibtx'", "did you mean bibtex?"),
        (["list", "--json", "--format", "csv"], "contradict each other", "leave one"),
        (["import", "x", "--from", "htm"], "no source 'htm'", "author-page"),
    ],
)
def test_a_usage_error_is_one_line_and_a_hint(
    argv: list[str], message: str, hint: str, catalogue: Write, run: Run
) -> None:
    catalogue(SMALL)
    result = run(*argv)
    assert (result.code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert first.startswith("paperctl: ")
    assert message in first
    assert not first.endswith(".")
    assert second.startswith("hint: ")
    assert hint in second


@pytest.mark.parametrize(
    ("argv", "message", "column", "hint"),
    [
        (["titel:x"], "unknown field 'titel'", 0, "did you mean title?"),
        (["graph", "titel:x"], "unknown field 'titel'", 6, "did you mean title?"),
        (["year:soon"], "'soon' is no year", 5, "a range is year:2022..2024"),
        (["--sort", "datee"], "cannot sort by 'datee'", 0, "did you mean date?"),
        (["--since", "-foo"], "--since: '-foo' is no value", 0, "NOT date:"),
        (["--area", "--json"], "--area: '--json' is no value", 0, "NOT area:"),
        (["--year", "-2023"], "--year: '-2023' is no value", 0, "NOT year:"),
        (["title:/(/"], "not a regular expression", 7, None),
    ],
)
def test_a_query_error_has_a_caret_and_the_nearest_name(
    argv: list[str],
    message: str,
    column: int,
    hint: str | None,
    catalogue: Write,
    run: Run,
) -> None:
    result = run("list", *argv, catalogue=catalogue(SMALL))
    assert (result.code, result.stdout) == (2, "")
    first, query, caret, *rest = result.stderr.splitlines()
    assert message in first
    assert query.strip()
    assert caret == f"  {' ' * column}^"
    assert (hint is None) == (not rest)
    assert hint is None or hint in rest[0]


@pytest.mark.parametrize("query", ["(graph", "graph)", "NOT", "a OR", "( )", '"', "()"])
def test_an_unfinished_query_is_no_traceback(
    query: str, catalogue: Write, run: Run
) -> None:
    result = run("list", query, catalogue=catalogue(SMALL))
    assert result.code in {0, 1, 2}
    assert result.stderr.startswith("paperctl: ") or not result.stderr


@pytest.mark.parametrize("name", READING)
def test_catalogue_is_taken_before_and_after_the_command(
    name: str, papers: Path, catalogue: Write, run: Run
) -> None:
    path = str(catalogue(SMALL, "other.yaml"))
    argv = [name, *READING[name]]
    before = run("-C", path, *argv)
    assert before.code == 0
    assert run("--catalogue", path, *argv) == before
    assert run(*argv, "--catalogue", path) == before
    assert run(*argv, f"--catalogue={path}") == before
    if name != "grep":
        assert run(*argv, "-C", path) == before
        assert run(name, "-C", path, *READING[name]) == before
        assert run(*argv, f"-C{path}") == before


def test_grep_c_after_the_command_is_context(catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    result = run("grep", "draw a", "-C", "1", "--catalogue", str(path))
    assert len(result.stdout.splitlines()) == 3
    assert run("-C", str(path), "grep", "draw a", "-C1") == result


def test_catalogues_add_up(catalogue: Write, run: Run) -> None:
    one = str(catalogue(SMALL, "one.yaml"))
    two = str(catalogue("papers:\n  d2020x:\n    title: D\n", "two.yaml"))
    for argv in (
        ["-C", one, "-C", two, "list"],
        ["list", "-C", one, "-C", two],
        ["-C", one, "list", "-C", two],
    ):
        assert len(run(*argv).stdout.splitlines()) == 4


def test_a_citekey_in_two_files_is_an_error(catalogue: Write, run: Run) -> None:
    one = str(catalogue(SMALL, "one.yaml"))
    two = str(catalogue("papers:\n  ADAMS2021graph:\n    title: D\n", "two.yaml"))
    result = run("-C", one, "-C", two, "list")
    assert result.code == 2
    assert "two.yaml:2:3: " in result.stderr
    assert "one.yaml:2:3" in result.stderr
    assert len(result.stdout.splitlines()) == 3


def test_a_folder_is_its_files_in_name_order(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    (tmp_path / "lib").mkdir()
    for name in ("b", "a", "c"):
        catalogue(f"papers:\n  {name}2020x:\n    title: T\n", f"lib/{name}.yaml")
    (tmp_path / "lib" / "notes.txt").write_text("no catalogue")
    result = run("export", "keys", "-C", "lib")
    assert result.stdout == "a2020x\nb2020x\nc2020x\n"


def test_the_environment_names_a_catalogue(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  near2020x:\n    title: N\n")
    other = catalogue(SMALL, "other.yaml")
    assert run("export", "keys").stdout == "near2020x\n"
    env = {"PAPERCTL_CATALOGUE": str(other)}
    assert len(run("export", "keys", env=env).stdout.splitlines()) == 3
    near = run("export", "keys", "-C", str(tmp_path / "papers.yaml"), env=env)
    assert near.stdout == "near2020x\n"


@pytest.mark.parametrize("name", ["papers.yaml", "data/papers.yaml"])
def test_the_nearest_catalogue_above_is_used(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    deep = tmp_path / "thesis" / "chapter"
    deep.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    catalogue(SMALL, name)
    assert len(run("list", cwd=deep).stdout.splitlines()) == 3


def test_without_a_catalogue_the_error_says_what_to_do(
    run: Run,
) -> None:
    result = run("list")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: ")
    assert "hint: " in result.stderr
    assert len(result.stderr.splitlines()) <= 3


@pytest.mark.parametrize(
    "argv", [["--color", "always", "list"], ["list", "--color=always"]]
)
def test_color_before_and_after_the_command(
    argv: list[str], catalogue: Write, run: Run
) -> None:
    catalogue(SMALL)
    assert "\x1b[" in run(*argv, "--format", "table").stdout


def test_color_after_the_command_overrules(catalogue: Write, run: Run) -> None:
    catalogue(SMALL)
    argv = ["--color", "always", "list", "--format", "table", "--color", "never"]
    assert "\x1b" not in run(*argv).stdout


@pytest.mark.parametrize("argv", [["-q", "list"], ["list", "-q"], ["list", "--quiet"]])
def test_quiet_before_and_after_the_command(
    argv: list[str], catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  x2020y:\n    titel: T\n    title: T\n")
    assert "titel" in run("list").stderr
    assert run(*argv).stderr == ""
    assert run(*argv).stdout == "x2020y\t\t\t\tT\t\t\n"
    assert run(*argv, "zymurgy").stderr == ""


def test_options_may_stand_between_and_after_arguments(
    catalogue: Write, run: Run
) -> None:
    catalogue(SMALL)
    assert run("list", "--limit=1", "graph*") == run("list", "graph*", "--limit", "1")
    shown = run("show", "adams2021graph", "--json", "brown2020pruning")
    assert len(json.loads(shown.stdout)) == 2


def test_after_a_double_dash_nothing_is_an_option(catalogue: Write, run: Run) -> None:
    catalogue(SMALL)
    assert run("list", "--", "--limit").code in {1, 2}
    assert run("list", "--", "-graph*").stdout.startswith("cole2022naive\t")


def test_there_are_no_abbreviations(catalogue: Write, run: Run) -> None:
    catalogue(SMALL)
    assert run("lis").code == 2
    assert run("list", "--lim", "1").code == 2


def test_version_and_help_are_results(run: Run) -> None:
    version = run("--version")
    assert (version.code, version.stderr) == (0, "")
    assert version.stdout.startswith("paperctl ")
    for name in (None, *READING, "import"):
        for flag in ("-h", "--help"):
            shown = run(*filter(None, [name]), flag)
            assert (shown.code, shown.stderr) == (0, "")
            assert shown.stdout.startswith("Usage: paperctl")


def test_without_a_command_help_is_no_result(run: Run) -> None:
    result = run()
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: paperctl")


@pytest.mark.parametrize(
    "argv",
    [
        ["list", "zymurgy"],
        ["search", "zymurgy"],
        ["grep", "zymurgy"],
        ["export", "bibtex", "zymurgy"],
    ],
)
@pytest.mark.parametrize("tty", [True, False])
def test_no_match_is_1_in_every_command(
    argv: list[str], tty: bool, catalogue: Write, run: Run
) -> None:
    result = run(*argv, catalogue=catalogue(SMALL), tty=tty)
    assert (result.code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("argv", [[], ["--json"]])
def test_counts_of_nothing_are_noughts_and_1(
    argv: list[str], catalogue: Write, run: Run
) -> None:
    result = run("stats", "zymurgy", *argv, catalogue=catalogue(SMALL))
    assert result.code == 1
    assert "0" in result.stdout
    assert not any(digit in result.stdout for digit in "123456789")


@pytest.mark.parametrize(
    "argv",
    [["list"], ["search", "x"], ["stats"], ["export", "bibtex"], ["export", "json"]],
)
@pytest.mark.parametrize("tty", [True, False])
def test_an_empty_catalogue_is_0(
    argv: list[str], tty: bool, catalogue: Write, run: Run
) -> None:
    result = run(*argv, catalogue=catalogue(""), tty=tty)
    assert result.code == 0
    assert result.stderr == "paperctl: the catalogue is empty\n"


@pytest.mark.parametrize("name", READING)
def test_a_missing_catalogue_is_2_in_every_command(name: str, run: Run) -> None:
    result = run(name, *READING[name], "--catalogue", "nosuch.yaml")
    assert (result.code, result.stdout) == (2, "")
    assert "nosuch.yaml" in result.stderr
    assert result.stderr.count("\n") <= 2


@pytest.mark.parametrize("name", READING)
def test_a_home_like_path_is_expanded(
    name: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    catalogue(SMALL, "home/mine.yaml")
    result = run(name, *READING[name], "--catalogue", "~/mine.yaml")
    assert result.code == 0
