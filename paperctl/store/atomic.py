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
    from typing import Self

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
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from error
    with Replacement(path) as new:
        new.write(data)
        new.commit(unchanged_since)


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


class Replacement:
    """A file in the making beside the one whose place it takes; or it is gone.

    Written in pieces, so that what is written need not be in memory. Used as a context:
    unless it is committed, nothing of it stays.
    """

    def __init__(self, path: Path | str) -> None:
        """Begin one.

        Raises:
            StoreError: It cannot be made there, or the path is no regular file.
        """
        self.path = path
        self._size = 0
        try:
            self._state = _state(Path(path))
            if self._state is not None and not stat.S_ISREG(self._state.st_mode):
                raise StoreError(f"cannot write {path}: not a regular file")
            self._target = Path(os.path.realpath(path))
            # Names are limited in bytes, of which a character can have four.
            self._temporary = self._target.with_name(
                f".{self._target.name[:50]}.{secrets.token_hex(4)}.tmp"
            )
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            # The mode of a new file is what the umask leaves of this one.
            self._file = os.fdopen(os.open(self._temporary, flags, 0o666), "w+b")
        except (OSError, ValueError) as error:
            raise _cannot_write(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What could not be written is not tried once more.
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._temporary.unlink()

    @property
    def size(self) -> int:
        """How many bytes are written."""
        return self._size

    def write(self, data: bytes) -> None:
        """Write the next piece.

        Raises:
            StoreError: The disk is full, or broken.
        """
        try:
            self._file.write(data)
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        self._size += len(data)

    def read(self, start: int, size: int) -> bytes:
        """Read what was written.

        Raises:
            StoreError: It cannot be read.
        """
        try:
            self._file.seek(start)
            data = self._file.read(size)
            self._file.seek(0, os.SEEK_END)
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        return data

    def commit(self, unchanged_since: Stamp | None = None) -> None:
        """Let it reach the disk, and take the other's place.

        Raises:
            StoreError: It cannot be written, or the other has changed; it is as it was.
        """
        try:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())
            if self._state is not None:
                _keep_owner_and_mode(self._temporary, self._state)
            # As late as can be: from here to the renaming nothing can be in between
            # but a program that does not ask for our lock.
            if unchanged_since is not None:
                _check_unchanged(self._target, unchanged_since)
            self._temporary.replace(self._target)
        except (OSError, ValueError) as error:
            raise _cannot_write(self.path, error) from error
        _sync_folder(self._target.parent)


def _cannot_write(path: Path | str, error: OSError | ValueError) -> StoreError:
    if isinstance(error, ValueError):  # a NUL in the name
        return StoreError(f"cannot write {str(path)!r}: {error}")
    return StoreError(
        f"cannot write {path}: {error.strerror or error}",
        hint=_hint(error, Path(path)),
    )


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
    from paperctl.store.file import digest_of

    try:
        is_same = digest_of(path) == stamp.digest
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
