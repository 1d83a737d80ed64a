"""Answers from the index; those of `memory` are the measure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from paperctl.errors import Location, Problem
from paperctl.index.condition import ANY, Condition
from paperctl.index.pack import DamagedError, unpack, unseal
from paperctl.query.ast import Everything

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from paperctl.index.blocks import Layout
    from paperctl.index.finder import Progress
    from paperctl.index.texts import Making
    from paperctl.index.transaction import Database
    from paperctl.model.area import Area
    from paperctl.model.catalogue import Profile
    from paperctl.model.entry import Entry
    from paperctl.model.fields import Field
    from paperctl.query.ast import Query
    from paperctl.query.grep import Hit, Plan
    from paperctl.query.search import Scored, Suggestion
    from paperctl.query.suggest import Suggestions
    from paperctl.stats import Summary

_BY_KEY = "folded_key, citekey"
_ORDERS = {
    None: "id",
    "-date": f"newest DESC, {_BY_KEY}",
    "date": f"newest IS NULL, newest, {_BY_KEY}",
}
"""The orders that need no entry: what is missing comes last in each."""


class IndexFinder:
    """A catalogue in its index; see `finder.Finder`.

    Any method may raise `DamagedError` or `sqlite3.Error`: then the index has to be
    made again.
    """

    def __init__(
        self,
        database: Database,
        state: dict[str, Any],
        paths: Sequence[str],
        *,
        connect: Callable[[], Database],
        progress: Progress | None = None,
    ) -> None:
        self.database = database
        self.connect = connect
        self.state = state
        self.paths = paths
        self.progress = progress

    def __len__(self) -> int:
        count: int = self.state["entries"]
        return count

    @cached_property
    def layouts(self) -> list[Layout]:
        """What the files looked like."""
        return read_layouts(self.state)

    @property
    def head_lines(self) -> list[int]:
        """How many line ends stand before the first entry of each file."""
        return [head[1] for _, head, *_ in unseal(self.state["layouts"])]

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the files."""
        return [
            Problem(message, Location(self.paths[file], line, column), *rest)
            for message, file, line, column, *rest in unseal(self.state["problems"])
        ]

    @cached_property
    def profiles(self) -> Sequence[Profile]:
        """The headers of author pages."""
        from paperctl.index.pack import unpack_profiles

        return unpack_profiles(unseal(self.state["profiles"]))

    @cached_property
    def areas(self) -> list[tuple[int, Area]]:
        """The areas of the entries, with their numbers."""
        from paperctl.model.area import Area

        rows = self.database.execute("SELECT id, text, archive, code FROM area")
        return [(number, Area(*parts)) for number, *parts in rows]

    def summary(self, query: Query) -> Summary:
        """Count the entries that a query matches."""
        whole = self._whole_summary()
        return whole if isinstance(query, Everything) else self._part(query, whole)

    def _whole_summary(self) -> Summary:
        from paperctl.index.derived import derive, plain_summary, read_summary

        def make() -> dict[str, Any]:
            return plain_summary(self._count(Everything()))

        return read_summary(derive(self.database, "summary", make), self.profiles)

    def _part(self, query: Query, whole: Summary) -> Summary:
        from dataclasses import replace

        part = self._count(query)
        pairs = zip(part.profiles, whole.profiles, strict=True)
        everywhere = tuple(replace(mine, entries=all_.entries) for mine, all_ in pairs)
        return replace(part, profiles=everywhere)

    def _count(self, query: Query) -> Summary:
        from paperctl.model.catalogue import Catalogue
        from paperctl.stats import summarise

        return summarise(Catalogue(self.select(query), profiles=self.profiles))

    # --- choosing ----------------------------------------------------------------

    def condition(self, query: Query) -> Condition:
        """Write a query as a condition, and see that it can be asked."""
        if isinstance(query, Everything):
            return ANY
        from paperctl.index.sql import translate

        condition = translate(query, lambda: self.areas)
        if condition.needs_words:
            self.need_words()
        return condition

    def need_words(self) -> None:
        """See that the full text is there."""
        from paperctl.index.words import add_words

        add_words(self)

    def lines(
        self, query: Query, *, order: str | None = None, limit: int | None = None
    ) -> Sequence[str]:
        """Give each entry as the line that `list` prints in a pipe, in one piece."""
        condition = self.condition(query)
        if not condition.is_exact or order not in _ORDERS:
            from paperctl.index.rows import list_line

            return list(map(list_line, self.select(query, order=order, limit=limit)))
        text = self.database.execute(
            "SELECT group_concat(line, '') FROM (SELECT line FROM entry"
            f" WHERE {condition.sql} ORDER BY {_ORDERS[order]} LIMIT ?)",
            (*condition.values, -1 if limit is None else limit),
        ).fetchone()[0]
        return [text] if text else []

    def select(
        self,
        query: Query,
        *,
        order: str | None = None,
        limit: int | None = None,
        among: Collection[str] | None = None,
    ) -> Sequence[Entry]:
        """Choose entries, sort and limit them."""
        condition = self.condition(query)
        if among is not None:
            from paperctl.index.sql import within

            condition = within(condition, among)
        if order in _ORDERS:
            return self._read(query, condition, _ORDERS[order], limit)
        from paperctl.query.sort import parse_sort

        arrange = parse_sort(order or "")
        return arrange(self._read(query, condition, "id", None))[:limit]

    def texts(
        self,
        query: Query,
        making: Making,
        *,
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[str]:
        """Choose entries, and give the text that is made of each."""
        condition = self.condition(query)
        if not condition.is_exact or order not in _ORDERS:
            return self.texts_of(self.select(query, order=order, limit=limit), making)
        from paperctl.index.texts import texts

        return texts(self.database, making, condition, _ORDERS[order], limit)

    def texts_of(self, entries: Sequence[Entry], making: Making) -> Iterator[str]:
        """Give the texts that are made of entries that `select` gave."""
        from paperctl.index.texts import texts_of

        return texts_of(self.database, making, entries)

    def _read(
        self, query: Query, condition: Condition, order: str, limit: int | None
    ) -> list[Entry]:
        is_limited = limit is not None and condition.is_exact
        rows = self.database.execute(
            "SELECT data FROM entry JOIN record USING (id)"
            f" WHERE {condition.sql} ORDER BY {order} LIMIT ?",
            (*condition.values, limit if is_limited else -1),
        )
        entries = (unpack(data) for (data,) in rows)
        if condition.is_exact:
            return list(entries)
        from paperctl.query.match import compile_query

        return list(filter(compile_query(query), entries))[:limit]

    def numbers(self, query: Query) -> list[tuple[int, str]]:
        """Number and name the entries that a query matches, in the user's order."""
        condition = self.condition(query)
        if not condition.is_exact:
            keys = {entry.citekey for entry in self.select(query)}
            rows = self.database.execute("SELECT id, citekey FROM entry ORDER BY id")
            return [row for row in rows if row[1] in keys]
        return self.database.execute(
            f"SELECT id, citekey FROM entry WHERE {condition.sql} ORDER BY id",
            condition.values,
        ).fetchall()

    def citekeys(self, query: Query, *, order: str | None = None) -> Sequence[str]:
        """Name the entries that a query matches."""
        if order is not None:
            return [entry.citekey for entry in self.select(query, order=order)]
        return [citekey for _, citekey in self.numbers(query)]

    def entry(self, number: int) -> Entry:
        """Read an entry by its number."""
        row = self.database.execute(
            "SELECT data FROM record WHERE id = ?", (number,)
        ).fetchone()
        if row is None:
            raise DamagedError(f"no record {number}")
        return unpack(row[0])

    def resolve(self, citekey: str) -> Entry:
        """Look an entry up by its citekey or an alias."""
        row = self.database.execute(
            "SELECT entry FROM key WHERE folded = ?", (citekey.lower(),)
        ).fetchone()
        if row is None:
            from paperctl.model.catalogue import unknown_citekey

            known = self.database.execute("SELECT citekey FROM entry ORDER BY id")
            raise unknown_citekey(citekey, [key for (key,) in known])
        return self.entry(row[0])

    def named(self, keys: Collection[str]) -> Mapping[str, str]:
        """Say to which entries' citekeys keys and aliases lead."""
        from paperctl.index.sql import one_value

        folded = {key: key.lower() for key in keys}
        rows = self.database.execute(
            "SELECT folded, citekey FROM key JOIN entry ON entry.id = key.entry"
            " WHERE folded IN (SELECT value FROM json_each(?))",
            (one_value(folded.values()),),
        )
        found = dict(rows)
        return {key: found[name] for key, name in folded.items() if name in found}

    # --- searching ---------------------------------------------------------------

    def known_values(self, field: Field) -> Suggestions:
        """List what the entries have in a field; see `query.suggest`."""
        from paperctl.index.derived import derive

        def make() -> Suggestions:
            from paperctl.query.suggest import known_values

            return known_values(self.select(Everything()), field)

        found: Suggestions = derive(self.database, f"values of {field.name}", make)
        return found

    def search(self, query: Query, *, limit: int | None = None) -> Sequence[Scored]:
        """Find what a query matches, the best first."""
        from paperctl.index.words import search

        return search(self, query, limit=limit)

    def suggest(self, query: Query) -> Sequence[Suggestion]:
        """Say which words of a query no entry has."""
        from paperctl.index.words import suggest

        return suggest(self, query)

    def grep(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[Hit]:
        """Find units of the entries that a query matches."""
        from paperctl.index.units import grep

        return grep(self, query, plan, order=order)

    def grep_lines(
        self, query: Query, plan: Plan, *, order: str | None = None
    ) -> Iterator[bytes]:
        """Find the same, as the lines that `grep` prints in a pipe, in UTF-8."""
        from paperctl.index.units import grep_lines

        return grep_lines(self, query, plan, order=order)

    def locate(self, hits: Iterable[Hit]) -> Iterator[Location]:
        """Say where in its file each hit stands."""
        from paperctl.index.units import locate

        return locate(hits)


def read_file_states(state: dict[str, Any]) -> list[tuple[int, ...]]:
    """Read only what `file_state` said of the files."""
    return [tuple(seen) for seen, *_ in unseal(state["layouts"])]


def read_layouts(state: dict[str, Any]) -> list[Layout]:
    """Read what `state` says of the files."""
    from paperctl.index.blocks import Layout, Stretch

    return [
        Layout(tuple(seen), Stretch(*head), Stretch(*tail), column, archive)
        for seen, head, tail, column, archive in unseal(state["layouts"])
    ]
