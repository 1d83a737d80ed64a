"""The `import` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from paperctl.cli import importing
from paperctl.cli.context import Context
from paperctl.cli.options import JsonOption
from paperctl.cli.output import write
from paperctl.errors import ExitCode, FieldError, PaperctlError

if TYPE_CHECKING:
    import datetime

SECTION = "Change"


def command(
    context: Context,
    files: Annotated[
        list[str], Argument(metavar="FILE...", help="What to read; - is stdin.")
    ],
    source: Annotated[
        str | None,
        Option("--from", metavar="SOURCE", help="What it is; default: by content."),
    ] = None,
    as_of: Annotated[
        str | None,
        Option(
            "--as-of",
            metavar="DATE",
            help="When the page was saved, for dates without a year; default: today.",
        ),
    ] = None,
    into: Annotated[
        str | None,
        Option("--into", metavar="FILE", help="The catalogue file for new entries."),
    ] = None,
    update: Annotated[
        bool, Option("--update", help="Add what is new about known entries, too.")
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show the change as a diff, make none.")
    ] = False,
    json: JsonOption = False,
) -> ExitCode:
    """Add entries from other files to the catalogue.

    Examples:
      paperctl import references.bib --dry-run
      paperctl import references.bib more.bib
      paperctl import references.bib --update
      paperctl import author-page.txt --as-of 2026-11-23
      paperctl import --from bibtex - < references.bib

    An entry keeps its citekey if that is free. What the catalogue has already (by
    citekey, DOI, arXiv id, or title, first author and year) stays as it is; --update
    adds the facts that it lacks, and what contradicts it is only told. Without a
    catalogue ./papers.yaml is made. Exits 1 if a part of a file had to be
    refused, 2 if all.
    """
    day = _parse_day(as_of, context)
    harvests = importing.read_harvests(context, files, source, day)
    target = importing.open_target(context, into)
    intake = importing.decide(context, target, harvests)
    if not dry_run:
        importing.write_changes(target, intake, update=update)
    elif not json:
        diff = importing.preview_changes(target, intake, update=update)
        write(context, [diff] if diff else [])
    if json:
        from paperctl.render.plain import json_document

        outcome = importing.outcome(target, harvests, intake, update=update)
        write(context, json_document(outcome))
    importing.report(context, target, harvests, intake, update=update, dry_run=dry_run)
    # Refused parts of a file are an answer (1), a damaged catalogue is an error (2).
    context.forgives = True
    is_refused = any(
        problem.severity == "error"
        for harvest in harvests
        for problem in harvest.problems
    )
    if is_refused and not any(item.entries or item.profiles for item in harvests):
        return ExitCode.ERROR
    return ExitCode.NO_MATCH if is_refused else ExitCode.OK


def _parse_day(text: str | None, context: Context) -> datetime.date:
    if text is None:
        return context.now
    import datetime

    from paperctl.model.date import parse_date

    try:
        return datetime.date(*parse_date(text).last)
    except FieldError as error:
        raise PaperctlError(f"--as-of: {error.message}") from error
