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

_HINTS = {
    "missing": "the first command that reads the catalogue makes one",
    "outdated": "the next command that reads the catalogue brings it up to date",
    "unusable": "the next command that reads the catalogue makes it anew, if it sees"
    " it; `paperctl cache clear` makes sure",
}


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
    exits 1 if they differ or there is none. `show` and `clear` are about the indexes of
    all catalogues, with -C about those that are named. In a pipe `show` is one
    tab-separated line an index: its file, bytes, entries, state (current, outdated,
    orphaned, unusable) and the catalogue.
    """
    is_named = action == "verify" or bool(context.catalogue_paths)
    which = context.which_catalogue(or_none=not is_named)
    if not which.folder:
        raise PaperctlError(
            "there is no cache folder", hint="set XDG_CACHE_HOME, or HOME"
        )
    only = which.index_path if is_named else None
    match action:
        case "show":
            return _show(context, which.folder, only, json=json)
        case "verify":
            return _verify(context, which, json=json)
        case "clear":
            return _clear(context, which.folder, only, json=json)


def _show(context: Context, folder: str, only: str | None, *, json: bool) -> ExitCode:
    from paperctl.index.cache import list_indexes
    from paperctl.render import cache as view

    chosen = choose_format(context, None, json=json, output=None)
    found = list_indexes(folder, only)
    if chosen == "json":
        return _write_json(context, [view.index_document(item) for item in found])
    if not found:
        of = "of this catalogue " if only else ""
        context.say(f"paperctl: no index {of}in {folder}")
        return ExitCode.OK
    if chosen != "table":
        return write(context, view.index_lines(found))
    show(context, view.indexes_table(found, context.environ.get("HOME", "")))
    total = view.size_text(sum(item.size for item in found))
    context.say(f"{_count(len(found))} in {folder}, {total}")
    return ExitCode.OK


def _count(many: int) -> str:
    return "1 index" if many == 1 else f"{many} indexes"


def _verify(context: Context, which: Which, *, json: bool) -> ExitCode:
    from paperctl.cli.texts import making_of
    from paperctl.index.cache import verify

    verdict = verify(which, making_of)
    code = ExitCode.NO_MATCH if verdict.differences else ExitCode.OK
    if json:
        document = {
            "path": which.index_path,
            "state": verdict.state,
            "differences": list(verdict.differences),
        }
        return _write_json(context, document, code=code)
    if not verdict.differences:
        context.say(f"paperctl: {which.index_path} says what the catalogue says")
    for difference in verdict.differences:
        context.warn(f"paperctl: {which.index_path}: {difference}")
    if verdict.differences:
        context.warn(f"hint: {_HINTS[verdict.state]}")
    return code


def _clear(context: Context, folder: str, only: str | None, *, json: bool) -> ExitCode:
    from paperctl.index.cache import clear
    from paperctl.index.where import SUFFIX
    from paperctl.render.cache import size_text

    try:
        removed = clear(folder, only)
    except OSError as error:
        raise PaperctlError(
            f"cannot remove {error.filename}: {error.strerror}"
        ) from error
    if json:
        return _write_json(context, {"removed": [path for path, _ in removed]})
    many = sum(path.endswith(SUFFIX) for path, _ in removed)
    total = size_text(sum(size for _, size in removed))
    context.say(f"paperctl: {_count(many)} removed from {folder}, {total}")
    return ExitCode.OK


def _write_json(
    context: Context, value: Any, *, code: ExitCode = ExitCode.OK
) -> ExitCode:
    from paperctl.render.plain import json_document

    write(context, json_document(value))
    return code
