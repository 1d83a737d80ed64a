"""Formats that write entry by entry, so that the texts of entries can be kept.

Such a text depends on its entry and on the options, and on nothing else: no neighbour,
no number, no day. What stands around the texts is the frame.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zlib import crc32

from paperctl.values import NamedTuple, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from paperctl.formats import FormatOptions
    from paperctl.model.entry import Entry

ORIGIN = "Written by paperctl from its catalogue: change that, not this file.\n"
"""What a header says, behind whatever begins a comment."""

MAKERS = ("exchange", "formats", "model", "text", "yamltext")
"""The packages whose code decides on the text of an entry; a test sees to it."""


class Frame(NamedTuple):
    """What stands around the texts of entries.

    Attributes:
        before: Before the first.
        between: Between two of them.
        after: Behind the last.
        empty: The whole document where there is no entry.
    """

    before: str = ""
    between: str = ""
    after: str = ""
    empty: str = ""


@frozen()
class ByEntry:
    """The writer of a format that writes entry by entry.

    Attributes:
        texts: Gives one text for each entry; it does not look at `header`.
        frame: Says what stands around them.
    """

    texts: Callable[[Iterable[Entry], FormatOptions], Iterator[str]]
    frame: Callable[[FormatOptions], Frame]

    def __call__(
        self, entries: Iterable[Entry], options: FormatOptions
    ) -> Iterator[str]:
        """Write entries, as any writer does."""
        return self.join(self.texts(entries, options), options)

    def join(self, texts: Iterable[str], options: FormatOptions) -> Iterator[str]:
        """Write a document with texts that were made before, with these options."""
        frame = self.frame(options)
        before = frame.before
        is_empty = True
        for text in texts:
            yield before + text if before else text
            before, is_empty = frame.between, False
        rest = frame.empty if is_empty else frame.after
        if rest:
            yield rest


def edition() -> str:
    """Tell the code that makes texts from that of another day.

    A checkout changes without a new version, and what it made before is not what it
    makes now.
    """
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    found = []
    for name in MAKERS:
        try:
            with os.scandir(os.path.join(package, name)) as files:  # noqa: PTH118
                for file in files:
                    if file.name.endswith(".py"):
                        state = file.stat()
                        found.append((file.name, state.st_size, state.st_mtime_ns))
        except OSError:  # in an archive, that is: only its version tells
            continue
    return f"{crc32(repr(sorted(found)).encode()):08x}"
