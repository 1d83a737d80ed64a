"""The options that commands share, each declared once."""

from inspect import get_annotations
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from typer import Argument, Option

if TYPE_CHECKING:
    from paperctl.cli.context import Context


class OptionGroup:
    """Options that belong together; a subclass's annotated fields are the options.

    The fields' values are their defaults; `vars` has them as they came on the command
    line, the others after that. Not a dataclass: making those costs start-up
    time, and nothing here needs comparing.
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

    catalogue: Annotated[
        list[str] | None,
        Option("--catalogue", "-C", metavar="PATH", help="Use this catalogue."),
    ] = None
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        Option("--color", help="Colour and links."),
    ] = None
    quiet: Annotated[
        bool, Option("--quiet", "-q", help="Results only, no warnings.")
    ] = False

    def apply(self, context: "Context") -> None:
        """Let the options of a command join or overrule those before it."""
        if self.catalogue:
            context.catalogue_paths += tuple(self.catalogue)
        if self.color:
            context.color = self.color
        context.quiet = context.quiet or self.quiet


class Filters(OptionGroup):
    """The common filters: sugar for terms of the query."""

    area: Annotated[
        list[str] | None,
        Option("--area", metavar="AREA", help="LG, cs.LG, cs, 'machine learning'."),
    ] = None
    author: Annotated[
        list[str] | None, Option("--author", metavar="NAME", help="An author's name.")
    ] = None
    year: Annotated[
        list[str] | None,
        Option("--year", metavar="YEAR", help="2023, 2022..2024 or 2023.. ."),
    ] = None
    since: Annotated[
        str | None, Option("--since", metavar="DATE", help="From this date on.")
    ] = None
    until: Annotated[
        str | None, Option("--until", metavar="DATE", help="Up to this date.")
    ] = None
    code: Annotated[
        bool | None, Option("--code/--no-code", help="With or without code.")
    ] = None
    affiliation: Annotated[
        list[str] | None,
        Option("--affiliation", metavar="NAME", help="An institution."),
    ] = None
    tag: Annotated[
        list[str] | None, Option("--tag", metavar="TAG", help="One of your tags.")
    ] = None

    @property
    def are_given(self) -> bool:
        """Whether any of the filters is used."""
        return any(vars(self)[name] is not None for name in Filters.option_names())


class Selection(Filters):
    """Which entries, in which order, how many."""

    sort: Annotated[
        str | None,
        Option(
            "--sort",
            metavar="FIELD",
            help="By this field; --sort=-FIELD turns it round. Several: year,title.",
        ),
    ] = None
    limit: Annotated[
        int | None, Option("--limit", metavar="N", min=0, help="At most N entries.")
    ] = None


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

JsonOption = Annotated[bool, Option("--json", help="Short for --format json.")]

OutputOption = Annotated[
    str | None,
    Option(
        "--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."
    ),
]
FieldsOption = Annotated[
    str | None,
    Option("--fields", metavar="A,B,C", help="Show these fields."),
]
