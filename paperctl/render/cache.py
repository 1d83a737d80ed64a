"""The indexes of the cache, for `paperctl cache`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        "current": index.is_current,
        "parts": list(index.parts),
    }


def index_lines(indexes: Iterable[IndexFile]) -> Iterator[str]:
    """Write `path bytes entries state catalogue`, tab-separated."""
    for index in indexes:
        entries = "" if index.entries is None else str(index.entries)
        cells = (index.path, str(index.size), entries, _state(index), _of(index))
        yield "\t".join(map(one_line, cells)) + "\n"


def indexes_table(indexes: Iterable[IndexFile]) -> RenderableType:
    """Show each index under the catalogue that it is of."""
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
        table.add_row(
            console.plain_text(_of(index) or index.path, console.KEY),
            Text("" if index.entries is None else f"{index.entries:,}"),
            Text(_size(index.size)),
            Text(_state(index)),
        )
    return table


def _of(index: IndexFile) -> str:
    return ", ".join(index.catalogue)


def _state(index: IndexFile) -> str:
    if index.entries is None:
        return "unreadable"
    return "current" if index.is_current else "outdated"


def _size(size: float) -> str:
    """Write a number of bytes shortly.

    >>> _size(532), _size(114_688), _size(5_000_000)
    ('532 B', '112 KiB', '4.8 MiB')
    """
    units = ["B", "KiB", "MiB", "GiB"]
    while size >= _KIB and len(units) > 1:
        size /= _KIB
        del units[0]
    is_whole = units[0] == "B" or size >= 10
    return f"{size:.0f} {units[0]}" if is_whole else f"{size:.1f} {units[0]}"
