"""JSON Lines: the documents of `json`, one a line, for `jq` and streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats.json import document_fields
from paperctl.model.document import entry_document
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write one document a line."""
    names = document_fields(options)
    for entry in entries:
        yield f"{json_text(entry_document(entry, names))}\n"


FORMAT = Format(
    name="jsonl",
    extension=".jsonl",
    summary="Every field of each entry, one entry a line",
    write=ByEntry(_texts, lambda _: Frame()),
)
