"""`help`: topics that fit one screen, with examples that run, and commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from paperctl.cli.app import command_names
from paperctl.cli.topics import topic_names, topic_summary, topic_text
from paperctl.errors import ExitCode
from paperctl.render.topic import topic_blocks
from tests.cli.catalogues import without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

TOPICS = topic_names()


def rows_of(topic: str) -> list[tuple[str, str]]:
    blocks = topic_blocks(topic_text(topic).splitlines())
    return [(block.text, block.meaning) for block in blocks if block.kind == "row"]


QUERIES = [text for text, _ in rows_of("query")]
MORE_QUERIES = [
    word.rstrip(",")
    for _, meaning in rows_of("query")
    if ":" in meaning
    for word in re.findall(r'\w+:(?:"[^"]*"|[^\s",]+(?:,\d+)?)', meaning)
]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_a_screen_of_80_columns(topic: str) -> None:
    lines = topic_text(topic).splitlines()
    assert len(topic_summary(topic)) <= 60
    assert topic_summary(topic).endswith(".")
    assert max(map(len, lines)) < 80
    assert len(lines) < 24 or topic != "query"


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_no_command(topic: str) -> None:
    assert topic not in command_names()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_in_a_pipe_is_as_it_is_written(topic: str, run: Run) -> None:
    result = run("help", topic)
    assert (result.code, result.stdout, result.stderr) == (0, topic_text(topic), "")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_on_a_terminal_is_the_same_with_colour(topic: str, run: Run) -> None:
    shown = run("help", topic, tty=True, width=80).stdout
    assert "\x1b[1m" in shown or "\x1b[36m" in shown
    assert without_escapes(shown) == topic_text(topic)


@pytest.mark.parametrize("width", [79, 60, 40])
@pytest.mark.parametrize("topic", [*TOPICS, None])
def test_a_narrow_terminal_loses_nothing(
    topic: str | None, width: int, run: Run
) -> None:
    argv = ["help", *([topic] if topic else [])]
    shown = without_escapes(run(*argv, tty=True, width=width).stdout)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert shown.split() == run(*argv).stdout.split()


def test_a_terminal_of_one_column_is_no_crash(run: Run) -> None:
    assert run("help", "query", tty=True, width=1).code == 0


def test_without_a_topic_all_of_them_are_named(run: Run) -> None:
    result = run("help")
    assert result.code == 0
    for name in (*TOPICS, *command_names()):
        assert re.search(rf"^  {name}  +\S", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", command_names())
def test_a_command_gets_its_own_help(name: str, run: Run) -> None:
    assert run("help", name) == run(name, "--help")


def test_an_unknown_topic_gets_a_suggestion(run: Run) -> None:
    result = run("help", "qery")
    assert result.code == ExitCode.ERROR
    assert result.stdout == ""
    assert "no topic or command 'qery'" in result.stderr
    assert "did you mean query?" in result.stderr
    assert "`paperctl help` lists them" in run("help", "zzzzzz").stderr


@pytest.mark.parametrize("query", QUERIES)
def test_an_example_of_the_query_language_finds_something(
    query: str, papers: Path, run: Run
) -> None:
    # Bare words are words of the command line; the rest is one argument, quoted.
    words = query.split() if re.fullmatch(r"[\w ]+", query) else [query]
    result = run("list", *words, catalogue=papers)
    assert (result.code, result.stderr) == (0, "")


@pytest.mark.parametrize("query", MORE_QUERIES)
def test_what_the_meanings_mention_is_understood(
    query: str, papers: Path, run: Run
) -> None:
    assert run("list", query, catalogue=papers).code in {0, 1}


def test_the_cheat_sheet_has_every_kind_of_term() -> None:
    assert len(QUERIES) >= 15
    assert {"area:cs.LG", "code:no", "missing:doi", "year:2021,2023"} < set(
        MORE_QUERIES
    )


def test_the_exit_codes_are_those_of_the_program() -> None:
    assert {int(code) for code, _ in rows_of("exit-codes")} == set(ExitCode)


def test_the_example_of_the_catalogue_is_one(catalogue: Write, run: Run) -> None:
    blocks = topic_blocks(topic_text("catalogue").splitlines())
    text = "".join(f"{block.text[2:]}\n" for block in blocks if block.kind == "example")
    result = run("show", "platonov2023critical", catalogue=catalogue(text))
    assert (result.code, result.stderr) == (0, "")
    assert "tags\tgraphs" in result.stdout
