"""Under which keys cited entries are written, so that each citation finds its own.

BibTeX compares keys without case, but prints those of the document, and refuses a
document that spells one key in two ways. Biber and citeproc take case seriously.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from paperctl.model.entry import Entry


def written_as(
    entry: Entry,
    keys: Sequence[str],
    several_keys: Literal["once", "each", "each folded"],
) -> list[Entry]:
    """Name an entry as a document does.

    Args:
        entry: As the catalogue has it.
        keys: What it is cited as, at least one key, in the order of the document.
        several_keys: What the format does with more than one; see `formats.Format`.
    """
    main = _main_key(entry, keys)
    others = [key for key in dict.fromkeys(keys) if key != main]
    if several_keys == "once":
        return [_renamed(entry, main, _other_names(entry, main, others))]
    written = [main]
    for key in others:
        if several_keys == "each" or key.lower() not in map(str.lower, written):
            written.append(key)
    taken = set(map(str.lower, keys))
    aliases = [name for name in entry.aliases if name.lower() not in taken]
    return [_renamed(entry, key, aliases) for key in written]


def _main_key(entry: Entry, keys: Sequence[str]) -> str:
    """Choose the citekey, else what differs from it in case alone, else the first."""
    if entry.citekey in keys:
        return entry.citekey
    folded = entry.citekey.lower()
    return next((key for key in keys if key.lower() == folded), keys[0])


def _other_names(entry: Entry, main: str, others: Iterable[str]) -> list[str]:
    names = [*others, *entry.aliases]
    if entry.citekey.lower() != main.lower():
        names.append(entry.citekey)
    return [name for name in dict.fromkeys(names) if name != main]


def _renamed(entry: Entry, key: str, aliases: Sequence[str]) -> Entry:
    if entry.citekey == key and entry.aliases == tuple(aliases):
        return entry
    return replace(entry, citekey=key, aliases=tuple(aliases))
