"""`search --sort`: the best N are found by rank, then shown in another order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Run

# By rank: twice2019x, once2023x, late2021x, undated.
PAPERS = """\
papers:
  undated:
    title: Other things
    abstract: There is a fish in a text that is longer than that of all the others here.
  late2021x:
    title: Many other animals
    date: 2021
    abstract: There is a fish.
  once2023x:
    title: Fish and birds
    date: 2023
  twice2019x:
    title: Fish of fish
    date: 2019
  birds2020x:
    title: Birds
    date: 2020
"""


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        (["--sort", "date"], ["twice2019x", "late2021x", "once2023x", "undated"]),
        (["--sort=-date"], ["once2023x", "late2021x", "twice2019x", "undated"]),
        (["--sort", "-date"], ["once2023x", "late2021x", "twice2019x", "undated"]),
        # Rank decides who is among the best N, not the order.
        (["--sort=-date", "--limit", "2"], ["once2023x", "twice2019x"]),
        (["--sort", "date", "--limit", "1"], ["twice2019x"]),
        (["--sort", "title"], ["once2023x", "twice2019x", "late2021x", "undated"]),
    ],
)
@pytest.mark.parametrize("format_", ["plain", "keys", "json", "jsonl", "csv"])
def test_search_sorts_what_it_found(
    argv: list[str], keys: list[str], format_: str, catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    result = run("search", "fish", "--format", format_, *argv, catalogue=path)
    assert (result.code, result.stderr) == (0, "")
    found = sorted(
        (result.stdout.index(key), key) for key in keys if key in result.stdout
    )
    assert [key for _, key in found] == keys
    assert "birds2020x" not in result.stdout


def test_search_keeps_scores_and_passages(catalogue: Write, run: Run) -> None:
    path = catalogue(PAPERS)
    ranked = json.loads(run("search", "fish", "--json", catalogue=path).stdout)
    argv = ["search", "fish", "--json", "--sort", "date"]
    ordered = json.loads(run(*argv, catalogue=path).stdout)
    assert [item["date"] for item in ordered] == ["2019", "2021", "2023", None]
    assert sorted(ranked, key=lambda item: -item["score"]) == ranked
    assert {item["citekey"]: item["score"] for item in ranked} == {
        item["citekey"]: item["score"] for item in ordered
    }
    assert all(item["passage"] for item in ordered)


def test_search_sorts_on_a_terminal(catalogue: Write, run: Run) -> None:
    argv = ["search", "fish", "--sort=-date"]
    result = run(*argv, catalogue=catalogue(PAPERS), tty=True)
    assert result.stdout.index("once2023x") < result.stdout.index("twice2019x")


def test_search_refuses_an_order_that_is_none(catalogue: Write, run: Run) -> None:
    argv = ["search", "fish", "--sort", "yaer"]
    result = run(*argv, catalogue=catalogue(PAPERS))
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.endswith("hint: did you mean year?\n")


def test_search_without_a_match_is_1_in_any_order(catalogue: Write, run: Run) -> None:
    argv = ["search", "fsh", "--sort", "date"]
    result = run(*argv, catalogue=catalogue(PAPERS))
    assert result.code == 1
    assert "no entry has 'fsh'" in result.stderr
