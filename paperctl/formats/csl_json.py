"""CSL-JSON: what citeproc, pandoc, Zotero and other programs of CSL read.

The variables are those of `paperctl.formats._csl`. The rules:
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and the schema at
https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import Format, FormatOptions
from paperctl.formats._csl import to_item
from paperctl.text.display import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write one list, each item over several lines."""
    before = "["
    for entry in entries:
        text = json_text(to_item(entry, options), indent=2)
        indented = text.replace("\n", "\n  ")
        yield f"{before}\n  {indented}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


FORMAT = Format(
    name="csl-json",
    extension=".json",
    summary="CSL-JSON, for pandoc, Zotero and citeproc",
    write=write,
    takes=("arxiv_doi",),
    several_keys="each",
)
