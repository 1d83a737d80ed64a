"""Which catalogue a command is about."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paperctl.errors import CatalogueError, Location, Problem, StoreError
from paperctl.store import codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES = ("papers.yaml", "data/papers.yaml")
"""What a catalogue is called in a project's folder."""

SUFFIXES = (".yaml", ".yml")
"""How the files in a folder that is a catalogue end."""


def find_catalogue(
    named: Sequence[str], environ: Mapping[str, str], cwd: Path
) -> tuple[Path, ...]:
    """Find the files or folders that make the catalogue.

    In this order: what is `named`, by an option or the configuration, the nearest
    `papers.yaml` or `data/papers.yaml` at or above the working folder, and the user's
    own in the data folder. Paths that are named need not exist.

    Raises:
        CatalogueError: Nothing is named and nothing is found.
    """
    if any(named):
        # Not Path's: it raises where there is no such home.
        return tuple(cwd / os.path.expanduser(path) for path in named if path)  # noqa: PTH111
    for path in _candidates(environ, cwd):
        if path.is_file():
            return (path,)
    raise CatalogueError(
        f"no catalogue found: no {' or '.join(NAMES)} in {cwd} or above it",
        hint="name one with -C or PAPERCTL_CATALOGUE, or make one:"
        " paperctl import FILE",
    )


def _candidates(environ: Mapping[str, str], cwd: Path) -> Iterator[Path]:
    for folder in (cwd, *cwd.parents):
        for name in NAMES:
            yield folder / name
    # The XDG specification: relative paths are to be ignored.
    data = environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(data):  # noqa: PTH117 - on "" and foreign paths alike
        yield Path(data) / "paperctl" / NAMES[0]
        return
    from platformdirs import user_data_path

    # Without a home there is nowhere to look.
    with suppress(OSError, RuntimeError):
        yield user_data_path("paperctl", appauthor=False) / NAMES[0]


def list_files(
    paths: tuple[Path | str, ...], problems: list[Problem] | None = None
) -> tuple[Path, ...]:
    """Replace folders by the catalogue files in them."""
    files: list[Path] = []
    for path in map(Path, paths):
        try:
            is_folder = path.is_dir()
            found = (
                sorted(
                    (
                        child
                        for child in path.iterdir()
                        # Editors keep locks and backups beside a file as dot files.
                        if child.suffix in SUFFIXES and not child.name.startswith(".")
                    ),
                    key=lambda child: child.name,
                )
                if is_folder
                else [path]
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise StoreError(f"cannot read {path}: {reason}") from error
        if not found and problems is not None:
            problems.append(
                Problem(
                    "the folder holds no .yaml file",
                    Location(str(path)),
                    "warning",
                    codes.EMPTY_FOLDER,
                )
            )
        files += found
    return tuple(files)
