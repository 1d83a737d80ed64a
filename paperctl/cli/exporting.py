"""What `export` does, step by step: choose, write, tell; once, or at every change."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from paperctl.cli.citations import check_alone, choose
from paperctl.cli.output import write
from paperctl.cli.selecting import found
from paperctl.errors import ExitCode, PaperctlError
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from paperctl.cli.context import Context
    from paperctl.cli.export_options import Citing, Updating, Verifying
    from paperctl.cli.options import Selection
    from paperctl.formats import ByEntry, Format, FormatOptions
    from paperctl.index.finder import Finder
    from paperctl.query.ast import Query


class Wanted(NamedTuple):
    """All that a command line of `export` says."""

    form: Format
    options: FormatOptions
    query: Query
    selection: Selection
    citing: Citing
    updating: Updating
    verifying: Verifying
    output: str | None


def check_wanted(wanted: Wanted) -> None:
    """Refuse options that say nothing together.

    Raises:
        PaperctlError: With a hint that says which to leave out.
    """
    if any(vars(wanted.updating).values()):
        from paperctl.cli.updating import check_combination

        check_combination(wanted.updating, wanted.form, wanted.output)
    if wanted.verifying.verify:
        from paperctl.cli.verifying import check_verifiable

        check_verifiable(wanted.form, wanted.verifying)
    citing = wanted.citing
    if wanted.updating.watch and "-" in (citing.cited or []) + (citing.keys_from or []):
        raise PaperctlError(
            "--watch cannot look at standard input",
            hint="give --cited or --keys-from a file",
        )


def export(context: Context, wanted: Wanted) -> ExitCode:
    """Export once, or again and again where that is asked for."""
    if wanted.updating.watch:
        from paperctl.cli.watching import watch

        # Found once: a file that is away for a moment is waited for.
        catalogue = context.catalogue_files()

        def watched() -> Sequence[Path]:
            return (*catalogue, *context.documents)

        watch(context, lambda: _export(context, wanted), watched)
    return _export(context, wanted)


def _export(context: Context, wanted: Wanted) -> ExitCode:
    from paperctl.formats import ByEntry

    updating = wanted.updating
    finder = context.open()
    if updating.update is not None or updating.watch:
        from paperctl.cli.updating import check_health

        check_health(context, updating)
    if not wanted.citing.is_given:
        check_alone(wanted.citing)
    writer = wanted.form.write
    if isinstance(writer, ByEntry) and not _looks_at_entries(wanted):
        return _copy(context, finder, wanted, writer)
    choice = choose(
        context, finder, wanted.query, wanted.selection, wanted.citing, wanted.form
    )
    if choice is None:
        return ExitCode.NO_MATCH
    from paperctl.cli.texts import document

    entries, renamed = choice
    code = found(context, finder, entries)
    pieces = document(finder, entries, wanted.form, wanted.options, renamed)
    if wanted.verifying.verify and code is ExitCode.OK:
        from paperctl.cli.verifying import verified

        text = "".join(pieces)
        if not verified(context, finder, entries, text, wanted.form, wanted.options):
            return ExitCode.NO_MATCH
        pieces = iter([text])
    if updating.update is None:
        write(context, pieces, output=wanted.output, code=code)
        _tell(context, wanted, len(entries), code)
        return code
    if code is not ExitCode.OK:
        return code
    from paperctl.cli.updating import Export, update

    written = Export(entries, "".join(pieces), wanted.form, wanted.options)
    return update(context, finder, written, updating)


def _looks_at_entries(wanted: Wanted) -> bool:
    """Whether the entries themselves are needed, beside what is written of them."""
    is_updated = wanted.updating.update is not None
    return wanted.citing.is_given or wanted.verifying.verify or is_updated


def _copy(
    context: Context, finder: Finder, wanted: Wanted, writer: ByEntry
) -> ExitCode:
    """Write texts as they come: mostly nobody has to make them."""
    from paperctl.cli.texts import making

    how = making(writer, wanted.form, wanted.options)
    order, limit = wanted.selection.sort, wanted.selection.limit
    coming = finder.texts(wanted.query, how, order=order, limit=limit)
    first = [*islice(coming, 1)]
    code = found(context, finder, first)
    count = len(first)

    def texts() -> Iterator[str]:
        nonlocal count
        yield from first
        for text in coming:
            count += 1
            yield text

    write(
        context,
        writer.join(texts(), wanted.options),
        output=wanted.output,
        code=code,
    )
    _tell(context, wanted, count, code)
    return code


def _tell(context: Context, wanted: Wanted, count: int, code: ExitCode) -> None:
    output = wanted.output
    if output and output != "-" and code is ExitCode.OK:
        context.say(f"paperctl: {count} entries written to {output}")
