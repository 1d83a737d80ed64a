r"""Citekeys, one a line: for pipes and `\nocite` lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import Format, FormatOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def write(entries: Iterable[Entry], _options: FormatOptions) -> Iterator[str]:
    """Write one citekey a line."""
    for entry in entries:
        yield f"{entry.citekey}\n"


FORMAT = Format(
    name="keys", extension=".txt", summary="Citekeys, one a line", write=write
)
