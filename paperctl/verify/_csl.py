"""Items of CSL-JSON, as any program may write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paperctl.verify._compare import Read

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotCSLError(Exception):
    """Text that is no list of items."""


def read_items(text: str) -> list[Read]:
    """Read a CSL-JSON document.

    Raises:
        NotCSLError: It is none.
    """
    try:
        items = json.loads(text or "[]")
    except ValueError as error:
        raise NotCSLError(str(error)) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise NotCSLError("it is no list of items")
    return list(reads_of(items))


def reads_of(items: Iterable[dict[str, Any]]) -> Iterable[Read]:
    """Read parsed items."""
    for item in items:
        title = str(item.get("title") or "")
        authors = item.get("author") or []
        count = len(authors) - (bool(authors) and _is_others(authors[-1]))
        yield Read(str(item.get("id")), title, count, _year(item.get("issued")))


def _is_others(name: Any) -> bool:
    """Whether a name says that the list is cut short, as pandoc has it."""
    return isinstance(name, dict) and name.get("literal") == "others"


def _year(issued: Any) -> str:
    """Find the year of a date, in parts, as text, or in EDTF."""
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        if isinstance(parts, list) and parts and parts[0]:
            return str(parts[0][0])
        issued = issued.get("literal") or issued.get("raw")
    return str(issued or "").partition("-")[0]
