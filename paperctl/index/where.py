"""Which file is the index of a catalogue, and whether it is one at all."""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUFFIX = ".index"
_BETWEEN = "\0"  # which no path can hold
_OLD = 3600
"""Seconds after which nobody writes to a temporary file any more: its maker was killed
before it could remove it."""


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
    return _BETWEEN.join((*real, archive or ""))


def paths_of(key: str) -> list[str]:
    """Give the paths that a key is made of."""
    return key.split(_BETWEEN)[:-1]


def index_path(folder: str, key: str) -> str:
    """Name the index of a catalogue: after its first path, and a number for all."""
    first = key.partition(_BETWEEN)[0]
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
    return _state(state) if stat.S_ISREG(state.st_mode) else None


def state_of(file: BinaryIO) -> tuple[int, ...]:
    """Give the same of an open file."""
    return _state(os.fstat(file.fileno()))


def _state(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns)


# --- files in the folder ---------------------------------------------------------


def temporary_name(path: str) -> str:
    """Name the file that is to become an index."""
    return f"{path}.{os.urandom(4).hex()}.tmp"


def is_index_name(name: str, *, or_leftover: bool = False) -> bool:
    """Whether a file is called as indexes are, or as what a crash leaves of them.

    >>> is_index_name("papers-0123456789abcdef.index"), is_index_name("my.index")
    (True, False)
    """
    import re  # costs start-up time, and only few ask

    more = r"(\.[0-9a-f]{8}\.tmp)?(-journal)?" if or_leftover else ""
    pattern = rf"[A-Za-z0-9-]{{0,40}}-[0-9a-f]{{16}}\{SUFFIX}{more}"
    return re.fullmatch(pattern, name) is not None


def remove_leftovers(folder: str) -> None:
    """Remove what builders that were killed have left, once it is old."""
    with suppress(OSError), os.scandir(folder) as found:
        for item in found:
            is_ours = item.name.endswith(".tmp") and is_index_name(
                item.name, or_leftover=True
            )
            if is_ours and item.stat().st_mtime < time.time() - _OLD:
                os.unlink(item.path)  # noqa: PTH108


def is_own_file(path: str) -> bool:
    """Whether there is such a file, and we have made it.

    What another user has made is not trusted: it is read without asking what it holds.
    """
    try:
        state = os.stat(path)  # noqa: PTH116
    except OSError:
        return False
    if not stat.S_ISREG(state.st_mode):
        return False
    return sys.platform == "win32" or state.st_uid == os.geteuid()
