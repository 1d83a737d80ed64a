"""The options that only `export` has.

In a module of their own for the reason that `grep_options` gives.
"""

from typing import Annotated

from typer import Option

from paperctl.cli.options import OptionGroup


class Citing(OptionGroup):
    """Only what a document cites."""

    cited: Annotated[
        list[str] | None,
        Option(
            "--cited",
            metavar="FILE",
            help="Only what this .tex, .aux, .bcf, .typ or .md cites; - is stdin.",
        ),
    ] = None
    cited_format: Annotated[
        str | None,
        Option(
            "--cited-format",
            metavar="KIND",
            help="Its kind; default: by name or content.",
        ),
    ] = None
    keys_from: Annotated[
        list[str] | None,
        Option(
            "--keys-from", metavar="FILE", help="Only the citekeys in it; - is stdin."
        ),
    ] = None
    strict: Annotated[
        bool,
        Option("--strict", help="Write nothing if a key has no entry, and exit 1."),
    ] = False
    unused: Annotated[
        bool, Option("--unused", help="Tell which entries nothing cites.")
    ] = False

    @property
    def is_given(self) -> bool:
        """Whether a file says which entries are wanted."""
        return bool(self.cited or self.keys_from)


class Writing(OptionGroup):
    """How a format writes; each format has a use for some of them.

    The fields are called as those of `paperctl.formats.FormatOptions`.
    """

    abstract: Annotated[
        bool, Option("--abstract/--no-abstract", help="With or without abstracts.")
    ] = True
    ascii: Annotated[
        bool | None,
        Option("--ascii/--unicode", help="Accents as LaTeX macros, or as they are."),
    ] = None
    howpublished: Annotated[
        bool,
        Option("--howpublished", help="Say arXiv's number where plain.bst prints it."),
    ] = False
    arxiv_doi: Annotated[
        bool, Option("--arxiv-doi", help="Give preprints without a DOI arXiv's own.")
    ] = False
    header: Annotated[
        bool | None,
        Option("--header/--no-header", help="A line on top: names of columns, origin."),
    ] = None
    formula_safe: Annotated[
        bool, Option("--formula-safe", help="Cells that no spreadsheet takes for code.")
    ] = False

    @property
    def special(self) -> dict[str, bool | None]:
        """Those that only some formats have a use for, None where not given."""
        return {name: value for name, value in vars(self).items() if name != "abstract"}
