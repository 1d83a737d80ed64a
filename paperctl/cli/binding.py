"""How options reach a command: groups of them, declared once, spread for Typer.

A command takes the `Context` and groups of options (`paperctl.cli.options`):

    def command(context: Context, query: QueryArgument, filters: Filters) -> ExitCode:

Typer wants every option as a parameter of the function, so `bind` gives it one with
the groups' fields in their place, and puts the groups together again when it is called.
The few commands that are about the others ask for Typer's own context too.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_type_hints

import typer

from paperctl.cli.options import Common, OptionGroup
from paperctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperctl.cli.context import Context


def bind(function: Callable[..., ExitCode], *, name: str) -> Callable[..., ExitCode]:
    """Make the function that Typer calls: flat parameters, grouped again inside."""
    hints = _annotations(function)
    parameters = [_parameter("ctx", typer.Context)]
    groups: dict[str, type[OptionGroup]] = {}
    plain: list[str] = []
    typers = [name for name, hint in hints.items() if hint is typer.Context]
    defaults = inspect.signature(function).parameters
    for parameter, hint in hints.items():
        if parameter in {"context", "return"} or hint is typer.Context:
            continue
        if inspect.isclass(hint) and issubclass(hint, OptionGroup):
            groups[parameter] = hint
            parameters += _parameters_of(hint)
        else:
            plain.append(parameter)
            parameters.append(_parameter(parameter, hint, defaults[parameter].default))
    own = tuple(groups)
    if not any(issubclass(group, Common) for group in groups.values()):
        groups["common"] = Common
        parameters += _parameters_of(Common)

    def call(ctx: typer.Context, **values: Any) -> ExitCode:
        context: Context = ctx.obj
        arguments = {key: values[key] for key in plain}
        arguments |= dict.fromkeys(typers, ctx)
        for key, group in groups.items():
            names = group.option_names()
            # Typer fills `params` in the order of the command line.
            options = group(
                **{name: values[name] for name in ctx.params if name in names}
            )
            if isinstance(options, Common):
                options.apply(context)
            if key in own:
                arguments[key] = options
        code = function(context, **arguments)
        if context.has_failed:
            return ExitCode.ERROR
        return code

    call.__name__ = name
    call.__doc__ = layout(inspect.getdoc(function) or "")
    # Typer reads the signature; it would evaluate annotations beside it once more.
    call.__annotations__ = {}
    vars(call)["__signature__"] = inspect.Signature(parameters)
    return call


def _parameters_of(group: type[OptionGroup]) -> list[inspect.Parameter]:
    hints = _annotations(group)
    return [
        _parameter(field, hints[field], getattr(group, field))
        for field in group.option_names()
    ]


def _annotations(of: Callable[..., Any] | type) -> dict[str, Any]:
    """Give what is annotated, base classes first.

    Evaluating text is most of what options cost, so they stand in modules without
    `from __future__ import annotations`.
    """
    parts = reversed(of.__mro__) if isinstance(of, type) else [of]
    found = {
        name: hint
        for part in parts
        for name, hint in inspect.get_annotations(part).items()
    }
    if any(isinstance(hint, str) for hint in found.values()):
        return get_type_hints(of, include_extras=True)
    return found


def _parameter(
    name: str, annotation: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=annotation,
    )


def layout(docstring: str) -> str:
    r"""Mark indented paragraphs, so that help does not re-wrap examples.

    >>> layout("Do it.\n\nExamples:\n  paperctl it")
    'Do it.\n\n\x08\nExamples:\n  paperctl it'
    """
    paragraphs = docstring.strip().split("\n\n")
    return "\n\n".join(
        f"\b\n{paragraph}" if "\n  " in paragraph else paragraph
        for paragraph in paragraphs
    )
