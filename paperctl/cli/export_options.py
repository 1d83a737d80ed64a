"""The options that only `export` has.

In a module of their own for the reason that `grep_options` gives.
"""

from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from paperctl.cli.options import OptionGroup
from paperctl.errors import PaperctlError

if TYPE_CHECKING:
    from paperctl.cli.context import Context


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

    layout: Annotated[
        str | None,
        Option("--layout", metavar="NAME", help="list, table or reading (list)."),
    ] = None
    template: Annotated[
        str | None,
        Option("--template", metavar="FILE", help="The Jinja2 template to fill in."),
    ] = None
    template_text: Annotated[
        str | None,
        Option("--template-text", metavar="TEXT", help="The template itself."),
    ] = None

    @property
    def special(self) -> dict[str, object]:
        """Those that only some formats have a use for, None where not given."""
        given = {**vars(self), "template": self._template_given}
        return {
            name: value
            for name, value in given.items()
            if name not in {"abstract", "template_text"}
        }

    @property
    def _template_given(self) -> str | None:
        return self.template if self.template_text is None else self.template_text

    def for_format(self, context: "Context") -> dict[str, Any]:
        """Give what `FormatOptions` takes; a template's file is read.

        Raises:
            PaperctlError: There are two templates, or the file cannot be read.
        """
        options: dict[str, Any] = dict(vars(self))
        text = options.pop("template_text")
        if self.template is None:
            return {**options, "template": text, "template_name": "--template-text"}
        if text is not None:
            raise PaperctlError(
                "--template and --template-text contradict each other",
                hint="leave one of them out",
            )
        from paperctl.cli.reading import read_text

        source = read_text(context, self.template, pipes=True)
        name = "standard input" if self.template == "-" else self.template
        return {**options, "template": source, "template_name": name}


class Updating(OptionGroup):
    """Writing into a .bib file that exists, and doing so again and again."""

    update: Annotated[
        str | None,
        Option("--update", metavar="FILE", help="Change in FILE only what differs."),
    ] = None
    prune: Annotated[
        bool, Option("--prune", help="Remove entries that are no longer exported.")
    ] = False
    ours: Annotated[
        bool, Option("--ours", help="The catalogue wins against edits by hand.")
    ] = False
    theirs: Annotated[bool, Option("--theirs", help="Edits by hand win.")] = False
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show the change as a diff, make none.")
    ] = False
    check: Annotated[
        bool, Option("--check", help="Write nothing; exit 1 if FILE is out of date.")
    ] = False
    watch: Annotated[
        bool, Option("--watch", help="Do it again at every change, until Ctrl-C.")
    ] = False


class Verifying(OptionGroup):
    """Proof of what is exported."""

    verify: Annotated[
        bool,
        Option("--verify", help="Read it back, by bibtex, biber, pandoc, typst too."),
    ] = False
