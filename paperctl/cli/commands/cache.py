"""The `cache` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Argument

from paperctl.cli.context import Context
from paperctl.cli.options import JsonOption
from paperctl.cli.output import choose_format, show, write
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from paperctl.index.opening import Which

SECTION = "Set up"


def command(
    context: Context,
    action: Annotated[
        Literal["show", "verify", "clear"],
        Argument(metavar="[show|verify|clear]", help="What to do; default: show."),
    ] = "show",
    json: JsonOption = False,
) -> ExitCode:
    """Show, verify or clear the indexes that make reading fast.

    Examples:
      paperctl cache
      paperctl cache verify
      paperctl cache clear

    Each catalogue gets an index in the cache folder when it is first read, and nothing
    is lost with it. `verify` compares the index of this catalogue with its files, and
    exits 1 if they differ; `clear` removes the indexes of all catalogues. In a pipe
    `show` is one tab-separated line an index: its file, bytes, entries, whether it is
    current, and the catalogue.
    """
    which = context.which_catalogue(or_none=action != "verify")
    folder = which.folder
    if not folder:
        raise PaperctlError(
            "there is no cache folder", hint="set XDG_CACHE_HOME, or HOME"
        )
    match action:
        case "show":
            return _show(context, folder, json=json)
        case "verify":
            return _verify(context, which, json=json)
        case "clear":
            return _clear(context, folder, json=json)


def _show(context: Context, folder: str, *, json: bool) -> ExitCode:
    from paperctl.index.cache import list_indexes
    from paperctl.render import cache as view

    chosen = choose_format(context, None, json=json, output=None)
    found = list_indexes(folder)
    if not found:
        context.say(f"paperctl: no index in {folder}")
    if chosen == "json":
        return _write_json(context, [view.index_document(item) for item in found])
    if chosen == "table":
        return show(context, view.indexes_table(found)) if found else ExitCode.OK
    return write(context, view.index_lines(found))


def _verify(context: Context, which: Which, *, json: bool) -> ExitCode:
    from paperctl.index.cache import verify

    try:
        differences = verify(which)
    except FileNotFoundError as error:
        raise PaperctlError(
            "this catalogue has no index",
            hint="the first command that reads it makes one",
        ) from error
    if json:
        document = {"index": which.index_path, "differences": differences}
        return _write_json(context, document, ok=not differences)
    if not differences:
        context.say(f"paperctl: {which.index_path}: as the catalogue")
        return ExitCode.OK
    for difference in differences:
        context.warn(f"paperctl: {which.index_path}: {difference}")
    context.warn("hint: `paperctl cache clear` removes it, and it is made again")
    return ExitCode.NO_MATCH


def _clear(context: Context, folder: str, *, json: bool) -> ExitCode:
    from paperctl.index.cache import clear

    try:
        removed = clear(folder)
    except OSError as error:
        raise PaperctlError(
            f"cannot remove {error.filename}: {error.strerror}"
        ) from error
    if json:
        return _write_json(context, {"removed": removed})
    many = f"{len(removed)} files" if len(removed) != 1 else "1 file"
    context.say(f"paperctl: {folder}: {many} removed")
    return ExitCode.OK


def _write_json(context: Context, value: Any, *, ok: bool = True) -> ExitCode:
    from paperctl.render.plain import json_document

    write(context, json_document(value))
    return ExitCode.OK if ok else ExitCode.NO_MATCH
