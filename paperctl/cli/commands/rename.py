"""The `rename` command."""

from typing import Annotated

from typer import Argument, Option

from paperctl.cli import keying
from paperctl.cli.context import Context
from paperctl.cli.options import JsonOption
from paperctl.errors import ExitCode

SECTION = "Change"


def command(
    context: Context,
    key: Annotated[str, Argument(metavar="OLD", help="A citekey or an alias.")],
    new_key: Annotated[str, Argument(metavar="NEW", help="The citekey to be.")],
    no_alias: Annotated[
        bool, Option("--no-alias", help="Do not keep the old key as an alias.")
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show the change as a diff, make none.")
    ] = False,
    json: JsonOption = False,
) -> ExitCode:
    """Give an entry another citekey.

    Examples:
      paperctl rename dettmers2023spqr spqr
      paperctl rename wu2024iterative wu2024 --dry-run

    The old key stays as an alias, so that what cites it finds the entry. Nothing else
    in the file changes.
    """
    from paperctl.keys.plan import hazards
    from paperctl.store.rename import Renaming

    loaded = keying.load_sound(context)
    entry = loaded.catalogue.resolve(key)
    renamings = [Renaming(entry.citekey, new_key, not no_alias)]
    if entry.citekey == new_key:
        context.say(f"paperctl: {new_key} is called so already")
        renamings = []
    code = keying.change(context, loaded, renamings, dry_run=dry_run, json=json)
    for what in hazards(new_key):
        context.say(
            f"paperctl: warning: {new_key} {what}, which not every reader takes"
        )
    return code
