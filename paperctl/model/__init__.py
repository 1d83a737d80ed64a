"""The catalogue in memory: immutable values, no files and no terminal."""

from __future__ import annotations

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
