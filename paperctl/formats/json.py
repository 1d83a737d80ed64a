"""JSON: a list of entries as `--json` shows them everywhere, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.model.document import DOCUMENT_FIELDS, entry_document
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    names = document_fields(options)
    for entry in entries:
        text = json_text(entry_document(entry, names), indent=2)
        yield text.replace("\n", "\n  ")


def _frame(_options: FormatOptions) -> Frame:
    """Make one list of them, each entry over several lines."""
    return Frame("[\n  ", ",\n  ", "\n]\n", empty="[]\n")


def document_fields(options: FormatOptions) -> list[str]:
    """Name the fields of each document, in their order."""
    chosen = DOCUMENT_FIELDS if options.fields is None else options.fields
    return [name for name in chosen if options.wants(name)]


FORMAT = Format(
    name="json",
    extension=".json",
    summary="Every field of each entry, for scripts",
    write=ByEntry(_texts, _frame),
)
