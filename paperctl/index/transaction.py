"""Writing to an index that others may read or write at the same moment."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """Write all of it or nothing, as the only one who does.

    Raises:
        sqlite3.OperationalError: Somebody else writes all the time.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
