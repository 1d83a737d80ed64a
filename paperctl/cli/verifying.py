"""`export --verify`: what its readers say of an export, told by place and entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import FormatError, UnknownCitekeyError
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paperctl.cli.context import Context
    from paperctl.cli.export_options import Verifying
    from paperctl.errors import Location
    from paperctl.formats import Format, FormatOptions
    from paperctl.index.finder import Finder
    from paperctl.model.entry import Entry
    from paperctl.verify import Finding, Report

# So many entries are asked for one by one; more of them all at once.
_FEW = 100
# Typst lists all types that an entry may have.
_LONG = 200


class _Complaint(NamedTuple):
    consumer: str
    finding: Finding


def check_verifiable(form: Format, verifying: Verifying) -> None:
    """Refuse to verify what nobody here can read.

    Raises:
        FormatError: It is such a format; the hint says which are none.
    """
    if not verifying.verify:
        return
    from paperctl import formats
    from paperctl.verify import consumers

    if not consumers(form.name):
        readable = [name for name in formats.names() if consumers(name)]
        raise FormatError(
            f"nothing here can read {form.name} back",
            hint=f"--verify is for {', '.join(readable)}",
        )


def verified(  # noqa: PLR0913, PLR0917
    context: Context,
    finder: Finder,
    entries: Sequence[Entry],
    text: str,
    form: Format,
    options: FormatOptions,
) -> bool:
    """Let those read what is to be written of entries who can.

    Tells what they complain about. Returns whether it may be written.

    Raises:
        FormatError: The options leave out what they all need.
    """
    from paperctl.verify import Export, verify

    export = Export(form.name, text, entries, options.wants)
    reports = verify(export, context.environ, context.watch())
    complaints = _by_entry(reports, entries)
    errors = [item for item in complaints if item.finding.severity == "error"]
    _tell(context, finder, errors if context.quiet else complaints)
    readers = [item.consumer for item in reports if not item.not_run]
    absent = [f"{item.consumer}: {item.not_run}" for item in reports if item.not_run]
    if not readers:
        raise FormatError("nobody could verify it", hint="; ".join(absent))
    if absent:
        context.say(f"paperctl: not asked: {'; '.join(absent)}")
    if errors:
        context.warn(f"paperctl: {_count(errors, 'error')}, nothing was written")
        return False
    warnings = f": {_count(complaints, 'warning')}" if complaints else ""
    context.say(f"paperctl: verified by {', '.join(readers)}{warnings}")
    return True


def _by_entry(reports: Iterable[Report], entries: Sequence[Entry]) -> list[_Complaint]:
    """Put complaints in the order of the entries; those about all come first."""
    order = {entry.citekey: number for number, entry in enumerate(entries)}
    complaints = [
        _Complaint(report.consumer, finding)
        for report in reports
        for finding in report.findings
    ]
    return sorted(
        complaints, key=lambda item: order.get(item.finding.citekey or "", -1)
    )


def _tell(context: Context, finder: Finder, complaints: Sequence[_Complaint]) -> None:
    from paperctl.text.display import one_line

    keys = dict.fromkeys(item.finding.citekey for item in complaints)
    written = {key: _written(finder, key) for key in keys if key}
    places = dict(_places(finder, set(written.values()))) if written else {}
    for consumer, finding in complaints:
        message = one_line(finding.message)
        if len(message) > _LONG:
            message = f"{message[: _LONG - 1]}…"
        parts = [f"{consumer}: {message}"]
        if finding.citekey:
            parts.insert(0, finding.citekey)
            key = written[finding.citekey]
            place = places.get((key, finding.field)) or places.get((key, "citekey"))
            if place:
                parts.insert(0, f"{place.path}:{place.line}")
        if finding.severity == "warning":
            parts.insert(0, "warning")
        context.warn(f"paperctl: {': '.join(parts)}")


def _written(finder: Finder, citekey: str) -> str:
    """Name an entry as the catalogue does: exports may call it by an alias."""
    try:
        return finder.resolve(citekey).citekey
    except UnknownCitekeyError:
        return citekey


def _places(
    finder: Finder, citekeys: set[str]
) -> Iterator[tuple[tuple[str, str | None], Location]]:
    """Find the lines of entries, and of the fields that are compared."""
    from paperctl.query.ast import Everything, Match, any_of
    from paperctl.query.grep import Plan
    from paperctl.query.patterns import compile_pattern

    plan = Plan(
        compile_pattern([""], engine="python"),
        fields=("citekey", "title", "authors", "date"),
        max_count=None,
    )
    few = len(citekeys) <= _FEW
    query = (
        any_of(*(Match("citekey", key) for key in citekeys)) if few else Everything()
    )
    hits = [hit for hit in finder.grep(query, plan) if hit.citekey in citekeys]
    found: Mapping[tuple[str, str | None], Location] = {
        (hit.citekey, hit.unit.field): place
        # The first author's line is that of them all.
        for hit, place in reversed(list(zip(hits, finder.locate(hits), strict=True)))
    }
    yield from found.items()


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things)} {word}{'s' if len(things) != 1 else ''}"
