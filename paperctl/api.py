"""The public functions of `paperctl`, for scripts and notebooks.

They join the layers as the command line does, but take and return values and raise
`PaperctlError` instead of printing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperctl.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paperctl.model.catalogue import Catalogue
    from paperctl.model.entry import Entry


def load(path: str | Path, *more: str | Path, strict: bool = True) -> Catalogue:
    """Load a catalogue: a file, a folder of files, or several.

    Args:
        path: A file or a folder.
        more: Further ones, read in this order.
        strict: Raise when an entry is damaged. Otherwise it is left out and the rest
            is returned.

    Raises:
        CatalogueError: An entry is damaged, or a file is no catalogue at all;
            `problems` lists what is wrong and where.
        StoreError: A file cannot be read.
    """
    from paperctl.store.load import load as load_files

    loaded = load_files(path, *more)
    errors = tuple(item for item in loaded.problems if item.severity == "error")
    if errors and strict:
        first = errors[0]
        others = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise CatalogueError(
            f"{first.message}{others}",
            hint=first.hint or "load(..., strict=False) leaves damaged entries out",
            location=first.location,
            problems=loaded.problems,
        )
    return loaded.catalogue


def save(catalogue: Catalogue, path: str | Path) -> None:
    """Write a whole catalogue in canonical form, atomically.

    Comments in an existing file are lost: this is for files that a program makes.

    Raises:
        StoreError: The file cannot be written; the old one is left as it was.
        FieldError: A text holds what no YAML file can, such as NUL.
    """
    from paperctl.store.save import save as save_file

    save_file(catalogue, Path(path))


def select(
    catalogue: Catalogue,
    query: str = "",
    *,
    sort: str | None = None,
    limit: int | None = None,
) -> list[Entry]:
    """Choose entries by a query, in the catalogue's order or sorted.

    Args:
        catalogue: Where to look.
        query: In the language of `docs/query.md`; "" means all.
        sort: Field to sort by, "-date" for newest first; several as "year,title".
        limit: At most so many.

    Raises:
        QueryError: The query or the sort field cannot be understood.
    """
    from paperctl.query.match import compile_query
    from paperctl.query.parse import parse_query
    from paperctl.query.sort import parse_sort

    arrange = parse_sort(sort) if sort else list
    matches = compile_query(parse_query(query))
    return arrange(filter(matches, catalogue.entries))[:limit]


def export(entries: Iterable[Entry], format: str, **options: Any) -> str:  # noqa: A002
    """Write entries in a format, such as "bibtex", "html" or "json".

    Options are those of `paperctl.formats.FormatOptions`, such as `abstract=False`.

    Raises:
        FormatError: There is no such format.
    """
    from paperctl import formats

    return "".join(formats.get(format).write(entries, formats.FormatOptions(**options)))
