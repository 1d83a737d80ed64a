"""The `import` command."""

from __future__ import annotations

from contextlib import ExitStack
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
    where: Annotated[
        str | None,
        Option("--where", metavar="QUERY", help="Only entries that match."),
    ] = None,
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
      paperctl import arxiv-metadata-oai-snapshot.json --where 'area:cs.LG year:2024'

    An entry keeps its citekey if that is free. What the catalogue has already (by
    citekey, DOI, arXiv id, or title, first author and year) stays as it is; --update
    adds the facts that it lacks, and what contradicts it is only told. Without a
    catalogue ./papers.yaml is made. Exits 1 if a part of a file had to be
    refused, 2 if all.
    """
    from paperctl.cli.streaming import part_large, stream

    if source:
        from paperctl import sources

        sources.get(source)  # which says what is wrong before any file is looked at
    day = _parse_day(as_of, context)
    how = importing.How(update, dry_run, json, importing.parse_where(where))
    code = ExitCode.OK
    with ExitStack() as stack:
        larges, others = part_large(context, files, source, stack)
        if larges and others and json:
            raise PaperctlError(
                "--json takes a large file only by itself",
                hint=f"import {larges[0].label} in a run of its own",
            )
        if others:
            code = _import_all(context, others, source, day, into, how)
        if larges:
            found = importing.find_files(context, into)
            code = max(code, stream(context, larges, found, how, day))
    # Refused parts of a file are an answer (1), a damaged catalogue is an error (2).
    context.forgives = True
    return code


def _import_all(
    context: Context,
    files: list[str],
    source: str | None,
    day: datetime.date,
    into: str | None,
    how: importing.How,
) -> ExitCode:
    harvests = importing.read_harvests(context, files, source, day)
    target = importing.open_target(context, into)
    taken = importing.choose(harvests, how)
    intake = importing.decide(context, target, taken.harvests)
    if not how.dry_run:
        importing.write_changes(target, intake, update=how.update)
    elif not how.json:
        diff = importing.preview_changes(target, intake, update=how.update)
        write(context, [diff] if diff else [])
    if how.json:
        from paperctl.render.plain import json_document

        outcome = importing.outcome(target, taken, intake, how)
        write(context, json_document(outcome))
    importing.report(context, target, taken, intake, how)
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
