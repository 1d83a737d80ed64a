"""Loading catalogues: a file or a folder of them, into models and problems.

Loading never raises over what a file holds. What cannot be read becomes a `Problem`
with its place, and everything else is loaded; whoever writes asks `has_errors` first.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, NamedTuple

from paperctl.errors import Location, Problem
from paperctl.model.catalogue import Catalogue
from paperctl.store import codes
from paperctl.store.file import BOM, CatalogueFile, Raw, read_file
from paperctl.store.locate import list_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperctl.model.entry import Entry, ExtraValue

    Progress = Callable[[float], None]

# The mark of UTF-16 begins that of UTF-32, which therefore comes first.
_WIDE_MARKS = (
    ("UTF-32", (b"\xff\xfe\0\0", b"\0\0\xfe\xff")),
    ("UTF-16", (b"\xff\xfe", b"\xfe\xff")),
)
_WIDE_BYTES = {
    "x000": "UTF-32LE",
    "000x": "UTF-32BE",
    "x0x0": "UTF-16LE",
    "0x0x": "UTF-16BE",
}


class LoadResult(NamedTuple):
    """What was read: the sound part as a catalogue, the rest as problems.

    Attributes:
        problems: Errors and warnings, in the order of the files.
        files: In the order in which they were read.
    """

    catalogue: Catalogue
    problems: tuple[Problem, ...]
    files: tuple[CatalogueFile, ...]

    @property
    def has_errors(self) -> bool:
        """Whether something could not be read."""
        return any(problem.severity == "error" for problem in self.problems)

    def file_of(self, citekey: str) -> CatalogueFile | None:
        """Find the file that holds an entry, by its citekey or an alias."""
        entry = self.catalogue.find(citekey)
        if entry is None:
            return None
        return next(file for file in self.files if entry.citekey in file.spans)

    def location(
        self,
        citekey: str,
        field: str | None = None,
        *,
        index: int | None = None,
        offset: int = 0,
    ) -> Location:
        """Say where an entry's key, or a character of a field's value, stands.

        See `CatalogueFile.locate`.
        """
        file = self.file_of(citekey)
        if file is None:
            return Location(self.files[0].path if self.files else "")
        written = self.catalogue[citekey].citekey
        return file.locate(written, field, index=index, offset=offset)


def load(
    *paths: Path | str,
    archive: str | None = None,
    progress: Progress | None = None,
) -> LoadResult:
    """Load files, or folders of `*.yaml` and `*.yml` files in the order of their names.

    Bare areas belong to `archive` where no file says what they belong to; `progress`
    is called now and then with the part that is done, from 0 to 1.

    Raises:
        StoreError: A path is missing, cannot be read, or is no file.
    """
    problems: list[Problem] = []
    raws = [read_file(path) for path in list_files(paths, problems)]
    return _load(raws, problems, archive, progress)


def load_text(
    text: str, path: str = "<text>", *, archive: str | None = None
) -> LoadResult:
    """Load a catalogue from memory; `path` is what its problems call it."""
    data = text.encode("utf-8", "surrogatepass")
    return _load([Raw(path, data, len(data), 0, 0)], [], archive)


def _load(
    raws: list[Raw],
    problems: list[Problem],
    archive: str | None = None,
    progress: Progress | None = None,
) -> LoadResult:
    was_enabled = gc.isenabled()
    # Nothing that loading makes is garbage: collecting only costs time (a third of it).
    gc.disable()
    try:
        return _merge([_read(raw, progress) for raw in raws], problems, archive)
    finally:
        if was_enabled:
            gc.enable()


class _Part(NamedTuple):
    file: CatalogueFile
    problems: tuple[Problem, ...]
    extra: dict[str, ExtraValue]


def _read(raw: Raw, progress: Progress | None) -> _Part:
    from paperctl.store.reader import FileReader, libyaml_problem

    data = raw.data.removeprefix(BOM)
    wide = _wide_encoding(raw.data)
    if wide:
        file = CatalogueFile(raw.path, "", raw)
        file.has_errors = True
        problem = Problem(
            f"the file is {wide}, not UTF-8",
            Location(raw.path, 1, 1),
            "error",
            codes.ENCODING,
            f"convert it: iconv -f {wide} -t UTF-8",
        )
        return _Part(file, (problem,), {})
    file = CatalogueFile(raw.path, data.decode("utf-8", "surrogateescape"), raw)
    reader = FileReader(file, progress)
    reader.read(data)
    problems = reader.problems
    slow = libyaml_problem(Location(raw.path))
    if slow:
        problems = (slow, *problems)
    return _Part(file, problems, reader.extra)


def _wide_encoding(data: bytes) -> str | None:
    """Name the encoding of text whose ASCII characters take several bytes each."""
    for name, mark in _WIDE_MARKS:
        if data.startswith(mark):
            return name
    # Without a mark it shows by the zero bytes beside the first characters. A file that
    # a crash left full of them is no text at all.
    return _WIDE_BYTES.get("".join("x" if byte else "0" for byte in data[:4]))


def _merge(
    parts: list[_Part], problems: list[Problem], archive: str | None
) -> LoadResult:
    archives = [part.file.archive for part in parts]
    archive = next((name for name in archives if name is not None), archive)
    entries: list[Entry] = []
    extra: dict[str, ExtraValue] = {}
    owners: dict[str, tuple[CatalogueFile, Entry]] = {}
    for part in parts:
        file = part.file
        clashes = _claim(file, owners)
        if file.archive is None and archive is not None:
            _resolve_in(file, archive)
        if clashes:
            file.has_errors = True
            left_out = {id(entry) for entry, _ in clashes}
            for entry, _ in clashes:
                file.spans.pop(entry.citekey, None)
            file.entries = tuple(e for e in file.entries if id(e) not in left_out)
        found = [*part.problems, *(problem for _, problem in clashes)]
        if file.archive not in (None, archive):
            found.append(_second_archive(file, archive))
        problems += sorted(found, key=_line_and_column)
        entries += file.entries
        for name, value in part.extra.items():
            extra.setdefault(name, value)
    catalogue = Catalogue(
        entries,
        archive=archive,
        profiles=[profile for part in parts for profile in part.file.profiles],
        extra=extra,
    )
    files = tuple(part.file for part in parts)
    return LoadResult(catalogue, tuple(problems), files)


def _resolve_in(file: CatalogueFile, archive: str) -> None:
    """Resolve the bare areas of a file in the archive that something else names."""
    from paperctl.store.reader import resolve_areas

    entries = list(file.entries)
    resolve_areas(entries, range(len(entries)), archive)
    file.entries = tuple(entries)


def _second_archive(file: CatalogueFile, first: str | None) -> Problem:
    return Problem(
        f"archive: a file before this one says {first!r}; {file.archive!r} counts for"
        " the entries of this file only",
        file.place(file.sections["archive"].value),
        "warning",
        codes.ARCHIVE,
    )


def _line_and_column(problem: Problem) -> tuple[int, int]:
    place = problem.location
    return (place.line or 0, place.column or 0) if place else (0, 0)


def _claim(
    file: CatalogueFile, owners: dict[str, tuple[CatalogueFile, Entry]]
) -> list[tuple[Entry, Problem]]:
    """Give a file's entries their citekeys and aliases; the first claim holds."""
    clashes = []
    for entry in file.entries:
        keys = (entry.citekey, *entry.aliases)
        taken = next((key for key in keys if key.lower() in owners), None)
        if taken is None:
            for key in keys:
                owners[key.lower()] = file, entry
            continue
        other_file, other = owners[taken.lower()]
        field = None if taken == entry.citekey else "aliases"
        what = "citekey" if field is None else "alias"
        clashes.append(
            (
                entry,
                Problem(
                    f"{entry.citekey}: the {what} {taken!r} belongs to"
                    f" {other.citekey} already, {other_file.locate(other.citekey)}",
                    file.locate(entry.citekey, field),
                    "error",
                    codes.DUPLICATE_CITEKEY,
                    "the first one counts until the other is renamed",
                ),
            )
        )
    return clashes
