"""The one error boundary: every run ends here with a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import TYPE_CHECKING, Any, NoReturn

from paperctl.cli.context import Context
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from collections.abc import Sequence


def entry_point() -> NoReturn:
    """Run the program on the process's own arguments and streams."""
    # A command ends before collecting garbage pays, and the system frees memory faster
    # than Python does: a tenth of the time of a short command (docs/performance.md).
    gc.disable()
    code = run(sys.argv[1:])
    if sys.stderr:  # None where the shell closed it: 2>&-
        with suppress(OSError, ValueError):
            sys.stderr.flush()
    os._exit(code)


def run(argv: Sequence[str], context: Context | None = None) -> int:
    """Run one command and return its exit code; nothing that a user causes escapes."""
    context = context or Context.of_process()
    try:
        with redirect_stdout(context.stdout), redirect_stderr(context.stderr):
            code = _dispatch(argv, context)
            context.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it flushes
        # at exit (see the note on SIGPIPE in the `signal` documentation).
        _discard(context)
        return ExitCode.OK
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except PaperctlError as error:
        from paperctl.cli.explaining import explain

        explain(error, context)
    except OSError as error:
        _discard(context)
        with suppress(OSError):
            context.warn(
                f"paperctl: cannot write the output: {error.strerror or error}"
            )
    else:
        return code
    finally:
        context.close()
    return ExitCode.ERROR


def _dispatch(argv: Sequence[str], context: Context) -> int:
    from typer import Exit
    from typer.exceptions import TyperException

    from paperctl.cli.app import build_app

    # Not the command's own main(): it would turn a broken pipe into exit code 1.
    command = build_app()
    try:
        with command.make_context("paperctl", list(argv), obj=context) as ctx:
            return int(command.invoke(ctx) or ExitCode.OK)
    except Exit as stop:
        return stop.exit_code
    except TyperException as error:
        _explain_usage(error, context, argv)
        return ExitCode.ERROR


def _explain_usage(error: Any, context: Context, argv: Sequence[str]) -> None:
    from paperctl.cli.usage import hint_for, message_of

    if type(error).__name__ == "NoArgsIsHelpError":
        context.stderr.write(f"{error.format_message()}\n")
        return
    context.warn(f"paperctl: {message_of(error)}")
    context.warn(f"hint: {hint_for(error, argv)}")


def _discard(context: Context) -> None:
    """Point standard output at nothing, so that no flush fails a second time."""
    if context.stdout is sys.stdout:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
