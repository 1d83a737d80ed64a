"""Which file is the index of a catalogue, and whether it is one at all."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUFFIX = ".index"


def cache_folder(environ: Mapping[str, str]) -> str:
    """Name the folder for indexes; "" where there is no home."""
    # The XDG specification: relative paths are to be ignored.
    given = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # noqa: PTH117 - on "" and foreign paths alike
        return os.path.join(given, "paperctl")  # noqa: PTH118
    if sys.platform in {"darwin", "win32"}:
        from platformdirs import user_cache_dir

        try:
            return user_cache_dir("paperctl", appauthor=False)
        except (OSError, RuntimeError):
            return ""
    # As platformdirs has it, without the time that importing it takes.
    home = environ.get("HOME", "")
    if not os.path.isabs(home):  # noqa: PTH117
        return ""
    return os.path.join(home, ".cache", "paperctl")  # noqa: PTH118


def catalogue_key(paths: Iterable[str | os.PathLike[str]], archive: str | None) -> str:
    """Say which catalogue is meant: its paths, and what is set from outside."""
    real = [os.path.realpath(path) for path in paths]
    return "\n".join((*real, archive or ""))


def index_path(folder: str, key: str) -> str:
    """Name the index of a catalogue: after its first path, and a number for all."""
    first = key.partition("\n")[0]
    parent, name = os.path.split(first)
    stem = "-".join(filter(None, (os.path.basename(parent), name.partition(".")[0])))  # noqa: PTH119
    shown = "".join(c if c.isascii() and c.isalnum() else "-" for c in stem)[:40]
    data = os.fsencode(key)
    number = f"{crc32(data):08x}{crc32(data, 0x9E3779B9):08x}"
    return os.path.join(folder, f"{shown}-{number}{SUFFIX}")  # noqa: PTH118


def file_state(path: str | os.PathLike[str]) -> tuple[int, ...] | None:
    """Give what changes when a file does; None where it is no regular file."""
    try:
        state = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return (state.st_size, state.st_mtime_ns, state.st_ino, state.st_ctime_ns)
