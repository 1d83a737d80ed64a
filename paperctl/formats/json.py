"""JSON: the catalogue's own records in a list, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import Format, FormatOptions
from paperctl.model.fields import FIELDS, STORED
from paperctl.model.record import to_record
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write one list, each record over several lines."""
    before = "["
    for entry in entries:
        text = json_text(to_json(entry, options), indent=2)
        indented = text.replace("\n", "\n  ")
        yield f"{before}\n  {indented}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def to_json(entry: Entry, options: FormatOptions) -> dict[str, object]:
    """Give an entry's record, its citekey first, or the fields that are asked for.

    >>> from paperctl.model import from_record
    >>> entry = from_record("he2016", {"title": "Deep nets", "date": "2016-06"})
    >>> to_json(entry, FormatOptions(fields=("year", "title")))
    {'citekey': 'he2016', 'year': 2016, 'title': 'Deep nets'}
    """
    record: dict[str, object] = {**to_record(entry)}
    chosen = STORED if options.fields is None else options.fields
    for name in chosen:
        if FIELDS[name].derived:
            record[name] = getattr(entry, name)
    named: dict[str, object] = {"citekey": entry.citekey}
    for name in chosen:
        if options.wants(name) and record.get(name) is not None:
            named[name] = record[name]
    return named


FORMAT = Format(
    name="json", extension=".json", summary="The catalogue's records", write=write
)
