"""The canonical writer: a catalogue as text, always in the same layout.

What it writes reads back equal, by this package and, as text, by every YAML reader;
writing that again changes nothing. Nothing is written to files here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from paperctl.errors import FieldError
from paperctl.model.record import to_record
from paperctl.store.file import SECTIONS
from paperctl.store.profile import PROFILE_FIELDS
from paperctl.store.scalar import (
    WIDTH,
    can_fold,
    check_text,
    quote,
    write_prose,
    write_scalar,
)
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model import Catalogue, Entry, Profile
    from paperctl.model.entry import ExtraValue
    from paperctl.model.record import RecordValue

# Longer keys need YAML's "? " form (libyaml looks 1024 characters ahead for the colon).
_LONGEST_KEY = 900
# The reader refuses what is nested 100 deep; entries themselves stand 3 deep.
_DEEPEST = 90
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
    if catalogue.entries:
        lines.append("\n\n".join(map(dump_entry, catalogue.entries)))
    return "\n".join(lines) + "\n"


def dump_entry(entry: Entry, indent: int = 2, step: int = 2) -> str:
    """Write one entry, without a line end after it.

    Args:
        entry: What to write.
        indent: How far its citekey is indented.
        step: How much further its fields are.

    Raises:
        FieldError: A text cannot be stored; the message names citekey and field.
    """
    record = to_record(entry)
    name = None
    lines: list[str] = []
    try:
        key = " " * indent + _write_key(entry.citekey, indent)
        for name, value in record.items():
            lines += _write_field(name, value, indent + step, step)
    except FieldError as error:
        place = (
            f"{entry.citekey!a}: {name}" if name else f"the citekey {entry.citekey!a}"
        )
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
            lines += _write_item(name, value, indent + 2)
    except FieldError as error:
        place = f"the profile of {profile.name!a}"
        raise FieldError(f"{place}: {error.message}", field="profiles") from error
    return "\n".join(_with_dash(lines, indent))


def _write_section(name: str, value: ExtraValue) -> list[str]:
    try:
        return _write_item(name, value, 0)
    except FieldError as error:
        raise FieldError(f"{name!a}: {error.message}", field=name) from error


def _write_field(name: str, value: RecordValue, indent: int, step: int) -> list[str]:
    if not isinstance(value, str):
        return _write_item(name, value, indent, step)
    margin = " " * indent
    plain = _PLAIN.get(name)
    if plain is not None and plain.fullmatch(value):
        return [f"{margin}{name}: {value}"]
    if name == "arxiv":
        # A number to other readers, who would take the zero off its end.
        return [f"{margin}{name}: {quote(value)}"]
    start = indent + len(name) + len(": ")
    is_long = name == "note" and len(value) > WIDTH - start
    if value and (name == "abstract" or is_long or "\n" in value):
        text = write_prose(value, start=start, indent=indent + step)
    else:
        text = write_scalar(value)
    return [f"{margin}{name}: {text}"]


# Any value below a key or a dash: the parts of names, and what the model does not know.


def _write_item(
    key: str,
    value: RecordValue | ExtraValue,
    indent: int,
    step: int = 2,
    depth: int = 0,
) -> list[str]:
    head = " " * indent + _write_key(key, indent)
    if isinstance(value, str):
        if "\n" in value and can_fold(value):
            return [f"{head} {write_prose(value, start=0, indent=indent + step)}"]
        return [f"{head} {write_scalar(value)}"]
    short = _write_short(value, WIDTH - len(head) - 1)
    if short is not None:
        return [f"{head} {short}"]
    return [head, *_write_lines(value, indent + step, step, depth + 1)]


def _write_short(value: RecordValue | ExtraValue, width: int) -> str | None:
    """Write what fits on one line: nothing, empty ones, and short lists of texts."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return write_scalar(value)
    if not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    if isinstance(value, Mapping):
        return None
    words = [
        "null" if item is None else write_scalar(item, flow=True)
        for item in value
        if item is None or isinstance(item, str)
    ]
    line = f"[{', '.join(words)}]"
    return line if len(words) == len(value) and len(line) <= width else None


def _write_lines(
    value: RecordValue | ExtraValue, indent: int, step: int, depth: int
) -> list[str]:
    """Write a mapping or list as a block, an item a line: so it differs by items."""
    if depth > _DEEPEST:
        raise FieldError(f"lists and mappings are nested more than {_DEEPEST} deep")
    if isinstance(value, Mapping):
        return [
            line
            for key, item in value.items()
            for line in _write_item(key, item, indent, step, depth)
        ]
    lines: list[str] = []
    for item in value or ():
        if item is None or isinstance(item, str) or not item:
            lines.append(f"{' ' * indent}- {_write_short(item, WIDTH)}")
        else:
            block = _write_lines(item, indent + 2, 2, depth + 1)
            lines += _with_dash(block, indent)
    return lines


def _with_dash(lines: list[str], indent: int) -> list[str]:
    """Make an item of a block list of lines that are indented two more."""
    first, *rest = lines
    return [f"{' ' * indent}- {first[indent + 2 :]}", *rest]


def _write_key(text: str, indent: int) -> str:
    check_text(text)
    key = write_scalar(text)
    if len(key) > _LONGEST_KEY:
        return f"? {key}\n{' ' * indent}:"
    return f"{key}:"
