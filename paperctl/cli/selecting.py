"""From query words and filter flags to a query, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.cli.context import Context
    from paperctl.cli.options import Filters
    from paperctl.index.finder import Finder
    from paperctl.query.ast import Query


def make_query(words: Sequence[str] | None, filters: Filters) -> Query:
    """Join the words of the command line with the filter flags.

    Raises:
        QueryError: One of them cannot be understood.
    """
    from paperctl.query.ast import Everything, all_of

    query: Query = Everything()
    if filters.are_given:
        query = _flags(filters)
    if words:
        from paperctl.query.parse import parse_words

        query = all_of(query, parse_words(words))
    return query


def _flags(filters: Filters) -> Query:
    from paperctl.query.filters import filter_query

    return filter_query(
        area=filters.area or (),
        author=filters.author or (),
        year=filters.year or (),
        since=filters.since,
        until=filters.until,
        code=filters.code,
        affiliation=filters.affiliation or (),
        tag=filters.tag or (),
    )


def chosen_fields(text: str | None) -> tuple[str, ...] | None:
    """Read what `--fields` says; None where it is not given."""
    if not text:
        return None
    from paperctl.model.fields import parse_fields

    return parse_fields(text)


def found(context: Context, finder: Finder, hits: Sequence[object]) -> ExitCode:
    """Decide on the exit code, and say so where nothing was found.

    An empty catalogue is nothing that a query could fail on.
    """
    if hits:
        return ExitCode.OK
    if not finder:
        if context.has_errors:  # they are reported, and are why nothing is here
            return ExitCode.ERROR
        context.say("paperctl: the catalogue is empty")
        return ExitCode.OK
    context.say("paperctl: nothing matches")
    return ExitCode.NO_MATCH
