"""The plain shapes that YAML gives: text, lists, mappings, nothing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperctl.model.entry import ExtraValue
    from paperctl.model.record import RecordValue


def name_shape(value: RecordValue) -> str:
    """Name what stands where something else was meant.

    >>> name_shape({}), name_shape(None)
    ('a mapping', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    return "a mapping" if isinstance(value, dict) else "a list"


def freeze(value: RecordValue) -> ExtraValue:
    """Make a value immutable, as `extra` holds it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    return tuple(freeze(item) for item in value)
