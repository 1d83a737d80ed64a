"""A known entry with the facts that an import adds to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paperctl.intake.comparing import new_extras, new_items
from paperctl.model.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paperctl.model.entry import Entry


def complete(known: Entry, found: Entry, fields: Iterable[str]) -> Entry:
    """Add to an entry what another says in the fields in which that is fuller.

    Lists and `extra` grow, and lose nothing; a fuller list of names, date or area says
    all that the known one does.
    """
    values: dict[str, Any] = {}
    for name in fields:
        kind = FIELDS[name].kind
        if kind in ("words", "areas"):
            values[name] = getattr(known, name) + new_items(found, known, name)
        elif kind == "mapping":
            values[name] = {**known.extra, **new_extras(found, known)}
        else:
            values[name] = getattr(found, name)
            if kind == "names":
                truncated = f"{name}_truncated"
                values[truncated] = getattr(found, truncated)
    return replace(known, **values)
