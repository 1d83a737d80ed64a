"""The catalogue in memory: immutable values, no files and no terminal.

The names are imported when first used: a command that reads the index's own columns
needs none of the values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperctl.model.area import Area, parse_area
    from paperctl.model.catalogue import Catalogue, Profile
    from paperctl.model.date import PartialDate, parse_date
    from paperctl.model.entry import Entry, ExtraValue
    from paperctl.model.eprint import Eprint, parse_eprint
    from paperctl.model.person import Person, parse_name
    from paperctl.model.record import from_record, read_record, to_record

__all__ = [
    "Area",
    "Catalogue",
    "Entry",
    "Eprint",
    "ExtraValue",
    "PartialDate",
    "Person",
    "Profile",
    "from_record",
    "parse_area",
    "parse_date",
    "parse_eprint",
    "parse_name",
    "read_record",
    "to_record",
]

_HOMES = {
    "area": ("Area", "parse_area"),
    "catalogue": ("Catalogue", "Profile"),
    "date": ("PartialDate", "parse_date"),
    "entry": ("Entry", "ExtraValue"),
    "eprint": ("Eprint", "parse_eprint"),
    "person": ("Person", "parse_name"),
    "record": ("from_record", "read_record", "to_record"),
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            value: object = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
