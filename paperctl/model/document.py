"""The JSON shape of an entry: every field, typed, null or empty where it is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.model.fields import FIELDS, STORED
from paperctl.model.record import plain_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.model.entry import Entry


DOCUMENT_FIELDS: tuple[str, ...] = tuple(
    shown
    for name in ("citekey", *STORED)
    for shown in {"date": ("date", "year"), "area": ("area", "primary_class")}.get(
        name, (name,)
    )
)
"""The citekey, every field of the file, and two that are derived from them."""


def entry_document(entry: Entry, fields: Sequence[str] | None = None) -> dict[str, Any]:
    """Give an entry as JSON knows values: text, numbers, lists, objects, null.

    Lists of people come with a second field, `authors_truncated`: whether the list
    ends in "et al.". Without `fields` these are `DOCUMENT_FIELDS`.

    >>> from paperctl.model import from_record
    >>> entry = from_record("he2016", {"authors": ["Kaiming He", "et al."]})
    >>> entry_document(entry, ["authors", "doi"])
    {'authors': ['Kaiming He'], 'authors_truncated': True, 'doi': None}
    """
    document: dict[str, Any] = {}
    for name in DOCUMENT_FIELDS if fields is None else fields:
        value = getattr(entry, name)
        document[name] = value if isinstance(value, int) else plain_value(value)
        if name in FIELDS and FIELDS[name].kind == "names":
            document[f"{name}_truncated"] = getattr(entry, f"{name}_truncated")
    if not document.get("title", True):
        document["title"] = None
    return document
