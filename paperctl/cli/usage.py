"""What is wrong with a command line, and what to try instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def message_of(error: Any) -> str:
    """Say in one line what Typer found wrong."""
    # Not its format_message() for an unknown option: that adds what the hint says.
    is_option = getattr(error, "possibilities", None)
    message: str = error.message if is_option else error.format_message()
    message = message.replace("is not a valid int range", "is not a whole number")
    return message[:1].lower() + message[1:].rstrip(".")


def hint_for(error: Any, argv: Sequence[str]) -> str:
    """Say the next step after a usage error that Typer found in `argv`."""
    ctx = error.ctx
    name: str = getattr(error, "option_name", None) or ""
    if type(error).__name__ == "NoSuchOption" and ctx is not None:
        near = _near_options(ctx, name)
        if near:
            return f"did you mean {' or '.join(near)}?"
        word = _as_typed(name, argv)
        parameters = {parameter.name for parameter in ctx.command.params}
        lists = f"`{ctx.command_path} --help` lists the options"
        if "pattern" in parameters:
            hint = f"to look for what begins with a dash, write: -e {word}"
            return f"{lists}; {hint}" if word.startswith("--") else hint
        if "query" in parameters and word.startswith("--"):
            return f"{lists}; a text with dashes goes behind a -- of its own"
        if "query" in parameters:
            return (
                f"to leave out entries that match, write: NOT {word.lstrip('-')},"
                " or put -- before the query"
            )
    return f"`{_command_path(ctx, argv)} --help` shows what it takes"


def _near_options(ctx: Any, name: str) -> list[str]:
    """Find the options that may be meant; those of Typer are far too many."""
    from paperctl.text.closest import closest

    known = {
        option[2:]: option
        for parameter in ctx.command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }
    is_long = name.startswith("--")
    return [known[near] for near in closest(name[2:], known)] if is_long else []


def _as_typed(option: str, argv: Sequence[str]) -> str:
    """Find the word that an option comes from: `-v` may be the v of `-vision`."""
    if option.startswith("--"):
        return option
    return next(
        (
            word
            for word in argv
            if word[:1] == "-" and word[:2] != "--" and option[1:] in word
        ),
        option,
    )


def _command_path(ctx: Any, argv: Sequence[str]) -> str:
    if ctx is not None:
        return str(ctx.command_path)
    from paperctl.cli.app import command_names

    # An option without its value is found before there is a context.
    known = set(command_names())
    return " ".join(["paperctl", *[word for word in argv if word in known][:1]])
