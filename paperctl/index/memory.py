"""Answers from memory: where there is no index, and as the measure of any."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from paperctl.errors import Location, Problem
    from paperctl.index.texts import Making
    from paperctl.model.entry import Entry
    from paperctl.model.fields import Field
    from paperctl.query.ast import Query
    from paperctl.query.grep import Hit, Plan
    from paperctl.query.search import Scored, Suggestion
    from paperctl.query.suggest import Suggestions
    from paperctl.stats import Summary
    from paperctl.store.load import LoadResult


class MemoryFinder:
    """A catalogue that was loaded; see `finder.Finder`."""

    def __init__(self, loaded: LoadResult) -> None:
        self._loaded = loaded

    @property
    def paths(self) -> Sequence[str]:
        """The files, as this run calls them."""
        return [file.path for file in self._loaded.files]

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with them."""
        return self._loaded.problems

    def __len__(self) -> int:
        return len(self._loaded.catalogue)

    def summary(self, query: Query) -> Summary:
        """Count the entries that a query matches."""
        from paperctl.stats import summarise

        return summarise(self._loaded.catalogue, self._matching(query))

    def lines(
        self, query: Query, *, order: str | None = None, limit: int | None = None
    ) -> Sequence[str]:
        """Give each entry as the line that `list` prints in a pipe."""
        from paperctl.index.rows import list_line

        return [
            list_line(item) for item in self.select(query, order=order, limit=limit)
        ]

    def select(
        self,
        query: Query,
        *,
        order: str | None = None,
        limit: int | None = None,
        among: Collection[str] | None = None,
    ) -> Sequence[Entry]:
        """Choose entries, sort and limit them."""
        from paperctl.query.sort import parse_sort

        arrange = parse_sort(order) if order else list
        chosen = self._matching(query)
        if among is not None:
            keys = frozenset(among)
            chosen = (entry for entry in chosen if entry.citekey in keys)
        return arrange(chosen)[:limit]

    def texts(
        self,
        query: Query,
        making: Making,
        *,
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[str]:
        """Choose entries, and give the text that is made of each."""
        return making.make(self.select(query, order=order, limit=limit))

    def texts_of(self, entries: Sequence[Entry], making: Making) -> Iterator[str]:
        """Give the texts that are made of entries that `select` gave."""
        return making.make(entries)

    def _matching(self, query: Query) -> Iterable[Entry]:
        from paperctl.query.ast import Everything

        entries = self._loaded.catalogue.entries
        if isinstance(query, Everything):
            return entries
        from paperctl.query.match import compile_query

        return filter(compile_query(query), entries)

    def citekeys(self, query: Query, *, order: str | None = None) -> Sequence[str]:
        """Name the entries that a query matches."""
        return [entry.citekey for entry in self.select(query, order=order)]

    def resolve(self, citekey: str) -> Entry:
        """Look an entry up by its citekey or an alias."""
        return self._loaded.catalogue.resolve(citekey)

    def named(self, keys: Collection[str]) -> Mapping[str, str]:
        """Say to which entries' citekeys keys and aliases lead."""
        find = self._loaded.catalogue.find
        found = ((key, find(key)) for key in keys)
        return {key: entry.citekey for key, entry in found if entry}

    def known_values(self, field: Field) -> Suggestions:
        """List what the entries have in a field; see `query.suggest`."""
        from paperctl.query.suggest import known_values

        return known_values(self._loaded.catalogue.entries, field)

    def search(self, query: Query, *, limit: int | None = None) -> Sequence[Scored]:
        """Find what a query matches, the best first."""
        from paperctl.query.search import search

        return search(self._loaded.catalogue.entries, query, limit=limit)

    def suggest(self, query: Query) -> Sequence[Suggestion]:
        """Say which words of a query no entry has."""
        from paperctl.query.search import suggest

        return suggest(self._loaded.catalogue.entries, query)

    def grep(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[Hit]:
        """Find units of the entries that a query matches."""
        from paperctl.query.grep import grep

        return grep(self.select(query, order=order), plan)

    def grep_lines(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[bytes]:
        """Find the same, as the lines that `grep` prints in a pipe, in UTF-8."""
        from paperctl.query.grep import encoded, hit_line

        for hit in self.grep(query, plan, order=order):
            (place,) = self.locate([hit])
            yield encoded(hit_line(hit, place))

    def locate(self, hits: Iterable[Hit]) -> Iterator[Location]:
        """Say where in its file each hit stands."""
        for hit in hits:
            yield self._loaded.location(
                hit.citekey, hit.unit.field, index=hit.unit.item, offset=hit.offset
            )
