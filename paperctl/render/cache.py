"""The indexes of the cache, for `paperctl cache`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from paperctl.index.cache import IndexFile

_KIB = 1024


def index_document(index: IndexFile) -> dict[str, Any]:
    """Give the shape of `--json`."""
    return {
        "path": index.path,
        "bytes": index.size,
        "catalogue": list(index.catalogue),
        "entries": index.entries,
        "state": index.state,
        "parts": list(index.parts),
    }


def index_lines(indexes: Iterable[IndexFile]) -> Iterator[str]:
    """Write `path bytes entries state catalogue`, tab-separated."""
    for index in indexes:
        entries = "" if index.entries is None else str(index.entries)
        cells = (index.path, str(index.size), entries, index.state, _of(index))
        yield "\t".join(map(one_line, cells)) + "\n"


def indexes_table(indexes: Sequence[IndexFile], home: str = "") -> RenderableType:
    """Show each index under the catalogue that it is of, and the sum of all."""
    from rich.table import Table
    from rich.text import Text

    from paperctl.render import console

    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=console.HEADING
    )
    table.add_column("Catalogue", overflow="fold")
    table.add_column("Entries", justify="right", no_wrap=True)
    table.add_column("Size", justify="right", no_wrap=True)
    table.add_column("State", no_wrap=True)
    for index in indexes:
        name = _of(index) or index.path
        table.add_row(
            console.plain_text(_from_home(one_line(name), home), console.KEY),
            Text("" if index.entries is None else f"{index.entries:,}"),
            Text(size_text(index.size)),
            Text(index.state, "" if index.state == "current" else console.HEADING),
        )
    return table


def _of(index: IndexFile) -> str:
    return ", ".join(index.catalogue)


def _from_home(path: str, home: str) -> str:
    """Write a path as people do.

    >>> _from_home("/ann/papers.yaml", "/ann")
    '~/papers.yaml'
    """
    is_below = len(home) > 1 and path.startswith(f"{home}/")
    return f"~{path[len(home) :]}" if is_below else path


def size_text(size: float) -> str:
    """Write a number of bytes shortly.

    >>> size_text(532), size_text(114_688), size_text(5_000_000)
    ('532 B', '112 KiB', '4.8 MiB')
    """
    units = ["B", "KiB", "MiB", "GiB"]
    while size >= _KIB and len(units) > 1:
        size /= _KIB
        del units[0]
    is_whole = units[0] == "B" or size >= 10
    return f"{size:.0f} {units[0]}" if is_whole else f"{size:.1f} {units[0]}"
