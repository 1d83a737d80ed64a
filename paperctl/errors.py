"""What can go wrong, where, and what the caller's exit code says about it.

Every error that a user can cause is a `PaperctlError`; it is raised at the
lowest layer that knows enough to explain it and printed in one place,
`paperctl.cli.main`. Anything else that escapes is a bug and shows a traceback.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

from paperctl.values import frozen


class ExitCode(IntEnum):
    """The exit codes of every command; `docs/exit-codes.md` is their table."""

    OK = 0
    NO_MATCH = 1
    ERROR = 2
    INTERRUPTED = 130


@frozen()
class Location:
    """A place in a file; line and column count from 1, in characters.

    >>> str(Location("data/papers.yaml", 42, 9))
    'data/papers.yaml:42:9'
    >>> str(Location("data/papers.yaml"))
    'data/papers.yaml'
    """

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        places = (self.path, self.line, self.column)
        return ":".join(str(place) for place in places if place is not None)


@frozen()
class Problem:
    """A complaint about one place of a catalogue or of an imported file.

    An `error` means that what stands there could not be taken; a `warning`
    means that it was, and that somebody should look at it.
    """

    message: str
    location: Location | None = None
    severity: Literal["error", "warning"] = "error"
    code: str = ""
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" if self.location else self.message


class PaperctlError(Exception):
    """Base of all errors that a user can cause.

    >>> error = PaperctlError("no entry 'he2016'", hint="did you mean he2015?")
    >>> str(error), error.hint
    ("no entry 'he2016'", 'did you mean he2015?')
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        location: Location | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location


class FieldError(PaperctlError):
    """A value that a field cannot hold.

    Attributes:
        field: Name of the field, as the catalogue spells it.
        index: Position in the field's list, from 0, where it is a list.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        index: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.field = field
        self.index = index


class CatalogueError(PaperctlError):
    """A catalogue that cannot be read, or must not be written.

    Attributes:
        problems: What is wrong with it, in file order; may be empty.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        location: Location | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        super().__init__(message, hint=hint, location=location)
        self.problems = problems


class DuplicateCitekeyError(CatalogueError):
    """Two entries of one catalogue share a citekey, case aside."""


class UnknownCitekeyError(PaperctlError):
    """A citekey that the catalogue does not have."""


class QueryError(PaperctlError):
    """A query or pattern that cannot be understood.

    Attributes:
        query: The text as typed.
        column: Where it goes wrong, in characters from 0.
    """

    def __init__(
        self, message: str, *, query: str, column: int = 0, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.column = column


class FormatError(PaperctlError):
    """An unknown export format, or an option that it does not have."""


class SourceError(PaperctlError):
    """Imported text that its source cannot read at all."""


class StoreError(PaperctlError):
    """A file that cannot be read or written; wraps `OSError`."""
