"""Author pages' headers, from the `profiles` of a file."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from paperctl.model.catalogue import PROFILE_FIELDS, Profile
from paperctl.store import codes
from paperctl.store.shape import freeze, name_shape
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.record import RecordValue

Report: TypeAlias = Callable[[tuple[str | int, ...], str, str, str | None], None]
"""Called with the path of the damage, the reason, the code and a hint."""

_COUNTS = frozenset({"h_index", "papers", "citations", "ai_score"})
# "1336" or "1,336", as pages print it. Nobody is cited a million million times.
_COUNT = lazy_regex(r"[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3}")


def read_profiles(value: RecordValue, report: Report) -> tuple[Profile, ...]:
    """Read the list of profiles; damaged ones are reported and left out."""
    if isinstance(value, str) or not isinstance(value, list):
        report((), "profiles: expected a list of profiles", codes.SHAPE, None)
        return ()
    found = (_read_profile(item, index, report) for index, item in enumerate(value))
    return tuple(profile for profile in found if profile is not None)


def _read_profile(value: RecordValue, index: int, report: Report) -> Profile | None:
    label = f"profiles[{index}]"
    if not isinstance(value, dict):
        reason = f"{label}: expected a mapping with a name"
        report((index,), reason, codes.PROFILE, None)
        return None
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    sound = True
    for key, item in value.items():
        if key not in PROFILE_FIELDS:
            extra[key] = freeze(item)
        elif item is not None:
            count = key in _COUNTS
            known[key] = _parse_count(item) if count else item
            if known[key] is None or not (count or isinstance(item, str)):
                reason = f"{label}: {key}: expected {'a number' if count else 'text'}"
                report(
                    (index, key), f"{reason}, got {_shown(item)}", codes.PROFILE, None
                )
                sound = False
    if sound and not known.get("name"):
        report((index,), f"{label}: it has no name", codes.PROFILE, None)
        return None
    return Profile(extra=MappingProxyType(extra), **known) if sound else None


def _parse_count(value: RecordValue) -> int | None:
    """Read a count of an author page; None where it is none.

    >>> _parse_count("1,336"), _parse_count("9" * 6000), _parse_count("many")
    (1336, None, None)
    """
    if not isinstance(value, str) or _COUNT.fullmatch(value.strip()) is None:
        return None
    return int(value.replace(",", ""))


def _shown(value: RecordValue) -> str:
    if not isinstance(value, str):
        return name_shape(value)
    return repr(value if len(value) <= 40 else f"{value[:40]}…")
