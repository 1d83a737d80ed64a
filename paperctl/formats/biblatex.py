"""BibLaTeX, for biber; `_biblatex` says which fields an entry gets.

What that takes is imported where a text has to be made: mostly it has been kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions
from paperctl.formats._bib_frame import frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    from paperctl.formats import _bib_entry, _biblatex

    yield from _bib_entry.texts(entries, options, _biblatex.DIALECT)


FORMAT = Format(
    name="biblatex",
    extension=".bib",
    summary="BibLaTeX, for biber and modern styles",
    write=ByEntry(_texts, frame),
    takes=("ascii", "arxiv_doi", "header"),
)
