"""Writing files whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paperctl.errors import StoreError

if TYPE_CHECKING:
    from paperctl.store.file import Stamp


def write_atomic(
    path: Path | str, content: str | bytes, *, unchanged_since: Stamp | None = None
) -> None:
    """Replace a file by new content, or leave it exactly as it is.

    The content goes to a temporary file in the same folder, reaches the disk, and is
    renamed over the old one, whose mode and owner it keeps; links are followed. What is
    no regular file, such as `/dev/stdout`, is written to directly.

    Args:
        path: The file; its folder must exist.
        content: Text is written as UTF-8, its line ends as they are.
        unchanged_since: The state in which the file has to be still.

    Raises:
        StoreError: It cannot be written, or has changed meanwhile.
    """
    data = _encode(path, content)
    try:
        state = _state(Path(path))
        if state is not None and not stat.S_ISREG(state.st_mode):
            # Not its real path: that of a pipe leads nowhere.
            Path(path).write_bytes(data)
            return
        _replace(Path(os.path.realpath(path)), data, state, unchanged_since)
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror or error}",
            hint=_hint(error, Path(path)),
        ) from error
    except ValueError as error:  # a NUL in the name
        raise StoreError(f"cannot write {str(path)!r}: {error}") from error


def _encode(path: Path | str, content: str | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    try:
        return content.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(
            f"cannot write {path}: {content[error.start]!a} is half a character"
        ) from error


def _state(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _replace(
    target: Path,
    data: bytes,
    state: os.stat_result | None,
    unchanged_since: Stamp | None,
) -> None:
    # Names are limited in bytes, of which a character can have four.
    temporary = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.tmp")
    # The mode of a new file is what the umask leaves of this one.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if state is not None:
            _keep_owner_and_mode(temporary, state)
        # As late as can be: from here to the renaming nothing can be in between but
        # a program that does not ask for our lock.
        if unchanged_since is not None:
            _check_unchanged(target, unchanged_since)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _keep_owner_and_mode(temporary: Path, state: os.stat_result) -> None:
    own = temporary.stat()
    if (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        # Only root may give files away; others keep what they have made.
        with suppress(OSError, AttributeError):
            os.chown(temporary, state.st_uid, state.st_gid)
    with suppress(OSError):
        temporary.chmod(stat.S_IMODE(state.st_mode))


def _check_unchanged(path: Path, stamp: Stamp) -> None:
    """Make sure that a file is still what was read.

    Raises:
        StoreError: It has changed, or is gone.
    """
    from paperctl.store.file import digest

    try:
        is_same = digest(path.read_bytes()) == stamp.digest
    except FileNotFoundError:
        is_same = False
    if not is_same:
        raise StoreError(
            f"{path} has changed since it was read, nothing was written",
            hint="run the command again",
        )


def _sync_folder(folder: Path) -> None:
    """Let the renaming reach the disk too; Windows cannot open folders."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _hint(error: OSError, path: Path) -> str | None:
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return f"make the folder first: mkdir -p {path.parent}"
    return None
