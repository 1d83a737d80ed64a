"""Running a Jinja2 template that may come from a stranger.

Jinja2's own sandbox keeps a template from Python's insides, from changing what it is
given, and from ranges of more than 100,000. Here it is kept from files as well (nothing
can be included), from looping on and on, and from asking for gigabytes: by `*`, `**`,
`+`, `~`, `%`, by blocks that are assigned, and by filters and methods that make text
longer.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NoReturn, cast

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    nodes,
)
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from paperctl.errors import FormatError, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2.runtime import Context

_MOST_ROUNDS = 50_000_000
_LONGEST = 10_000_000
_MOST_TEXT = 1_000_000_000
_MOST_BITS = 100_000
# Of arguments that say how wide, how deep or how many.
_LARGEST_ARGUMENT = 10_000
_NOT_HERE = frozenset({"lipsum"})
_WIDE = re.compile(r"[0-9]{5,}|\*")
_INNER_WIDTH = re.compile(r":[^{}]*\{")


class _TooMuchError(Exception):
    """The template asks for more than a document can want."""


class _Undefined(StrictUndefined):
    """What is not there is an error, told without Python's words."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, of = self._undefined_name, self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        # Jinja has a value of its own for "nothing": names of the template's top.
        if of is missing:
            return f"there is no variable {name!r}"
        if type(of).__name__ == "Row":
            return f"an entry has no field {name!r}"
        return f"there is no {name!r} here"


class _Guard(NodeTransformer):
    """Count the rounds of loops, and the characters that `~` puts together."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        items = cast("nodes.Expr", node.iter)
        node.iter = _filtered(items, "guard_rounds", node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        items = nodes.List(node.nodes, lineno=node.lineno)
        return _filtered(items, "guard_join", node.lineno)


def _filtered(node: nodes.Expr, name: str, lineno: int) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=lineno)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self) -> None:
        super().__init__(
            undefined=_Undefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=lambda value: "" if value is None else value,
            loader=FunctionLoader(lambda _name: None),
        )
        # What the template is given is a mapping, if no dict.
        self.policies["json.dumps_kwargs"] = {"default": dict, "sort_keys": False}
        self.rounds = 0
        self.written = 0
        for name in _NOT_HERE:
            del self.globals[name]
        del self.filters["random"]  # the same entries make the same document
        self.filters = {
            name: self._guarded(name, function)
            for name, function in self.filters.items()
        }
        self.filters |= {"guard_rounds": self._rounds, "guard_join": self._join}
        # Jinja joins blocks that are assigned, and the text of macros, by it.
        vars(self)["concat"] = self._join

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do what the operator does, if it can be done with reason."""
        match operator:
            case "*":
                self._check_product(left, right)
            case "**":
                self._check_power(left, right)
            case "+":
                if hasattr(left, "__len__") and hasattr(right, "__len__"):
                    self._spend(len(left) + len(right))
            case "%" if isinstance(left, str):
                values = right if isinstance(right, tuple) else (right,)
                self._check_format(left, values)
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Check the widths before text is formatted."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None

        @functools.wraps(wrapped)
        def checked(*args: Any, **values: Any) -> str:
            self._check_format(value.__self__, (*args, *values.values()))
            return wrapped(*args, **values)

        return checked

    # Jinja calls it so, with names that no argument of a template has.
    def call(self, context: Context, obj: Any, /, *args: Any, **values: Any) -> Any:
        """Call what the template calls."""
        of = getattr(obj, "__self__", None)
        if isinstance(of, str):
            self._check_call(obj.__name__, of, args, values)
        return self._weighed(super().call(context, obj, *args, **values))

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Check the arguments of a filter; those that Jinja passes itself are first."""
        skipped = 1 if hasattr(function, "jinja_pass_arg") else 0

        @functools.wraps(function)
        def checked(*args: Any, **values: Any) -> Any:
            args = self._check_filter(name, args, skipped, values)
            return self._weighed(function(*args, **values))

        return checked

    def _check_filter(
        self, name: str, args: tuple[Any, ...], skipped: int, values: dict[str, Any]
    ) -> tuple[Any, ...]:
        value, rest = args[skipped], args[skipped + 1 :]
        if name == "format":
            self._check_format(str(value), (*rest, *values.values()))
        elif name == "join":
            value = list(value)
            separator = str(rest[0] if rest else values.get("d", ""))
            self._spend(len(separator) * len(value))
        elif name == "indent":
            width = rest[0] if rest else values.get("width", 4)
            amount = len(width) if isinstance(width, str) else int(width)
            self._spend((str(value).count("\n") + 1) * amount)
        elif isinstance(value, str):
            self._check_call(name, value, rest, values)
        else:
            _check_numbers((*rest, *values.values()))
        return (*args[:skipped], value, *rest)

    def _check_call(
        self, name: str, text: str, args: tuple[Any, ...], values: dict[str, Any]
    ) -> None:
        _check_numbers((*args, *values.values()))
        if name == "replace" and len(args) > 1:
            self._spend(text.count(str(args[0])) * len(str(args[1])))
        elif name == "join" and args and hasattr(args[0], "__len__"):
            self._spend(len(text) * len(args[0]))
        elif name == "expandtabs":
            self._spend(text.count("\t") * (int(args[0]) if args else 8))

    def _check_product(self, left: Any, right: Any) -> None:
        for many, items in ((left, right), (right, left)):
            if isinstance(many, int) and hasattr(items, "__len__"):
                self._spend(max(many, 0) * len(items))
        if isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() + right.bit_length())

    def _check_power(self, left: Any, right: Any) -> None:
        if isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() * max(right, 0))

    def _check_format(self, text: str, values: Iterable[Any]) -> None:
        """Check widths, and how long the values make the text in all its places."""
        given = tuple(values)
        if _WIDE.search(text) or _INNER_WIDTH.search(text):
            _check_numbers(map(int, re.findall("[0-9]{5,}", text)))
            _check_numbers(given)
        places = text.count("%") + text.count("{")
        self._spend(len(text) + places * sum(len(str(value)) for value in given))

    def _spend(self, amount: int) -> None:
        self.written += amount
        if amount > _LONGEST:
            raise _TooMuchError(f"it asks for a text or list of {amount:,}")
        if self.written > _MOST_TEXT:
            raise _TooMuchError("it puts together too much text")

    def _weighed(self, result: Any) -> Any:
        """Count what a filter or a call has made, so that the next makes no more."""
        if isinstance(result, str):
            self._spend(len(result))
        return result

    def _join(self, parts: Iterable[Any]) -> str:
        texts = [str(part) for part in parts]
        self._spend(sum(map(len, texts)))
        return "".join(texts)

    def _rounds(self, items: Any) -> Any:
        if hasattr(items, "__len__"):
            self._count(len(items))
            return items
        return self._counted(items)

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._count(1)
            yield item

    def _count(self, rounds: int) -> None:
        self.rounds += rounds
        if self.rounds > _MOST_ROUNDS:
            raise _TooMuchError(f"its loops go round more than {_MOST_ROUNDS:,} times")


def _check_bits(bits: int) -> None:
    if bits > _MOST_BITS:
        raise _TooMuchError("it asks for a number of too many digits")


def _check_numbers(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, int) and value > _LARGEST_ARGUMENT:
            raise _TooMuchError(f"{value:,} is too large an argument")


def render(
    source: str,
    name: str,
    variables: Mapping[str, Any],
    filters: Mapping[str, Callable[[Any], str]],
) -> Iterator[str]:
    """Write what a template makes of its variables, piece by piece.

    Args:
        source: The template.
        name: What to call it in errors.
        variables: What it can use.
        filters: Beside those of Jinja2.

    Raises:
        FormatError: The template is wrong, or asks for too much; with its line.
    """
    environment = _Environment()
    environment.filters |= filters
    try:
        tree = _Guard().visit(environment.parse(source, filename=name))
        tree.set_environment(environment)
        code = environment.compile(tree, filename=name)
        template = Template.from_code(environment, code, environment.globals)
    except TemplateSyntaxError as error:
        reason = error.message or "it is no template"
        raise FormatError(reason, location=Location(name, error.lineno)) from error
    except RecursionError as error:
        raise FormatError("it is nested too deep", location=Location(name)) from error
    try:
        yield from template.generate(variables)
    except Exception as error:  # noqa: BLE001 - a template can do anything wrong
        _explain(error, name)


def _explain(error: Exception, name: str) -> NoReturn:
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    raise FormatError(
        _reason(error),
        hint=_hint(error),
        location=Location(name, line),
    ) from error


def _reason(error: Exception) -> str:
    match error:
        case TemplateNotFound():
            return f"no other template can be used: {error.name}"
        case SecurityError():
            return f"not allowed in a template: {error}"
        case RecursionError():
            return "it calls itself too often"
        case MemoryError():
            return "it asks for more memory than there is"
        case TemplateError() | _TooMuchError():
            return str(error)
        case _:
            return str(error) or type(error).__name__


def _hint(error: Exception) -> str | None:
    found = re.search(r"an entry has no field '(\w+)'", str(error))
    if not (isinstance(error, UndefinedError) and found):
        return None
    from paperctl.model.fields import field_names
    from paperctl.text.closest import did_you_mean

    return did_you_mean(found[1], field_names()) or "`extra` has what others added"
