"""Getting results out: to the terminal, down a pipe, or into a file."""

from __future__ import annotations

from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING

from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from paperctl.cli.context import Context

DEFAULT_WIDTH = 80
# So many pieces are written at once: each is an entry or so.
_PORTION = 100


def choose_format(
    context: Context, wanted: str | None, *, json: bool = False, output: str | None
) -> str:
    """Decide on a format: what was asked for, else a table for people only."""
    if json and wanted not in {None, "json"}:
        raise PaperctlError(
            f"--json and --format {wanted} contradict each other",
            hint="leave one of them out",
        )
    if json or wanted:
        return wanted or "json"
    return "table" if context.stdout_is_terminal and not output else "plain"


def write(
    context: Context,
    pieces: Iterable[str],
    *,
    output: str | None = None,
    code: ExitCode = ExitCode.OK,
) -> ExitCode:
    """Write text to standard output, or to a file whole or not at all.

    A file is left alone where nothing was found. Returns `code`.
    """
    if output is None or output == "-":
        rest = iter(pieces)
        while portion := [*islice(rest, _PORTION)]:
            context.stdout.write("".join(portion))
    elif code is ExitCode.OK:
        from paperctl.store.atomic import write_atomic

        path = context.path(output)
        if path.exists() and any(map(path.samefile, context.files)):
            raise PaperctlError(
                f"{output} is the catalogue itself: nothing was written",
                hint="give -o another name",
            )
        write_atomic(path, "".join(pieces))
    return code


def write_encoded(context: Context, pieces: Iterable[bytes]) -> bool:
    """Write text that is in UTF-8 already to standard output, be it a pipe.

    Returns:
        Whether there was any.
    """
    stream = context.stdout
    is_utf8 = isinstance(stream, TextIOWrapper) and stream.encoding == "utf-8"
    stream.flush()  # what was written before as text
    has_written = False
    for piece in pieces:
        if is_utf8:
            stream.buffer.write(piece)
        else:
            stream.write(piece.decode())
        has_written = True
    return has_written


def show(
    context: Context,
    renderable: RenderableType,
    *,
    output: str | None = None,
    code: ExitCode = ExitCode.OK,
) -> ExitCode:
    """Print a Rich renderable, or write it without colour to a file; return `code`."""
    from paperctl.render.console import make_console, print_lines

    width = width_of(context)
    if output and output != "-":
        from io import StringIO

        buffer = StringIO()
        print_lines(make_console(buffer, width=width, color=False), renderable)
        return write(context, [buffer.getvalue()], output=output, code=code)
    if code is ExitCode.OK:
        color = context.wants_color()
        console = make_console(context.stdout, width=width, color=color)
        print_lines(console, renderable)
    return code


def width_of(context: Context) -> int:
    """The width to lay text out in, in cells."""
    return context.width or DEFAULT_WIDTH
