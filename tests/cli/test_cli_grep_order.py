"""`grep --sort` and `--limit`: which entries are looked at first, and how many."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Run

PAPERS = """\
papers:
  middle2021x:
    title: Fish of the middle
    date: 2021-05
    abstract: A fish. Two fish. Nothing.
  undated:
    title: Fish without a date
  newest2023x:
    title: Birds
    date: 2023
    abstract: No such animal.
  oldest2019x:
    title: The oldest fish
    date: 2019
    abstract: A fish and another fish.
"""


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        # The catalogue's order, unless --sort says otherwise; without the field last.
        (["--sort", "date"], ["oldest2019x", "middle2021x", "undated"]),
        (["--sort=-date"], ["middle2021x", "oldest2019x", "undated"]),
        (["--sort", "-date"], ["middle2021x", "oldest2019x", "undated"]),
        (["--sort", "title"], ["middle2021x", "undated", "oldest2019x"]),
        # Entries with a hit count, and only they.
        (["--limit", "1"], ["middle2021x"]),
        (["--limit", "2"], ["middle2021x", "undated"]),
        (["--limit", "9"], ["middle2021x", "undated", "oldest2019x"]),
        (["--limit", "0"], []),
        (["--sort=-date", "--limit", "2"], ["middle2021x", "oldest2019x"]),
        (["--sort", "date", "--limit", "1", "date:>2019"], ["middle2021x"]),
        # What -v and -x find is a hit as any other.
        (["--limit", "1", "-v"], ["middle2021x"]),
        (["--limit", "1", "-v", "--sort=-date"], ["newest2023x"]),
    ],
)
def test_grep_names_entries_in_order(
    argv: list[str], keys: list[str], catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    result = run("grep", "-i", "-l", "fish", *argv, catalogue=path)
    assert result.stdout.split() == keys
    assert (result.code, result.stderr) == (0 if keys else 1, "")


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        (["--limit", "1"], ["newest2023x"]),
        (["--limit", "0"], []),
        (["--sort", "title"], ["newest2023x"]),
    ],
)
def test_grep_without_match_counts_what_is_printed(
    argv: list[str], keys: list[str], catalogue: Write, run: Run
) -> None:
    result = run("grep", "-i", "-L", "fish", *argv, catalogue=catalogue(PAPERS))
    assert result.stdout.split() == keys
    assert result.code == (0 if keys else 1)


def test_grep_without_match_goes_by_the_order_too(catalogue: Write, run: Run) -> None:
    argv = ["grep", "-L", "another", "--sort=-date", "--limit", "2"]
    result = run(*argv, catalogue=catalogue(PAPERS))
    assert result.stdout.split() == ["newest2023x", "middle2021x"]


def test_grep_m_counts_in_each_entry_and_limit_entries(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    argv = ["grep", "fish", "--sort", "date", "--limit", "2"]
    lines = run(*argv, catalogue=path).stdout.splitlines()
    keys = [line.split("\t")[2] for line in lines]
    assert keys == ["oldest2019x"] * 2 + ["middle2021x"] * 2
    lines = run(*argv, "-m", "1", catalogue=path).stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["oldest2019x", "middle2021x"]


@pytest.mark.parametrize(
    ("flags", "output"),
    [
        (["-c"], "oldest2019x\t2\n"),
        (["-co"], "oldest2019x\t3\n"),
        (["-o", "--vimgrep"], "papers.yaml:13:23:fish\n"),
    ],
)
def test_grep_limit_goes_with_every_output(
    flags: list[str], output: str, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    result = run("grep", "fish", *flags, "--sort", "date", "--limit", "1")
    assert result.code == 0
    assert result.stdout.startswith(output)
    assert "middle2021x" not in result.stdout


def test_grep_limit_in_json(catalogue: Write, run: Run) -> None:
    argv = ["grep", "--json", "fish", "--sort", "date", "--limit", "1"]
    lines = run(*argv, catalogue=catalogue(PAPERS)).stdout.splitlines()
    events = list(map(json.loads, lines))
    begun = [event["data"]["citekey"] for event in events if event["type"] == "begin"]
    assert begun == ["oldest2019x"]
    assert events[-1]["data"] == {"entries": 1, "matched_units": 2}


def test_grep_limit_keeps_the_context_of_a_hit(catalogue: Write, run: Run) -> None:
    argv = ["grep", "Two", "-C", "1", "--limit", "1"]
    result = run(*argv, catalogue=catalogue(PAPERS))
    units = [line.split("\t")[4] for line in result.stdout.splitlines()]
    assert units == ["A fish.", "Two fish.", "Nothing."]


def test_grep_order_on_a_terminal(catalogue: Write, run: Run) -> None:
    argv = ["grep", "-i", "fish", "--sort=-date", "--limit", "2"]
    result = run(*argv, catalogue=catalogue(PAPERS), tty=True)
    assert "undated" not in result.stdout
    assert result.stdout.index("middle2021x") < result.stdout.index("oldest2019x")


def test_grep_quiet_answers_as_ever(catalogue: Write, run: Run) -> None:
    path = catalogue(PAPERS)
    argv = ["--sort", "date", "--limit", "1"]
    assert run("grep", "-q", "fish", *argv, catalogue=path).code == 0
    assert run("grep", "-q", "whale", *argv, catalogue=path).code == 1
    assert run("grep", "-q", "fish", "--limit", "0", catalogue=path).code == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--sort", "yaer"], "hint: did you mean year?"),
        (["--limit", "-1"], "-1 is not in the range"),
        (["--limit", "x"], "'x' is not a whole number"),
    ],
)
def test_grep_refuses_an_order_or_a_number_that_is_none(
    argv: list[str], message: str, catalogue: Write, run: Run
) -> None:
    result = run("grep", "fish", *argv, catalogue=catalogue(PAPERS))
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr


def test_grep_help_tells_hits_from_entries(run: Run) -> None:
    text = run("grep", "--help").stdout
    assert "--limit N" in text
    assert "--sort FIELD" in text
