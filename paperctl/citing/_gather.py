"""All that a document cites, over the files that it is made of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paperctl.citing import Citation, recognise
from paperctl.errors import Location, Problem, SourceError
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paperctl.citing import Include, Kind, Reading


_LISTED = lazy_regex(r"[^\s,]+")


@frozen()
class Cited:
    """A key that a document cites, and where."""

    key: str
    location: Location
    is_sure: bool = True


@frozen()
class Gathered:
    """What a document cites.

    Attributes:
        citations: In the order in which the document is read; a key as often as it is
            cited.
        problems: Files that the document names and that are not there.
        files: What was read, the main file first.
    """

    citations: tuple[Cited, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]


def read_keys(path: str, text: str) -> list[Cited]:
    """Read a list of citekeys; see `paperctl.citing.read_keys`."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for key in _LISTED.finditer(line):
            if key[0].startswith("#"):
                break
            found.append(Cited(key[0], Location(path, number, key.start() + 1)))
    return found


class _Step:
    """A file that is being read, and how far that has come."""

    def __init__(self, path: str, base: str, reading: Reading) -> None:
        self.path = path
        self.base = base
        self.parts: Iterator[Citation | Include] = iter(_in_order(reading))


def gather(
    path: str, read: Callable[[str], str | None], *, kind: Kind | None = None
) -> Gathered:
    """Collect what a document cites; see `paperctl.citing.gather`."""
    return _Gathering(path, read, kind).run()


class _Gathering:
    """Goes through the files of one document, each once."""

    def __init__(
        self, path: str, read: Callable[[str], str | None], kind: Kind | None
    ) -> None:
        text = read(path)
        if text is None:
            raise SourceError("no such file", location=Location(path))
        self._read = read
        self._kind = _kind(path, text, kind)
        self._root = _folder(path)
        self._seen = {_join(path)}
        self._files = [path]
        self._labels: set[str] = set()
        self._citations: list[Cited] = []
        self._problems: list[Problem] = []
        # Not by recursion: nothing bounds how deep files name files.
        self._steps = [self._step(path, self._root, text)]

    def run(self) -> Gathered:
        while self._steps:
            step = self._steps[-1]
            for part in step.parts:
                if isinstance(part, Citation):
                    self._cite(step, part)
                elif self._follow(step, part):
                    break
            else:
                self._steps.pop()
        citations = (cite for cite in self._citations if cite.key not in self._labels)
        return Gathered(tuple(citations), tuple(self._problems), tuple(self._files))

    def _step(self, path: str, base: str, text: str) -> _Step:
        try:
            reading = self._kind.read(text)
        except SourceError as error:
            where = error.location
            line, column = (where.line, where.column) if where else (None, None)
            error.location = Location(path, line, column)
            raise
        self._labels |= reading.labels
        return _Step(path, base, reading)

    def _cite(self, step: _Step, found: Citation) -> None:
        location = Location(step.path, found.line, found.column)
        self._citations.append(Cited(found.key, location, found.is_sure))

    def _follow(self, step: _Step, include: Include) -> bool:
        """Open an included file, if there is more to read in it."""
        for within, path in self._candidates(step, include):
            if path in self._seen:
                return False
            text = self._read(path)
            if text is None:
                continue
            self._seen.add(path)
            self._files.append(path)
            base = step.base
            if include.is_base:
                base = within if include.folder else _folder(path)
            self._steps.append(self._step(path, base, text))
            return True
        if not include.is_optional:
            self._miss(step, include)
        return False

    def _candidates(self, step: _Step, include: Include) -> Iterator[tuple[str, str]]:
        """List where an included file may be: a folder, and the file's path."""
        for folder in dict.fromkeys(self._folders(step)):
            within = _join(folder, include.folder)
            for name in include.names:
                if self._kind.searched == "here" and name.startswith("/"):
                    # Typst's and Quarto's root is not that of the machine.
                    yield within, _join(self._root, name.lstrip("/"))
                else:
                    yield within, _join(within, name)

    def _folders(self, step: _Step) -> tuple[str, ...]:
        """Say where included files may be, the likeliest first."""
        here = _folder(step.path)
        if self._kind.searched == "here":
            return here, self._root
        return step.base, self._root, here

    def _miss(self, step: _Step, include: Include) -> None:
        name = _join(include.folder, include.names[0])
        self._problems.append(
            Problem(
                f"{name} is not there: what it cites is left out",
                Location(step.path, include.line, include.column),
                "warning",
            )
        )


def _folder(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120 - a name, no file yet


def _join(*parts: str) -> str:
    return os.path.normpath(os.path.join(*parts))  # noqa: PTH118 - the same


def _kind(path: str, text: str, kind: Kind | None) -> Kind:
    try:
        return kind or recognise(path, text)
    except SourceError as error:
        error.location = Location(path)
        raise


def _in_order(reading: Reading) -> list[Citation | Include]:
    """Mix citations and includes as they stand in the text."""
    parts: list[Citation | Include] = [*reading.citations, *reading.includes]
    return sorted(parts, key=lambda part: (part.line, part.column))
