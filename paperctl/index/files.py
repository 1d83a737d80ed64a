"""The catalogue's files beside its index: their text, block by block."""

from __future__ import annotations

import mmap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paperctl.index.pack import DamagedError
from paperctl.index.where import file_state
from paperctl.store.file import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.index.reader import IndexFinder


class Files:
    """The bytes of the files of an index, and where its blocks stand in them."""

    def __init__(self, finder: IndexFinder, data: list[bytes | mmap.mmap]) -> None:
        self._data = data
        self._is_sound = [layout.column is not None for layout in finder.layouts]
        self._spans: dict[int, tuple[int, int, int]] = {}
        ends = [layout.head.size for layout in finder.layouts]
        rows = finder.database.execute("SELECT id, file, size FROM block ORDER BY id")
        for block, file, size in rows:
            self._spans[block] = file, ends[file], size
            ends[file] += size

    def text_of(self, block: int) -> tuple[str, int, bool]:
        """Give the lines of a block, where in them it begins, and if they are sound.

        The first line is whole: what stands before the block in it is there too.
        """
        file, start, size = self._spans[block]
        data = self._data[file]
        line = data.rfind(b"\n", 0, start) + 1
        if not line and data[: len(BOM)] == BOM:
            line = len(BOM)
        text = data[line : start + size].decode("utf-8", "surrogateescape")
        before = data[line:start].decode("utf-8", "surrogateescape")
        return text, len(before), self._is_sound[file]


@contextmanager
def open_files(finder: IndexFinder) -> Iterator[Files]:
    """Map the files into memory.

    Raises:
        DamagedError: One is no more what the index was made from.
    """
    data: list[bytes | mmap.mmap] = []
    try:
        for path, layout in zip(finder.paths, finder.layouts, strict=True):
            with open(path, "rb") as file:  # noqa: PTH123
                size = layout.state[0]
                data.append(
                    mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                    if size
                    else b""
                )
            if file_state(path) != layout.state:
                raise DamagedError(f"{path} has changed")
        yield Files(finder, data)
    except OSError as error:
        raise DamagedError(str(error)) from error
    finally:
        for item in data:
            if isinstance(item, mmap.mmap):
                item.close()
