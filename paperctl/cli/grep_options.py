"""The options that only `grep` has.

In a module of their own, so that Python evaluates their annotations when it is compiled
and not at each start, as it would with `grep`'s other annotations.
"""

from paperctl.cli.options import Common, OptionGroup, Selection, option


class GrepCommon(Common):
    """As everywhere, but `-C` is context and `-q` asks for the exit code alone."""

    catalogue: list[str] | None = option(
        None, "--catalogue", metavar="PATH", help="Use this catalogue."
    )
    quiet: bool = option(
        False, "--quiet", "-q", help="Print nothing; stop at the first hit."
    )


class Matching(OptionGroup):
    """What counts as a match."""

    expressions: list[str] | None = option(
        None, "-e", "--regexp", metavar="PATTERN", help="A pattern; may be repeated."
    )
    files: list[str] | None = option(
        None, "-f", "--file", metavar="FILE", help="Patterns, one a line; - is stdin."
    )
    ignore_case: bool = option(
        False, "-i", "--ignore-case", help="Case does not matter."
    )
    smart_case: bool = option(
        False, "-S", "--smart-case", help="It matters if PATTERN has a capital."
    )
    case_sensitive: bool = option(
        False, "-s", "--case-sensitive", help="It does: the default."
    )
    fixed: bool = option(False, "-F", "--fixed-strings", help="PATTERN is plain text.")
    extended: bool = option(
        False, "-E", "--extended-regexp", help="The default; undoes -P and -F."
    )
    perl: bool = option(
        False, "-P", "--perl-regexp", help="Python's: look-around, back-references."
    )
    word: bool = option(False, "-w", "--word-regexp", help="Whole words only.")
    line: bool = option(
        False, "-x", "--line-regexp", help="Whole sentences or fields only."
    )
    invert: bool = option(False, "-v", "--invert-match", help="What does not match.")
    fields: str | None = option(
        None, "--fields", metavar="A,B", help="Look here; `all` for everywhere."
    )


class Looking(Selection):
    """Which entries are looked at first, and how many may have hits."""

    sort: str | None = option(
        None,
        "--sort",
        metavar="FIELD",
        help="Look at entries in this order; --sort=-FIELD turns it round.",
    )
    limit: int | None = option(
        None, "--limit", metavar="N", min=0, help="Stop after N entries with a hit."
    )


class Showing(OptionGroup):
    """What is printed of it."""

    count: bool = option(False, "-c", "--count", help="How many for each entry.")
    with_matches: bool = option(
        False, "-l", "--files-with-matches", help="Citekeys with a hit."
    )
    without_match: bool = option(
        False, "-L", "--files-without-match", help="Citekeys without one."
    )
    only_matching: bool = option(
        False, "-o", "--only-matching", help="The matches alone."
    )
    max_count: int | None = option(
        None, "-m", "--max-count", metavar="N", min=0, help="N hits an entry."
    )
    after: int | None = option(
        None, "-A", "--after-context", metavar="N", min=0, help="N sentences after."
    )
    before: int | None = option(
        None, "-B", "--before-context", metavar="N", min=0, help="N before."
    )
    around: int | None = option(
        None, "-C", "--context", metavar="N", min=0, help="N each side."
    )
    numbered: bool = option(
        False,
        "--line-number/--no-line-number",
        "-n/-N",
        help="Lines of the file, on a terminal too.",
    )
    with_path: bool = option(
        False, "-H", "--with-filename", help="The default in a pipe."
    )
    vimgrep: bool = option(
        False, "--vimgrep", help="path:line:column:text, for editors."
    )
    json: bool = option(False, "--json", help="JSON Lines: begin, match, context, end.")

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
