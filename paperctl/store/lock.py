"""One writer at a time, without litter beside the user's file."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paperctl.errors import StoreError
from paperctl.store.state import name_of, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT = 10.0
"""Seconds to wait for another writer."""


@contextmanager
def locked(path: Path | str, *, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of a file while its content is read, changed and written.

    The lock is the system's own (`flock`), so that it ends with the process that holds
    it, however that ends. Programs that do not ask for it are not kept out:
    `atomic.write_atomic` notices what they have written.

    Raises:
        StoreError: Another process holds it all the time, or there is no place for it.
    """
    from filelock import FileLock, Timeout

    try:
        lock = FileLock(_folder() / f"{name_of(path)}.lock", timeout=wait)
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"another paperctl is writing to {path}",
            hint="try again when it has ended",
        ) from error
    except OSError as error:
        raise StoreError(f"cannot lock {path}: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()


def _folder() -> Path:
    """Make the folder for locks: in the user's state, else in the temporary folder."""
    try:
        return state_folder("locks")
    except OSError:
        user = getattr(os, "getuid", lambda: "")()
        folder = Path(tempfile.gettempdir()) / f"paperctl-locks-{user}"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
