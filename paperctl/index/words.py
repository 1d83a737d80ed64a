"""The full text of an index: made when first needed, asked by FTS5.

It holds the words that `query.tokens` cuts, already folded, so that it finds what
`query.match` finds; and its formula for the rank is the one of `query.search`
(docs/decisions/0005-ranking-by-the-formula-of-fts5.md).
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeAlias

from paperctl.index import schema
from paperctl.index.condition import full_text_term
from paperctl.index.pack import unpack
from paperctl.index.processes import do_some_at_a_time
from paperctl.index.schema import entries_of
from paperctl.index.transaction import writing
from paperctl.model.fields import SEARCHED
from paperctl.query.ast import And, Match, Or, Phrase, Query, Word, all_of
from paperctl.query.search import (
    WEIGHTS,
    Scored,
    best_passage,
    explain_missing,
    last_word_as_prefix,
    rank_order,
    rounded,
    scoring_terms,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from paperctl.index.condition import Condition
    from paperctl.index.reader import IndexFinder
    from paperctl.model.entry import Entry
    from paperctl.query.search import Suggestion, Term

    _Words: TypeAlias = tuple[int, list[str]]
    """The number of an entry, and the words of its fields."""

HALVES_FROM = 20_000
"""So many entries make it pay to rank them on two threads."""

_SPARE = 100
_LAST = (1 << 63) - 1  # the largest number that SQLite has
_COLUMNS = tuple(WEIGHTS)
_ANSWERED = frozenset(WEIGHTS) - {"authors", "citekey"}
_BORDER = "¶"
"""A word of its own between two values of a list; no text has it, since it is none."""
_SCORES = "SELECT -rank, rowid FROM words WHERE words MATCH ? AND rank MATCH ?"
_AMONG = " AND +rowid IN (SELECT id FROM entry WHERE {})"
_RANK = f"bm25({', '.join(str(WEIGHTS[name]) for name in _COLUMNS)})"


def add_words(finder: IndexFinder) -> None:
    """Put the words of all blocks that lack them into the full text.

    Each block by itself: others read meanwhile, and what is done is done.
    """
    database = finder.database
    missing = _blocks_without_words(database)
    if not has_words(database):
        with writing(database):
            if not has_words(database):  # nobody was quicker
                _make_tables(database)
    for done, (block, entries) in enumerate(_cut_all(database, missing), 1):
        with writing(database):
            if block in _blocks_without_words(database):
                _insert(database, block, entries, "")
                mark = "UPDATE block SET has_words = 1 WHERE id = ?"
                database.execute(mark, (block,))
        if finder.progress:
            finder.progress("indexing words", done / len(missing))


def are_words_right(database: sqlite3.Connection) -> bool:
    """Whether the full text has the words of the entries, as often in as many."""
    from paperctl.index.frequent import are_counted

    query = "SELECT id FROM block WHERE has_words ORDER BY id"
    blocks = [number for (number,) in database.execute(query)]
    times = Counter[tuple[str, str]]()
    having = Counter[tuple[str, str]]()
    for block, entries in _cut_all(database, blocks):
        for _, fields in entries:
            words = [
                (word, column)
                for column, text in zip(_COLUMNS, fields, strict=True)
                for word in text.split()
            ]
            times.update(words)
            having.update(set(words))
        if not are_counted(database, block, [fields for _, fields in entries]):
            return False
    _name_vocabulary(database)
    query = "SELECT term, col, cnt, doc FROM temp.vocabulary_of_field WHERE term <> ?"
    kept = {tuple(row) for row in database.execute(query, (_BORDER,))}
    return kept == {(*which, count, having[which]) for which, count in times.items()}


def _cut_all(
    database: sqlite3.Connection, blocks: Sequence[int]
) -> Iterator[tuple[int, list[_Words]]]:
    """Cut the entries of blocks into their words."""
    jobs = (_records_of(database, block) for block in blocks)
    return zip(blocks, do_some_at_a_time(jobs, _words_of), strict=True)


def _make_tables(database: sqlite3.Connection) -> None:
    from paperctl.index.frequent import choose_words

    for table in schema.WORDS:
        database.execute(table)
    choose_words(database, _texts_of)


def remove_words(database: sqlite3.Connection, block: int) -> None:
    """Take the words of a block out, while its records are still there."""
    row = database.execute("SELECT has_words FROM block WHERE id = ?", (block,))
    if row.fetchone()[0]:
        _insert(database, block, _words_of(_records_of(database, block)), "delete")


def has_words(database: sqlite3.Connection) -> bool:
    """Whether there is a full text."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'words'"
    return database.execute(query).fetchone() is not None


def _blocks_without_words(database: sqlite3.Connection) -> list[int]:
    rows = database.execute("SELECT id FROM block WHERE has_words = 0 ORDER BY id")
    return [number for (number,) in rows]


def _records_of(database: sqlite3.Connection, block: int) -> list[tuple[int, bytes]]:
    return database.execute(
        "SELECT id, data FROM record WHERE id BETWEEN ? AND ?", entries_of(block)
    ).fetchall()


def _words_of(records: list[tuple[int, bytes]]) -> list[_Words]:
    return [(number, _texts_of(unpack(data))) for number, data in records]


def _insert(
    database: sqlite3.Connection,
    block: int,
    entries: Sequence[_Words],
    command: str,
) -> None:
    """Insert the words of a block, or take them out by the command `delete`."""
    # FTS5 takes commands through a column that is called as the table is.
    head = (command,) if command else ()
    columns = ", ".join((*(["words"] if command else []), "rowid", *_COLUMNS))
    marks = ", ".join("?" * (len(head) + 1 + len(_COLUMNS)))
    database.executemany(
        f"INSERT INTO words ({columns}) VALUES ({marks})",
        (
            (*head, number, *(text.replace("\n", _BORDER) for text in fields))
            for number, fields in entries
        ),
    )
    from paperctl.index.frequent import insert_counts, remove_counts

    if command:
        remove_counts(database, block)
    else:
        insert_counts(database, block, [fields for _, fields in entries])


def _texts_of(entry: Entry) -> list[str]:
    from paperctl.query.match import View

    view = View(entry)
    return [*map(view.text, _COLUMNS)]


# --- asking ----------------------------------------------------------------------


def search(
    finder: IndexFinder, query: Query, *, limit: int | None = None
) -> list[Scored]:
    """Find what a query matches, the best first; see `query.search.search`."""
    query = last_word_as_prefix(query)
    terms = scoring_terms(query)
    finder.need_words()
    wanted, rest = split_off_words(query)
    condition = finder.condition(rest)
    if wanted and condition.is_exact and not scoring_terms(rest):
        found = _best(finder, wanted, terms, condition, limit)
        return _scored(finder, rank_order(found)[:limit], terms)
    scores = _all_scores(finder.database, terms)
    found = [
        (scores.get(number, 0.0), citekey, number)
        for number, citekey in finder.numbers(query)
    ]
    return _scored(finder, rank_order(found)[:limit], terms)


def _scored(
    finder: IndexFinder, found: Sequence[tuple[float, str, int]], terms: Sequence[Term]
) -> list[Scored]:
    scored = []
    for score, _, number in found:
        entry = finder.entry(number)
        scored.append(Scored(entry, score, best_passage(entry, terms)))
    return scored


def split_off_words(query: Query) -> tuple[list[str], Query]:
    """Part a query into what the full text answers by itself, and the rest.

    >>> from paperctl.query.parse import parse_query
    >>> wanted, rest = split_off_words(parse_query("low (rank OR title:x) area:LG"))
    >>> print(wanted, "|", rest)
    ['"low"', '("rank" OR title : "x")'] | area:LG
    """
    parts = query.parts if isinstance(query, And) else (query,)
    wanted = [(_full_text(part), part) for part in parts]
    rest = all_of(*(part for text, part in wanted if text is None))
    return [text for text, _ in wanted if text is not None], rest


def _full_text(query: Query) -> str | None:
    """Write a query as FTS5 wants it; None where that says something else."""
    match query:
        case Word() | Phrase():
            is_answered = True
        case Match(name):
            # Names match without standing in one piece, keys under an alias.
            is_answered = name in _ANSWERED
        case Or(parts):
            texts = [_full_text(part) for part in parts]
            known = [text for text in texts if text is not None]
            return f"({' OR '.join(known)})" if len(known) == len(texts) else None
        case _:
            is_answered = False
    terms = scoring_terms(query) if is_answered else []
    return _any_of(terms) if terms else None


def _any_of(terms: Sequence[Term]) -> str:
    return " OR ".join(
        full_text_term(
            term.words,
            prefix=term.prefix,
            column=None if term.fields == SEARCHED else term.fields[0],
        )
        for term in terms
    )


def _best(
    finder: IndexFinder,
    wanted: Sequence[str],
    terms: Sequence[Term],
    condition: Condition,
    limit: int | None,
) -> list[tuple[float, str, int]]:
    """Find the best, and with the last of them all that are as good."""
    rows = None
    has_alternatives = len(terms) > len(wanted)
    if len(finder) >= schema.COUNTS_FROM and not has_alternatives:
        from paperctl.index import frequent

        rows = frequent.best(finder, terms, condition, limit)
    if rows is None:
        rows = _ask(finder, " AND ".join(wanted), condition, limit)
    return [
        (score, _citekey(finder.database, number), number) for score, number in rows
    ]


def _ask(
    finder: IndexFinder, text: str, condition: Condition, limit: int | None
) -> list[tuple[float, int]]:
    # The plus keeps SQLite from asking the full text for each of those entries.
    among = "" if condition.sql == "1" else _AMONG.format(condition.sql)
    sql = f"{_SCORES}{among} AND rowid BETWEEN ? AND ? ORDER BY rank LIMIT ?"
    # Ranking is what takes long; a few more spare doing it again for equals.
    wanted = -1 if limit is None else limit + _SPARE
    while True:
        rows = _top(finder, sql, (text, _RANK, *condition.values), wanted)
        if limit is None or len(rows) < wanted:
            return rows
        if not limit or rounded(rows[limit - 1][0]) != rounded(rows[-1][0]):
            return rows
        wanted *= 4  # whoever is as good as the last one may stand before it


def _top(
    finder: IndexFinder, sql: str, values: tuple[Any, ...], wanted: int
) -> list[tuple[float, int]]:
    """Ask for the best of all entries; of many, two halves at the same time."""
    middle = _middle(finder)
    if middle is None:
        everywhere = (*values, 0, _LAST, wanted)
        return finder.database.execute(sql, everywhere).fetchall()
    halves = [(0, middle - 1), (middle, _LAST)]
    found: list[Any] = [None, None]

    def ask(half: int) -> None:
        try:
            with closing(finder.connect()) as database:
                asked = (*values, *halves[half], wanted)
                found[half] = database.execute(sql, asked).fetchall()
        except Exception as error:  # noqa: BLE001 - for who waits for it
            found[half] = error

    threads = [Thread(target=ask, args=(half,)) for half in range(len(halves))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for rows in found:
        if isinstance(rows, Exception):
            raise rows
    rows = sorted((*found[0], *found[1]), key=lambda row: -row[0])
    return rows if wanted < 0 else rows[:wanted]


def _middle(finder: IndexFinder) -> int | None:
    """Name the entry in the middle, if there are so many that halves pay."""
    if len(finder) < HALVES_FROM or (os.cpu_count() or 1) == 1:
        return None
    query = (
        "SELECT id FROM block ORDER BY id LIMIT 1"
        " OFFSET (SELECT count(*) / 2 FROM block)"
    )
    row = finder.database.execute(query).fetchone()
    return row and entries_of(row[0])[0]


def _citekey(database: sqlite3.Connection, number: int) -> str:
    query = "SELECT citekey FROM entry WHERE id = ?"
    citekey: str = database.execute(query, (number,)).fetchone()[0]
    return citekey


def _all_scores(
    database: sqlite3.Connection, terms: Sequence[Term]
) -> dict[int, float]:
    if not terms:
        return {}
    rows = database.execute(_SCORES, (_any_of(terms), _RANK))
    return {number: score for score, number in rows}


def suggest(finder: IndexFinder, query: Query) -> list[Suggestion]:
    """Say which words of a query no entry has; see `query.search.suggest`."""
    finder.need_words()
    database = finder.database
    _name_vocabulary(database)

    def known(fields: tuple[str, ...]) -> dict[str, int]:
        if fields == SEARCHED:
            rows = database.execute(
                "SELECT term, doc FROM temp.vocabulary WHERE term <> ?", (_BORDER,)
            )
        else:
            rows = database.execute(
                "SELECT term, doc FROM temp.vocabulary_of_field"
                " WHERE term <> ? AND col = ?",
                (_BORDER, fields[0]),
            )
        return dict(rows.fetchall())

    return explain_missing(query, known)


def _name_vocabulary(database: sqlite3.Connection) -> None:
    """See that FTS5 tells what words it has, in all, and field by field."""
    for name, kind in (("vocabulary", "row"), ("vocabulary_of_field", "col")):
        database.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}"
            f" USING fts5vocab('main', 'words', '{kind}')"
        )
