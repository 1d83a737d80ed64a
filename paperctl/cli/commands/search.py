"""The `search` command."""

from typing import Annotated

from typer import Argument

from paperctl.cli.context import Context
from paperctl.cli.options import (
    EntriesFormat,
    FieldsOption,
    Filters,
    JsonOption,
    OutputOption,
    option,
)
from paperctl.cli.output import choose_format, show, write
from paperctl.cli.selecting import chosen_fields, found, make_query
from paperctl.errors import ExitCode

SECTION = "Find"


def command(
    context: Context,
    filters: Filters,
    query: Annotated[
        list[str], Argument(metavar="WORDS...", help="Words and terms to look for.")
    ],
    limit: Annotated[
        int | None, option(..., "--limit", metavar="N", min=0, help="The best N only.")
    ] = None,
    sort: Annotated[
        str | None,
        option(
            ...,
            "--sort",
            metavar="FIELD",
            help="Show the found ones by this field, not by rank.",
        ),
    ] = None,
    fields: FieldsOption = None,
    format: Annotated[  # noqa: A002
        EntriesFormat | None,
        option(..., "--format", help="Default: table on a terminal, plain in a pipe."),
    ] = None,
    json: JsonOption = False,
    output: OutputOption = None,
) -> ExitCode:
    """Search titles, authors, abstracts, tags and notes.

    Examples:
      paperctl search quantization
      paperctl search 'key-value cache' --since 2024
      paperctl search diffusion author:babenko --limit 3

    The best comes first, with its best passage. Case and accents do not matter, LaTeX
    does not get in the way, and the last word may be the beginning of one. In a pipe:
    citekey, title and passage, tab-separated.
    """
    names = chosen_fields(fields)
    chosen = choose_format(context, format, json=json, output=output)
    wanted = make_query(query, filters)
    arrange = None
    if sort:
        from paperctl.query.sort import parse_sort

        arrange = parse_sort(sort)
    finder = context.open()
    hits = finder.search(wanted, limit=limit)
    if arrange:
        scored = {hit.entry: hit for hit in hits}
        hits = [scored[entry] for entry in arrange(scored)]
    code = found(context, finder, hits)
    if code is ExitCode.NO_MATCH:
        for suggestion in finder.suggest(wanted):
            context.say(f"hint: {suggestion}")
    if chosen == "table" and names is None:
        from paperctl.render.hits import search_groups

        return show(context, search_groups(hits), output=output, code=code)
    from paperctl.render import hits as lines

    if chosen == "plain" and names is None:
        return write(context, lines.search_lines(hits), output=output, code=code)
    from paperctl.render import plain

    if chosen == "json":
        pieces = plain.json_document(lines.search_documents(hits, names))
    else:
        view = "plain" if chosen == "table" else chosen
        pieces = plain.render_entries(view, [hit.entry for hit in hits], names)
    return write(context, pieces, output=output, code=code)
