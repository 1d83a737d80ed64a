"""`paperctl cache`: what there is, whether it is right, and removing it."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.index import schema
from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Run

WIDTHS = [40, 80, 200]


@pytest.fixture
def cache() -> Path:
    """The folder of the indexes; it is not there yet."""
    return Path(os.environ["XDG_CACHE_HOME"], "paperctl")


@pytest.fixture
def indexed(run: Run, catalogue: Write) -> Path:
    """Make a catalogue that has an index."""
    path = catalogue(SMALL)
    assert run("list").code == 0
    return path


def index_in(cache: Path) -> Path:
    (path,) = cache.glob("*.index")
    return path


def spoil(index: Path, sql: str = "UPDATE entry SET line = 'nonsense'") -> None:
    """Change an index so that only comparing it tells."""
    stamp = index.stat().st_mtime
    with sqlite3.connect(index) as database:
        assert database.execute(sql).rowcount
    database.close()
    os.utime(index, (stamp, stamp))


# --- show ------------------------------------------------------------------------


def test_in_a_pipe_it_is_a_line_an_index(run: Run, indexed: Path, cache: Path) -> None:
    index = index_in(cache)
    found = run("cache")
    size = index.stat().st_size
    assert found.stdout == f"{index}\t{size}\t3\tcurrent\t{indexed}\n"
    assert (found.code, found.stderr) == (0, "")
    assert run("cache", "show") == found


def test_json_says_all(run: Run, indexed: Path, cache: Path) -> None:
    run("search", "graph")
    run("grep", "graph")
    index = index_in(cache)
    (document,) = json.loads(run("cache", "--json").stdout)
    assert document == {
        "path": str(index),
        "bytes": index.stat().st_size,
        "catalogue": [str(indexed)],
        "entries": 3,
        "state": "current",
        "parts": ["words", "abstract", "title"],
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_on_a_terminal_it_is_a_table(run: Run, indexed: Path, width: int) -> None:
    found = run("--color", "never", "cache", tty=True, width=width)
    lines = found.stdout.splitlines()
    assert lines[0].split() == ["Catalogue", "Entries", "Size", "State"]
    assert "current" in lines[1]
    assert max(map(len, lines)) <= width
    shown = "".join(line.split(" ")[0] for line in lines[1:])
    assert shown == str(indexed)
    assert found.stderr.startswith("1 index in ")
    assert run("-q", "cache", tty=True, width=width).stderr == ""


def test_a_path_below_home_is_written_shortly(run: Run, indexed: Path) -> None:
    found = run("cache", tty=True, width=200, env={"HOME": str(indexed.parent)})
    assert "~/papers.yaml" in found.stdout


def test_a_path_that_acts_on_a_terminal_does_not(run: Run, catalogue: Write) -> None:
    path = catalogue(SMALL, "a\x1b[31m\nb.yaml")
    run("-C", str(path), "list")
    for found in (run("cache"), run("cache", tty=True), run("cache", "clear")):
        assert "\x1b[31m" not in found.stdout + found.stderr
    assert found.code == 0


def test_without_any_it_says_so(run: Run, cache: Path) -> None:
    for _ in range(2):
        for tty in (False, True):
            found = run("cache", tty=tty)
            assert (found.code, found.stdout) == (0, "")
            assert found.stderr == f"paperctl: no index in {cache}\n"
        assert run("cache", "--json").stdout == "[]\n"
        cache.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("state", ["outdated", "orphaned", "unusable"])
def test_each_state_is_told(run: Run, indexed: Path, cache: Path, state: str) -> None:
    if state == "outdated":
        indexed.write_text(SMALL + "# more\n")
    elif state == "orphaned":
        indexed.unlink()
    else:
        index_in(cache).write_bytes(b"nonsense" * 100)
    assert run("cache").stdout.split("\t")[3] == state
    assert state in run("cache", tty=True).stdout
    (document,) = json.loads(run("cache", "--json").stdout)
    assert document["state"] == state
    assert index_in(cache).exists(), "looking changes nothing"


def test_one_catalogue_can_be_named(run: Run, indexed: Path, catalogue: Write) -> None:
    other = catalogue(SMALL, "other.yaml")
    run("-C", str(other), "list")
    assert run("cache").stdout.count("\n") == 2
    assert run("-C", str(other), "cache").stdout.endswith(f"\t{other}\n")
    assert run("-C", str(other), "cache").stdout.count("\n") == 1
    third = catalogue(SMALL, "third.yaml")
    assert "no index of this catalogue" in run("-C", str(third), "cache").stderr


# --- verify ----------------------------------------------------------------------


def test_a_sound_index_is_sound(run: Run, indexed: Path) -> None:
    run("search", "graph")
    run("grep", "graph", "--fields", "title,abstract,tags,authors")
    run("stats")
    found = run("cache", "verify")
    assert (found.code, found.stdout) == (0, "")
    assert "says what the catalogue says" in found.stderr
    assert run("-q", "cache", "verify").stderr == ""
    document = json.loads(run("cache", "verify", "--json").stdout)
    assert (document["state"], document["differences"]) == ("current", [])


def test_what_list_would_get_wrong_is_found(
    run: Run, indexed: Path, cache: Path
) -> None:
    spoil(index_in(cache))
    found = run("cache", "verify")
    assert (found.code, found.stdout) == (1, "")
    assert "`list` would print something else" in found.stderr
    assert "hint: " in found.stderr
    assert "paperctl cache clear" in found.stderr
    document = run("cache", "verify", "--json")
    assert document.code == 1
    assert json.loads(document.stdout)["state"] == "unusable"


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE chunk SET data = x'20' WHERE part = 'text'", "`grep` would look at"),
        ("UPDATE chunk SET data = x'20' WHERE part = 'places'", "`grep` would look at"),
        ("UPDATE chunk SET data = x'20' WHERE part = 'words'", "`grep` would look at"),
        (
            "INSERT INTO words (rowid, title) VALUES (99, 'nonsense')",
            "`search` would find other words",
        ),
        (
            "DELETE FROM frequency WHERE word = (SELECT max(word) FROM frequency)",
            "`search` would find other words",
        ),
    ],
)
def test_what_was_made_of_the_entries_is_compared_too(
    run: Run,
    indexed: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    sql: str,
    message: str,
) -> None:
    monkeypatch.setattr(schema, "COUNTS_FROM", 1)
    run("search", "graph")
    run("grep", "graph")
    assert run("cache", "verify").code == 0
    spoil(index_in(cache), sql)
    found = run("cache", "verify")
    assert (found.code, message in found.stderr) == (1, True)


def test_an_outdated_index_is_nothing_to_worry_about(run: Run, indexed: Path) -> None:
    indexed.write_text(SMALL + "# more\n")
    found = run("cache", "verify")
    assert found.code == 1
    assert "the catalogue has changed" in found.stderr
    assert "brings it up to date" in found.stderr
    assert "clear" not in found.stderr
    run("list")
    assert run("cache", "verify").code == 0


def test_a_damaged_index_is_found(run: Run, indexed: Path, cache: Path) -> None:
    index = index_in(cache)
    index.write_bytes(index.read_bytes()[:5000])
    found = run("cache", "verify")
    assert found.code == 1
    assert "damaged" in found.stderr
    assert "Traceback" not in found.stderr
    run("list")
    assert run("cache", "verify").code == 0


def test_no_index_is_told_with_how_to_get_one(run: Run, catalogue: Write) -> None:
    catalogue(SMALL)
    found = run("cache", "verify")
    assert found.code == 1
    assert "there is no index of this catalogue" in found.stderr
    assert "hint: the first command that reads the catalogue makes one" in found.stderr
    document = json.loads(run("cache", "verify", "--json").stdout)
    assert document["state"] == "missing"


def test_without_a_catalogue_there_is_nothing_to_verify(run: Run) -> None:
    found = run("cache", "verify")
    assert found.code == 2
    assert "no catalogue found" in found.stderr


# --- clear -----------------------------------------------------------------------


def test_clear_removes_ours_and_nothing_else(
    run: Run, indexed: Path, cache: Path
) -> None:
    index = index_in(cache)
    leftovers = [
        Path(f"{index}{tail}")
        for tail in ("-journal", ".01234567.tmp", ".01234567.tmp-journal")
    ]
    foreign = [
        cache / name
        for name in ("notes.index", "a.txt", "x.tmp", ".hidden", f"{index.name}.bak")
    ]
    for path in (*leftovers, *foreign):
        path.touch()
    folder = cache / f"papers-{'0' * 16}.index"
    folder.mkdir()
    found = run("cache", "clear")
    assert (found.code, found.stdout) == (0, "")
    assert found.stderr.startswith(f"paperctl: 1 index removed from {cache}, ")
    assert {*cache.iterdir()} == {*foreign, folder}
    assert run("cache", "clear").stderr.startswith("paperctl: 0 indexes removed")
    assert run("list").stdout.count("\n") == 3


def test_clear_of_one_leaves_the_others(
    run: Run, indexed: Path, catalogue: Write
) -> None:
    other = catalogue(SMALL, "other.yaml")
    run("-C", str(other), "list")
    assert "1 index removed" in run("-C", str(other), "cache", "clear").stderr
    assert run("cache").stdout.endswith(f"\t{indexed}\n")


def test_clear_says_what_in_json(run: Run, indexed: Path, cache: Path) -> None:
    index = index_in(cache)
    assert json.loads(run("cache", "clear", "--json").stdout) == {
        "removed": [str(index)]
    }
    assert json.loads(run("cache", "clear", "--json").stdout) == {"removed": []}


def test_clear_of_a_folder_that_is_not_there(run: Run, cache: Path) -> None:
    found = run("cache", "clear")
    assert (found.code, found.stdout) == (0, "")
    assert not cache.exists(), "and none is made"


def test_what_cannot_be_removed_is_told(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "unlink", refuse)
    found = run("cache", "clear")
    assert found.code == 2
    assert "cannot remove" in found.stderr
    assert "Permission denied" in found.stderr


@pytest.mark.parametrize("action", ["show", "verify", "clear"])
def test_without_a_home_there_is_no_folder(
    run: Run, catalogue: Write, action: str
) -> None:
    catalogue(SMALL)
    found = run("cache", action, env={"XDG_CACHE_HOME": "", "HOME": ""})
    assert found.code == 2
    assert "there is no cache folder" in found.stderr
    assert "hint: set XDG_CACHE_HOME, or HOME" in found.stderr


def test_another_action_is_a_mistake(run: Run) -> None:
    found = run("cache", "purge")
    assert found.code == 2
    assert "purge" in found.stderr
