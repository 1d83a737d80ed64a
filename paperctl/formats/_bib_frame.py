"""What stands around the entries of a .bib file, whatever its dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.formats._by_entry import ORIGIN, Frame

if TYPE_CHECKING:
    from paperctl.formats import FormatOptions


def frame(options: FormatOptions) -> Frame:
    """Put a blank line between entries, and one under the header if that is wanted."""
    header = f"% {ORIGIN}" if options.header else ""
    return Frame(before=header and f"{header}\n", between="\n", empty=header)
