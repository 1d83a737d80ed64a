"""The catalogue's files beside its index: their text, block by block."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from paperctl.index.blocks import Stretch, measure
from paperctl.index.transaction import ChangedError
from paperctl.index.where import file_state
from paperctl.store.file import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperctl.index.reader import IndexFinder

_LINE = 4096  # bytes; what stands before an entry on its line is hardly ever longer


class _Span(NamedTuple):
    file: int
    start: int
    stretch: Stretch


class Files:
    """The files of an index, and where its blocks stand in them.

    They are read, not mapped into memory: who shortens a file that is mapped kills
    those who look at it.
    """

    def __init__(self, finder: IndexFinder, files: Sequence[BinaryIO]) -> None:
        self._files = files
        self._is_sound = [layout.column is not None for layout in finder.layouts]
        self._spans: dict[int, _Span] = {}
        ends = [layout.head.size for layout in finder.layouts]
        rows = finder.database.execute(
            "SELECT id, file, size, lines, digest FROM block ORDER BY id"
        )
        for block, file, *parts in rows:
            self._spans[block] = _Span(file, ends[file], Stretch(*parts))
            ends[file] += parts[0]

    def text_of(self, block: int) -> tuple[str, int, bool]:
        """Give the lines of a block, where in them it begins, and if they are sound.

        The first line is whole: what stands before the block in it is there too.

        Raises:
            ChangedError: The file is no more what the index was made from.
        """
        number, start, stretch = self._spans[block]
        file = self._files[number]
        file.seek(start)
        data = file.read(stretch.size)
        if measure(data) != stretch:
            raise ChangedError(f"{file.name} has changed")
        before = _begin_of_line(file, start)
        return (
            (before + data).decode("utf-8", "surrogateescape"),
            len(before.decode("utf-8", "surrogateescape")),
            self._is_sound[number],
        )


def _begin_of_line(file: BinaryIO, end: int) -> bytes:
    """Read what stands on a line before a place, without a byte order mark."""
    start, size = end, _LINE
    while start:
        start = max(end - size, 0)
        file.seek(start)
        _, newline, line = file.read(end - start).rpartition(b"\n")
        if newline:
            return line
        size *= 2
        if not start:
            return line.removeprefix(BOM)
    return b""


@contextmanager
def open_files(finder: IndexFinder) -> Iterator[Files]:
    """Open the files.

    Raises:
        ChangedError: One is no more what the index was made from.
    """
    try:
        with ExitStack() as stack:
            opened = [stack.enter_context(open(path, "rb")) for path in finder.paths]  # noqa: PTH123
            states = [file_state(path) for path in finder.paths]
            if states != [layout.state for layout in finder.layouts]:
                raise ChangedError("the files have changed")
            yield Files(finder, opened)
    except OSError as error:
        raise ChangedError(str(error)) from error
