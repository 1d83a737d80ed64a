"""YAML: a catalogue of paperctl with these entries, laid out as it is written anew.

Loading it gives the same entries, with every field that the model does not know. Bare
areas (`LG`) keep their meaning: `archive` stands on top where one archive makes them
mean what they meant, else they are written in full (`cs.LG`). Profiles and other
sections are the catalogue's and not the entries'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from paperctl.canonical.dump import dump_record
from paperctl.formats import Format, FormatOptions
from paperctl.model.area import parse_area
from paperctl.model.record import resolve_area, to_record
from paperctl.text.regex import lazy_regex
from paperctl.yamltext.scalar import write_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.model.record import RecordValue

# What no YAML file can hold: catalogues have none of it, a program's entries may.
_NEVER = lazy_regex("[\0\ud800-\udfff]")


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write a whole catalogue file."""
    entries = tuple(entries)
    if not options.wants("categories"):  # then they say nothing about the area
        entries = tuple(replace(entry, categories=()) for entry in entries)
    archive = _archive(entries) if options.wants("area") else None
    if archive is not None:
        yield f"archive: {write_scalar(archive)}\n\n"
    yield "papers:\n" if entries else "papers: {}\n"
    between = ""
    for entry in entries:
        record = to_record(_with_plain_area(entry, archive))
        wanted = {
            name: _storable(value)
            for name, value in record.items()
            if options.wants(name)
        }
        yield f"{between}{dump_record(entry.citekey, wanted)}\n"
        between = "\n"


def _archive(entries: Iterable[Entry]) -> str | None:
    """Find the archive under which all bare areas mean what they mean here."""
    found = {
        entry.area.archive
        for entry in entries
        if entry.area
        and entry.area.is_bare
        and entry.area.archive
        # Its categories alone say it already.
        and not _is_resolved(entry, None)
    }
    if len(found) != 1:
        return None
    [archive] = found
    return archive if all(_is_resolved(entry, archive) for entry in entries) else None


def _is_resolved(entry: Entry, archive: str | None) -> bool:
    """Whether the area would be read as it is, in a file with this archive."""
    area = entry.area
    return area is None or area == resolve_area(
        parse_area(str(area)), entry.categories, archive
    )


def _with_plain_area(entry: Entry, archive: str | None) -> Entry:
    area = entry.area
    if area is None or area.full is None or _is_resolved(entry, archive):
        return entry
    return replace(entry, area=parse_area(area.full))


def _storable(value: RecordValue) -> RecordValue:
    if isinstance(value, str):
        return _NEVER.sub("", value)
    if isinstance(value, Mapping):
        return {_NEVER.sub("", key): _storable(item) for key, item in value.items()}
    return None if value is None else [_storable(item) for item in value]


FORMAT = Format(
    name="yaml",
    extension=".yaml",
    summary="A catalogue of paperctl with these entries",
    write=write,
)
