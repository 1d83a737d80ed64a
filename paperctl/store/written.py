"""What was last written into files that others write into too.

One file of JSON for each, in the state folder. It is a help, not a truth: a missing,
old or damaged one is read as empty.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paperctl.errors import StoreError
from paperctl.store.atomic import write_atomic
from paperctl.store.state import name_of, state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FOLDER = "written"
_VERSION = 1

Written = dict[str, dict[str, str]]


def read_written(path: Path | str, form: str) -> Written:
    """Read what was last written into a file in a format: entries and their fields."""
    import json

    with suppress(OSError, ValueError, RecursionError):
        file = state_folder(_FOLDER) / f"{name_of(path)}.json"
        state: Any = json.loads(file.read_bytes())
        if isinstance(state, dict) and state.get("version") == _VERSION:
            entries: Any = state.get("entries")
            if state.get("format") == form and _is_written(entries):
                return dict(entries)
    return {}


def remember_written(
    path: Path | str, form: str, entries: Mapping[str, Mapping[str, str]]
) -> bool:
    """Keep what was written; say whether that could be done."""
    import json
    import os

    state = {
        "version": _VERSION,
        "path": os.path.realpath(path),
        "format": form,
        "entries": entries,
    }
    try:
        file = state_folder(_FOLDER) / f"{name_of(path)}.json"
        write_atomic(file, json.dumps(state, ensure_ascii=True, sort_keys=True) + "\n")
    except (OSError, StoreError):
        return False
    return True


def _is_written(entries: object) -> bool:
    return isinstance(entries, dict) and all(
        isinstance(fields, dict) and all(isinstance(m, str) for m in fields.values())
        for fields in entries.values()
    )
