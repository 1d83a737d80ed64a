"""Entries as bytes, for rows of the index, and back.

Values are kept as the model has them, typed, so that nothing is parsed again. The
bytes carry a checksum: `marshal` must never see any that it has not written.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
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
    held = vars(entry)
    if not all(held.values()):
        # A text field that is there and empty is not the same as one that is not.
        held = {
            name: value
            for name, value in held.items()
            if value or (value == "" and name != "title")
        }
    said, names, writers = _writing(tuple(held))
    values = [said, *map(held.__getitem__, names)]
    for at, write in writers:
        values[at] = write(values[at])
    return seal(tuple(values))


@lru_cache(maxsize=1 << 12)
def _writing(
    held: tuple[str, ...],
) -> tuple[str, list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """Say how to write these fields: in which order, and what makes them plain.

    Many entries have the same fields.
    """
    every, writers = _writers()
    names = [name for name in every if name in held]
    numbered = enumerate(names, 1)
    return (
        " ".join(names),
        names,
        [(at, writers[name]) for at, name in numbered if name in writers],
    )


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


def _each(write: Callable[[Any], Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return lambda values: tuple(map(write, values))


_PERSON = ("family", "given", "prefix", "suffix", "literal")
_person_parts = attrgetter(*_PERSON)
_NAME_END, _PART_END = "\n", "\t"


def _pack_people(people: Sequence[Person]) -> str | tuple[tuple[str | None, ...], ...]:
    """Write names as one text, if their parts have none of the signs between them.

    That is read much sooner. A part that is not there is empty.
    """
    texts = [
        f"{person.family}{_PART_END}{person.given}"
        if person.given
        and person.family
        and person.prefix is None
        and person.suffix is None
        and person.literal is None
        else ""  # few have other parts
        for person in people
    ]
    text, others = _NAME_END.join(texts), texts.count("")
    is_sound = (
        text.count(_PART_END) == len(texts) - others
        and text.count(_NAME_END) == len(texts) - 1
    )
    if is_sound and others:
        pairs = zip(people, texts, strict=True)
        texts = [text or _pack_person(person) for person, text in pairs]
        text, is_sound = _NAME_END.join(texts), "" not in texts
    return text if is_sound else tuple(map(_person_parts, people))


def _pack_person(person: Person) -> str:
    """Write a name; "" where it cannot be written as text."""
    parts = [part for part in _person_parts(person) if part is not None]
    text = "".join(parts)
    if "" in parts or _NAME_END in text or _PART_END in text:
        return ""
    parts = [part or "" for part in _person_parts(person)]
    return _PART_END.join(parts).rstrip(_PART_END)


@lru_cache(maxsize=1)
def _writers() -> tuple[tuple[str, ...], dict[str, Callable[[Any], Any]]]:
    """Name the fields of an entry, and say what makes their values plain."""
    area = attrgetter("text", "archive", "code")
    date = attrgetter("year", "month", "day")
    writers: dict[str, Callable[[Any], Any]] = {
        "area": area,
        "categories": _each(area),
        "date": date,
        "added": date,
        "authors": _pack_people,
        "editors": _pack_people,
        "arxiv": attrgetter("identifier", "version"),
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
