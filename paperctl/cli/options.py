"""The options that commands share, each declared once."""

from inspect import get_annotations
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from typer import Argument, Option
from typer.models import OptionInfo

if TYPE_CHECKING:
    from paperctl.cli.context import Context


_USUAL = vars(Option(None))


class _Option(OptionInfo):
    """Typer's own, without handing on forty arguments twice; copied as quickly."""

    def __init__(self, **given: Any) -> None:
        if not given.keys() <= _USUAL.keys():
            raise TypeError(f"Typer has no such options: {', '.join(given)}")
        self.__dict__ = _USUAL | given

    def __copy__(self) -> "_Option":
        copied = object.__new__(_Option)
        copied.__dict__ = self.__dict__.copy()
        return copied


def option(default: object, *names: str, **said: Any) -> Any:
    """Declare an option as Typer's own function does, which takes ten times as long."""
    return _Option(default=default, param_decls=names, **said)


class OptionGroup:
    """Options that belong together; a subclass's annotated fields are the options.

    Each is declared by `option`; `vars` has the values as they came on the command
    line, the others after that. Not a dataclass: making those costs start-up time, and
    nothing here needs comparing.
    """

    __slots__ = ("__dict__",)
    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = get_annotations(cls)
        cls._names = tuple(dict.fromkeys((*cls._names, *own)))

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def last_given(self, *names: str) -> str | None:
        """Name the one of these options that came last on the command line."""
        given = [name for name in vars(self) if name in names and vars(self)[name]]
        return given[-1] if given else None

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        """Name the options, in the order of the help text."""
        return cls._names


class Common(OptionGroup):
    """What works before and after every command."""

    catalogue: list[str] | None = option(
        None, "--catalogue", "-C", metavar="PATH", help="Use this catalogue."
    )
    color: Literal["auto", "always", "never"] | None = option(
        None, "--color", help="Colour and links."
    )
    quiet: bool = option(False, "--quiet", "-q", help="Results only, no warnings.")

    def apply(self, context: "Context") -> None:
        """Let the options of a command join or overrule those before it."""
        if self.catalogue:
            context.catalogue_paths += tuple(self.catalogue)
        if self.color:
            context.color = self.color
        context.quiet = context.quiet or self.quiet


class Filters(OptionGroup):
    """The common filters: sugar for terms of the query."""

    area: list[str] | None = option(
        None, "--area", metavar="AREA", help="LG, cs.LG, cs, 'machine learning'."
    )
    author: list[str] | None = option(
        None, "--author", metavar="NAME", help="An author's name."
    )
    year: list[str] | None = option(
        None, "--year", metavar="YEAR", help="2023, 2022..2024 or 2023.. ."
    )
    since: str | None = option(
        None, "--since", metavar="DATE", help="From this date on."
    )
    until: str | None = option(None, "--until", metavar="DATE", help="Up to this date.")
    code: bool | None = option(None, "--code/--no-code", help="With or without code.")
    affiliation: list[str] | None = option(
        None, "--affiliation", metavar="NAME", help="An institution."
    )
    tag: list[str] | None = option(
        None, "--tag", metavar="TAG", help="One of your tags."
    )

    @property
    def are_given(self) -> bool:
        """Whether any of the filters is used."""
        return any(vars(self)[name] is not None for name in Filters.option_names())


class Selection(Filters):
    """Which entries, in which order, how many."""

    sort: str | None = option(
        None,
        "--sort",
        metavar="FIELD",
        help="By this field; --sort=-FIELD turns it round. Several: year,title.",
    )
    limit: int | None = option(
        None, "--limit", metavar="N", min=0, help="At most N entries."
    )


EntriesFormat = Literal[
    "table", "plain", "json", "jsonl", "csv", "tsv", "markdown", "keys"
]
"""How `list` and `search` can show entries; `export` has more formats, and options."""

QueryArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="[QUERY]...",
        help="Words and terms: pruning, author:frantar, year:2023.. .",
    ),
]

JsonOption = Annotated[bool, option(..., "--json", help="Short for --format json.")]

OutputOption = Annotated[
    str | None,
    option(
        ...,
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, whole or not at all.",
    ),
]
FieldsOption = Annotated[
    str | None,
    option(..., "--fields", metavar="A,B,C", help="Show these fields."),
]
