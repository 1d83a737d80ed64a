"""`paperctl show`: entries in full, by citekey."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL, without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run


def flat(text: str) -> str:
    return " ".join(without_escapes(text).split())


def test_show_makes_maths_readable(papers: Path, run: Run) -> None:
    shown = flat(run("show", "kuznedelev2022cap", catalogue=papers, tty=True).stdout)
    assert "(e.g. ≥ 75%)" in shown
    assert "(≤ 1% relative drop)" in shown
    assert "$" not in shown


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (r"up to $12{\times}$ and 3$\times$", "up to 12× and 3×"),
        (r"P$^3$EFT", "P³EFT"),
        (r"$\mathcal{O}(n\log n)$ time", "O(n log n) time"),
        (r"${\le}$ 5s", "≤ 5s"),
        (r"G{\"o}del and Erd\H{o}s", "Gödel and Erdős"),
        (r"100\% of $5 and $10", "100% of $5 and $10"),
        (r"~21% less of framework~\emph{X}", "~21% less of framework X"),
        (r"$\alpha \in \mathbb{R}^d$", "α ∈ ℝᵈ"),
    ],
)
@pytest.mark.parametrize("tty", [True, False])
def test_show_makes_latex_readable(
    stored: str, read: str, tty: bool, catalogue: Write, run: Run
) -> None:
    path = catalogue(f"papers:\n  x2020y:\n    title: T\n    abstract: '{stored}'\n")
    assert read in flat(run("show", "x2020y", catalogue=path, tty=tty).stdout)


def test_show_sets_emphasis_in_italics(catalogue: Write, run: Run) -> None:
    path = catalogue(
        "papers:\n  x2020y:\n    title: T\n    abstract: 'be \\emph{very} sparse'\n"
    )
    shown = run("show", "x2020y", catalogue=path, tty=True).stdout
    assert "be \x1b[3mvery\x1b[0m sparse" in shown


def test_show_wraps_at_words_and_at_the_width(papers: Path, run: Run) -> None:
    text = run("show", "wu2024iterative", catalogue=papers, tty=True, width=60).stdout
    lines = without_escapes(text).splitlines()
    assert max(map(len, lines)) <= 60
    abstract = json.loads(
        run(
            *("show", "wu2024iterative", "--json", "--fields", "title"),
            catalogue=papers,
        ).stdout
    )[0]["title"]
    assert abstract in flat(text)


def test_show_does_not_stretch_prose_over_a_wide_terminal(
    papers: Path, run: Run
) -> None:
    text = run("show", "wu2024iterative", catalogue=papers, tty=True, width=200).stdout
    assert max(map(len, without_escapes(text).splitlines()[4:])) <= 100


def test_show_several_in_the_order_asked(papers: Path, run: Run) -> None:
    wanted = ["wu2024iterative", "kuznedelev2022cap", "platonov2023critical"]
    documents = json.loads(run("show", *wanted, "--json", catalogue=papers).stdout)
    assert [item["citekey"] for item in documents] == wanted
    for tty in (True, False):
        text = run("show", *wanted, catalogue=papers, tty=tty).stdout
        places = [text.index(key) for key in wanted]
        assert places == sorted(places)


def test_show_in_a_pipe_is_field_and_value(catalogue: Write, run: Run) -> None:
    result = run("show", "adams2021graph", catalogue=catalogue(SMALL))
    fields = dict(line.split("\t") for line in result.stdout.splitlines())
    assert fields["citekey"] == "adams2021graph"
    assert fields["authors"] == "Ann Adams, Bob Brown"
    assert fields["arxiv"] == "2105.00010"
    assert fields["abstract"] == (
        "Graphs are everywhere. We draw a graph of graphs, and count them."
        " Nothing else is done."
    )


def test_show_names_a_truncated_list_of_authors(catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    assert "Bob Brown, et al." in run("show", "brown2020pruning", catalogue=path).stdout
    shown = run("show", "brown2020pruning", catalogue=path, tty=True)
    assert "Bob Brown, et al." in shown.stdout


def test_show_finds_a_citekey_whatever_its_case(catalogue: Write, run: Run) -> None:
    result = run(
        "show", "ADAMS2021Graph", "--fields=citekey", catalogue=catalogue(SMALL)
    )
    assert result.stdout == "citekey\tadams2021graph\n"


def test_show_finds_an_alias(catalogue: Write, run: Run) -> None:
    text = "papers:\n  new2020x:\n    title: T\n    aliases: [old2020x]\n"
    result = run("show", "old2020x", "--fields=citekey", catalogue=catalogue(text))
    assert result.stdout == "citekey\tnew2020x\n"


def test_show_of_an_unknown_citekey_is_2_with_the_nearest(
    catalogue: Write, run: Run
) -> None:
    result = run("show", "adams2021grph", catalogue=catalogue(SMALL))
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == (
        "paperctl: no entry 'adams2021grph' in the catalogue\n"
        "hint: did you mean adams2021graph?\n"
    )


def test_show_of_an_unknown_citekey_like_no_other_says_how_to_see_all(
    catalogue: Write, run: Run
) -> None:
    result = run("show", "zzz", catalogue=catalogue(SMALL))
    assert result.code == 2
    assert "paperctl list --format keys" in result.stderr


def test_show_with_an_unknown_citekey_leaves_the_output_file_alone(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    (tmp_path / "out").write_text("before")
    path = catalogue(SMALL)
    assert run("show", "adams2021graph", "zzz", "-o", "out", catalogue=path).code == 2
    assert (tmp_path / "out").read_text() == "before"
    assert run("show", "adams2021graph", "-o", "out", catalogue=path).code == 0
    assert "Ann Adams" in (tmp_path / "out").read_text()


def test_show_fields(catalogue: Write, run: Run) -> None:
    result = run(
        *("show", "adams2021graph", "--fields", "venue,year,doi"),
        catalogue=catalogue(SMALL),
    )
    assert result.stdout == "venue\tICLR 2022\nyear\t2021\n"


def test_show_json_is_a_list_even_of_one(catalogue: Write, run: Run) -> None:
    result = run("show", "adams2021graph", "--json", catalogue=catalogue(SMALL))
    (document,) = json.loads(result.stdout)
    assert document["authors"][0] == "Ann Adams"


def test_show_an_entry_with_nothing_in_it(catalogue: Write, run: Run) -> None:
    path = catalogue("papers:\n  bare2020x: {}\n")
    for tty in (True, False):
        result = run("show", "bare2020x", catalogue=path, tty=tty)
        assert result.code == 0
        assert "bare2020x" in result.stdout


def test_show_keeps_unknown_fields_in_json(catalogue: Write, run: Run) -> None:
    path = catalogue("papers:\n  x2020y:\n    title: T\n    shelf: [3, left]\n")
    (document,) = json.loads(
        run("-q", "show", "x2020y", "--json", catalogue=path).stdout
    )
    assert document["extra"] == {"shelf": ["3", "left"]}
    assert "left" in run("-q", "show", "x2020y", catalogue=path).stdout
    assert "left" in run("-q", "show", "x2020y", catalogue=path, tty=True).stdout
