"""The options that only `grep` has.

In a module of their own, so that Python evaluates their annotations when it is compiled
and not at each start, as it would with `grep`'s other annotations.
"""

from typing import Annotated

from typer import Option

from paperctl.cli.options import Common, OptionGroup, Selection


class GrepCommon(Common):
    """As everywhere, but `-C` is context and `-q` asks for the exit code alone."""

    catalogue: Annotated[
        list[str] | None,
        Option("--catalogue", metavar="PATH", help="Use this catalogue."),
    ] = None
    quiet: Annotated[
        bool, Option("--quiet", "-q", help="Print nothing; stop at the first hit.")
    ] = False


class Matching(OptionGroup):
    """What counts as a match."""

    expressions: Annotated[
        list[str] | None,
        Option("-e", "--regexp", metavar="PATTERN", help="A pattern; may be repeated."),
    ] = None
    files: Annotated[
        list[str] | None,
        Option(
            "-f", "--file", metavar="FILE", help="Patterns, one a line; - is stdin."
        ),
    ] = None
    ignore_case: Annotated[
        bool, Option("-i", "--ignore-case", help="Case does not matter.")
    ] = False
    smart_case: Annotated[
        bool,
        Option("-S", "--smart-case", help="It matters if PATTERN has a capital."),
    ] = False
    case_sensitive: Annotated[
        bool, Option("-s", "--case-sensitive", help="It does: the default.")
    ] = False
    fixed: Annotated[
        bool, Option("-F", "--fixed-strings", help="PATTERN is plain text.")
    ] = False
    extended: Annotated[
        bool, Option("-E", "--extended-regexp", help="The default; undoes -P and -F.")
    ] = False
    perl: Annotated[
        bool,
        Option("-P", "--perl-regexp", help="Python's: look-around, back-references."),
    ] = False
    word: Annotated[bool, Option("-w", "--word-regexp", help="Whole words only.")] = (
        False
    )
    line: Annotated[
        bool, Option("-x", "--line-regexp", help="Whole sentences or fields only.")
    ] = False
    invert: Annotated[
        bool, Option("-v", "--invert-match", help="What does not match.")
    ] = False
    fields: Annotated[
        str | None,
        Option("--fields", metavar="A,B", help="Look here; `all` for everywhere."),
    ] = None


class Looking(Selection):
    """Which entries are looked at first, and how many may have hits."""

    sort: Annotated[
        str | None,
        Option(
            "--sort",
            metavar="FIELD",
            help="Look at entries in this order; --sort=-FIELD turns it round.",
        ),
    ] = None
    limit: Annotated[
        int | None,
        Option("--limit", metavar="N", min=0, help="Stop after N entries with a hit."),
    ] = None


class Showing(OptionGroup):
    """What is printed of it."""

    count: Annotated[bool, Option("-c", "--count", help="How many for each entry.")] = (
        False
    )
    with_matches: Annotated[
        bool, Option("-l", "--files-with-matches", help="Citekeys with a hit.")
    ] = False
    without_match: Annotated[
        bool, Option("-L", "--files-without-match", help="Citekeys without one.")
    ] = False
    only_matching: Annotated[
        bool, Option("-o", "--only-matching", help="The matches alone.")
    ] = False
    max_count: Annotated[
        int | None,
        Option("-m", "--max-count", metavar="N", min=0, help="N hits an entry."),
    ] = None
    after: Annotated[
        int | None,
        Option("-A", "--after-context", metavar="N", min=0, help="N sentences after."),
    ] = None
    before: Annotated[
        int | None,
        Option("-B", "--before-context", metavar="N", min=0, help="N before."),
    ] = None
    around: Annotated[
        int | None, Option("-C", "--context", metavar="N", min=0, help="N each side.")
    ] = None
    numbered: Annotated[
        bool,
        Option(
            "--line-number/--no-line-number",
            "-n/-N",
            help="Lines of the file, on a terminal too.",
        ),
    ] = False
    with_path: Annotated[
        bool, Option("-H", "--with-filename", help="The default in a pipe.")
    ] = False
    vimgrep: Annotated[
        bool, Option("--vimgrep", help="path:line:column:text, for editors.")
    ] = False
    json: Annotated[
        bool, Option("--json", help="JSON Lines: begin, match, context, end.")
    ] = False

    @property
    def mode(self) -> str | None:
        """What is printed instead of units; as in ripgrep the last one wins."""
        return self.last_given("count", "with_matches", "without_match", "json")

    @property
    def context(self) -> tuple[int, int]:
        """How many units before and after a hit."""
        around = self.around or 0
        return (
            around if self.before is None else self.before,
            around if self.after is None else self.after,
        )

    @property
    def limit(self) -> int | None:
        """How many hits of an entry are needed."""
        if self.mode in {"with_matches", "without_match"} and self.max_count is None:
            return 1
        return self.max_count
