"""`completion`: the scripts, and what they are answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.cli.app import build_app, command_names
from paperctl.cli.completion.answer import (
    FILE_METAVARS,
    LISTS,
    NAMES_FOR,
    QUERIES,
    VALUES_OF,
)
from paperctl.cli.completion.shells import SHELLS, script_of
from paperctl.cli.completion.words import quote_for_bash, split_line
from paperctl.errors import ExitCode
from paperctl.model.taxonomy import NAMES
from tests.cli.catalogues import ACTS, HOSTILE
from tests.contracts.test_docs import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from tests.cli.conftest import Write
    from tests.conftest import Run, Spawn

FILES = "\tfiles\n"
# What nobody can foretell.
FREE_METAVARS = {"PATTERN", "N", "NEW", "DATE", "TEXT"}


def ask(
    run: Run, *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Complete the last word as zsh asks for it."""
    result = run("completion", "zsh", "--answer", "--", *words, cwd=cwd, env=env)
    assert (result.code, result.stderr) == (0, "")
    return dict(line.split("\t") for line in result.stdout.splitlines())


def ask_bash(run: Run, line: str, replaced: str, cwd: Path) -> list[str]:
    argv = ("completion", "bash", "--answer", "--", line, replaced)
    return run(*argv, cwd=cwd).stdout.splitlines()


@pytest.fixture
def here(papers: Path) -> Path:
    """A folder with a catalogue."""
    return papers.parent


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell(shell: str, run: Run) -> None:
    named = run("completion", shell)
    assert (named.code, named.stderr) == (0, "")
    assert f"completion {shell} --answer --" in named.stdout
    assert run("completion", env={"SHELL": f"/usr/local/bin/{shell}"}) == named


@pytest.mark.parametrize("env", [{"SHELL": ""}, {"SHELL": "/bin/dash"}])
def test_a_shell_that_is_unknown(env: dict[str, str], run: Run) -> None:
    result = run("completion", env=env)
    assert (result.code, result.stdout) == (ExitCode.ERROR, "")
    assert "hint: name one: bash, zsh, fish" in result.stderr


def test_a_second_shell_is_a_mistake(run: Run) -> None:
    result = run("completion", "bash", "zsh")
    assert (result.code, result.stdout) == (ExitCode.ERROR, "")
    assert "unexpected argument 'zsh'" in result.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_no_script_evaluates_an_answer(shell: str) -> None:
    assert "eval" not in script_of(shell)  # type: ignore[arg-type]


def test_commands_with_what_they_do(run: Run) -> None:
    found = ask(run, "")
    assert set(found) == set(command_names())
    assert found["list"] == "List entries, newest first."
    assert set(ask(run, "--quiet", "ex")) == {"export"}


def test_options_with_their_help(run: Run) -> None:
    assert ask(run, "list", "--ar") == {"--area": "LG, cs.LG, cs, 'machine learning'."}
    assert set(ask(run, "--ver")) == {"--version"}
    assert "--answer" not in ask(run, "completion", "-")
    assert "--no-code" in ask(run, "list", "--no")


def test_areas_with_their_names(run: Run, here: Path, tmp_path: Path) -> None:
    known = {"LG": "Machine Learning"}
    assert ask(run, "list", "--area", "l", cwd=here) == known
    assert ask(run, "list", "--area=L", cwd=here) == {"--area=LG": known["LG"]}
    assert ask(run, "list", "area:L", cwd=here) == {"area:LG": known["LG"]}
    assert "cs" in ask(run, "list", "--area", "", cwd=here)
    # Nothing to choose from: all that arXiv has.
    assert ask(run, "list", "--area", "", cwd=tmp_path) == NAMES


def test_a_bare_area_without_archive_has_a_name(
    catalogue: Write, run: Run, tmp_path: Path
) -> None:
    catalogue(
        "papers:\n  a:\n    area: LG\n  b:\n    area: CV\n  c:\n    area: my own\n"
    )
    found = ask(run, "list", "--area", "", cwd=tmp_path)
    assert found == {"LG": "Machine Learning", "CV": "", "my own": ""}


def test_citekeys_with_their_titles(run: Run, here: Path) -> None:
    found = ask(run, "show", "PLATONOV2023", cwd=here)
    (key, title) = found.popitem()
    assert (key, found) == ("platonov2023critical", {})
    assert title.startswith("A critical look at the evaluation of GNNs")
    assert ask(run, "show", key, key[:12], cwd=here) == {}
    assert set(ask(run, "rename", "PLATONOV2023", cwd=here)) == {key}
    assert ask(run, "rename", key, key[:12], cwd=here) == {}


def test_values_of_entries(run: Run, here: Path) -> None:
    assert ask(run, "list", "--author", "fran", cwd=here) == {
        "Frantar": "Elias Frantar"
    }
    assert ask(run, "stats", "--affiliation", "", cwd=here) == {"mit": "1 entry"}
    assert ask(run, "list", "--year", "2022", cwd=here) == {"2022": "3 entries"}
    assert set(ask(run, "list", "--since", "202", cwd=here)) >= {"2022", "2023"}


def test_tags(catalogue: Write, run: Run, tmp_path: Path) -> None:
    catalogue("papers:\n  a:\n    tags: [to read, graphs]\n  b:\n    tags: [graphs]\n")
    assert ask(run, "list", "--tag", "g", cwd=tmp_path) == {"graphs": "2 entries"}
    assert ask(run, "list", "tag:t", cwd=tmp_path) == {"tag:to read": "1 entry"}
    assert set(ask(run, "list", "(tag:t", cwd=tmp_path)) == {'(tag:"to read"'}
    assert set(ask(run, "list", 'tag:"to r', cwd=tmp_path)) == {'tag:"to read"'}


def test_a_tag_that_looks_like_an_option_is_a_term_only(
    catalogue: Write, run: Run, tmp_path: Path
) -> None:
    catalogue("papers:\n  a:\n    tags: [-vision, video]\n")
    assert ask(run, "list", "--tag", "", cwd=tmp_path) == {"video": "1 entry"}
    assert ask(run, "list", "tag:-", cwd=tmp_path) == {"tag:-vision": "1 entry"}
    assert run("list", "--format", "keys", "tag:-vision").stdout == "a\n"


def test_lists_of_fields(run: Run) -> None:
    assert ask(run, "list", "--fields", "citekey,ti") == {"citekey,title": "Title"}
    assert set(ask(run, "grep", "x", "--fields", "al")) == {"all", "aliases"}
    assert ask(run, "list", "--sort", "year,-ti") == {"year,-title": "Title"}
    assert ask(run, "list", "--sort=-ti") == {"--sort=-title": "Title"}
    assert "all" not in ask(run, "list", "--sort", "al")


def test_names_of_parts(run: Run) -> None:
    assert set(ask(run, "export", "b")) == {"bibtex", "biblatex"}
    assert set(ask(run, "list", "--format", "json")) == {"json", "jsonl"}
    assert set(ask(run, "export", "html", "--layout", "")) == {
        *("list", "table", "reading"),
    }
    assert ask(run, "export", "csv", "--layout", "") == {}
    assert set(ask(run, "import", "--from", "auth")) == {"author-page"}
    assert set(ask(run, "--color", "al")) == {"always"}
    assert set(ask(run, "completion", "")) == set(SHELLS)
    assert "list.sort" in ask(run, "config", "li")
    assert "area:" in ask(run, "import", "x", "--where", "ar")
    assert ask(run, "keys", "--pattern", "jab") == {"jabref": "[auth][year]"}
    assert ask(run, "keys", "--pattern=goo").keys() == {"--pattern=google-scholar"}
    assert set(ask(run, "help", "")) >= {"query", "exit-codes", "list", "help"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("au", {"author:"}),
        ("AREA:L", {"AREA:LG"}),
        ("abs", {"abstract:"}),
        ("subj", {"subject:"}),
        ("(au", {"(author:"}),
        ("pruning OR au", {"pruning OR author:"}),
        ("has:do", {"has:doi"}),
        ("missing:do", {"missing:doi"}),
        ("code:", {"code:yes", "code:no"}),
        ("venue:ICML 2025", {"venue:ICML 2025"}),
        ('pruning venue:"ICML 2025', {'pruning venue:"ICML 2025"'}),
        ("nosuch:a", set()),
        ("title:a", set()),
        ("date:2", set()),
    ],
)
def test_terms_of_a_query(typed: str, expected: set[str], run: Run, here: Path) -> None:
    for command in ("list", "search", "stats"):
        assert set(ask(run, command, typed, cwd=here)) == expected


def test_what_is_completed_is_a_query(run: Run, here: Path) -> None:
    for field in ("area", "author", "venue", "year", "type", "citekey", "has"):
        found = ask(run, "list", f"{field}:", cwd=here)
        assert found
        for term in list(found)[:4]:
            result = run("list", term, cwd=here)
            assert (result.code, result.stderr) in {
                (0, ""),
                (1, "paperctl: nothing matches\n"),
            }


def test_a_query_after_dashes_may_be_negated(run: Run, here: Path) -> None:
    assert set(ask(run, "list", "--", "-area:L", cwd=here)) == {"-area:LG"}


def test_the_query_of_grep_comes_after_its_pattern(run: Run) -> None:
    assert ask(run, "grep", "au") == {}
    assert set(ask(run, "grep", "x", "au")) == {"author:"}
    assert set(ask(run, "grep", "-e", "x", "au")) == {"author:"}


@pytest.mark.parametrize(
    "words",
    [["list", "-o", ""], ["-C", ""], ["list", "--catalogue=x"], ["import", "a"]],
)
def test_files_are_left_to_the_shell(words: list[str], run: Run) -> None:
    for shell in ("zsh", "fish"):
        result = run("completion", shell, "--answer", "--", *words)
        assert (result.code, result.stdout, result.stderr) == (0, FILES, "")


def test_the_catalogue_on_the_line_counts(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    catalogue("papers:\n  mine2020: {}\n", "other.yaml")
    env = {"WHERE": str(tmp_path)}
    for words in (
        ["-C", "other.yaml", "show", ""],
        ["show", "-C", "other.yaml", ""],
        ["show", "--catalogue=$WHERE/other.yaml", ""],
    ):
        assert ask(run, *words, cwd=tmp_path, env=env) == {"mine2020": ""}
    words = ["--catalogue", "other.yaml", "citekey:m"]
    assert set(ask(run, "grep", "x", *words, cwd=tmp_path)) == {"citekey:mine2020"}


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch", ""],
        ["-C", "nosuch.yaml", "show", ""],
        ["list", "--nosuch", ""],
        ["list", "--limit", "x"],
        ["--version", "show", "a"],
        ["--help", "show", "a"],
        ["list", "--limit", "nosuch", "a:"],
        ["list", "\udcff", "\x00"],
        [],
    ],
)
@pytest.mark.parametrize("shell", SHELLS)
def test_an_error_is_silent(words: list[str], shell: str, run: Run) -> None:
    result = run("completion", shell, "--answer", "--", *words)
    assert (result.code, result.stderr) == (0, "")
    assert "Traceback" not in result.stdout


def test_damage_is_silent_and_the_rest_is_completed(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    catalogue("papers:\n  good2020:\n    title: x\n  bad2020:\n    title: [\n")
    result = run("completion", "zsh", "--answer", "--", "show", "", cwd=tmp_path)
    assert (result.code, result.stderr) == (0, "")


@pytest.mark.parametrize("text", ["nosuch = 1\n", "color = 'blue'\n", "[\n"])
def test_a_mistake_in_the_configuration_is_silent(
    text: str, run: Run, catalogue: Write, tmp_path: Path
) -> None:
    catalogue("papers:\n  mine2020: {}\n")
    (tmp_path / "paperctl.toml").write_text(text)
    assert set(ask(run, "sh", cwd=tmp_path)) == {"show"}
    ask(run, "show", "", cwd=tmp_path)


def test_the_configured_catalogue_counts(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    catalogue("papers:\n  mine2020: {}\n", "other.yaml")
    (tmp_path / "paperctl.toml").write_text('catalogue = "other.yaml"\n')
    assert ask(run, "show", "", cwd=tmp_path) == {"mine2020": ""}


def test_catalogue_text_cannot_act(run: Run, catalogue: Write, tmp_path: Path) -> None:
    catalogue(HOSTILE)
    for words in (["show", ""], ["list", "--tag", ""], ["list", "--affiliation", ""]):
        for shell in ("zsh", "fish"):
            argv = ("completion", shell, "--answer", "--", *words)
            result = run(*argv, cwd=tmp_path)
            assert not ACTS.search(result.stdout.replace("\t", ""))
    # What holds a control character cannot be typed.
    assert set(ask(run, "list", "--tag", "", cwd=tmp_path)) == {"[red]t[/]"}


@pytest.mark.parametrize(
    ("line", "replaced", "expected"),
    [
        ("paperctl list area:L", "L", ["LG"]),
        ("paperctl list area:", "", ["LG", "CL"]),
        ("paperctl list --area=L", "L", ["LG"]),
        ("paperctl list 'area:L", "'area:L", ["area:LG"]),
        ("paperctl list 'area:L", "area:L", ["area:LG"]),
        (r"paperctl list venue:ICML\ 2025", r"ICML\ 2025", [r"ICML\ 2025"]),
        ('paperctl list venue:"ICML 2025', "ICML 2025", ["ICML 2025"]),
        ("paperctl list -o pa", "pa", ["\tfiles"]),
        ("", "", []),
    ],
)
def test_bash_gets_the_part_that_it_replaces(
    line: str, replaced: str, expected: list[str], run: Run, here: Path
) -> None:
    assert ask_bash(run, line, replaced, here)[:2] == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))


@given(text=TEXTS, quote=st.sampled_from(["", "'", '"']))
def test_quoted_text_reads_back(text: str, quote: str) -> None:
    line = f"show {quote}{quote_for_bash(text, quote)}{quote}"
    assert split_line(line).words[1:] == (text,) or not (text or quote)


@given(text=st.text())
def test_any_line_can_be_read(text: str) -> None:
    words, quote = split_line(text)
    assert words
    assert quote in {"", "'", '"'}


DOCUMENTED = [
    typed
    for typed, _ in rows("docs/completion.md", "typed")
    for typed in re.findall(r"`paperctl ([^`]*)`", typed)
]


@pytest.mark.parametrize("typed", DOCUMENTED)
def test_what_is_documented_is_completed(typed: str, run: Run, here: Path) -> None:
    argv = ("completion", "zsh", "--answer", "--", *typed.split())
    assert run(*argv, cwd=here).stdout


def parameters() -> Iterator[tuple[str, Any]]:
    root = build_app()
    with root.make_context("paperctl", [], resilient_parsing=True) as ctx:
        commands = [root, *(root.get_command(ctx, name) for name in command_names())]
    for command in commands:
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):
                yield command.name or "paperctl", parameter


@pytest.mark.parametrize(
    "parameter",
    [pytest.param(item, id=f"{name}-{item.name}") for name, item in parameters()],
)
def test_every_parameter_is_completed_or_free(parameter: Any) -> None:
    known = {*VALUES_OF, *LISTS, *NAMES_FOR, *QUERIES}
    assert (
        parameter.name in known
        or parameter.metavar in FILE_METAVARS | FREE_METAVARS
        or getattr(parameter.type, "choices", None)
    )


def test_an_answer_reads_no_catalogue_that_it_does_not_need(
    spawn: Spawn, papers: Path
) -> None:
    program = (
        "import sys; from paperctl.cli.main import run; code = run(sys.argv[1:]);"
        "sys.stderr.write(str('yaml' in sys.modules or 'rich' in sys.modules))"
    )
    for words in (["li"], ["list", "--ar"], ["list", "au"], ["export", ""]):
        argv = ["completion", "zsh", "--answer", "--", *words]
        assert spawn(*argv, python=("-c", program)).stderr == "False"


@pytest.mark.parametrize("argv", [["--version"], ["list"], ["show", "--help"]])
def test_other_commands_know_nothing_of_completion(
    argv: list[str], spawn: Spawn, papers: Path
) -> None:
    program = (
        "import sys; from paperctl.cli.main import run; code = run(sys.argv[1:]);"
        "sys.stderr.write(str([name for name in sys.modules"
        " if 'complet' in name or 'topics' in name or 'suggest' in name"
        " if name.startswith('paperctl')]))"
    )
    assert spawn(*argv, catalogue=papers, python=("-c", program)).stderr == "[]"
