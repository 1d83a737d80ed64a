"""One catalogue file as it was read: its text, and where in it things stand."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from paperctl.errors import Location, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.model import Entry, Profile
    from paperctl.store.position import Node
    from paperctl.store.position import Path as NodePath

_TRIES = 5

BOM = b"\xef\xbb\xbf"


class Stamp(NamedTuple):
    """What tells whether a file is still the one that was read."""

    size: int
    mtime_ns: int
    inode: int
    digest: str


class Span(NamedTuple):
    """Where an entry stands in the text: from its key to the next thing's begin."""

    start: int
    end: int


class Section(NamedTuple):
    """A key of the file's top level and its value.

    Attributes:
        start: Where the key begins.
        value: Where the value begins.
        end: Where the value ends; of a block, where what follows it begins.
        column: How far the keys of a block mapping, or the dashes of a block list, are
            indented; None where there are none.
    """

    start: int
    value: int
    end: int
    shape: Literal["nothing", "text", "list", "mapping", "flow list", "flow mapping"]
    column: int | None = None


class Raw(NamedTuple):
    """The bytes of a file, and its state when they were read."""

    path: str
    data: bytes
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int = 0

    @property
    def state(self) -> tuple[int, int, int, int]:
        """What changes when the file does, as `os.stat` tells it."""
        return (self.size, self.mtime_ns, self.inode, self.ctime_ns)

    @property
    def stamp(self) -> Stamp:
        """What `atomic.write_atomic` compares before it replaces the file."""
        return Stamp(self.size, self.mtime_ns, self.inode, digest(self.data))


def digest(data: bytes) -> str:
    """Name a file's content."""
    import hashlib  # costs start-up time, and only writers ask

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of(path: Path) -> str:
    """Name the content of a file of any size; raises OSError."""
    import hashlib

    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    return found.hexdigest()


@contextmanager
def open_file(path: Path | str) -> Iterator[BinaryIO]:
    """Open a regular file to be read.

    Raises:
        StoreError: It is missing, unreadable, or something else than a file; also where
            that shows only in reading.
    """
    path = Path(path)
    try:
        # Looked at before it is opened: opening a FIFO would wait for a writer.
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise StoreError(f"cannot read {path}: it is a folder")
        if not stat.S_ISREG(mode):
            raise StoreError(f"cannot read {path}: not a regular file")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise StoreError(f"cannot read {str(path)!r}: {error}") from error


def read_file(path: Path | str) -> Raw:
    """Read a regular file.

    Raises:
        StoreError: It is missing, unreadable, or something else than a file.
    """
    with open_file(path) as file:
        data, state = _read_settled(file)
    return Raw(
        str(Path(path)),
        data,
        state.st_size,
        state.st_mtime_ns,
        state.st_ino,
        state.st_ctime_ns,
    )


def _read_settled(file: BinaryIO) -> tuple[bytes, os.stat_result]:
    """Read a file that may be written to at this moment, until nobody did meanwhile."""
    tries = 0
    while True:
        before = os.fstat(file.fileno())
        file.seek(0)
        data = file.read()
        after = os.fstat(file.fileno())
        is_settled = before.st_mtime_ns == after.st_mtime_ns
        tries += 1
        if (is_settled and len(data) == after.st_size) or tries == _TRIES:
            return data, before


class CatalogueFile:
    """A file's text and what was found in it.

    Attributes:
        path: As it is to be shown.
        text: Without the byte order mark; `has_bom` says whether there was one.
        archive: What the file says bare areas belong to.
        entries: In the order of the file, those of a folder's other files apart.
        spans: Where each of them stands, under the citekey as written.
        sections: The keys of the top level, in their order.
        has_errors: Something could not be read: the file must not be rewritten.
    """

    __slots__ = (
        "_line_offsets",
        "_lines",
        "_nodes",
        "_raw",
        "archive",
        "entries",
        "has_bom",
        "has_errors",
        "path",
        "profiles",
        "sections",
        "spans",
        "text",
    )

    def __init__(self, path: str, text: str, raw: Raw | None = None) -> None:
        self.path = path
        self.text = text
        self.has_bom = raw is not None and raw.data.startswith(BOM)
        self.has_errors = False
        self.archive: str | None = None
        self.entries: tuple[Entry, ...] = ()
        self.profiles: tuple[Profile, ...] = ()
        self.spans: dict[str, Span] = {}
        self.sections: dict[str, Section] = {}
        self._raw = raw and raw._replace(data=b"")
        self._lines: list[int] | None = None
        self._line_offsets: list[int] | None = None
        self._nodes: tuple[Span | None, dict[NodePath, Node]] | None = None

    @property
    def data(self) -> bytes:
        """The file's bytes as they were read."""
        data = self.text.encode("utf-8", "surrogateescape")
        return BOM + data if self.has_bom else data

    @property
    def state(self) -> tuple[int, int, int, int]:
        """The file's state when it was read, as `Raw` has it; for text zeros."""
        return self._raw.state if self._raw else (0, 0, 0, 0)

    @property
    def stamp(self) -> Stamp | None:
        """The file's state when it was read; None for text that is no file."""
        return self._raw and self._raw._replace(data=self.data).stamp

    def place(self, index: int) -> Location:
        """Turn an index in the text into line and column as an editor counts them."""
        lines = self._line_starts()
        line = _line_number(lines, index)
        return Location(self.path, line, index - lines[line - 1] + 1)

    def byte_offset(self, index: int) -> int:
        """Count the bytes of the file before a character of the text."""
        lines = self._line_starts()
        if self._line_offsets is None:
            bounds = pairwise([*lines, len(self.text)])
            sizes = (_size(self.text[start:end]) for start, end in bounds)
            self._line_offsets = [*accumulate(sizes, initial=len(BOM) * self.has_bom)]
        line = _line_number(lines, index) - 1
        return self._line_offsets[line] + _size(self.text[lines[line] : index])

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            # YAML also breaks lines at a lone CR, NEL, LS and PS; editors do not.
            lines, at = [0], self.text.find("\n")
            while at >= 0:
                lines.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._lines = lines
        return self._lines

    def node(self, citekey: str, *path: str | int) -> Node | None:
        """Find a value of an entry, by its field and the indices below it."""
        span = self.spans.get(citekey)
        if span is None:
            return None
        papers = self.sections.get("papers")
        if papers is not None and papers.shape == "flow mapping":
            # Nothing but reading tells where an entry in brackets ends: all at once.
            nodes = self._find_nodes(None, papers.value, len(self.text))
        else:
            nodes = self._find_nodes(span, *span)
        return nodes.get((citekey, *path))

    def _find_nodes(
        self, span: Span | None, start: int, end: int
    ) -> dict[NodePath, Node]:
        from paperctl.store.position import find_nodes

        if self._nodes is None or self._nodes[0] != span:
            nodes = find_nodes(self.text, start, end, whole_line=span is not None)
            self._nodes = (span, nodes)
        return self._nodes[1]

    def locate(
        self,
        citekey: str,
        field: str | None = None,
        *,
        index: int | None = None,
        offset: int = 0,
    ) -> Location:
        """Say where an entry's key stands, or a character of a field's value.

        Args:
            citekey: As it is written in this file.
            field: The field; without it the place of the entry's key.
            index: The item, in a field that is a list.
            offset: A character of the text as it was loaded, from 0.
        """
        if field is None:
            span = self.spans.get(citekey)
            return self.place(span.start) if span else Location(self.path)
        node = self.node(citekey, *_path(field, index)) or self.node(citekey, field)
        if node is None:
            # A field that the model keeps in `extra` may stand there in the file.
            node = self.node(citekey, "extra", *_path(field, index))
        if node is None:
            return self.locate(citekey)
        if node.value is None or not offset:
            return self.place(_first_character(self.text, node))
        from paperctl.store.position import map_characters

        places = map_characters(self.text, node)
        return self.place(places[min(offset, len(places) - 1)])


def _line_number(starts: list[int], index: int) -> int:
    from bisect import bisect_right  # costs start-up time, and few ask for a place

    return bisect_right(starts, index)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def _path(field: str, index: int | None) -> tuple[str | int, ...]:
    return (field,) if index is None else (field, index)


def _first_character(text: str, node: Node) -> int:
    if not node.value or not node.style:
        return node.start
    from paperctl.store.position import map_characters

    return map_characters(text, node)[0]
