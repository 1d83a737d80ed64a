"""The canonical writer: a catalogue as text, always in the same layout.

What it writes reads back equal, by this package and, as text, by every YAML reader;
writing that again changes nothing. Nothing is written to files here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.canonical import SECTIONS
from paperctl.errors import FieldError
from paperctl.model.catalogue import PROFILE_FIELDS
from paperctl.model.record import to_record
from paperctl.text.regex import lazy_regex
from paperctl.yamltext.blocks import with_dash, write_item, write_key
from paperctl.yamltext.scalar import (
    WIDTH,
    is_plain,
    quote,
    write_prose,
    write_scalar,
)

if TYPE_CHECKING:
    from paperctl.model import Catalogue, Entry, Profile
    from paperctl.model.entry import ExtraValue
    from paperctl.model.record import Record, RecordValue

_PLAIN = {
    "date": lazy_regex(r"[0-9]{4}(-[0-9]{2}){0,2}"),
    "added": lazy_regex(r"[0-9]{4}(-[0-9]{2}){0,2}"),
    "code": lazy_regex("yes|no"),
    "volume": lazy_regex("0|[1-9][0-9]{0,14}"),
    "number": lazy_regex("0|[1-9][0-9]{0,14}"),
    "edition": lazy_regex("0|[1-9][0-9]{0,14}"),
}
"""Values that mean the same to us, and nothing misleading to others, unquoted."""


def dump(catalogue: Catalogue) -> str:
    """Write a whole catalogue.

    Raises:
        FieldError: A text cannot be stored; nothing else can go wrong.
    """
    lines: list[str] = []
    if catalogue.archive is not None:
        lines += _write_section("archive", catalogue.archive)
    if catalogue.profiles:
        lines += ["profiles:", *map(dump_profile, catalogue.profiles)]
    for name, value in catalogue.extra.items():
        if name in SECTIONS:
            raise FieldError(f"{name!r} is no name for another section", field=name)
        lines += _write_section(name, value)
    if lines:
        lines.append("")
    lines.append("papers:" if catalogue.entries else "papers: {}")
    # A blank line behind each; behind the last, it makes the end of the last line. All
    # is joined once: a copy of a large catalogue takes time.
    lines += (part for entry in catalogue.entries for part in (dump_entry(entry), ""))
    if not catalogue.entries:
        lines.append("")
    return "\n".join(lines)


def dump_entry(entry: Entry, indent: int = 2, step: int = 2) -> str:
    """Write one entry, without a line end after it.

    Args:
        entry: What to write.
        indent: How far its citekey is indented.
        step: How much further its fields are.

    Raises:
        FieldError: A text cannot be stored; the message names citekey and field.
    """
    return dump_record(entry.citekey, to_record(entry), indent, step)


def dump_record(citekey: str, record: Record, indent: int = 2, step: int = 2) -> str:
    """Write an entry by its record, as `dump_entry` does."""
    name = None
    lines: list[str] = []
    try:
        key = " " * indent + write_key(citekey, indent)
        for name, value in record.items():
            lines += _write_field(name, value, indent + step, step)
    except FieldError as error:
        place = f"{citekey!a}: {name}" if name else f"the citekey {citekey!a}"
        raise FieldError(f"{place}: {error.message}", field=name) from error
    return "\n".join([key, *lines]) if lines else f"{key} {{}}"


def dump_field(name: str, value: RecordValue, indent: int, step: int = 2) -> str:
    """Write one field of an entry, without a line end after it.

    Raises:
        FieldError: A text cannot be stored.
    """
    return "\n".join(_write_field(name, value, indent, step))


def dump_profile(profile: Profile, indent: int = 2) -> str:
    """Write one item of the profiles, without a line end after it.

    Raises:
        FieldError: A text cannot be stored.
    """
    lines: list[str] = []
    margin = " " * (indent + 2)
    try:
        for name in PROFILE_FIELDS:
            value = getattr(profile, name)
            if value is not None:
                text = write_scalar(value) if isinstance(value, str) else str(value)
                lines.append(f"{margin}{name}: {text}")
        for name, value in profile.extra.items():
            lines += write_item(name, value, indent + 2)
    except FieldError as error:
        place = f"the profile of {profile.name!a}"
        raise FieldError(f"{place}: {error.message}", field="profiles") from error
    return "\n".join(with_dash(lines, indent))


def _write_section(name: str, value: ExtraValue) -> list[str]:
    try:
        return write_item(name, value, 0)
    except FieldError as error:
        raise FieldError(f"{name!a}: {error.message}", field=name) from error


def _write_field(name: str, value: RecordValue, indent: int, step: int) -> list[str]:
    if not isinstance(value, str):
        return write_item(name, value, indent, step)
    margin = " " * indent
    if name in _PLAIN and _PLAIN[name].fullmatch(value):
        return [f"{margin}{name}: {value}"]
    if name == "arxiv":
        # A number to other readers, who would take the zero off its end.
        return [f"{margin}{name}: {quote(value)}"]
    start = indent + len(name) + len(": ")
    is_long = name == "note" and len(value) > WIDTH - start
    if value and (name == "abstract" or is_long or "\n" in value):
        text = write_prose(value, start=start, indent=indent + step)
    else:
        text = value if is_plain(value) else quote(value)
    return [f"{margin}{name}: {text}"]
