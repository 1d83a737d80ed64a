"""The `grep` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from paperctl.cli.context import Context
from paperctl.cli.options import Common, Filters, OptionGroup, QueryArgument
from paperctl.cli.output import show, write
from paperctl.cli.selecting import filter_entries
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.model.entry import Entry
    from paperctl.query.grep import Hit, RegexPattern
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
    vimgrep: Annotated[
        bool, Option("--vimgrep", help="path:line:column:text, for editors.")
    ] = False
    json: Annotated[
        bool, Option("--json", help="JSON Lines: begin, match, context, end.")
    ] = False


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
    patterns = list(matching.expressions or ())
    if patterns and pattern is not None:
        query = [pattern, *(query or ())]
    elif pattern is not None:
        patterns = [pattern]
    if not patterns:
        raise PaperctlError(
            "grep needs a PATTERN", hint="for example: paperctl grep 'quanti[sz]'"
        )
    if not (matching.ignore_case or matching.case_sensitive):
        matching.smart_case = matching.smart_case or context.setting("grep.smart_case")
    compiled = _compile(patterns, matching)
    loaded = context.load()
    entries = filter_entries(loaded.catalogue, query, filters)
    hits = _hits(entries, compiled, matching, showing)
    if common.quiet:
        context.forgives = any(True for _ in hits)
        return ExitCode.OK if context.forgives else ExitCode.NO_MATCH
    return _print(context, loaded, entries, list(hits), showing)


def _compile(patterns: list[str], matching: Matching) -> RegexPattern:
    from paperctl.query.grep import compile_pattern

    return compile_pattern(
        patterns,
        ignore_case=matching.ignore_case,
        smart_case=matching.smart_case and not matching.case_sensitive,
        fixed=matching.fixed,
        word=matching.word,
        line=matching.line,
    )


def _hits(
    entries: Iterable[Entry],
    pattern: RegexPattern,
    matching: Matching,
    showing: Showing,
) -> Iterator[Hit]:
    from paperctl.model.fields import parse_fields
    from paperctl.query.grep import GREP_FIELDS, grep

    around = showing.around or 0
    return grep(
        entries,
        pattern,
        fields=parse_fields(matching.fields) if matching.fields else GREP_FIELDS,
        invert=matching.invert,
        max_count=showing.max_count,
        before=around if showing.before is None else showing.before,
        after=around if showing.after is None else showing.after,
    )


def _print(
    context: Context,
    loaded: LoadResult,
    entries: Sequence[Entry],
    hits: list[Hit],
    showing: Showing,
) -> ExitCode:
    from paperctl.query.grep import count_units, split_matches
    from paperctl.render import hits as view

    counts = count_units(hits)
    code = ExitCode.OK if counts else ExitCode.NO_MATCH
    if showing.without_match:
        without = [entry.citekey for entry in entries if entry.citekey not in counts]
        write(context, (f"{key}\n" for key in without))
        return ExitCode.OK if without else ExitCode.NO_MATCH
    lines: Iterable[str]
    if showing.with_matches:
        lines = (f"{key}\n" for key in counts)
    elif showing.count:
        lines = (f"{key}\t{number}\n" for key, number in counts.items())
    elif showing.json:
        lines = view.grep_events(_place(hits, loaded))
    elif showing.vimgrep:
        lines = view.vimgrep_lines(
            view.Placed(part if showing.only_matching else hit, place)
            for hit in hits
            for part, place in _place(split_matches(hit), loaded)
        )
    else:
        if showing.only_matching:
            hits = [part for hit in hits for part in split_matches(hit)]
        if context.stdout_is_terminal:
            return show(context, view.grep_groups(hits), code=code)
        lines = view.grep_lines(_place(hits, loaded), color=context.wants_color())
    return write(context, lines, code=code)


def _place(hits: Iterable[Hit], loaded: LoadResult) -> Iterator[Placed]:
    """Find where in the file each hit stands: its first match, or its beginning."""
    from paperctl.render.hits import Placed

    for hit in hits:
        offset = hit.unit.start + (hit.spans[0][0] if hit.spans else 0)
        place = loaded.location(
            hit.entry.citekey, hit.unit.field, index=hit.unit.item, offset=offset
        )
        yield Placed(hit, place)
