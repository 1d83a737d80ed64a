"""The `list` command."""

from typing import Annotated

from typer import Option

from paperctl.cli.context import Context
from paperctl.cli.options import (
    EntriesFormat,
    FieldsOption,
    JsonOption,
    OutputOption,
    QueryArgument,
    Selection,
)
from paperctl.cli.output import choose_format, show, width_of, write
from paperctl.cli.selecting import chosen_fields, found, make_query
from paperctl.errors import ExitCode

SECTION = "Find"


def command(
    context: Context,
    selection: Selection,
    query: QueryArgument = None,
    fields: FieldsOption = None,
    format: Annotated[  # noqa: A002
        EntriesFormat | None,
        Option("--format", help="Default: table on a terminal, plain in a pipe."),
    ] = None,
    json: JsonOption = False,
    output: OutputOption = None,
) -> ExitCode:
    """List entries, newest first.

    Examples:
      paperctl list --area LG
      paperctl list pruning --since 2023-06 --code
      paperctl list author:frantar --sort year,title
      paperctl list --fields citekey,arxiv,title --format csv -o papers.csv

    On a terminal this is a table; columns that do not fit are left out. In a pipe
    it is one tab-separated line an entry, with nothing cut: citekey, date, area,
    authors, title, venue, code.
    """
    names = chosen_fields(fields)
    chosen = choose_format(context, format, json=json, output=output)
    wanted = make_query(query, selection)
    finder = context.open()
    if names is None and chosen not in {"json", "jsonl"}:
        names = context.setting("list.fields")
    order = selection.sort or context.setting("list.sort")
    if chosen in {"plain", "keys"} and names is None:
        lines = finder.lines(wanted, order=order, limit=selection.limit)
        code = found(context, finder, lines)
        if chosen == "keys":
            from paperctl.render.plain import first_cells

            lines = [f"{citekey}\n" for citekey in first_cells(lines)]
        return write(context, lines, output=output, code=code)
    entries = finder.select(wanted, order=order, limit=selection.limit)
    code = found(context, finder, entries)
    if chosen == "table":
        from paperctl.render.table import entries_table

        return show(
            context,
            entries_table(entries, width=width_of(context), fields=names),
            output=output,
            code=code,
        )
    from paperctl.render.plain import render_entries

    return write(
        context, render_entries(chosen, entries, names), output=output, code=code
    )
