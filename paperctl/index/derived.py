"""What is worked out once of a whole catalogue and kept until it changes."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paperctl.index.pack import DamagedError, seal, unseal
from paperctl.index.transaction import writing
from paperctl.values import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paperctl.index.transaction import Database
    from paperctl.model.catalogue import Profile
    from paperctl.stats import Summary

_PREFIX = "derived "


def derive(database: Database, name: str, make: Callable[[], Any]) -> Any:
    """Give what was kept under a name, else make it and keep it.

    What `make` gives has to be plain, see `pack.seal`.
    """
    row = database.execute(
        "SELECT value FROM state WHERE name = ?", (_PREFIX + name,)
    ).fetchone()
    if row is not None:
        return unseal(row[0])
    value = make()
    # Where it cannot be written it is made again next time.
    with suppress(sqlite3.OperationalError), writing(database):
        database.execute(
            "REPLACE INTO state VALUES (?, ?)", (_PREFIX + name, seal(value))
        )
    return value


def forget_derived(database: sqlite3.Connection) -> None:
    """Throw it all away, since the catalogue has changed."""
    database.execute(f"DELETE FROM state WHERE name LIKE '{_PREFIX}%'")


# --- summaries -------------------------------------------------------------------

_DATES = frozenset({"first_date", "last_date"})


def plain_summary(summary: Summary) -> dict[str, Any]:
    """Write a summary as plain values, the profiles as their counts."""
    return {name: _plain(getattr(summary, name)) for name in field_names(summary)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, int | str) or value is None:
        return value
    # A date, a tally, a pair, or the counts of a profile.
    names = [name for name in field_names(value) if name != "profile"]
    return tuple(getattr(value, name) for name in names)


def read_summary(plain: dict[str, Any], profiles: Sequence[Profile]) -> Summary:
    """Read what `plain_summary` wrote.

    Raises:
        DamagedError: It is something else.
    """
    from paperctl.model.date import PartialDate
    from paperctl.stats import Pair, ProfileTally, Summary, Tally

    def read(name: str, value: Any) -> Any:
        if name in _DATES:
            return value and PartialDate(*value)
        if name == "profiles":
            pairs = zip(profiles, value, strict=True)
            return tuple(ProfileTally(profile, *counts) for profile, counts in pairs)
        if isinstance(value, tuple):
            make = Pair if name == "coauthors" else Tally
            return tuple(make(*parts) for parts in value)
        return value

    try:
        return Summary(**{name: read(name, value) for name, value in plain.items()})
    except (TypeError, ValueError) as error:
        raise DamagedError(str(error)) from error
