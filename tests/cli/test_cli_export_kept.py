"""`paperctl export` for the second time: from texts that the index keeps."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paperctl import formats
from paperctl.formats import ByEntry, FormatOptions
from paperctl.index import texts
from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Result, Run

ALONE = {"PATH": ""}  # the programs that --verify asks would take a minute
NO_CACHE = {"XDG_CACHE_HOME": "", "HOME": "", **ALONE}
ALIASED = SMALL.replace("    tags: [graphs]\n", "    aliases: [graphs, Adams21]\n")
BY_ENTRY = [
    name for name in formats.names() if isinstance(formats.get(name).write, ByEntry)
]


@pytest.fixture(autouse=True)
def _catalogue(catalogue: Write) -> None:
    catalogue(ALIASED)


@pytest.fixture
def index(run: Run) -> Path:
    run("list")
    (path,) = Path(os.environ["XDG_CACHE_HOME"], "paperctl").glob("*.index")
    return path


def ask(index: Path, sql: str) -> list[tuple[object, ...]]:
    stamp = index.stat().st_mtime
    with closing(sqlite3.connect(index)) as database, database:
        rows = database.execute(sql).fetchall()
    os.utime(index, (stamp, stamp))
    return rows


def never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let making the text of an entry fail the test."""
    from paperctl.formats import _bib

    monkeypatch.setattr(_bib, "block", lambda *_: pytest.fail("it is made again"))


def same(run: Run, *argv: str) -> Result:
    """Run a command without an index, and twice with one."""
    expected = run("export", *argv, env=NO_CACHE)
    assert run("export", *argv, env=ALONE) == expected
    assert run("export", *argv, env=ALONE) == expected
    return expected


def test_formats_that_write_entry_by_entry_are_most_of_them() -> None:
    assert {*formats.names()} - {*BY_ENTRY} == {"keys", "template", "yaml"}


@pytest.mark.parametrize("name", BY_ENTRY)
def test_each_format_says_the_same_with_and_without(run: Run, name: str) -> None:
    assert same(run, name).code == 0
    assert same(run, name, "graph", "--sort=-title", "--limit", "1").code == 0
    assert same(run, name, "nothing-like-this").code == 1
    assert same(run, name, "--fields", "title,year", "--no-abstract").code == 0
    assert same(run, name).code == 0


@pytest.mark.parametrize(
    "argv",
    [
        ("--cited", "-o", "-"),
        ("--cited", "--sort", "cited"),
        ("--cited", "--unused", "-q"),
        ("--cited", "--strict"),
        ("--verify",),
        ("--header",),
        ("--sort", "nonsense"),
        ("--strict",),
        ("title:/(graph/",),
    ],
)
def test_notes_and_exit_codes_are_the_same(
    run: Run, tmp_path: Path, argv: tuple[str, ...]
) -> None:
    keys = r"\cite{brown2020pruning,Adams21,adams2021graph,missing}"
    (tmp_path / "main.tex").write_text(keys)
    at = argv.index("--cited") + 1 if "--cited" in argv else 0
    argv = (*argv[:at], "main.tex", *argv[at:]) if at else argv
    for _ in range(2):  # before all texts are kept, and after it
        same(run, "bibtex", *argv)
        same(run, "biblatex", *argv)
        run("export", "bibtex")


def test_an_entry_under_another_key_is_not_the_one_that_is_kept(
    run: Run, tmp_path: Path
) -> None:
    run("export", "bibtex")
    (tmp_path / "keys").write_text("Adams21\ncole2022naive\n")
    found = same(run, "bibtex", "--keys-from", "keys")
    assert re.findall(r"^@\w+\{(.*),$", found.stdout, re.MULTILINE) == [
        "Adams21",
        "cole2022naive",
    ]
    assert "@misc{adams2021graph" in run("export", "bibtex").stdout


@pytest.mark.parametrize("more", [(), ("--cited", "main.tex"), ("--prune",)])
def test_a_file_is_updated_from_what_is_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    (tmp_path / "main.tex").write_text(r"\cite{brown2020pruning}")
    update = ("export", "bibtex", *more, "--update")
    without = run(*update, "a.bib", env={"XDG_CACHE_HOME": ""})
    run("export", "bibtex")
    with monkeypatch.context() as patch:
        never_made(patch)
        found = run(*update, "b.bib")
    assert (tmp_path / "b.bib").read_text() == (tmp_path / "a.bib").read_text()
    assert found.stderr == without.stderr.replace("a.bib", "b.bib")


def test_an_edit_is_seen_at_once(
    run: Run, catalogue: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Graph of Graphs" in same(run, "bibtex").stdout
    catalogue(ALIASED.replace("Graph of Graphs", "Graph of Trees"))
    found = same(run, "bibtex")
    assert "Graph of Trees" in found.stdout
    never_made(monkeypatch)
    assert run("export", "bibtex") == found


def test_what_was_exported_in_part_is_kept_in_part(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "bibtex", "brown")
    assert ask(index, "SELECT count(*) FROM text") == [(2,)]
    expected = run("export", "bibtex", env=NO_CACHE)
    assert run("export", "bibtex") == expected
    assert ask(index, "SELECT count(*) FROM text") == [(3,)]
    never_made(monkeypatch)
    assert run("export", "bibtex") == expected


def test_a_header_is_no_matter_of_texts(run: Run, index: Path) -> None:
    run("export", "bibtex")
    assert run("export", "bibtex", "--header").stdout.startswith("% ")
    assert ask(index, "SELECT name FROM making") == [("bibtex",)]


def test_only_the_last_kinds_are_kept(run: Run, index: Path) -> None:
    asked = ["bibtex", "biblatex", "ris", "json", "csv", "html"]
    for name in asked:
        run("export", name)
    kept = [name for (name,) in ask(index, "SELECT name FROM making ORDER BY id")]
    assert kept == asked[-texts.MOST :]
    assert ask(index, "SELECT count(*) FROM text") == [(3 * texts.MOST,)]
    assert same(run, "bibtex").code == 0


def test_no_run_keeps_more_than_it_may(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "ROOM", 1)
    expected = run("export", "bibtex", env=NO_CACHE)
    for kept in (1, 2, 3, 3):
        assert run("export", "bibtex") == expected
        assert ask(index, "SELECT count(*) FROM text") == [(kept,)]


def test_texts_of_other_code_are_not_used(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("export", "bibtex")
    ask(index, "UPDATE text SET data = 'x'")
    monkeypatch.setattr("paperctl.cli.texts.edition", lambda: "another")
    assert run("export", "bibtex") == expected
    assert run("export", "bibtex") == expected
    assert ask(index, "SELECT name, edition FROM making") == [("bibtex", "another")]
    assert ask(index, "SELECT count(*) FROM text") == [(3,)]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE text SET data = 'x'",
        "UPDATE text SET data = substr(data, 1, length(data) - 1)",
        "UPDATE text SET data = zeroblob(length(data))",
        "UPDATE text SET data = x'' WHERE place % 2",
        "DELETE FROM text WHERE place % 2",
        "DROP TABLE text",
        "DELETE FROM making",
    ],
)
def test_damage_is_not_seen(run: Run, index: Path, damage: str) -> None:
    expected = run("export", "bibtex")
    ask(index, damage)
    assert run("export", "bibtex", "--limit", "2").code == 0
    assert run("export", "bibtex") == expected
    ask(index, damage.replace("%", "% 1 +"))
    run("export", "bibtex", "-q", "--update", "a.bib")
    assert run("export", "bibtex") == expected
    assert run("cache", "verify").code == 0


def test_who_reads_long_keeps_no_export_waiting(run: Run, index: Path) -> None:
    expected = run("export", "bibtex", env=NO_CACHE)
    with closing(sqlite3.connect(index, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM state").fetchone()
        found: list[Result] = []
        export = threading.Thread(target=lambda: found.append(run("export", "bibtex")))
        export.start()
        export.join(4)
        assert found == [expected]
        assert ask(index, "SELECT count(*) FROM text") == [(0,)]
    assert run("export", "bibtex") == expected
    assert ask(index, "SELECT count(*) FROM text") == [(3,)]


# --- cache -----------------------------------------------------------------------


def test_cache_shows_what_is_kept(run: Run, index: Path) -> None:
    run("export", "bibtex", "--no-abstract")
    (shown,) = json.loads(run("cache", "--json").stdout)
    assert shown["parts"] == ["export bibtex {'abstract': False}"]


def test_cache_verifies_what_is_kept(run: Run, index: Path) -> None:
    run("export", "bibtex", "--no-abstract")
    run("export", "markdown", "--layout", "table")
    assert run("cache", "verify").code == 0
    ask(index, "UPDATE text SET data = (SELECT data FROM text LIMIT 1)")
    found = run("cache", "verify")
    assert found.code == 1
    said = "`export` would write something else of brown2020pruning"
    assert f"{said} (bibtex {{'abstract': False}})" in found.stderr
    assert "hint: " in found.stderr
    ask(index, "UPDATE making SET edition = 'another'")
    assert run("cache", "verify").code == 0, "nobody reads them"
    ask(index, "UPDATE making SET name = 'nonsense ('")
    assert run("cache", "verify").code == 0


def test_cache_clears_what_is_kept(run: Run, index: Path) -> None:
    expected = run("export", "bibtex")
    assert run("cache", "clear").code == 0
    assert not index.exists()
    assert run("export", "bibtex") == expected


# --- what a text depends on ------------------------------------------------------


def test_a_name_says_all_that_texts_depend_on() -> None:
    form = formats.get("bibtex")
    plain = formats.text_name(form, FormatOptions())
    assert plain == "bibtex"
    changes: list[dict[str, Any]] = [
        *({name: True} for name in form.takes if name != "header"),
        {"abstract": False},
        {"fields": ("title",)},
    ]
    others = [FormatOptions(**change) for change in changes]
    names = [formats.text_name(form, options) for options in others]
    assert len({plain, *names}) == len(names) + 1
    for name, options in zip(names, others, strict=True):
        assert formats.read_text_name(name) == (form, options)
