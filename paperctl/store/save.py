"""Whole catalogues to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.canonical.dump import dump
from paperctl.store.atomic import write_atomic
from paperctl.store.lock import locked

if TYPE_CHECKING:
    from pathlib import Path

    from paperctl.model.catalogue import Catalogue


def save(catalogue: Catalogue, path: Path | str) -> None:
    """Write a catalogue in the canonical layout over whatever the file holds.

    Raises:
        FieldError: A text cannot be stored.
        StoreError: The file cannot be written; it is as it was.
    """
    text = dump(catalogue)
    with locked(path):
        write_atomic(path, text)
