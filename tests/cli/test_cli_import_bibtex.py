"""`paperctl import` of .bib files: citekeys, --update, what is refused and told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import paperctl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

ONE = (
    "@article{Lee:2020, author = {Lee, Ann}, title = {Deep {GNN}s}, journal = {JMLR},"
    " year = 2020}\n"
)
BIB = f"""{ONE}\
@misc{{broken, title = {{a}} b}}, year = 2020}}
@misc{{li, author = {{Li, Bo}}, title = {{Pruning}}, year = 2021}}
"""
CATALOGUE = """\
papers:
  lee2020deep:
    title: Deep GNNs   # mine
    authors: [Ann Lee]
    date: 2020
"""


def test_citekeys_are_kept_and_the_broken_entry_costs_only_itself(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(BIB, "refs.bib")
    result = run("import", str(path))
    assert result.code == 1
    assert "refs.bib:2:27: @misc 'broken' of line 2 is left out" in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "paperctl: papers.yaml: made, 2 added, 1 refused"
    )
    assert list(paperctl.load(tmp_path / "papers.yaml")) == [
        "Lee:2020",
        "li",
    ]


def test_nothing_to_take_at_all_is_2(catalogue: Write, run: Run) -> None:
    path = catalogue("@misc{k, title = {x}", "refs.bib")
    result = run("import", str(path))
    assert result.code == 2
    assert "refs.bib:1" in result.stderr


def test_of_two_files_one_that_is_nothing_is_refused(
    catalogue: Write, run: Run
) -> None:
    good, bad = catalogue(BIB, "a.bib"), catalogue("Dear diary", "b.txt")
    result = run("import", str(good), str(bad))
    assert result.code == 1
    assert "2 added, 2 refused" in result.stderr
    assert run("import", str(bad)).code == 2


def test_what_is_known_stays_and_the_new_facts_are_offered(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    bib = catalogue(ONE, "refs.bib")
    result = run("import", str(bib))
    assert result.code == 0
    assert path.read_text() == CATALOGUE
    assert "more about journal, aliases; lee2020deep stays as it is" in result.stderr
    assert "--update adds that" in result.stderr


def test_update_adds_the_facts_byte_exact_and_only_once(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    bib = catalogue(ONE, "refs.bib")
    diff = run("import", str(bib), "--update", "--dry-run").stdout
    assert "+    journal: JMLR\n" in diff
    assert path.read_text() == CATALOGUE
    result = run("import", str(bib), "--update")
    assert result.stderr.splitlines()[-1] == "paperctl: papers.yaml: 0 added, 1 updated"
    assert path.read_text() == (
        f"{CATALOGUE}    journal: JMLR\n    aliases: [Lee:2020]\n"
    )
    again = run("import", str(bib), "--update")
    assert again.stderr == "paperctl: papers.yaml: 0 added, 1 known already\n"


def test_what_contradicts_is_told_and_left(catalogue: Write, run: Run) -> None:
    path = catalogue(CATALOGUE.replace("lee2020deep", "Lee:2020") + "    volume: 1\n")
    bib = catalogue("@article{Lee:2020, title={Deep GNNs}, volume={2}}", "refs.bib")
    result = run("import", str(bib), "--update")
    assert result.code == 0
    assert "    volume: 1\n" in path.read_text()
    assert "2" not in path.read_text().partition("volume")[2]
    assert "another volume" in result.stderr


def test_a_citekey_of_another_work_is_not_taken_for_it(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    bib = catalogue(
        "@misc{LEE2020deep, author={Nowak, Jan}, title={Bees of Poland}, year=1999}",
        "refs.bib",
    )
    result = run("import", str(bib))
    assert "the citekey LEE2020deep is taken" in result.stderr
    assert list(paperctl.load(path)) == ["lee2020deep", "LEE2020deepa"]


def test_two_citekeys_of_one_work_stay_two_entries_and_are_told(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    one = ONE
    bib = catalogue(one + "\n" + one.replace("Lee:2020", "lee-jmlr"), "refs.bib")
    result = run("import", str(bib))
    assert "looks like the same work as Lee:2020" in result.stderr
    assert "2 added" in result.stderr


def test_the_same_entry_twice_is_one(catalogue: Write, run: Run) -> None:
    one = ONE
    bib = catalogue(f"{one}\n{one}\n", "refs.bib")
    assert "1 added, 1 found twice" in run("import", str(bib)).stderr


def test_what_goes_missing_with_an_entry_found_twice_is_told(
    catalogue: Write, run: Run
) -> None:
    record = "TY  - JOUR\nTI  - Of graphs\nAU  - Lee, Ann\nPY  - 2020\n{}ER  - \n"
    records = catalogue(record.format("") + record.format("N2  - All.\n"), "refs.ris")
    assert (
        "refs.ris:6: the same as lee2020graphs, left out, though it has more about"
        " abstract" in run("import", str(records)).stderr
    )


def test_json_says_the_same(catalogue: Write, run: Run) -> None:
    catalogue(CATALOGUE)
    bib = catalogue(BIB, "refs.bib")
    document = json.loads(run("import", str(bib), "--update", "--json").stdout)
    assert document["added"] == ["li"]
    assert document["updated"] == ["lee2020deep"]
    assert document["refused"] == 1
    assert document["problems"][0]["location"].endswith("refs.bib:2:27")


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_our_own_export_is_known_and_changes_nothing(
    name: str, papers: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "papers.yaml"
    path.write_bytes(papers.read_bytes())
    run("export", name, "-o", "refs.bib")
    result = run("import", "refs.bib", "--update")
    assert result.stderr == "paperctl: papers.yaml: 0 added, 23 known already\n"
    assert path.read_bytes() == papers.read_bytes()


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_an_export_of_what_was_imported_is_the_same_file(
    name: str, papers: Path, tmp_path: Path, run: Run
) -> None:
    run("export", name, "-o", "refs.bib", catalogue=papers)
    assert run("import", "refs.bib").code == 0
    again = run("export", name).stdout
    assert again == (tmp_path / "refs.bib").read_text()
