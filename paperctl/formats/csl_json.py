"""CSL-JSON: what citeproc, pandoc, Zotero and other programs of CSL read.

The variables are those of `paperctl.formats._csl`. The rules:
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and the schema at
https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats._csl import to_item
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    for entry in entries:
        text = json_text(to_item(entry, options), indent=2)
        yield text.replace("\n", "\n  ")


def _frame(_options: FormatOptions) -> Frame:
    """Make one list of them, each item over several lines."""
    return Frame("[\n  ", ",\n  ", "\n]\n", empty="[]\n")


FORMAT = Format(
    name="csl-json",
    extension=".json",
    summary="CSL-JSON, for pandoc, Zotero and citeproc",
    write=ByEntry(_texts, _frame),
    takes=("arxiv_doi",),
    several_keys="each",
)
