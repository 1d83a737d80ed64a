"""What is kept in the user's state folder: locks, and what was written last.

Nothing of it is needed to read or write a file: all of it may be deleted.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def state_folder(name: str) -> Path:
    """Make a folder in the user's state.

    Raises:
        OSError: There is no such place, or it cannot be written to.
    """
    from platformdirs import user_state_path

    try:
        folder = user_state_path("paperctl", appauthor=False) / name
    except RuntimeError as error:  # nobody's home
        raise FileNotFoundError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"cannot write to {folder}")
    return folder


def name_of(path: Path | str) -> str:
    """Name the state of a file, by where it really is."""
    import hashlib

    real = os.path.realpath(path)
    return hashlib.blake2b(os.fsencode(real), digest_size=16).hexdigest()
