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
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show the change as a diff, make none.")
    ] = False,
    json: JsonOption = False,
) -> ExitCode:
    """Add entries from other files to the catalogue.

    Examples:
      paperctl import author-page.txt --dry-run
      paperctl import author-page.txt --as-of 2026-11-23
      paperctl import --from author-page - < author-page.txt

    What the catalogue has already (by DOI, arXiv id, or title, first author and year)
    stays as it is: nothing is overwritten, no list of authors is shortened. Without a
    catalogue ./papers.yaml is made. Exits 1 if a part of a file had to be refused.
    """
    day = _parse_day(as_of, context)
    harvests = [importing.read_harvest(context, name, source, day) for name in files]
    target = importing.open_target(context, into)
    intake = importing.decide(context, target, harvests)
    from paperctl.store.edit import add, preview

    additions = (intake.added, intake.profiles_added)
    if dry_run:
        if intake.changes_catalogue and not json:
            write(context, [preview(target.file, target.path, *additions)])
    elif intake.changes_catalogue:
        add(target.path, *additions, seen=target.file)
    if json:
        from paperctl.render.plain import json_document

        write(context, json_document(importing.outcome(target, harvests, intake)))
    importing.report(context, target, intake, dry_run=dry_run)
    problems = [problem for harvest in harvests for problem in harvest.problems]
    context.report(problems)
    # Refused parts of a file are an answer (1), a damaged catalogue is an error (2).
    context.forgives = True
    is_refused = any(problem.severity == "error" for problem in problems)
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
