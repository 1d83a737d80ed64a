"""Files cut into blocks of whole entries, so that a change costs one block.

A block goes from the key of an entry to the key of another, some 600 entries on.
What stands before the first entry of a file and behind its last are its head and tail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperctl.model.entry import Entry
    from paperctl.store.file import CatalogueFile

SIZE = 1 << 20
"""How long a block gets, in characters; its last entry may be longer."""


class Stretch(NamedTuple):
    """A part of a file as it was when it was read.

    Attributes:
        size: In bytes.
        lines: How many line ends it holds.
    """

    size: int
    lines: int
    digest: bytes


class Block(NamedTuple):
    """Entries that stand together, each with its place in the block's text."""

    stretch: Stretch
    entries: tuple[tuple[Entry, int], ...]


class Layout(NamedTuple):
    """What tells whether a file is the one that was read, and what of it changed.

    Attributes:
        state: As `file_state` gives it.
        column: How far the citekeys are indented, in a file that can be read block by
            block; None in others.
        archive: What bare areas of the file belong to.
    """

    state: tuple[int, ...]
    head: Stretch
    tail: Stretch
    column: int | None
    archive: str | None


def stretch_of(text: str, *, bom: bytes = b"") -> Stretch:
    """Measure a part of a file's text."""
    return measure(bom + text.encode("utf-8", "surrogateescape"))


def measure(data: bytes | memoryview) -> Stretch:
    """Measure a part of a file."""
    from hashlib import blake2b

    lines = bytes(data).count(b"\n")
    return Stretch(len(data), lines, blake2b(data, digest_size=16).digest())


def cut_blocks(file: CatalogueFile) -> Iterator[Block]:
    """Cut what stands between a file's head and tail; no entries give no block."""
    starts = [file.spans[entry.citekey].start for entry in file.entries]
    first = 0
    while first < len(starts):
        last = first + 1
        while last < len(starts) and starts[last] - starts[first] < SIZE:
            last += 1
        stop = starts[last] if last < len(starts) else end_of_entries(file)
        yield make_block(
            file.text[starts[first] : stop],
            file.entries[first:last],
            starts[first:last],
        )
        first = last


def make_block(text: str, entries: Sequence[Entry], starts: Sequence[int]) -> Block:
    """Make a block of a text; `starts` count from anywhere before it."""
    places = [start - starts[0] for start in starts]
    return Block(stretch_of(text), tuple(zip(entries, places, strict=True)))


def start_of_entries(file: CatalogueFile) -> int:
    """Say where the head of a file ends."""
    if not file.entries:
        return len(file.text)
    return file.spans[file.entries[0].citekey].start


def end_of_entries(file: CatalogueFile) -> int:
    """Say where the tail of a file begins."""
    if not file.entries:
        return len(file.text)
    return file.spans[file.entries[-1].citekey].end
