"""What is made of entries as text, kept: the next time it is only read.

A text of an entry is kept under what it is called (`Making.name`), until the entry's
block is read again. The index knows nothing of how texts are made.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paperctl.index.pack import seal, unpack, unseal
from paperctl.index.schema import entries_of
from paperctl.index.transaction import DAMAGE, writing
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from paperctl.index.condition import Condition
    from paperctl.index.transaction import Database
    from paperctl.model.entry import Entry

MOST = 3
"""So many kinds of texts are kept, those that were made last. Each may take as much
room as the catalogue."""

ROOM = 1 << 26
"""So many bytes are kept of what one run makes; the next run keeps more."""

_PLACES = 1 << 45
"""More than the number of any entry: texts of one kind stand side by side."""

_ROWS = """
SELECT entry.id, text.data, CASE WHEN text.data IS NULL THEN
    (SELECT data FROM record WHERE record.id = entry.id)
END
FROM entry LEFT JOIN text ON text.place = entry.id + ?
WHERE {} ORDER BY {} LIMIT ?
"""
"""Texts, and the records of those entries that have none yet."""


class Making(NamedTuple):
    """How texts are made of entries.

    Attributes:
        name: Says what the texts are: texts of one name, and of one edition, are the
            same for the same entry.
        edition: Says which code makes them.
        make: Gives one text for each entry, as soon as it has that entry.
    """

    name: str
    edition: str
    make: Callable[[Iterable[Entry]], Iterator[str]]


def texts(
    database: Database,
    making: Making,
    condition: Condition,
    order: str,
    limit: int | None,
) -> Iterator[str]:
    """Give the texts of the entries that a condition holds for."""
    number = _number_of(database, making)
    rows = database.execute(
        _ROWS.format(condition.sql, order),
        (number * _PLACES, *condition.values, -1 if limit is None else limit),
    )
    return _through(database, making, rows, unpack)


def texts_of(
    database: Database, making: Making, entries: Sequence[Entry]
) -> Iterator[str]:
    """Give the texts of entries that were read from this index."""
    from paperctl.index.sql import one_value

    numbers = dict(
        database.execute(
            "SELECT folded, entry FROM key"
            " WHERE folded IN (SELECT value FROM json_each(?))",
            (one_value(entry.citekey.lower() for entry in entries),),
        )
    )
    first = _number_of(database, making) * _PLACES
    at = "SELECT data FROM text WHERE place = ?"

    def rows() -> Iterator[tuple[int, bytes | None, Entry]]:
        for entry in entries:
            number = numbers[entry.citekey.lower()]
            row = database.execute(at, (first + number,)).fetchone()
            yield number, row and row[0], entry

    return _through(database, making, rows(), lambda entry: entry)


def _number_of(database: sqlite3.Connection, making: Making) -> int:
    """Give the number of a kind of texts; 0, which has none, where it is not known."""
    row = database.execute(
        "SELECT id FROM making WHERE name = ? AND edition = ?", making[:2]
    ).fetchone()
    return row[0] if row else 0


def _through(
    database: Database,
    making: Making,
    rows: Iterable[tuple[int, bytes | None, Any]],
    read: Callable[[Any], Entry],
) -> Iterator[str]:
    """Give the texts that are there, make those that are not, and keep these."""
    made: list[tuple[int, bytes]] = []
    room = ROOM
    waiting: list[Entry] = []
    makes = making.make(iter(waiting.pop, None))
    for number, kept, source in rows:
        if kept is not None:
            yield unseal(kept)
            continue
        waiting.append(read(source))
        text = next(makes)
        yield text
        if room > 0:
            sealed = seal(text)
            room -= len(sealed)
            made.append((number, sealed))
    if made:
        # Nothing depends on it, and whoever asked has all that was asked for.
        with suppress(*DAMAGE):
            _keep(database, making, made)


def _keep(
    database: Database, making: Making, made: Iterable[tuple[int, bytes]]
) -> None:
    with writing(database, is_patient=False):
        number = _number_of(database, making) or _begin(database, making)
        first = number * _PLACES
        database.executemany(
            # Another process may have been as quick.
            "INSERT OR IGNORE INTO text VALUES (?, ?)",
            ((first + at, sealed) for at, sealed in made),
        )


def _begin(database: sqlite3.Connection, making: Making) -> int:
    """Find a number for a new kind of texts, in whose favour old ones go."""
    known = database.execute("SELECT id, edition FROM making ORDER BY id").fetchall()
    stale = [number for number, edition in known if edition != making.edition]
    sound = [number for number, edition in known if edition == making.edition]
    for number in (*stale, *sound[: 1 - MOST]):
        _forget(database, number, 0, _PLACES - 1)
        database.execute("DELETE FROM making WHERE id = ?", (number,))
    new = known[-1][0] + 1 if known else 1
    database.execute(
        "INSERT INTO making VALUES (?, ?, ?)", (new, making.name, making.edition)
    )
    return int(new)


def remove_texts(database: sqlite3.Connection, block: int) -> None:
    """Throw away the texts of a block's entries."""
    for (number,) in database.execute("SELECT id FROM making").fetchall():
        _forget(database, number, *entries_of(block))


def _forget(database: sqlite3.Connection, number: int, first: int, last: int) -> None:
    places = number * _PLACES + first, number * _PLACES + last
    database.execute("DELETE FROM text WHERE place BETWEEN ? AND ?", places)


def kept_texts(
    database: sqlite3.Connection, making: Making
) -> Iterator[tuple[str, str]]:
    """Give the texts that are kept, each with the citekey of its entry."""
    rows = database.execute(
        "SELECT citekey, data FROM entry JOIN text ON place = entry.id + ?",
        (_number_of(database, making) * _PLACES,),
    )
    return ((citekey, unseal(data)) for citekey, data in rows)


def kept_names(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """List the name and the edition of each kind of texts, the oldest first."""
    return database.execute("SELECT name, edition FROM making ORDER BY id").fetchall()
