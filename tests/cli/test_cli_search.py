r"""`paperctl search`: what is found, in which order, with which passage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL, without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

LATEX = r"""
papers:
  time2020x:
    title: A fast sort
    date: 2020
    abstract: 'It runs in $\mathcal{O}(n\log n)$ time. The rest is slow.'
  strip2021x:
    title: 'The M{\"o}bius strip'
    date: 2021
    authors: ['Pál Erdős', 'Søren Sørensen', 'A. van der Maaten']
    abstract: 'A strip. It is \emph{imposing model} sparsity.'
  key2022x:
    title: Key-value caches
    tags: [reading list]
    note: from the seminar
"""


def keys(output: str) -> list[str]:
    return [line.split("\t")[0] for line in output.splitlines()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["O(n log n)"], ["time2020x"]),
        (["mobius"], ["strip2021x"]),
        (["MÖBIUS"], ["strip2021x"]),
        (["möb"], ["strip2021x"]),
        (["erdos"], ["strip2021x"]),
        (["sorensen"], ["strip2021x"]),
        (["van der Maaten"], ["strip2021x"]),
        (["imposing model sparsity"], ["strip2021x"]),
        (["key-value"], ["key2022x"]),
        (["key", "value", "cach"], ["key2022x"]),
        (["reading list"], ["key2022x"]),
        (["seminar"], ["key2022x"]),
        (["time2020x"], ["time2020x"]),
        (["strip", "year:2021"], ["strip2021x"]),
        (["strip", "NOT", "author:erdos"], []),
        (["sort", "slow"], ["time2020x"]),
        (["sort", "strip"], []),
        (["sort OR strip"], ["strip2021x", "time2020x"]),
        (["emph"], []),
        (["mathcal"], []),
    ],
)
def test_search_finds(
    words: list[str], found: list[str], catalogue: Write, run: Run
) -> None:
    result = run("search", *words, catalogue=catalogue(LATEX))
    assert sorted(keys(result.stdout)) == found
    assert result.code == (0 if found else 1)


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("GNNs under heterophily", "platonov2023critical"),
        ("optimal brain surgeon", "wu2024iterative"),
        ("evopress", "sieberling2024evopress"),
        ("additive quantization", "egiazarian2024extreme"),
        ("mini-batch sgd", "velikanov2022view"),
        ("hogwild", "rodionov2025hogwild"),
        ("kv cache offloading", "bocharnikov2026kv"),
        ("yarotsky", "velikanov2022view"),
        ("label privacy", "zmushko2024label"),
    ],
)
def test_search_puts_the_obvious_first(
    words: str, best: str, papers: Path, run: Run
) -> None:
    assert keys(run("search", words, catalogue=papers).stdout)[0] == best


def test_search_ranks_the_title_above_the_abstract(catalogue: Write, run: Run) -> None:
    path = catalogue(
        "papers:\n"
        "  body2020x:\n    title: Something else\n    abstract: It has a walrus.\n"
        "  title2020x:\n    title: The walrus\n    abstract: It has a tusk.\n"
    )
    assert keys(run("search", "walrus", catalogue=path).stdout)[0] == "title2020x"


def test_search_json_has_score_and_passage(papers: Path, run: Run) -> None:
    argv = ("search", "quantization", "--json")
    documents = json.loads(run(*argv, catalogue=papers).stdout)
    scores = [item["score"] for item in documents]
    assert scores == sorted(scores, reverse=True)
    assert len(documents) > 3
    for item in documents:
        passage = item["passage"]
        assert set(passage) == {"field", "text", "spans"}
        for start, end in passage["spans"]:
            assert passage["text"][start:end].lower().startswith("quanti")
    assert keys(run("search", "quantization", catalogue=papers).stdout) == [
        item["citekey"] for item in documents
    ]


def test_search_json_without_a_match_is_an_empty_list(papers: Path, run: Run) -> None:
    result = run("search", "zymurgy", "--json", catalogue=papers)
    assert (result.code, json.loads(result.stdout)) == (1, [])


def test_search_in_a_pipe_is_citekey_title_and_passage(papers: Path, run: Run) -> None:
    rows = [
        line.split("\t")
        for line in run("search", "the", catalogue=papers).stdout.splitlines()
    ]
    assert {len(row) for row in rows} == {3}
    assert all("$" not in row[1] for row in rows)


@pytest.mark.parametrize("limit", [0, 1, 3, 99])
def test_search_limit_keeps_the_best(limit: int, papers: Path, run: Run) -> None:
    whole = keys(run("search", "models", catalogue=papers).stdout)
    some = run("search", "models", "--limit", str(limit), catalogue=papers)
    assert keys(some.stdout) == whole[:limit]


def test_search_of_a_misspelt_word_says_what_there_is(papers: Path, run: Run) -> None:
    result = run("search", "quantisaton", catalogue=papers)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == (
        "paperctl: nothing matches\n"
        "hint: no entry has 'quantisaton'; 9 have 'quantization'\n"
    )
    assert run("-q", "search", "quantisaton", catalogue=papers).stderr == ""


def test_search_marks_the_hits_of_the_passage(papers: Path, run: Run) -> None:
    shown = run("search", "Squirrel", catalogue=papers, tty=True, width=100).stdout
    assert "\x1b[1;31mSquirrel\x1b[0m" in shown
    plain = without_escapes(shown)
    assert "A critical look at the evaluation of GNNs under heterophily" in plain


def test_search_marks_the_hits_in_a_title(catalogue: Write, run: Run) -> None:
    path = catalogue("papers:\n  x2020y:\n    title: The last Walrus\n")
    shown = run("search", "walrus", catalogue=path, tty=True).stdout
    assert "The last \x1b[0m\x1b[1;31mWalrus\x1b[0m" in shown


@pytest.mark.parametrize("name", ["csv", "markdown", "jsonl", "keys", "table", "plain"])
def test_search_in_every_format_is_ranked(name: str, papers: Path, run: Run) -> None:
    argv = ("search", "pruning", "--format", name)
    text = run(*argv, catalogue=papers).stdout
    wanted = keys(run("search", "pruning", catalogue=papers).stdout)
    places = [text.index(key) for key in wanted]
    assert places == sorted(places)


def test_search_output_file(tmp_path: Path, catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    (tmp_path / "out").write_text("before")
    assert run("search", "zymurgy", "-o", "out", catalogue=path).code == 1
    assert (tmp_path / "out").read_text() == "before"
    for name in ("plain", "json", "table", "csv"):
        argv = ("search", "graph", "--format", name)
        assert run(*argv, "-o", "out", catalogue=path).code == 0
        printed = run(*argv, catalogue=path).stdout
        assert (tmp_path / "out").read_text("utf-8") == printed


def test_search_takes_terms_without_words(catalogue: Write, run: Run) -> None:
    found = keys(run("search", "year:2020..", catalogue=catalogue(SMALL)).stdout)
    assert len(found) == 3
