"""The Typer application: root options, and commands that load when they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from paperctl.cli import commands
from paperctl.cli.binding import bind
from paperctl.cli.context import Context
from paperctl.errors import ExitCode, PaperctlError
from paperctl.registry import import_part, part_names

if TYPE_CHECKING:
    from types import ModuleType

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
SECTIONS = ("Find", "Read", "Export", "Change", "Set up")


class CommandGroup(TyperGroup):
    """The commands of a package, found by file name and imported one by one.

    Start-up is what people wait for: `paperctl list` must not pay for `export`.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Name all commands without importing them."""
        return command_names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command and make Typer's object of it."""
        if cmd_name not in command_names():
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _build(cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a name that is none gets a suggestion."""
        if args and not args[0].startswith("-") and args[0] not in command_names():
            from paperctl.text.closest import did_you_mean

            raise PaperctlError(
                f"no command {args[0]!r}",
                hint=did_you_mean(args[0], command_names())
                or "`paperctl --help` lists the commands",
            )
        return super().resolve_command(ctx, args)

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """Name the commands under each heading, with what they do."""
        rows: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
        for name in command_names():
            does = self.get_command(ctx, name).get_short_help_str(limit=80)
            rows[_module(name).SECTION].append((name, does))
        return {section: found for section, found in rows.items() if found}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands under the headings of their sections."""
        for section, rows in self.sections(ctx).items():
            with formatter.section(section):
                formatter.write_dl(rows)


def command_names() -> list[str]:
    """List the commands by the names of their files."""
    return part_names(commands.__path__)


def _module(name: str) -> ModuleType:
    return import_part(commands.__name__, commands.__path__, name, error=PaperctlError)


def _build(name: str) -> Any:
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    module = _module(name)
    settings = SETTINGS | getattr(module, "SETTINGS", {})
    single.command(name, context_settings=settings)(bind(module.command, name=name))
    return typer.main.get_command(single)


def build_app() -> Any:
    """Build the root command."""
    app = typer.Typer(
        cls=CommandGroup,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings=SETTINGS,
    )
    app.callback()(bind(_root, name="paperctl"))
    return typer.main.get_command(app)


def _version(value: bool) -> None:
    if value:
        from paperctl import __version__

        typer.echo(f"paperctl {__version__}")
        raise typer.Exit


def _root(
    context: Context,  # noqa: ARG001
    *,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> ExitCode:
    """Keep, search and export a catalogue of papers in one YAML file.

    Examples:
      paperctl list --area LG
      paperctl grep 'quanti[sz]'
      paperctl export bibtex -o references.bib
      paperctl help query
    """
    return ExitCode.OK
