"""The `export` command."""

from typing import Annotated

from typer import Argument

from paperctl.cli.citations import choose
from paperctl.cli.context import Context
from paperctl.cli.export_options import Citing, Verifying, Writing
from paperctl.cli.options import FieldsOption, OutputOption, QueryArgument, Selection
from paperctl.cli.output import write
from paperctl.cli.selecting import chosen_fields, found, make_query
from paperctl.cli.verifying import check_verifiable, verified
from paperctl.errors import ExitCode

SECTION = "Export"


def command(
    context: Context,
    selection: Selection,
    citing: Citing,
    writing: Writing,
    verifying: Verifying,
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

    `paperctl help formats` lists the formats, and which options each takes.

    Entries come in the order of the catalogue unless --sort says otherwise. FILE is
    written whole or not at all, and left alone where nothing matches. With --verify it
    is read back first, and nothing is written if an entry is lost, changed or refused.
    """
    from paperctl import formats

    chosen = formats.get(format)
    formats.check_options(chosen, writing.special)
    check_verifiable(chosen, verifying)
    options = formats.FormatOptions(
        fields=chosen_fields(fields), **writing.for_format(context)
    )
    wanted = make_query(query, selection)
    finder = context.open()
    entries = choose(context, finder, wanted, selection, citing, chosen)
    if entries is None:
        return ExitCode.NO_MATCH
    code = found(context, finder, entries)
    pieces = chosen.write(entries, options)
    if verifying.verify and code is ExitCode.OK:
        text = verified(context, finder, entries, chosen, options)
        if text is None:
            return ExitCode.NO_MATCH
        pieces = iter([text])
    write(context, pieces, output=output, code=code)
    if output and output != "-" and code is ExitCode.OK:
        context.say(f"paperctl: {len(entries)} entries written to {output}")
    return code
