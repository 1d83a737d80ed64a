"""Entries as bytes, for rows of the index, and back.

Values are kept as the model has them, typed, so that nothing is parsed again. The
bytes carry a checksum: `marshal` must never see any that it has not written.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from paperctl.values import field_names, restored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paperctl.model.catalogue import Profile
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

_CHECKSUM = 4  # bytes
_VERSION = 2  # of marshal's format: without references, so equal values, equal bytes


class DamagedError(Exception):
    """The index is not as it was written; it has to be made again."""


def seal(value: Any) -> bytes:
    """Write plain values (text, numbers, tuples, mappings, None) with a checksum.

    >>> unseal(seal({"a": (1, "b")}))
    {'a': (1, 'b')}
    """
    data = marshal.dumps(value, _VERSION)
    return crc32(data).to_bytes(_CHECKSUM, "little") + data


def unseal(sealed: Any) -> Any:
    """Read what `seal` wrote.

    Raises:
        DamagedError: It is something else.
    """
    if not isinstance(sealed, bytes):
        raise DamagedError("no bytes")
    data = memoryview(sealed)[_CHECKSUM:]
    if crc32(data).to_bytes(_CHECKSUM, "little") != sealed[:_CHECKSUM]:
        raise DamagedError("the checksum differs")
    return marshal.loads(data)


# --- entries ---------------------------------------------------------------------


def pack(entry: Entry) -> bytes:
    """Write an entry, without the fields that it does not have."""
    names, writers = _writers()
    held, values = vars(entry), {}
    for name in names:
        value = held.get(name)
        # A text field that is there and empty is not the same as one that is not.
        if value or (value == "" and name != "title"):
            write = writers.get(name)
            values[name] = write(value) if write else value
    # Many entries have the same fields: their names are taken apart once.
    return seal((" ".join(values), *values.values()))


def unpack(sealed: Any) -> Entry:
    """Read an entry.

    Raises:
        DamagedError: The bytes are none.
    """
    from paperctl.model.entry import Entry

    try:
        said, *values = unseal(sealed)
        names, readers = _shape(said)
        held = dict(zip(names, values, strict=True))
        for name, read in readers:
            held[name] = read(held[name])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedError(str(error)) from error
    return restored(Entry, held)


@lru_cache(maxsize=1 << 12)
def _shape(said: str) -> tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]:
    """Give the fields that these names mean, and how to read those that need it."""
    known = {name: name for name in _writers()[0]}
    readers = _readers()
    # The names of the class itself are compared and hashed sooner than others.
    names = [known[name] for name in said.split(" ")]
    if "citekey" not in names:
        raise ValueError("no citekey")
    return names, [(name, readers[name]) for name in names if name in readers]


def _slots(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    from operator import attrgetter

    return attrgetter(*names)


def _each(write: Callable[[Any], Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return lambda values: tuple(map(write, values))


_PERSON = ("family", "given", "prefix", "suffix", "literal")
_NAME_END, _PART_END = "\n", "\t"


def _pack_people(people: Sequence[Person]) -> str | tuple[tuple[str | None, ...], ...]:
    """Write names as one text, if their parts have none of the signs between them.

    That is read much sooner. A part that is not there is empty.
    """
    names = [*map(_slots(*_PERSON), people)]
    parts = [part for name in names for part in name if part is not None]
    if any(not part or _NAME_END in part or _PART_END in part for part in parts):
        return tuple(names)
    return _NAME_END.join(
        _PART_END.join(part or "" for part in name).rstrip(_PART_END) for name in names
    )


@lru_cache(maxsize=1)
def _writers() -> tuple[tuple[str, ...], dict[str, Callable[[Any], Any]]]:
    """Name the fields of an entry, and say what makes their values plain."""
    area = _slots("text", "archive", "code")
    date = _slots("year", "month", "day")
    writers: dict[str, Callable[[Any], Any]] = {
        "area": area,
        "categories": _each(area),
        "date": date,
        "added": date,
        "authors": _pack_people,
        "editors": _pack_people,
        "arxiv": _slots("identifier", "version"),
        "extra": plain,
    }
    from paperctl.model.entry import Entry

    return field_names(Entry), writers


@lru_cache(maxsize=1)
def _readers() -> dict[str, Callable[[Any], Any]]:
    from paperctl.model.area import Area
    from paperctl.model.date import PartialDate
    from paperctl.model.eprint import Eprint
    from paperctl.model.person import Person

    no_parts = (None,) * len(_PERSON)

    # Values come again and again, and are immutable.
    @lru_cache(1 << 16)
    def person(text: str) -> Person:
        parts = [part or None for part in text.split(_PART_END)]
        # All of them by place: that is how a value is made quickest.
        return Person(*parts, *no_parts[len(parts) :])

    def people(packed: Any) -> tuple[Person, ...]:
        if isinstance(packed, str):
            return tuple(map(person, packed.split(_NAME_END)))
        return tuple(Person(*parts) for parts in packed)

    area = lru_cache(1 << 12)(lambda parts: Area(*parts))
    date = lru_cache(1 << 14)(lambda parts: PartialDate(*parts))
    return {
        "area": area,
        "categories": _each(area),
        "date": date,
        "added": date,
        "authors": people,
        "editors": people,
        "arxiv": lambda parts: Eprint(*parts),
        "extra": frozen,
    }


def plain(value: Any) -> Any:
    """Write the mappings in a value of `extra` as `dict`."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


def frozen(value: Any) -> Any:
    """Make the mappings in a value immutable, as the model has them."""
    if isinstance(value, dict):
        from types import MappingProxyType

        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    return tuple(map(frozen, value)) if isinstance(value, tuple) else value


# --- profiles --------------------------------------------------------------------


def pack_profiles(profiles: Sequence[Profile]) -> list[tuple[Any, ...]]:
    """Write the headers of author pages as plain values."""
    from paperctl.model.catalogue import Profile

    return [
        tuple(plain(getattr(profile, name)) for name in field_names(Profile))
        for profile in profiles
    ]


def unpack_profiles(rows: Sequence[tuple[Any, ...]]) -> tuple[Profile, ...]:
    """Read what `pack_profiles` wrote."""
    from paperctl.model.catalogue import Profile

    return tuple(Profile(*map(frozen, row)) for row in rows)
