"""The `export` command."""

from typing import Annotated

from typer import Argument

from paperctl.cli import exporting
from paperctl.cli.context import Context
from paperctl.cli.export_options import Citing, Updating, Verifying, Writing
from paperctl.cli.options import FieldsOption, OutputOption, QueryArgument, Selection
from paperctl.cli.selecting import chosen_fields, make_query
from paperctl.errors import ExitCode

SECTION = "Export"


def command(
    context: Context,
    selection: Selection,
    citing: Citing,
    writing: Writing,
    verifying: Verifying,
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
      paperctl export markdown tag:reading --layout reading -o reading.md
      paperctl export csv --fields citekey,title,year --formula-safe
      paperctl export bibtex --cited main.tex -o references.bib
      paperctl export bibtex --verify -o references.bib
      paperctl export bibtex --cited main.tex --update references.bib

    `paperctl help formats` lists the formats, and which options each takes.

    Entries come in the order of the catalogue unless --sort says otherwise. FILE is
    written whole or not at all, and left alone where nothing matches. With --verify it
    is read back first, and nothing is written if an entry is lost, changed or refused.
    """
    from paperctl import formats

    form = formats.get(format)
    formats.check_options(form, writing.special)
    options = formats.FormatOptions(
        fields=chosen_fields(fields), **writing.for_format(context)
    )
    wanted = exporting.Wanted(
        form,
        options,
        make_query(query, selection),
        selection,
        citing,
        updating,
        verifying,
        output,
    )
    exporting.check_wanted(wanted)
    return exporting.export(context, wanted)
