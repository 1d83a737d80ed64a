"""What commands ask of a catalogue, however it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

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

Progress: TypeAlias = Callable[[str, float], None]
"""Told now and then what is being done, and how much of it is, from 0 to 1."""


class Finder(Protocol):
    """A catalogue that answers questions.

    Two kinds of them give the same answers, from an index and from memory.
    """

    @property
    def paths(self) -> Sequence[str]:
        """The files, as this run calls them."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with them."""

    def __len__(self) -> int:
        """Count the entries."""

    def lines(
        self, query: Query, *, order: str | None = None, limit: int | None = None
    ) -> Sequence[str]:
        """Choose entries, and give each as the line that `list` prints in a pipe.

        Several lines may come as one piece of text.
        """

    def select(
        self,
        query: Query,
        *,
        order: str | None = None,
        limit: int | None = None,
        among: Collection[str] | None = None,
    ) -> Sequence[Entry]:
        """Choose entries; without an order they come in the user's.

        `among` are citekeys as the catalogue writes them: no other entry is looked at.

        Raises:
            QueryError: The query or the order cannot be understood, or a regular
                expression takes too long.
        """

    def texts(
        self,
        query: Query,
        making: Making,
        *,
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[str]:
        """Choose entries as `select` does, and give the text that is made of each."""

    def texts_of(self, entries: Sequence[Entry], making: Making) -> Iterator[str]:
        """Give the texts that are made of entries that `select` gave."""

    def resolve(self, citekey: str) -> Entry:
        """Look an entry up by its citekey or an alias.

        Raises:
            UnknownCitekeyError: There is none; its hint suggests others.
        """

    def named(self, keys: Collection[str]) -> Mapping[str, str]:
        """Say to which entries' citekeys keys and aliases lead, case aside.

        Those that lead nowhere are left out.
        """

    def known_values(self, field: Field) -> Suggestions:
        """List what the entries have in a field; see `query.suggest`."""

    def search(self, query: Query, *, limit: int | None = None) -> Sequence[Scored]:
        """Find what a query matches, the best first; see `query.search`."""

    def suggest(self, query: Query) -> Sequence[Suggestion]:
        """Say which words of a query no entry has; see `query.search`."""

    def grep(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[Hit]:
        """Find units of the entries that a query matches; see `query.grep`."""

    def grep_lines(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[bytes]:
        """Find the same, as the lines that `grep` prints in a pipe, in UTF-8."""

    def locate(self, hits: Iterable[Hit]) -> Iterator[Location]:
        """Say where in its file each hit stands: its first match, or its beginning."""

    def citekeys(self, query: Query, *, order: str | None = None) -> Sequence[str]:
        """Name the entries that a query matches, in the user's order or another."""

    def summary(self, query: Query) -> Summary:
        """Count the entries that a query matches; see `stats`."""
