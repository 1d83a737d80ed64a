"""Going through a catalogue file that is larger than memory, part by part."""

from __future__ import annotations

import hashlib
import os
import re
from array import array
from typing import TYPE_CHECKING

from paperctl.errors import PaperctlError
from paperctl.store.append import Base, prove_opening
from paperctl.store.edit import line_end
from paperctl.store.file import BOM, Stamp
from paperctl.store.load import load_text
from paperctl.store.partial import Part, read_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from paperctl.model.entry import Entry

ENOUGH = 1 << 23
"""From so many bytes on it is worth the while."""

_PIECE = 1 << 20
_LONGEST_HEAD = 1 << 22
_PAPERS = re.compile(rb"^papers:[ \t]*(?:#[^\n]*)?\r?\n", re.MULTILINE)
_FIRST_KEY = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)(?=[^ \t\r\n#-])")


class NotInPartsError(PaperctlError):
    """A file that has to be read as a whole, whatever is wrong with it."""

    def __init__(self) -> None:
        super().__init__("the file cannot be read in parts")


class Survey:
    """A file whose entries stand behind everything else, as `import` leaves it.

    Attributes:
        archive: What the file, or else its user, says that bare areas belong to.
        size: Of the file, in bytes.
    """

    def __init__(self, path: Path, archive: str | None) -> None:
        """Begin one.

        Raises:
            NotInPartsError: It has to be read as a whole.
            OSError: It cannot be read.
        """
        self.path = path
        self._file: BinaryIO = path.open("rb")
        self._digest = hashlib.blake2b(digest_size=16)
        self._offsets = array("Q")
        self._state = os.fstat(self._file.fileno())
        self.size = self._state.st_size
        self._last = ""
        try:
            self._begin(archive)
        except BaseException:
            self.close()
            raise

    def _begin(self, archive: str | None) -> None:
        head = self._read(_LONGEST_HEAD)
        papers = _PAPERS.search(head)
        first = papers and _FIRST_KEY.match(head, papers.end())
        if not papers or not first:
            raise NotInPartsError
        self._start = first.end()
        self._column = len(first[1])
        self._rest = head[self._start :]
        self.archive = self._read_head(head[: self._start]) or archive

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __len__(self) -> int:
        """How many entries were found so far."""
        return len(self._offsets)

    def __getitem__(self, number: int) -> Entry:
        """Read an entry again, by its number from 0."""
        start = self._offsets[number]
        is_last = number + 1 == len(self._offsets)
        end = self.size if is_last else self._offsets[number + 1]
        self._file.seek(start)
        data = self._file.read(end - start)
        return self._part(data.decode("utf-8", "replace")).entries[0]

    @property
    def done(self) -> float:
        """How much of the file is read, from 0 to 1."""
        return min(0.99, self._file.tell() / (self.size or 1))

    def parts(self) -> Iterator[Part]:
        """Read all entries, in their order; problems have lines of the file.

        Raises:
            NotInPartsError: The file has to be read as a whole.
        """
        key = re.compile(rb"\n" + b" " * self._column + rb"(?=[^ \t\r\n#-])")
        data, self._rest = self._rest, b""
        offset = self._start
        while True:
            while len(data) < 2 * _PIECE and (more := self._read(_PIECE)):
                data += more
            cut = key.search(data, _PIECE) if len(data) >= 2 * _PIECE else None
            end = cut.end() if cut else len(data)
            if cut is None and len(data) >= 2 * _PIECE:
                raise NotInPartsError  # an entry of a mebibyte
            self._last = self._text(data[:end])
            part = self._part(self._last)
            self._note(offset, part)
            yield part
            if cut is None:
                return
            offset += end
            data = data[end:]

    def base(self, first: Entry) -> Base:
        """Find where entries are added, once all parts are read.

        Raises:
            CatalogueError: The file cannot be added to as it is written.
        """
        lead = f"papers:{self._line_end}{' ' * self._column}"
        file = load_text(lead + self._last, str(self.path)).files[0]
        opening = prove_opening(file, first)
        opening = opening._replace(before=opening.before[len(lead) :])
        copied = self.size - len(self._last.encode())
        state = self._state
        stamp = Stamp(
            self.size, state.st_mtime_ns, state.st_ino, self._digest.hexdigest()
        )
        return Base(self.path, copied, opening, self.archive, stamp, self._last)

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def _read_head(self, data: bytes) -> str | None:
        text = self._text(data.removeprefix(BOM))
        self._line_end = line_end(text)
        loaded = load_text(text, str(self.path))
        sections = list(loaded.files[0].sections)
        if loaded.has_errors or loaded.catalogue or sections[-1:] != ["papers"]:
            raise NotInPartsError
        return loaded.catalogue.archive

    def _text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise NotInPartsError from None

    def _part(self, text: str) -> Part:
        part = read_part(
            text, path=str(self.path), column=self._column, archive=self.archive
        )
        if part is None:
            raise NotInPartsError
        return part

    def _note(self, offset: int, part: Part) -> None:
        at = 0
        for start in part.starts:
            offset += len(self._last[at:start].encode())
            at = start
            self._offsets.append(offset)
