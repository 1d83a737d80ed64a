"""Reading what the user names: a file, or `-` for standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import Location, SourceError, StoreError

if TYPE_CHECKING:
    from paperctl.cli.context import Context


STDIN = "standard input"
"""What places in it are called by."""


def read_text(context: Context, name: str, *, pipes: bool = False) -> str:
    """Read a text in UTF-8, whatever the locale says.

    Args:
        context: The run's.
        name: Of the file; `-` is standard input.
        pipes: Read from named pipes too, such as the shell's `<(...)`.

    Raises:
        SourceError: It is no text.
        StoreError: The file cannot be read.
    """
    data = read_bytes(context, name, pipes=pipes)
    label = STDIN if name == "-" else name
    try:
        return str(data, "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte {error.start + 1} is not UTF-8",
            location=Location(label, line),
            hint="convert the file first, for example with iconv -t UTF-8",
        ) from error


def read_bytes(context: Context, name: str, *, pipes: bool = False) -> bytes:
    """Read what the user names, as it is; see `read_text`.

    Raises:
        StoreError: The file cannot be read.
    """
    if name != "-":
        return _read_file(context, name, pipes=pipes)
    if context.stdin.isatty():
        context.say("paperctl: reading standard input; Ctrl-D ends it")
    stream = getattr(context.stdin, "buffer", None)
    data: bytes = stream.read() if stream else context.stdin.read().encode()
    return data


def _read_file(context: Context, name: str, *, pipes: bool) -> bytes:
    path = context.path(name)
    if pipes and path.is_fifo():
        try:
            return path.read_bytes()
        except OSError as error:
            message = f"cannot read {path}: {error.strerror or error}"
            raise StoreError(message) from error
    from paperctl.store.file import read_file

    return read_file(path).data
