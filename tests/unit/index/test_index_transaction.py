"""Reading one version, writing beside others, and noticing who else wrote."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.index import transaction
from paperctl.index.pack import DamagedError
from paperctl.index.transaction import (
    ChangedError,
    begin_reading,
    connect,
    has_stamp,
    in_the_place_of,
    is_passing,
    new_stamp,
    put_stamp,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.index.transaction import Database


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "_WAIT", 0.02)
    monkeypatch.setattr(transaction, "_PAUSE", 0)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Make an index of one number."""
    name = tmp_path / "index"
    stamp = new_stamp()
    with sqlite3.connect(name) as database:
        database.execute("CREATE TABLE state (name PRIMARY KEY, value)")
        rows = [("stamp", stamp), ("edition", 0), ("number", 1)]
        database.executemany("INSERT INTO state VALUES (?, ?)", rows)
    database.close()
    put_stamp(str(name), stamp)
    return str(name)


@pytest.fixture
def two(path: str) -> Iterator[tuple[Database, Database]]:
    """Open it twice, as two processes do."""
    found = connect(path), connect(path)
    yield found
    for database in found:
        database.close()


def number(database: Database) -> int:
    query = "SELECT value FROM state WHERE name = 'number'"
    value: int = database.execute(query).fetchone()[0]
    return value


def count(database: Database, *, edition: bool = False) -> None:
    with writing(database):
        name = "edition" if edition else "number"
        database.execute("UPDATE state SET value = value + 1 WHERE name = ?", (name,))


def test_a_reader_sees_one_version(two: tuple[Database, Database]) -> None:
    reader, writer = two
    begin_reading(reader)
    with pytest.raises(sqlite3.OperationalError) as caught:
        count(writer)
    assert is_passing(caught.value)
    assert number(reader) == 1
    reader.execute("ROLLBACK")
    count(writer)
    assert number(reader) == 2


def test_a_writer_that_has_to_give_up_leaves_no_lock(
    two: tuple[Database, Database],
) -> None:
    reader, writer = two
    begin_reading(reader)
    with pytest.raises(sqlite3.OperationalError):
        count(writer)
    assert not writer.in_transaction
    count(reader)
    assert number(reader) == 2, "and keeps nobody else from writing"
    assert reader.in_transaction, "who goes on to read"


def test_two_who_read_can_both_write(two: tuple[Database, Database]) -> None:
    first, second = two
    begin_reading(first)
    second.execute("SELECT 1")
    count(first)
    first.execute("ROLLBACK")
    begin_reading(second)
    count(second)
    assert number(second) == 3


def test_a_mistake_while_writing_changes_nothing(
    two: tuple[Database, Database],
) -> None:
    first, second = two

    def fail() -> None:
        with writing(first):
            first.execute("UPDATE state SET value = 9 WHERE name = 'number'")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert number(second) == 1
    count(second)


@pytest.mark.parametrize("was_reading", [False, True])
def test_other_entries_are_noticed(
    two: tuple[Database, Database], *, was_reading: bool
) -> None:
    late, writer = two
    late.edition = 0
    if was_reading:
        begin_reading(late)
        late.execute("ROLLBACK")
    count(writer, edition=True)
    with pytest.raises(ChangedError):
        begin_reading(late)
    with pytest.raises(ChangedError):
        count(late)
    assert number(writer) == 1


def test_what_others_add_is_no_change(two: tuple[Database, Database]) -> None:
    late, writer = two
    late.edition = 0
    count(writer)
    begin_reading(late)
    assert number(late) == 2


def test_writers_keep_the_time(path: str, two: tuple[Database, Database]) -> None:
    stamp = Path(path).stat().st_mtime_ns
    for _ in range(3):
        count(two[0])
    assert Path(path).stat().st_mtime_ns == stamp
    begin_reading(two[1])


def test_another_writer_is_noticed(path: str, two: tuple[Database, Database]) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("UPDATE state SET value = 5 WHERE name = 'number'")
    foreign.close()
    with pytest.raises(DamagedError, match="something else"):
        begin_reading(two[0])
    assert not two[0].in_transaction


def test_a_writer_on_its_way_to_the_time_is_waited_for(
    path: str, two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = Path(path).stat().st_mtime
    os.utime(path, (1, 1))

    class Clock:
        @staticmethod
        def sleep(_: float) -> None:
            os.utime(path, (stamp, stamp))

    monkeypatch.setattr(transaction, "time", Clock)
    begin_reading(two[0])


@pytest.mark.parametrize("value", [None, "text", 1.5, -1, 10**30])
def test_any_stamp_can_be_asked_for(path: str, value: object) -> None:
    assert not has_stamp(path, value)
    assert not has_stamp(path + "x", value)


def test_nobody_writes_to_an_index_that_has_been_replaced(
    path: str, two: tuple[Database, Database]
) -> None:
    """Its journal would be taken for that of the new one, and played back into it."""
    late, _ = two
    begin_reading(late)
    other = Path(f"{path}.new")
    other.write_bytes(Path(path).read_bytes())
    with in_the_place_of(path):
        other.replace(path)
    assert number(late) == 1, "reading goes on"
    with pytest.raises(ChangedError):
        count(late)


def test_no_index_is_replaced_while_somebody_writes(
    path: str, two: tuple[Database, Database]
) -> None:
    writer, _ = two
    with (
        writing(writer),
        pytest.raises(sqlite3.OperationalError) as caught,
        in_the_place_of(path),
    ):
        pytest.fail("it is not free")
    assert is_passing(caught.value)


@pytest.mark.parametrize("old", ["nothing", "no index", "a folder"])
def test_a_journal_without_its_index_goes(tmp_path: Path, old: str) -> None:
    path = tmp_path / "i"
    if old == "no index":
        path.write_bytes(b"nonsense" * 1000)
    elif old == "a folder":
        path.mkdir()
    journal = tmp_path / "i-journal"
    journal.write_bytes(b"left by a crash")
    with in_the_place_of(str(path)):
        assert not journal.exists()
