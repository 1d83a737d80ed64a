"""BibTeX, for classic styles; `_bibtex` says which fields an entry gets.

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
    from paperctl.formats import _bib_entry, _bibtex

    yield from _bib_entry.texts(entries, options, _bibtex.DIALECT)


FORMAT = Format(
    name="bibtex",
    extension=".bib",
    summary="BibTeX, for classic styles and most tools",
    write=ByEntry(_texts, frame),
    takes=("ascii", "howpublished", "arxiv_doi", "header"),
    several_keys="each folded",
)
