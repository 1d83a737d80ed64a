"""The `config` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from paperctl.cli.context import Context
from paperctl.cli.options import JsonOption
from paperctl.cli.output import choose_format, show, write
from paperctl.errors import CatalogueError, ExitCode, PaperctlError

if TYPE_CHECKING:
    from paperctl.config.settings import Given

SECTION = "Set up"


def command(
    context: Context,
    name: Annotated[
        str | None, Argument(metavar="[NAME]", help="The value of this one alone.")
    ] = None,
    format: Annotated[  # noqa: A002
        Literal["table", "plain", "json"] | None,
        Option("--format", help="Default: table on a terminal, plain in a pipe."),
    ] = None,
    json: JsonOption = False,
) -> ExitCode:
    """Show every setting, and who set it.

    Examples:
      paperctl config
      paperctl config catalogue
      paperctl config list.sort --json

    Options come before PAPERCTL_* variables, these before paperctl.toml in the working
    folder or above it, and that before config.toml in the folder of your own settings.
    In a pipe: name, value and origin, tab-separated. What is wrong in a file is told
    with its line, and makes the exit code 2.
    """
    chosen = choose_format(context, format, json=json, output=None)
    settings = _settings(context)
    if name is not None and name not in settings:
        from paperctl.text.closest import did_you_mean

        raise PaperctlError(
            f"no setting {name!r}",
            hint=did_you_mean(name, settings)
            or f"the settings are {', '.join(settings)}",
        )
    context.report_configuration()
    from paperctl.render import settings as view

    if chosen == "json":
        from paperctl.render.plain import json_document

        documents = {key: view.setting_document(key, settings[key]) for key in settings}
        whole = list(documents.values()) if name is None else documents[name]
        return write(context, json_document(whole))
    if name is not None:
        return write(context, [view.setting_line(name, settings[name])])
    if chosen == "table":
        return show(context, view.settings_table(settings))
    return write(context, view.setting_lines(settings))


def _settings(context: Context) -> dict[str, Given]:
    """Give what is set; without a set catalogue, the one that is found."""
    from paperctl.config.settings import Given, Origin
    from paperctl.store.locate import find_catalogue

    settings = dict(context.configuration.settings)
    given = settings["catalogue"]
    named = given.value if isinstance(given.value, tuple) else ()
    try:
        paths = find_catalogue(named, context.environ, context.cwd)
    except CatalogueError:
        return settings
    origin = given.origin if named else Origin("found")
    shown = tuple(str(context.relative(path)) for path in paths)
    return settings | {"catalogue": Given(shown, origin)}
