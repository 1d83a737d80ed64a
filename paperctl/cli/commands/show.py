"""The `show` command."""

from typing import Annotated, Literal

from typer import Argument, Option

from paperctl.cli.context import Context
from paperctl.cli.options import FieldsOption, JsonOption, OutputOption
from paperctl.cli.output import choose_format, show, width_of, write
from paperctl.cli.selecting import chosen_fields
from paperctl.errors import ExitCode

SECTION = "Read"


def command(
    context: Context,
    keys: Annotated[list[str], Argument(metavar="KEY...", help="Citekeys or aliases.")],
    fields: FieldsOption = None,
    format: Annotated[  # noqa: A002
        Literal["table", "plain", "json"] | None,
        Option("--format", help="Default: table on a terminal, plain in a pipe."),
    ] = None,
    json: JsonOption = False,
    output: OutputOption = None,
) -> ExitCode:
    r"""Show entries in full, by citekey.

    Examples:
      paperctl show platonov2023critical
      paperctl show kuznedelev2022cap wu2024iterative
      paperctl show platonov2023critical --json

    Maths is shown as text (`$\\geq 75$%` as ≥ 75%); links can be clicked where the
    terminal knows how. In a pipe: one `field<TAB>value` line a field.
    """
    names = chosen_fields(fields)
    chosen = choose_format(context, format, json=json, output=output)
    finder = context.open()
    entries = [finder.resolve(key) for key in keys]
    if chosen == "table":
        from paperctl.render.card import cards

        return show(
            context,
            cards(entries, width=width_of(context), fields=names),
            output=output,
        )
    from paperctl.render.card import cards_lines
    from paperctl.render.plain import render_entries

    pieces = (
        render_entries("json", entries, names)
        if chosen == "json"
        else cards_lines(entries, names)
    )
    return write(context, pieces, output=output)
