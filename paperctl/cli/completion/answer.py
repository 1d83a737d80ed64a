"""From the words before the cursor to what may stand there.

Typer reads the words with all its checks off and says which parameter is next; what
that takes is known here by its name, so that a command says nothing about completion
and pays nothing for it.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Any, NamedTuple

from typer._click.shell_completion import _resolve_context

from paperctl.model.fields import FIELDS
from paperctl.query.suggest import starting, suggest_query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paperctl.cli.context import Context
    from paperctl.model.fields import Field
    from paperctl.query.suggest import Known, Suggestions

FILE_METAVARS = frozenset({"FILE", "FILE...", "PATH", "PATH..."})
VALUES_OF = {
    "area": "area",
    "author": "authors",
    "affiliation": "affiliations",
    "tag": "tags",
    "year": "year",
    "since": "year",
    "until": "year",
    "keys": "citekey",
    "key": "citekey",
}
"""Parameters that take what entries have in a field."""
QUERIES = frozenset({"query", "where"})
"""Parameters that take the query language."""
LISTS = frozenset({"fields", "sort"})
"""Parameters that take names of fields, apart by commas."""


class Answer(NamedTuple):
    """What may stand at the cursor, each with what it is; or the shell's own files."""

    values: Mapping[str, str]
    wants_files: bool = False


NOTHING = Answer({})


def answer(root: Any, context: Context, words: Sequence[str]) -> Answer:
    """Complete the last of the words that follow `paperctl`.

    Args:
        root: Typer's object of the program.
        context: The world of the run, without what the words say of it.
        words: Those up to the cursor; the last may be empty.
    """
    *before, last = words
    ctx = _resolve_context(root, {"obj": context}, "paperctl", before.copy())
    head, typed, parameter = _at_cursor(ctx, before, last)
    if parameter is None:
        if ctx is ctx.find_root() and not last.startswith("-"):
            return Answer(starting(_commands(ctx), last))
        options = ctx.command.shell_complete(ctx, last)
        return Answer({option.value: option.help or "" for option in options})
    if parameter.metavar in FILE_METAVARS:
        return Answer({}, wants_files=True)

    values = _values(ctx, parameter, typed, lambda field: _known(ctx, context, field))
    return Answer({f"{head}{value}": what for value, what in values.items()})


def _at_cursor(ctx: Any, before: list[str], last: str) -> tuple[str, str, Any]:
    """Find the parameter at the cursor, what of it is typed, and what stands before."""
    if "--" not in before:
        name, equals, value = last.partition("=")
        if equals and name.startswith("--"):
            return f"{name}=", value, _option(ctx, name)
        option = _option(ctx, before[-1]) if before else None
        if option:
            return "", last, option
        if last.startswith("-"):
            return "", last, None
    for parameter in ctx.command.params:
        if parameter.param_type_name == "argument" and not parameter.hidden:
            given = ctx.params.get(parameter.name)
            if parameter.nargs == -1 or given is None:
                return "", last, parameter
    return "", last, None


def _option(ctx: Any, name: str) -> Any:
    """Find the option of this name that takes a value."""
    for parameter in ctx.command.params:
        if parameter.param_type_name == "option" and name in parameter.opts:
            return None if parameter.is_flag else parameter
    return None


def _values(ctx: Any, parameter: Any, typed: str, known: Known) -> Suggestions:
    name = parameter.name
    # A pattern given by -e leaves that argument to the query.
    if name in QUERIES or (name == "pattern" and ctx.params.get("expressions")):
        return suggest_query(typed, known)
    if name in LISTS:
        return _field_list(typed, signed=name == "sort")
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return starting(dict.fromkeys(map(str, choices), ""), typed)
    if name in VALUES_OF:
        values = known(FIELDS[VALUES_OF[name]])
        given = ctx.params.get(name) or ()
        return {
            value: what
            for value, what in starting(values, typed).items()
            # A filter takes `-x` for a mistake; `tag:-x` in the query is none.
            if value not in given and not value.startswith("-")
        }
    names = NAMES_FOR.get(name)
    return starting(names(ctx), typed) if names else {}


def _field_list(typed: str, *, signed: bool) -> Suggestions:
    """Complete the last name of a list; a sign turns an order round."""
    rest = typed.rpartition(",")[2]
    if signed:
        rest = rest.lstrip("+-")
    head = typed[: len(typed) - len(rest)]
    names = {field.name: field.label for field in FIELDS.values()}
    if not signed:
        names["all"] = "all that an entry can have"
    return {f"{head}{name}": what for name, what in starting(names, rest).items()}


def _formats(_: Any) -> Suggestions:
    from paperctl import formats

    return dict.fromkeys(formats.names(), "")


def _kinds(_: Any) -> Suggestions:
    from paperctl import citing

    return {name: citing.get(name).summary for name in citing.names()}


def _presets(_: Any) -> Suggestions:
    from paperctl.keys.presets import PRESETS

    return {name: preset.pattern for name, preset in PRESETS.items()}


def _layouts(ctx: Any) -> Suggestions:
    from paperctl import formats

    # An option that still lacks its value leaves the words before it unread.
    words = {ctx.params.get("format"), *ctx.args}
    known = words.intersection(formats.names())
    return {layout: "" for name in known for layout in formats.get(name).layouts}


def _settings(_: Any) -> Suggestions:
    from paperctl.config.settings import SETTINGS

    return {name: setting.help for name, setting in SETTINGS.items()}


def _sources(_: Any) -> Suggestions:
    from paperctl import sources

    return dict.fromkeys(sources.names(), "")


def _topics(ctx: Any) -> Suggestions:
    from paperctl.cli.topics import topic_names, topic_summary

    return {name: topic_summary(name) for name in topic_names()} | _commands(ctx)


def _commands(ctx: Any) -> Suggestions:
    root = ctx.find_root()
    sections = root.command.sections(root).values()
    return {name: does for rows in sections for name, does in rows}


NAMES_FOR: Mapping[str, Callable[[Any], Suggestions]] = {
    "cited_format": _kinds,
    "format": _formats,
    "key_pattern": _presets,
    "layout": _layouts,
    "name": _settings,
    "source": _sources,
    "topic": _topics,
}
"""Parameters that take the name of a part."""


def _known(ctx: Any, context: Context, field: Field) -> Suggestions:
    """Ask the catalogue that the line is about; where there is none, nothing."""
    from contextlib import closing

    from paperctl.errors import PaperctlError
    from paperctl.index.steady import SteadyFinder

    levels = (ctx.find_root(), ctx)
    given = [path for level in dict.fromkeys(levels) for path in _paths(level)]
    # The shell has not expanded the line yet; of all it could do this is harmless.
    paths = (Template(path).safe_substitute(context.environ) for path in given)
    context.catalogue_paths += tuple(paths)
    context.quiet = True
    try:
        with closing(SteadyFinder(context.which_catalogue())) as finder:
            return finder.known_values(field)
    except PaperctlError:
        from paperctl.query.suggest import known_values

        return known_values((), field)


def _paths(ctx: Any) -> Sequence[str]:
    return ctx.params.get("catalogue") or ()
