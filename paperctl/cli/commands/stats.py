"""The `stats` command."""

from typing import Annotated, Literal

from typer import Option

from paperctl.cli.context import Context
from paperctl.cli.options import Filters, JsonOption, OutputOption, QueryArgument
from paperctl.cli.output import choose_format, show, width_of, write
from paperctl.cli.selecting import found, make_query
from paperctl.errors import ExitCode

SECTION = "Read"


def command(
    context: Context,
    filters: Filters,
    query: QueryArgument = None,
    top: Annotated[
        int, Option("--top", metavar="N", min=1, help="Show the N most frequent.")
    ] = 10,
    format: Annotated[  # noqa: A002
        Literal["table", "plain", "json"] | None,
        Option("--format", help="Default: table on a terminal, plain in a pipe."),
    ] = None,
    json: JsonOption = False,
    output: OutputOption = None,
) -> ExitCode:
    """Count entries by area, year, author, venue and code.

    Examples:
      paperctl stats
      paperctl stats --area LG --since 2024
      paperctl stats --json | jq '.by_year'

    The header of an author page stands beside what the catalogue itself holds. In a
    pipe: section, name and count, tab-separated, all of them, with months, tags,
    affiliations and pairs of co-authors.
    """
    from paperctl.render import summary as view

    chosen = choose_format(context, format, json=json, output=output)
    wanted = make_query(query, filters)
    finder = context.open()
    summary = finder.summary(wanted)
    code = found(context, finder, range(summary.entries))
    if chosen == "table":
        renderable = view.summary_charts(summary, width=width_of(context), top=top)
        return show(context, renderable, output=output, code=code)
    if chosen == "json":
        from paperctl.render.plain import json_document

        pieces = json_document(summary.to_record())
    else:
        pieces = view.summary_lines(summary)
    return write(context, pieces, output=output, code=code)
