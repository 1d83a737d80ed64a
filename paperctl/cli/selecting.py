"""From query words and filter flags to the entries that are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.cli.context import Context
    from paperctl.cli.options import Filters, Selection
    from paperctl.model.catalogue import Catalogue
    from paperctl.model.entry import Entry
    from paperctl.query.ast import Query
    from paperctl.store.load import LoadResult


def make_query(words: Sequence[str] | None, filters: Filters) -> Query:
    """Join the words of the command line with the filter flags.

    Raises:
        QueryError: One of them cannot be understood.
    """
    from paperctl.query.filters import filter_query

    flags = filter_query(
        area=filters.area or (),
        author=filters.author or (),
        year=filters.year or (),
        since=filters.since,
        until=filters.until,
        code=filters.code,
        affiliation=filters.affiliation or (),
        tag=filters.tag or (),
    )
    if not words:
        return flags
    from paperctl.query.ast import all_of
    from paperctl.query.parse import parse_words

    return all_of(flags, parse_words(words))


def select_entries(
    catalogue: Catalogue,
    words: Sequence[str] | None,
    selection: Selection,
    *,
    sort: str | None = None,
) -> list[Entry]:
    """Filter, sort and limit; without any `sort` the user's own order stays."""
    from paperctl.query.sort import parse_sort

    order = selection.sort or sort
    arrange = parse_sort(order) if order else list
    entries = filter_entries(catalogue, words, selection)
    return arrange(entries)[: selection.limit]


def filter_entries(
    catalogue: Catalogue, words: Sequence[str] | None, filters: Filters
) -> tuple[Entry, ...]:
    """Choose the entries that are asked for, in the user's order."""
    if not words and not filters.are_given:
        return catalogue.entries
    from paperctl.query.match import compile_query

    matches = compile_query(make_query(words, filters))
    return tuple(filter(matches, catalogue.entries))


def found(context: Context, loaded: LoadResult, hits: Sequence[object]) -> ExitCode:
    """Decide on the exit code, and say so where nothing was found.

    An empty catalogue is nothing that a query could fail on.
    """
    if hits:
        return ExitCode.OK
    if not loaded.catalogue:
        if loaded.has_errors:  # they are reported, and are why nothing is here
            return ExitCode.ERROR
        context.say("paperctl: the catalogue is empty")
        return ExitCode.OK
    context.say("paperctl: nothing matches")
    return ExitCode.NO_MATCH
