"""The `grep` command."""

from __future__ import annotations

from itertools import chain, groupby, islice, tee
from typing import TYPE_CHECKING, Annotated

from typer import Argument

from paperctl.cli.context import Context
from paperctl.cli.grep_options import GrepCommon, Looking, Matching, Showing
from paperctl.cli.options import QueryArgument
from paperctl.cli.output import show, write, write_encoded
from paperctl.cli.reading import read_text
from paperctl.cli.selecting import chosen_fields, make_query
from paperctl.errors import ExitCode, PaperctlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from paperctl.index.finder import Finder
    from paperctl.query.grep import Hit, Pattern, Plan
    from paperctl.query.patterns import Engine
    from paperctl.render.hits import Placed

SECTION = "Find"


def command(
    context: Context,
    matching: Matching,
    showing: Showing,
    looking: Looking,
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
    plan = _plan(_compile(context, patterns, matching), matching, showing)
    wanted = make_query(query, looking)
    finder = context.open()
    if _wants_lines(context, showing, looking, common):
        lines = finder.grep_lines(wanted, plan, order=looking.sort)
        has_hits = write_encoded(context, lines)
        return ExitCode.OK if has_hits else ExitCode.NO_MATCH
    hits = finder.grep(wanted, plan, order=looking.sort)
    if showing.mode == "without_match":
        keys = _keys_without(finder.citekeys(wanted, order=looking.sort), hits)
        return _print_keys(context, islice(keys, looking.limit), common)
    if looking.limit is not None:
        hits = _of_first_entries(hits, looking.limit)
    if common.quiet:
        context.forgives = any(True for _ in hits)
        return ExitCode.OK if context.forgives else ExitCode.NO_MATCH
    if showing.mode == "with_matches":
        return _print_keys(context, dict.fromkeys(hit.citekey for hit in hits), common)
    if showing.mode == "count":
        return _print_counts(context, hits, matching, showing)
    return _print_hits(context, finder, hits, matching, showing)


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


def _plan(pattern: Pattern, matching: Matching, showing: Showing) -> Plan:
    from paperctl.query.grep import GREP_FIELDS, Plan

    before, after = showing.context
    return Plan(
        pattern,
        fields=chosen_fields(matching.fields) or GREP_FIELDS,
        invert=matching.invert,
        max_count=showing.limit,
        before=before,
        after=after,
    )


def _wants_lines(
    context: Context, showing: Showing, looking: Looking, common: GrepCommon
) -> bool:
    """Whether plain lines for a pipe are wanted, which are had the soonest."""
    is_usual = showing.mode is None and not (showing.only_matching or showing.vimgrep)
    is_for_people = context.stdout_is_terminal or context.wants_color()
    return is_usual and not (is_for_people or common.quiet or looking.limit is not None)


def _of_first_entries(hits: Iterable[Hit], limit: int) -> Iterator[Hit]:
    """Stop after so many entries."""
    groups = groupby(hits, lambda hit: hit.citekey)
    return chain.from_iterable(group for _, group in islice(groups, limit))


def _keys_without(keys: Iterable[str], hits: Iterable[Hit]) -> Iterator[str]:
    """Leave the entries with a hit out."""
    hit_keys = {hit.citekey for hit in hits}
    return (key for key in keys if key not in hit_keys)


def _print_keys(context: Context, keys: Iterable[str], common: GrepCommon) -> ExitCode:
    found = list(keys)
    code = ExitCode.OK if found else ExitCode.NO_MATCH
    if common.quiet:
        context.forgives = bool(found)
        return code
    return write(context, (f"{key}\n" for key in found), code=code)


def _print_counts(
    context: Context, hits: Iterable[Hit], matching: Matching, showing: Showing
) -> ExitCode:
    from paperctl.query.grep import count_units
    from paperctl.render import hits as view

    counts = count_units(_split(hits, matching) if showing.only_matching else hits)
    code = ExitCode.OK if counts else ExitCode.NO_MATCH
    if context.stdout_is_terminal:
        return show(context, view.count_table(counts), code=code)
    return write(context, view.count_lines(counts), code=code)


def _print_hits(
    context: Context,
    finder: Finder,
    hits: Iterator[Hit],
    matching: Matching,
    showing: Showing,
) -> ExitCode:
    """Print hits as they are found."""
    from paperctl.render import hits as view

    first = next(hits, None)
    code = ExitCode.NO_MATCH if first is None else ExitCode.OK
    found: Iterator[Hit] = chain([first] if first else [], hits)
    if showing.only_matching:
        found = _split(found, matching)
    if showing.mode == "json":
        return write(context, view.grep_events(_place(found, finder)), code=code)
    if showing.vimgrep:
        return write(context, _vimgrep_lines(found, finder), code=code)
    if context.stdout_is_terminal:
        groups = view.grep_groups(
            found,
            finder.resolve,
            line_of=_line_finder(finder) if showing.numbered else None,
            separated=any(showing.context),
        )
        return show(context, groups, code=code)
    color = context.wants_color()
    lines = view.grep_lines(_place(found, finder), color=color)
    return write(context, lines, code=code)


def _split(hits: Iterable[Hit], matching: Matching) -> Iterator[Hit]:
    from paperctl.query.grep import split_matches

    return (part for hit in hits for part in split_matches(hit, matching.invert))


def _vimgrep_lines(hits: Iterable[Hit], finder: Finder) -> Iterator[str]:
    """Give each match a line of its own, with the whole unit."""
    from paperctl.query.grep import split_matches
    from paperctl.render import hits as view

    return view.vimgrep_lines(
        view.Placed(hit, place)
        for hit in hits
        for _, place in _place(split_matches(hit) or [hit], finder)
    )


def _line_finder(finder: Finder) -> Callable[[Hit], int | None]:
    return lambda hit: next(finder.locate([hit])).line


def _place(hits: Iterable[Hit], finder: Finder) -> Iterator[Placed]:
    """Find where in the file each hit stands."""
    from paperctl.render.hits import Placed

    ours, theirs = tee(hits)
    return map(Placed, ours, finder.locate(theirs))
