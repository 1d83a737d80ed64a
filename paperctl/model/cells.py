"""One value as one line of text, for tables, tab-separated lines and CSV."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from paperctl.model.fields import FIELDS
from paperctl.model.record import values_of
from paperctl.text.display import json_text, one_line
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.model.entry import Entry
    from paperctl.model.person import Person
    from paperctl.model.record import RecordValue

DEFAULT_FIELDS = ("citekey", "date", "area", "authors", "title", "venue", "code")
_KINDS = {name: field.kind for name, field in FIELDS.items()}


def cell(entry: Entry, field: str) -> str:
    """Give a field's value in one line, nothing left out, "" where it is absent."""
    value, kind = getattr(entry, field), _KINDS[field]
    if kind == "names":
        text = ", ".join([_plain_name(person.name) for person in value])
        if getattr(entry, f"{field}_truncated"):
            text = f"{text}, et al." if text else "et al."
        return one_line(text)
    if not value:
        return ""
    if kind == "prose":
        # Such a field holds one text or none.
        return one_line(to_plain(value))
    return one_line(", ".join(values_of(entry, field)))


# Authors come again and again.
_plain_name = lru_cache(maxsize=1 << 14)(to_plain)


def short_authors(people: tuple[Person, ...], *, truncated: bool) -> str:
    """Name one or two family names, or the first and "et al.", as citations do."""
    names = [one_line(to_plain(person.sort_family)) for person in people]
    if not names:
        return ""
    if len(names) == 2 and not truncated:
        return f"{names[0]} & {names[1]}"
    return f"{names[0]} et al." if truncated or len(names) > 1 else names[0]


def join_items(items: Sequence[RecordValue]) -> str:
    """Write a list into one cell: apart by semicolons, or as JSON where that fails.

    A single item that looks like several is followed by a semicolon.

    >>> join_items(["Oleg Platonov", "et al."]), join_items(["King, Jr., Martin"])
    ('Oleg Platonov; et al.', 'King, Jr., Martin;')
    >>> join_items(["a; b"])
    '["a; b"]'
    """
    if all(isinstance(item, str) for item in items):
        text = "; ".join(map(str, items))
        if len(items) == 1 and ("," in text or " and " in text):
            text += ";"
        if split_items(text) == list(items):
            return text
    return json_text(items)


def split_items(text: str) -> list[RecordValue]:
    """Read a list out of a cell, as `join_items` writes it and people do.

    >>> split_items("Oleg Platonov;Denis Kuznedelev ;"), split_items('["a; b"]')
    (['Oleg Platonov', 'Denis Kuznedelev'], ['a; b'])
    """
    if text.startswith("["):
        import json

        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            if isinstance(found, list):
                return found
    return [part.strip() for part in text.split(";") if part.strip()]
