"""What `export` does, step by step: choose, write, tell; once, or at every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.cli.citations import choose
from paperctl.cli.output import write
from paperctl.cli.selecting import found
from paperctl.errors import ExitCode, PaperctlError
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from paperctl.cli.context import Context
    from paperctl.cli.export_options import Citing, Updating, Verifying
    from paperctl.cli.options import Selection
    from paperctl.formats import Format, FormatOptions
    from paperctl.model.entry import Entry
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
    updating = wanted.updating
    finder = context.open()
    if updating.update is not None or updating.watch:
        from paperctl.cli.updating import check_health

        check_health(context, updating)
    entries = choose(
        context, finder, wanted.query, wanted.selection, wanted.citing, wanted.form
    )
    if entries is None:
        return ExitCode.NO_MATCH
    code = found(context, finder, entries)
    pieces = wanted.form.write(entries, wanted.options)
    if wanted.verifying.verify and code is ExitCode.OK:
        from paperctl.cli.verifying import verified

        text = verified(context, finder, entries, wanted.form, wanted.options)
        if text is None:
            return ExitCode.NO_MATCH
        pieces = iter([text])
    if updating.update is None:
        return _write(context, wanted, entries, pieces, code)
    if code is not ExitCode.OK:
        return code
    from paperctl.cli.updating import Export, update

    written = Export(entries, "".join(pieces), wanted.form, wanted.options)
    return update(context, finder, written, updating)


def _write(
    context: Context,
    wanted: Wanted,
    entries: Sequence[Entry],
    pieces: Iterable[str],
    code: ExitCode,
) -> ExitCode:
    output = wanted.output
    write(context, pieces, output=output, code=code)
    if output and output != "-" and code is ExitCode.OK:
        context.say(f"paperctl: {len(entries)} entries written to {output}")
    return code
