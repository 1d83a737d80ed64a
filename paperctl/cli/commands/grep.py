"""The `grep` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from paperctl.cli.context import Context
from paperctl.cli.options import Common, Filters, OptionGroup, QueryArgument
from paperctl.cli.output import show, write
from paperctl.cli.reading import read_text
from paperctl.cli.selecting import filter_entries
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from paperctl.model.entry import Entry
    from paperctl.query.grep import Hit, Pattern
    from paperctl.query.patterns import Engine
    from paperctl.render.hits import Placed
    from paperctl.store.load import LoadResult

SECTION = "Find"


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


def command(
    context: Context,
    matching: Matching,
    showing: Showing,
    filters: Filters,
    common: GrepCommon,
    pattern: Annotated[
        str | None, Argument(metavar="PATTERN", help="A regular expression.")
    ] = None,
    query: QueryArgument = None,
) -> ExitCode:
    """Print the sentences that match a regular expression.

    Examples:
      paperctl grep 'quanti[sz]'
      paperctl grep -i 'low-rank|sparse' --area LG
      paperctl grep -c LLM year:2024..
      paperctl grep -F 'github.com' -l

    Looks at titles and abstracts. The unit is a sentence of the abstract, or the whole
    of another field. In a pipe: path, line, citekey, field and text, tab-separated;
    the line is that of the hit in the catalogue's file. Exits 1 if nothing matches.
    """
    if not matching.expressions and not matching.files:
        if pattern is None:
            raise PaperctlError(
                "grep needs a PATTERN", hint="for example: paperctl grep 'quanti[sz]'"
            )
        patterns = [pattern]
    else:
        patterns = [*(matching.expressions or ()), *_read_patterns(context, matching)]
        query = query if pattern is None else [pattern, *(query or ())]
    compiled = _compile(context, patterns, matching)
    loaded = context.load()
    entries = filter_entries(loaded.catalogue, query, filters)
    hits = _hits(entries, compiled, matching, showing)
    if common.quiet:
        context.forgives = _answers(entries, hits, showing)
        return ExitCode.OK if context.forgives else ExitCode.NO_MATCH
    return _print(context, loaded, entries, list(hits), matching, showing)


def _read_patterns(context: Context, matching: Matching) -> Iterator[str]:
    """Read patterns a line each; an empty line is the pattern that matches anything."""
    for name in matching.files or ():
        lines = read_text(context, name, pipes=True).split("\n")
        yield from (line.removesuffix("\r") for line in lines[:-1])
        if lines[-1]:
            yield lines[-1]


def _compile(context: Context, patterns: list[str], matching: Matching) -> Pattern:
    from paperctl.query.patterns import compile_pattern

    case = matching.last_given("ignore_case", "smart_case", "case_sensitive")
    whole = matching.last_given("word", "line")
    return compile_pattern(
        patterns,
        ignore_case=case == "ignore_case",
        smart_case=case == "smart_case"
        or (case is None and context.setting("grep.smart_case")),
        fixed=matching.last_given("fixed", "extended") == "fixed",
        word=whole == "word",
        line=whole == "line",
        engine=_engine(context, matching),
    )


def _engine(context: Context, matching: Matching) -> Engine:
    from paperctl.query.linear import is_available

    if matching.last_given("perl", "extended") == "perl":
        return "perl"
    if is_available():
        return "linear"
    context.say(
        "paperctl: google-re2 is not installed: Python's re searches, in limited time"
    )
    return "python"


def _hits(
    entries: Iterable[Entry],
    pattern: Pattern,
    matching: Matching,
    showing: Showing,
) -> Iterator[Hit]:
    from paperctl.model.fields import parse_fields
    from paperctl.query.grep import GREP_FIELDS, grep

    before, after = showing.context
    return grep(
        entries,
        pattern,
        fields=parse_fields(matching.fields) if matching.fields else GREP_FIELDS,
        invert=matching.invert,
        max_count=showing.limit,
        before=before,
        after=after,
    )


def _answers(entries: Sequence[Entry], hits: Iterator[Hit], showing: Showing) -> bool:
    """Whether anything would be printed, without looking further than needed."""
    if showing.mode == "without_match":
        return len({hit.entry.citekey for hit in hits}) < len(entries)
    return any(True for _ in hits)


def _print(
    context: Context,
    loaded: LoadResult,
    entries: Sequence[Entry],
    hits: list[Hit],
    matching: Matching,
    showing: Showing,
) -> ExitCode:
    from paperctl.query.grep import count_units, split_matches
    from paperctl.render import hits as view

    counts = count_units(hits)
    if showing.mode == "without_match":
        counts = {item.citekey: 0 for item in entries if item.citekey not in counts}
    code = ExitCode.OK if counts else ExitCode.NO_MATCH
    if showing.only_matching and showing.mode in {None, "count"}:
        hits = [part for hit in hits for part in split_matches(hit, matching.invert)]
        counts = count_units(hits)
    if context.stdout_is_terminal and showing.mode == "count":
        return show(context, view.count_table(counts), code=code)
    if context.stdout_is_terminal and showing.mode is None and not showing.vimgrep:
        groups = view.grep_groups(
            hits,
            line_of=_line_finder(loaded) if showing.numbered else None,
            separated=any(showing.context),
        )
        return show(context, groups, code=code)
    color = context.wants_color()
    return write(context, _lines(loaded, hits, counts, showing, color), code=code)


def _lines(
    loaded: LoadResult,
    hits: list[Hit],
    counts: Mapping[str, int],
    showing: Showing,
    color: bool,
) -> Iterable[str]:
    """Write what was found for other programs."""
    from paperctl.query.grep import split_matches
    from paperctl.render import hits as view

    match showing.mode:
        case "count":
            return (f"{key}\t{number}\n" for key, number in counts.items())
        case "json":
            return view.grep_events(_place(hits, loaded))
        case "with_matches" | "without_match":
            return (f"{key}\n" for key in counts)
        case _:
            pass
    if showing.vimgrep:
        return view.vimgrep_lines(
            view.Placed(hit, place)
            for hit in hits
            for _, place in _place(split_matches(hit) or [hit], loaded)
        )
    return view.grep_lines(_place(hits, loaded), color=color)


def _line_finder(loaded: LoadResult) -> Callable[[Hit], int | None]:
    return lambda hit: next(_place([hit], loaded)).location.line


def _place(hits: Iterable[Hit], loaded: LoadResult) -> Iterator[Placed]:
    """Find where in the file each hit stands: its first match, or its beginning."""
    from paperctl.render.hits import Placed

    for hit in hits:
        offset = hit.unit.start + (hit.spans[0][0] if hit.spans else 0)
        place = loaded.location(
            hit.entry.citekey, hit.unit.field, index=hit.unit.item, offset=offset
        )
        yield Placed(hit, place)
