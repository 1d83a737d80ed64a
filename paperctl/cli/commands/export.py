"""The `export` command."""

from typing import Annotated

from typer import Argument

from paperctl.cli.context import Context
from paperctl.cli.export_options import Updating, Writing
from paperctl.cli.options import FieldsOption, OutputOption, QueryArgument, Selection
from paperctl.cli.output import write
from paperctl.cli.selecting import chosen_fields, found, make_query
from paperctl.cli.updating import check_combination, check_health, update
from paperctl.cli.watching import watch
from paperctl.errors import ExitCode

SECTION = "Export"


def command(
    context: Context,
    selection: Selection,
    writing: Writing,
    updating: Updating,
    format: Annotated[  # noqa: A002
        str, Argument(metavar="FORMAT", help="bibtex, csv ...: `help formats`.")
    ],
    query: QueryArgument = None,
    fields: FieldsOption = None,
    output: OutputOption = None,
) -> ExitCode:
    """Export entries to another format.

    Examples:
      paperctl export bibtex -o references.bib
      paperctl export bibtex --area LG --no-abstract
      paperctl export markdown tag:reading --sort=-date -o reading.md
      paperctl export bibtex --update references.bib

    Entries come in the order of the catalogue unless --sort says otherwise. FILE is
    written whole or not at all, and left alone where nothing matches.
    """
    from paperctl import formats

    chosen = formats.get(format)
    options = formats.FormatOptions(fields=chosen_fields(fields), **vars(writing))
    formats.check_options(chosen, writing.special)
    check_combination(updating, chosen, output)
    wanted = make_query(query, selection)

    def work() -> ExitCode:
        finder = context.open()
        check_health(context, updating)
        entries = finder.select(wanted, order=selection.sort, limit=selection.limit)
        code = found(context, finder, entries)
        if updating.update is not None:
            if code is ExitCode.OK:
                code = update(context, finder, entries, chosen, options, updating)
            return code
        write(context, chosen.write(entries, options), output=output, code=code)
        if output and output != "-" and code is ExitCode.OK:
            context.say(f"paperctl: {len(entries)} entries written to {output}")
        return code

    if updating.watch:
        # Found once: a file that is away for a moment is waited for.
        watched = context.catalogue_files()
        watch(context, work, lambda: watched)
    return work()
