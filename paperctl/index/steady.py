"""Going on where an index turns out to be damaged: it is made and asked again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from paperctl.index.opening import forget, in_memory, open_index
from paperctl.index.reader import IndexFinder
from paperctl.index.transaction import DAMAGE, ChangedError, is_passing

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from paperctl.errors import Location, Problem
    from paperctl.index.finder import Finder
    from paperctl.index.opening import Which
    from paperctl.index.texts import Making
    from paperctl.model.entry import Entry
    from paperctl.model.fields import Field
    from paperctl.query.ast import Query
    from paperctl.query.grep import Hit, Plan
    from paperctl.query.search import Scored, Suggestion
    from paperctl.query.suggest import Suggestions
    from paperctl.stats import Summary

T = TypeVar("T")

_MOST_TRIES = 2


class SteadyFinder:
    """A catalogue that answers whatever becomes of its index; see `finder.Finder`."""

    def __init__(self, which: Which) -> None:
        self._which = which
        self._finder, self._more_problems = open_index(which)
        self._tries = 0

    def _ask(self, question: Callable[[Finder], T]) -> T:
        while True:
            try:
                return question(self._finder)
            except DAMAGE as error:
                self._recover(error)

    def _recover(self, error: Exception) -> None:
        """Open the catalogue anew: from a new index twice, then in memory."""
        if not isinstance(self._finder, IndexFinder):
            raise error  # memory has no index to blame
        self._tries += 1
        self.close()
        if is_passing(error) or self._tries > _MOST_TRIES:
            self._finder, self._more_problems = in_memory(self._which), ()
            return
        if not isinstance(error, ChangedError):
            forget(self._which)
        self._finder, self._more_problems = open_index(self._which)

    def close(self) -> None:
        """Let the index go, for which others may wait."""
        if isinstance(self._finder, IndexFinder):
            self._finder.database.close()

    @property
    def paths(self) -> Sequence[str]:
        """The files, as this run calls them."""
        return self._finder.paths

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with them."""
        found = self._ask(lambda finder: finder.problems)
        return (*self._more_problems, *found)

    def __len__(self) -> int:
        return len(self._finder)

    def summary(self, query: Query) -> Summary:
        """Count the entries that a query matches."""
        return self._ask(lambda finder: finder.summary(query))

    def lines(
        self, query: Query, *, order: str | None = None, limit: int | None = None
    ) -> Sequence[str]:
        """Give each entry as the line that `list` prints in a pipe."""
        return self._ask(lambda finder: finder.lines(query, order=order, limit=limit))

    def select(
        self,
        query: Query,
        *,
        order: str | None = None,
        limit: int | None = None,
        among: Collection[str] | None = None,
    ) -> Sequence[Entry]:
        """Choose entries, sort and limit them."""
        return self._ask(
            lambda finder: finder.select(query, order=order, limit=limit, among=among)
        )

    def texts(
        self,
        query: Query,
        making: Making,
        *,
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[str]:
        """Choose entries, and give the text that is made of each."""
        return self._go_through(
            lambda finder: finder.texts(query, making, order=order, limit=limit)
        )

    def texts_of(self, entries: Sequence[Entry], making: Making) -> Iterator[str]:
        """Give the texts that are made of entries that `select` gave."""
        given = 0
        try:
            for text in self._finder.texts_of(entries, making):
                given += 1
                yield text
        except DAMAGE as error:
            self._recover(error)
            # A new index may be of later entries; these are at hand.
            yield from making.make(entries[given:])

    def citekeys(self, query: Query, *, order: str | None = None) -> Sequence[str]:
        """Name the entries that a query matches."""
        return self._ask(lambda finder: finder.citekeys(query, order=order))

    def resolve(self, citekey: str) -> Entry:
        """Look an entry up by its citekey or an alias."""
        return self._ask(lambda finder: finder.resolve(citekey))

    def named(self, keys: Collection[str]) -> Mapping[str, str]:
        """Say to which entries' citekeys keys and aliases lead."""
        return self._ask(lambda finder: finder.named(keys))

    def known_values(self, field: Field) -> Suggestions:
        """List what the entries have in a field; see `query.suggest`."""
        return self._ask(lambda finder: finder.known_values(field))

    def search(self, query: Query, *, limit: int | None = None) -> Sequence[Scored]:
        """Find what a query matches, the best first."""
        return self._ask(lambda finder: finder.search(query, limit=limit))

    def suggest(self, query: Query) -> Sequence[Suggestion]:
        """Say which words of a query no entry has."""
        return self._ask(lambda finder: finder.suggest(query))

    def grep(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[Hit]:
        """Find units of the entries that a query matches."""
        return self._go_through(lambda finder: finder.grep(query, plan, order=order))

    def grep_lines(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[bytes]:
        """Find the same, as the lines that `grep` prints in a pipe, in UTF-8."""
        given = 0  # bytes: others may cut the same text elsewhere
        while True:
            try:
                before = given
                for piece in self._finder.grep_lines(query, plan, order=order):
                    if before < len(piece):
                        given += len(piece) - before
                        yield piece[before:]
                    before = max(before - len(piece), 0)
            except DAMAGE as error:
                self._recover(error)
            else:
                return

    def _go_through(self, find: Callable[[Finder], Iterator[T]]) -> Iterator[T]:
        given = 0
        while True:
            try:
                # The order is always the same: what was given before is passed over.
                for found in islice(find(self._finder), given, None):
                    given += 1
                    yield found
            except DAMAGE as error:
                self._recover(error)
            else:
                return

    def locate(self, hits: Iterable[Hit]) -> Iterator[Location]:
        """Say where in its file each hit stands."""
        for hit in hits:
            yield self._ask(lambda finder: next(finder.locate([hit])))  # noqa: B023
