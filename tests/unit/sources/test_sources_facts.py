"""`data/complete.py`: the author page and the facts beside it, put together."""

from __future__ import annotations

import datetime
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.canonical.dump import dump
from paperctl.intake import plan_intake
from paperctl.model import Catalogue, from_record
from paperctl.sources import SourceOptions, author_page
from paperctl.store.load import load, load_text

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "data" / "complete.py"
PAPERS = ROOT / "data" / "papers.yaml"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("complete", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plain() -> Catalogue:
    """Import the page into an empty catalogue."""
    text = (ROOT / "seeds" / "author-page.txt").read_text("utf-8")
    options = SourceOptions(as_of=datetime.date(2026, 11, 23), path="page.txt")
    harvest = author_page.read(text, options)
    intake = plan_intake(Catalogue(), harvest.entries, harvest.profiles)
    return Catalogue(intake.added, profiles=intake.profiles_added)


@pytest.fixture(scope="module")
def completed(script: ModuleType, plain: Catalogue) -> Catalogue:
    catalogue = script.complete(plain, script.read_facts())
    assert isinstance(catalogue, Catalogue)
    return catalogue


def test_every_paper_gets_its_number_and_all_its_authors(completed: Catalogue) -> None:
    assert len(completed) == 23
    assert all(entry.arxiv for entry in completed.entries)
    assert not any(entry.authors_truncated for entry in completed.entries)
    assert all(
        "Denis Kuznedelev" in map(str, entry.authors) for entry in completed.entries
    )
    assert len(completed["kastryulin2024yaart"].authors) == 23


def test_what_is_not_known_stays_open(completed: Catalogue) -> None:
    unclassed = [
        entry.citekey for entry in completed.entries if entry.primary_class is None
    ]
    assert unclassed == [
        "platonov2023critical",
        "kuznedelev2023vision",
        "sieberling2024evopress",
    ]
    assert completed["starodubcev2025scale"].venue is None
    assert [entry.doi for entry in completed.entries if entry.doi] == [
        "10.1145/3690624.3709404"
    ]


def test_the_area_stays_as_the_page_has_it(completed: Catalogue) -> None:
    entry = completed["malinovskii2024pv"]
    assert str(entry.area) == "LG"
    assert entry.primary_class == "cs.LG"
    assert [str(area) for area in entry.categories] == ["cs.LG"]


def test_what_the_page_says_is_kept(completed: Catalogue, plain: Catalogue) -> None:
    assert list(completed) == list(plain)
    assert completed.profiles == plain.profiles
    for mine, shown in zip(completed.entries, plain.entries, strict=True):
        assert mine.authors[: len(shown.authors)] == shown.authors
        assert (mine.title, mine.date, mine.abstract, mine.affiliations) == (
            shown.title,
            shown.date,
            shown.abstract,
            shown.affiliations,
        )


def test_the_page_brings_nothing_new_to_the_completed_catalogue(
    completed: Catalogue, plain: Catalogue
) -> None:
    text = (ROOT / "seeds" / "author-page.txt").read_text("utf-8")
    options = SourceOptions(as_of=datetime.date(2031, 1, 1), path="page.txt")
    harvest = author_page.read(text, options)
    intake = plan_intake(completed, harvest.entries, harvest.profiles)
    assert not intake.changes_catalogue
    assert intake.differing == ()
    assert len(intake.unchanged) == len(plain)


@pytest.mark.skipif(not PAPERS.exists(), reason="data/papers.yaml is made from this")
def test_the_repositorys_catalogue_is_the_page_and_the_facts(
    completed: Catalogue,
) -> None:
    loaded = load(PAPERS)
    assert loaded.problems == ()
    assert loaded.catalogue == completed
    assert PAPERS.read_text("utf-8") == dump(completed)


def test_an_entry_without_facts_is_named(script: ModuleType, plain: Catalogue) -> None:
    more = Catalogue([*plain.entries, from_record("lee2020", {"title": "Another"})])
    with pytest.raises(script.Incomplete, match=r"no facts about lee2020$"):
        script.complete(more, script.read_facts())


def test_facts_without_an_entry_are_named(script: ModuleType, plain: Catalogue) -> None:
    with pytest.raises(script.Incomplete, match=r"no entry for .* a critical look"):
        script.complete(Catalogue(plain.entries[1:]), script.read_facts())


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "data" / "identifiers.yaml", folder)
    shutil.copy(SCRIPT, folder)
    return subprocess.run(
        [sys.executable, "complete.py", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        text=True,
    )


def test_the_script_rewrites_the_file_and_twice_is_once(
    tmp_path: Path, plain: Catalogue, completed: Catalogue
) -> None:
    papers = tmp_path / "papers.yaml"
    papers.write_text(dump(plain), "utf-8")
    for _ in range(2):
        done = run(tmp_path, "papers.yaml")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert papers.read_text("utf-8") == dump(completed)
    assert load_text(papers.read_text("utf-8")).catalogue == completed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("papers:\n  lee2020: {title: Another}\n", "no facts about lee2020"),
        ("papers: [\n", "papers.yaml"),
        (None, "papers.yaml"),
    ],
)
def test_the_script_leaves_other_files_alone(
    tmp_path: Path, content: str | None, said: str
) -> None:
    papers = tmp_path / "papers.yaml"
    if content is not None:
        papers.write_text(content, "utf-8")
    done = run(tmp_path, "papers.yaml")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert (papers.read_text("utf-8") if papers.exists() else None) == content


def test_the_script_says_how_it_is_used(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 2
