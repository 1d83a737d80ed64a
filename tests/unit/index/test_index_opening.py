"""When an index is used, brought up to date, or made again."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.index import opening, schema, transaction, update
from paperctl.index.memory import MemoryFinder
from paperctl.index.opening import open_index
from paperctl.index.reader import IndexFinder
from paperctl.index.transaction import has_stamp
from paperctl.query.ast import Everything
from paperctl.query.parse import parse_query

if TYPE_CHECKING:
    from tests.unit.index.conftest import Bench


def catalogue(*titles: str, head: str = "papers:\n") -> str:
    return head + "".join(
        f"  key{number}a:\n    title: {title}\n    abstract: Nothing much here.\n"
        for number, title in enumerate(titles)
    )


ABC = catalogue("A one", "B two", "C three")


def state_of(bench: Bench) -> dict[str, object]:
    bench.close()
    with sqlite3.connect(bench.index) as database:
        return dict(database.execute("SELECT name, value FROM state").fetchall())


def poke(bench: Bench, sql: str, *values: object) -> None:
    """Change an index as its own program would: the time of the file stays."""
    bench.close()
    stamp = bench.index.stat().st_mtime
    database = sqlite3.connect(bench.index)
    with database:
        database.execute(sql, values)
    database.close()
    os.utime(bench.index, (stamp, stamp))


def test_the_second_run_reads_no_catalogue(bench: Bench) -> None:
    bench.write(ABC)
    assert bench.titles() == ["A one", "B two", "C three"]
    assert len(bench.read) == 1
    assert bench.titles() == ["A one", "B two", "C three"]
    assert bench.read == []


def test_a_change_is_read_by_itself(bench: Bench) -> None:
    bench.write(ABC)
    bench.open()
    bench.write(ABC.replace("two", "changed"))
    assert bench.titles() == ["A one", "B changed", "C three"]
    assert len(bench.read) == 1
    assert "changed" in bench.read[0]
    assert "three" not in bench.read[0]
    bench.titles()
    assert bench.read == []


@pytest.mark.parametrize("what", ["mtime", "inode", "ctime"])
def test_a_touched_file_is_looked_at_but_not_parsed(bench: Bench, what: str) -> None:
    bench.write(ABC)
    bench.open()
    if what == "mtime":
        os.utime(bench.path, (5, 5))
    elif what == "inode":
        other = bench.folder / "other"
        other.write_text(ABC)
        os.utime(other, (1_000_000_000,) * 2)
        other.rename(bench.path)
    else:
        bench.path.chmod(0o600)
    before = state_of(bench)["layouts"]
    assert bench.titles() == ["A one", "B two", "C three"]
    assert bench.read == []
    assert state_of(bench)["layouts"] != before, "so that nobody looks again"


@pytest.mark.parametrize("what", ["size", "mtime", "inode", "ctime"])
def test_each_sign_of_a_change_is_seen(
    bench: Bench, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(ABC)
    bench.open()
    before = bench.path.stat()
    size, mtime, inode, ctime = (
        before.st_size,
        before.st_mtime_ns,
        before.st_ino,
        before.st_ctime_ns,
    )
    bench.path.write_text(ABC.replace("two", "2nd"))
    seen = {
        "size": (size + 1, mtime, inode, ctime),
        "mtime": (size, mtime + 1, inode, ctime),
        "inode": (size, mtime, inode + 1, ctime),
        "ctime": (size, mtime, inode, ctime + 1),
    }[what]
    monkeypatch.setattr(opening, "file_state", lambda _: seen)
    assert bench.titles() == ["A one", "B 2nd", "C three"]


def test_two_changes_within_one_tick_are_both_seen(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_RACY_NS", 2_000_000_000)
    # A file system with a coarse clock shows the same of both.
    now = time.time_ns()
    monkeypatch.setattr(opening, "file_state", lambda _: (len(ABC), now, 7, now))
    from paperctl.store.file import Raw

    monkeypatch.setattr(Raw, "state", property(lambda _: (len(ABC), now, 7, now)))
    bench.write(ABC)
    assert bench.titles()[1] == "B two"
    bench.path.write_text(ABC.replace("two", "2nd"))
    assert bench.titles()[1] == "B 2nd"
    bench.path.write_text(ABC.replace("two", "3rd"))
    assert bench.titles()[1] == "B 3rd"


def test_after_a_while_a_file_is_believed_to_have_settled(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_RACY_NS", 2_000_000_000)
    looked: list[str] = []
    review = update.review

    def noting(database: Any, number: int, path: str, layout: Any) -> Any:
        looked.append(path)
        return review(database, number, path, layout)

    monkeypatch.setattr(update, "review", noting)
    bench.write(ABC, age=time.time())
    bench.open()
    bench.open()
    assert len(looked) == 1, "it may have changed right after it was read"
    later = time.time_ns() + 3_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)
    bench.open()
    assert len(looked) == 2
    bench.open()
    assert len(looked) == 2, "now it is known"


@pytest.mark.parametrize(
    ("name", "value"), [("format", "0 0.1 3.9"), ("key", b"another"), ("format", None)]
)
def test_an_index_of_something_else_is_made_anew(
    bench: Bench, name: str, value: object
) -> None:
    bench.write(ABC)
    bench.open()
    poke(bench, "UPDATE state SET value = ? WHERE name = ?", value, name)
    assert bench.titles() == ["A one", "B two", "C three"]
    assert len(bench.read) == 1
    assert state_of(bench)["format"] == schema.FORMAT
    bench.open()
    assert bench.read == []


def test_what_something_else_has_written_is_not_believed(bench: Bench) -> None:
    bench.write(ABC)
    bench.open()
    bench.close()
    data = bench.index.read_bytes()
    bench.index.write_bytes(data)  # the very same, but who knows
    assert bench.titles() == ["A one", "B two", "C three"]
    assert len(bench.read) == 1
    bench.open()
    assert bench.read == []


def test_each_writer_leaves_the_time_of_the_file(bench: Bench) -> None:
    bench.write(ABC)
    stamps = set()
    for query in ("*", "two", "three"):
        bench.open().search(parse_query(query))
        bench.open().summary(Everything())
        bench.open()
        stamps.add(bench.index.stat().st_mtime_ns)
        assert has_stamp(str(bench.index), state_of(bench)["stamp"])
        bench.write(ABC.replace("two", f"two {query}"))
    assert len(stamps) == 1


# --- folders ---------------------------------------------------------------------


@pytest.fixture
def folder(bench: Bench) -> Bench:
    """Make a catalogue of two files in a folder."""
    bench.paths = (bench.folder / "many",)
    bench.path.mkdir()
    put(bench, "a.yaml", "papers:\n  a1:\n    title: A\n")
    put(bench, "c.yaml", "papers:\n  c1:\n    title: C\n")
    assert bench.titles() == ["A", "C"]
    return bench


def put(bench: Bench, name: str, text: str) -> None:
    (bench.path / name).write_text(text)


def test_a_file_added_to_a_folder_is_seen(folder: Bench) -> None:
    put(folder, "b.yaml", "papers:\n  b1:\n    title: B\n")
    assert folder.titles() == ["A", "B", "C"]
    folder.open()
    assert folder.read == []


def test_a_file_removed_from_a_folder_is_seen(folder: Bench) -> None:
    (folder.path / "a.yaml").unlink()
    assert folder.titles() == ["C"]


def test_a_file_renamed_in_a_folder_is_seen(folder: Bench) -> None:
    (folder.path / "a.yaml").rename(folder.path / "d.yaml")
    assert folder.titles() == ["C", "A"]
    assert [*folder.open().paths] == [
        str(folder.path / name) for name in ("c.yaml", "d.yaml")
    ]


def test_files_that_change_names_are_seen(folder: Bench) -> None:
    (folder.path / "a.yaml").rename(folder.path / "x")
    (folder.path / "c.yaml").rename(folder.path / "a.yaml")
    (folder.path / "x").rename(folder.path / "c.yaml")
    assert folder.titles() == ["C", "A"]


def test_one_file_of_several_is_read_alone(folder: Bench) -> None:
    put(folder, "c.yaml", "papers:\n  c1:\n    title: C changed\n")
    assert folder.titles() == ["A", "C changed"]
    assert len(folder.read) == 1
    assert "c1" in folder.read[0]


def test_a_change_that_takes_a_citekey_of_another_file_is_told(folder: Bench) -> None:
    put(folder, "c.yaml", "papers:\n  a1:\n    title: C\n")
    for _ in range(3):
        assert folder.titles() == ["A"]
        assert any("belongs to a1 already" in text for text in folder.problems())


def test_an_empty_folder_is_warned_of_once(bench: Bench) -> None:
    bench.write(ABC)
    empty = bench.folder / "empty"
    empty.mkdir()
    bench.paths = (*bench.paths, empty)
    expected = [f"{empty}: the folder holds no .yaml file"]
    for _ in range(2):
        assert bench.problems() == expected
    bench.forget()
    bench.cache.write_text("no folder")
    assert bench.problems() == expected, "in memory too"


def test_an_index_is_not_thrown_away_while_somebody_writes_to_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer's journal would be taken for that of the next one."""
    monkeypatch.setattr(transaction, "_WAIT", 0.05)
    bench.write(ABC)
    writer = bench.open()
    assert isinstance(writer, IndexFinder)
    with transaction.writing(writer.database):
        opening.forget(bench.which)
        assert bench.index.exists()
    opening.forget(bench.which)
    assert not bench.index.exists()


# --- what a catalogue can be -----------------------------------------------------


def test_an_archive_from_outside_makes_another_index(bench: Bench) -> None:
    bench.write("papers:\n  a1:\n    title: A\n    area: LG\n")

    def area() -> object:
        (entry,) = bench.open().select(Everything())
        return entry.area

    plain = area()
    bench.archive = "cs"
    assert area() != plain
    bench.archive = None
    assert area() == plain
    assert bench.read == []


KINDS = {
    "byte order mark": b"\xef\xbb\xbf" + ABC.encode(),
    "CRLF": ABC.replace("\n", "\r\n").encode(),
    "no line end": ABC.rstrip("\n").encode(),
    "empty": b"",
    "comment": b"# nothing yet\n",
    "no entries": b"papers:\n",
    "braces": b"papers: {a1: {title: A}}\n",
    "bad bytes in a comment": ABC.encode() + b"# \xff\xfe\n",
    "bad bytes in a title": ABC.replace("two", "t\udcffo").encode(
        errors="surrogateescape"
    ),
    "half a character": (ABC + '  h1:\n    title: "\\ud800"\n').encode(),
    "NUL": (ABC + "  n1:\n    title: a\0b\n").encode(),
    "damage": (ABC + "  - x\n").encode(),
    "binary": bytes(range(256)),
    "UTF-16": ABC.encode("utf-16"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_file_answers_the_same_three_times(bench: Bench, kind: str) -> None:
    bench.write(KINDS[kind])
    memory = opening.in_memory(bench.which)
    every = Everything()
    for _ in range(3):
        found = bench.open()
        assert found.select(every) == memory.select(every)
        assert "".join(found.lines(every)) == "".join(memory.lines(every))
        assert [*found.problems] == [*memory.problems]
        assert len(found) == len(memory)
        assert found.summary(every) == memory.summary(every)


TROUBLED = """\
papers:
  a1:
    title: A
    abstract: One.
  b1:
    titel: B
    title: B
  c1: nothing
  d1:
    title: D
    date: soon
"""


@pytest.mark.parametrize(
    "edit",
    [
        ("abstract: One.", "abstract: >-\n      One.\n      Two."),
        ("papers:", "# a\n# b\npapers:"),
        ("    abstract: One.\n", ""),
        ("title: D", "title: D\n    tilte: x"),
        ("titel: B\n    ", ""),
    ],
)
def test_messages_keep_their_lines(bench: Bench, edit: tuple[str, str]) -> None:
    for text in (TROUBLED, TROUBLED.replace(*edit), TROUBLED):
        bench.write(text)
        expected = [*opening.in_memory(bench.which).problems]
        assert expected
        for _ in range(3):
            assert [*bench.open().problems] == expected


def test_links_lead_to_one_index(bench: Bench) -> None:
    bench.write(ABC)
    bench.open()
    real = bench.paths
    link = bench.folder / "link.yaml"
    link.symlink_to(bench.path)
    bench.paths = (link,)
    assert bench.titles() == ["A one", "B two", "C three"]
    assert bench.read == []
    assert [*bench.open().paths] == [str(link)], "but is called as the user does"
    other = bench.folder / "other.yaml"
    other.write_text(catalogue("Other"))
    link.unlink()
    link.symlink_to(other)
    assert bench.titles() == ["Other"]
    bench.paths = real
    assert bench.titles() == ["A one", "B two", "C three"]


def test_relative_paths_mean_one_index(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    bench.write("papers:\n  a1:\n    titel: A\n")
    bench.open()
    monkeypatch.chdir(bench.folder)
    bench.paths = (Path("papers.yaml"),)
    first = bench.problems()
    assert bench.read == []
    assert first[0].startswith("papers.yaml:")
    (bench.folder / "sub").mkdir()
    monkeypatch.chdir(bench.folder / "sub")
    bench.paths = (Path("../papers.yaml"),)
    assert bench.problems()[0].startswith("../papers.yaml:")
    assert bench.read == []


def test_a_catalogue_that_is_missing_is_told(bench: Bench) -> None:
    from paperctl.errors import StoreError

    with pytest.raises(StoreError, match="No such file"):
        bench.open()
    bench.write(ABC)
    bench.open()
    bench.path.unlink()
    with pytest.raises(StoreError, match="No such file"):
        bench.open()


@pytest.mark.parametrize("where", ["", "file", "below a file"])
def test_without_a_folder_memory_answers(bench: Bench, where: str) -> None:
    bench.write(ABC)
    if where:
        bench.cache.write_text("no folder")
    if where == "below a file":
        bench.cache = bench.cache / "sub"
    which = replace(bench.which, folder=str(bench.cache) if where else "")
    found, _ = open_index(which)
    assert isinstance(found, MemoryFinder)
    assert len(found) == 3


# --- what is kept ----------------------------------------------------------------


def test_summaries_and_values_go_with_a_change(bench: Bench) -> None:
    from paperctl.model.fields import FIELDS

    every = Everything()
    bench.write(ABC.replace("abstract", "tags: [x]\n    abstract"))
    bench.open().summary(every)
    assert {*bench.open().known_values(FIELDS["tags"])} == {"x"}
    kept = {name for name in state_of(bench) if name.startswith("derived ")}
    assert kept == {"derived summary", "derived values of tags"}
    bench.write(ABC.replace("abstract", "tags: [y]\n    abstract"))
    assert {*bench.open().known_values(FIELDS["tags"])} == {"y"}
    memory = opening.in_memory(bench.which)
    assert bench.open().summary(every) == memory.summary(every)
    os.utime(bench.path, (7, 7))
    bench.open()
    assert "derived summary" in state_of(bench), "a touched file says the same"


# --- at the same time ------------------------------------------------------------


def test_a_reader_sees_one_version_to_the_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paperctl.index import transaction

    monkeypatch.setattr(transaction, "_WAIT", 0.05)
    bench.write(ABC)
    bench.open()
    reader = bench.open()
    bench.opened.clear()
    bench.write(ABC.replace("two", "changed"))
    # Another process cannot write to what is read: it puts its own in the place.
    assert bench.titles()[1] == "B changed"
    assert [entry.title for entry in reader.select(Everything())][1] == "B two"
    assert isinstance(reader, IndexFinder)
    reader.database.close()
    assert bench.titles()[1] == "B changed"
    assert bench.read == []


def test_a_reader_that_has_to_write_asks_what_is_there_now(bench: Bench) -> None:
    from paperctl.index.steady import SteadyFinder

    bench.write(ABC)
    bench.open()
    bench.close()
    late = SteadyFinder(bench.which)
    # It waits for nobody: that it reads would keep others from writing.
    assert isinstance(late._finder, IndexFinder)
    late._finder.database.execute("ROLLBACK")
    bench.write(ABC.replace("two", "changed"))
    assert bench.titles()[1] == "B changed"
    bench.close()
    found = late.search(parse_query("changed"))
    assert [item.entry.title for item in found] == ["B changed"]
    late.close()
    bench.open()
    assert bench.read == [], "the index was sound and is still there"
