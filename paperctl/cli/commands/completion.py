"""The `completion` command."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from paperctl.cli.context import Context
from paperctl.cli.output import write
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from paperctl.cli.completion.shells import Shell

SECTION = "Set up"
SETTINGS = {"allow_extra_args": True}  # of the scripts: the words to complete


def command(
    context: Context,
    ctx: typer.Context,
    shell: Annotated[
        Literal["bash", "zsh", "fish"] | None,
        typer.Argument(
            metavar="[bash|zsh|fish]", help="The shell; default: that of SHELL."
        ),
    ] = None,
    answer: Annotated[
        bool, typer.Option("--answer", hidden=True, help="Complete what follows.")
    ] = False,
) -> ExitCode:
    """Print the script that completes paperctl's words.

    Examples:
      paperctl completion bash
      paperctl completion fish

    To have it in every shell, put this line into its file:
      ~/.bashrc                   eval "$(paperctl completion bash)"
      ~/.zshrc                    eval "$(paperctl completion zsh)"
      ~/.config/fish/config.fish  paperctl completion fish | source

    It completes commands, options, their values, terms of queries, and citekeys.
    """
    from paperctl.cli.completion.shells import script_of

    chosen = shell or _shell_of(context)
    if answer:
        root = ctx.find_root().command
        return write(context, _reply(context, root, chosen, ctx.args))
    if ctx.args:
        raise PaperctlError(
            f"unexpected argument {ctx.args[0]!r}", hint="name one shell"
        )
    return write(context, [script_of(chosen)])


def _shell_of(context: Context) -> Shell:
    from paperctl.cli.completion.shells import SHELLS, shell_named

    named = context.environ.get("SHELL", "")
    found = shell_named(named)
    if found is None:
        raise PaperctlError(
            f"no completion for the shell {named!r}" if named else "SHELL is not set",
            hint=f"name one: {', '.join(SHELLS)}",
        )
    return found


def _reply(context: Context, root: Any, shell: Shell, asked: list[str]) -> list[str]:
    """Answer a script; who types must not see what went wrong, a bug included."""
    context.stderr = StringIO()
    with suppress(Exception), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        from paperctl.cli.completion.answer import answer
        from paperctl.cli.completion.shells import reply

        return list(reply(shell, asked, partial(answer, root, context)))
    return []
