"""Proof of an export: those who will read it read it, before it is written.

A consumer is one module of this package, found by its file name, and holds a
`CONSUMER`. Some are parsers, which share no code with our writers; some are the
programs that people feed an export to, where they are installed. Each says for which
formats it is, and what it has to complain about, by entry. Consumers know no files of
the catalogue and print nothing; `_room` alone runs programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from paperctl.errors import FormatError
from paperctl.registry import import_part, part_names
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from paperctl.model.entry import Entry
    from paperctl.verify._room import Room

__all__ = ["Consumer", "Export", "Finding", "Report", "consumers", "names", "verify"]

SECONDS = 120.0
"""How long a program may take for a small export."""
SECONDS_OF_ENTRY = 0.2
"""What each entry adds; biber reads some fifteen a second on a slow machine."""


@frozen()
class Export:
    """What is verified.

    Attributes:
        format: The format's name.
        text: What it wrote.
        entries: What it was to write.
        wants: Whether a field of the catalogue was to be written.
    """

    format: str
    text: str
    entries: Sequence[Entry]
    wants: Callable[[str], bool]


@frozen()
class Finding:
    """A complaint of a consumer.

    Attributes:
        message: In the consumer's words, or about what it read.
        citekey: The entry that it is about, None for all.
        field: The field of the catalogue, if that is known.
        severity: An error means that something was lost, changed or not understood; a
            warning that somebody should look at it.
    """

    message: str
    citekey: str | None = None
    field: str | None = None
    severity: Literal["error", "warning"] = "error"


Check: TypeAlias = "Callable[[Export, Room], Iterable[Finding]]"


@frozen()
class Consumer:
    """Who reads an export.

    Attributes:
        name: As its module is called.
        formats: What it can read.
        check: Let it read, and give its complaints; may raise `CannotRunError`.
        program: What has to be on PATH; None for a parser, which is always there.
    """

    name: str
    formats: tuple[str, ...]
    check: Check
    program: str | None = None


@frozen()
class Report:
    """What one consumer said; `not_run` is why it was not asked."""

    consumer: str
    findings: tuple[Finding, ...] = ()
    not_run: str | None = None


def names() -> list[str]:
    """List the consumers by their files.

    >>> "biber" in names()
    True
    """
    return part_names(__path__)


def consumers(format: str) -> list[Consumer]:  # noqa: A002
    """List those who can read a format, parsers first.

    >>> [consumer.name for consumer in consumers("bibtex")]
    ['bibtexparser', 'biber', 'bibtex', 'pandoc', 'typst']
    """
    every: list[Consumer] = [
        import_part(__name__, __path__, name, error=FormatError).CONSUMER
        for name in names()
    ]
    found = [consumer for consumer in every if format in consumer.formats]
    return sorted(found, key=lambda consumer: consumer.program is not None)


def verify(
    export: Export,
    environ: Mapping[str, str],
    progress: Callable[[str, float], None] | None = None,
) -> list[Report]:
    """Let every consumer read an export, each in a temporary folder of its own.

    Args:
        export: What they read.
        environ: Where programs are looked for, on its PATH.
        progress: Told who reads, and how many of all have read, from 0 to 1.
    """
    from functools import partial

    readers = consumers(export.format)
    reports = []
    for number, reader in enumerate(readers):
        tick = None
        if progress:
            tick = partial(progress, f"{reader.name} reads it", number / len(readers))
            tick()
        reports.append(_ask(reader, export, environ, tick))
    if progress:
        progress("read", 1)
    return reports


def _ask(
    consumer: Consumer,
    export: Export,
    environ: Mapping[str, str],
    tick: Callable[[], None] | None,
) -> Report:
    from paperctl.verify._room import CannotRunError, ProgramError, find, open_room

    path = environ.get("PATH", "")
    if consumer.program is not None and find(consumer.program, path) is None:
        return Report(consumer.name, not_run="not installed")
    seconds = SECONDS + SECONDS_OF_ENTRY * len(export.entries)
    with open_room(environ, seconds, tick) as room:
        try:
            found = tuple(consumer.check(export, room))
        except CannotRunError as error:
            return Report(consumer.name, not_run=str(error))
        except ProgramError as error:
            found = (Finding(str(error)),)
    return Report(consumer.name, tuple(dict.fromkeys(found)))
