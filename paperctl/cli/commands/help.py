"""The `help` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from paperctl.cli.context import Context
from paperctl.cli.output import show, width_of, write
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from paperctl.cli.app import CommandGroup

SECTION = "Set up"


def command(
    context: Context,
    ctx: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="A topic, or a command.")
    ] = None,
) -> ExitCode:
    """Explain a topic or a command.

    Examples:
      paperctl help
      paperctl help query
      paperctl help exit-codes
      paperctl help list

    Without TOPIC it names the topics and the commands.
    """
    from paperctl.cli.topics import topic_names, topic_text

    root = ctx.find_root()
    commands = cast("CommandGroup", root.command)
    if topic is None:
        return _print(context, _overview(commands, root))
    if topic in topic_names():
        return _print(context, topic_text(topic))
    if topic in commands.list_commands(root):
        # As `paperctl COMMAND --help`, which prints and ends the run.
        found = commands.get_command(root, topic)
        found.make_context(topic, ["--help"], parent=root)
        return ExitCode.OK
    from paperctl.text.closest import did_you_mean

    known = [*topic_names(), *commands.list_commands(root)]
    raise PaperctlError(
        f"no topic or command {topic!r}",
        hint=did_you_mean(topic, known) or "`paperctl help` lists them",
    )


def _overview(commands: CommandGroup, root: Any) -> str:
    from paperctl.cli.topics import topic_names, topic_summary

    sections = {
        "Topics": [(name, topic_summary(name)) for name in topic_names()],
        **commands.sections(root),
    }
    width = max(len(name) for rows in sections.values() for name, _ in rows)
    blocks = (
        "".join([f"{title}\n", *(f"  {name:{width}}  {does}\n" for name, does in rows)])
        for title, rows in sections.items()
    )
    return "paperctl help TOPIC, or paperctl help COMMAND.\n\n" + "\n".join(blocks)


def _print(context: Context, text: str) -> ExitCode:
    if not context.stdout_is_terminal:
        return write(context, [text])
    from paperctl.render.topic import topic_page

    return show(context, topic_page(text, width_of(context)))
