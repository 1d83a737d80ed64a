"""The options that only `export` has.

In a module of their own for the reason that `grep_options` gives.
"""

from typing import Annotated

from typer import Option

from paperctl.cli.options import OptionGroup


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


class Verifying(OptionGroup):
    """Proof of what is exported."""

    verify: Annotated[
        bool,
        Option("--verify", help="Read it back, by bibtex, biber, pandoc, typst too."),
    ] = False
