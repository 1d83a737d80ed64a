"""The options that only `export` has.

In a module of their own for the reason that `grep_options` gives.
"""

from typing import TYPE_CHECKING, Any

from paperctl.cli.options import OptionGroup, option
from paperctl.errors import PaperctlError

if TYPE_CHECKING:
    from paperctl.cli.context import Context


class Citing(OptionGroup):
    """Only what a document cites."""

    cited: list[str] | None = option(
        None,
        "--cited",
        metavar="FILE",
        help="Only what this .tex, .aux, .bcf, .typ or .md cites; - is stdin.",
    )
    cited_format: str | None = option(
        None,
        "--cited-format",
        metavar="KIND",
        help="Its kind; default: by name or content.",
    )
    keys_from: list[str] | None = option(
        None, "--keys-from", metavar="FILE", help="Only the citekeys in it; - is stdin."
    )
    strict: bool = option(
        False, "--strict", help="Write nothing if a key has no entry, and exit 1."
    )
    unused: bool = option(False, "--unused", help="Tell which entries nothing cites.")

    @property
    def is_given(self) -> bool:
        """Whether a file says which entries are wanted."""
        return bool(self.cited or self.keys_from)


class Writing(OptionGroup):
    """How a format writes; each format has a use for some of them.

    The fields are called as those of `paperctl.formats.FormatOptions`.
    """

    abstract: bool = option(
        True, "--abstract/--no-abstract", help="With or without abstracts."
    )
    ascii: bool | None = option(
        None, "--ascii/--unicode", help="Accents as LaTeX macros, or as they are."
    )
    howpublished: bool = option(
        False, "--howpublished", help="Say arXiv's number where plain.bst prints it."
    )
    arxiv_doi: bool = option(
        False, "--arxiv-doi", help="Give preprints without a DOI arXiv's own."
    )
    header: bool | None = option(
        None, "--header/--no-header", help="A line on top: names of columns, origin."
    )
    formula_safe: bool = option(
        False, "--formula-safe", help="Cells that no spreadsheet takes for code."
    )

    layout: str | None = option(
        None, "--layout", metavar="NAME", help="list, table or reading (list)."
    )
    template: str | None = option(
        None, "--template", metavar="FILE", help="The Jinja2 template to fill in."
    )
    template_text: str | None = option(
        None, "--template-text", metavar="TEXT", help="The template itself."
    )

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

    update: str | None = option(
        None, "--update", metavar="FILE", help="Change in FILE only what differs."
    )
    prune: bool = option(
        False, "--prune", help="Remove entries that are no longer exported."
    )
    ours: bool = option(
        False, "--ours", help="The catalogue wins against edits by hand."
    )
    theirs: bool = option(False, "--theirs", help="Edits by hand win.")
    dry_run: bool = option(
        False, "--dry-run", help="Show the change as a diff, make none."
    )
    check: bool = option(
        False, "--check", help="Write nothing; exit 1 if FILE is out of date."
    )
    watch: bool = option(
        False, "--watch", help="Do it again at every change, until Ctrl-C."
    )


class Verifying(OptionGroup):
    """Proof of what is exported."""

    verify: bool = option(
        False, "--verify", help="Read it back, by bibtex, biber, pandoc, typst too."
    )
