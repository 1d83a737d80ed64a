"""Words that many entries have: how often each entry has them, beside the full text.

FTS5 takes microseconds for each entry that it ranks, which is half a second where most
of a hundred thousand have a word. How often each has it is read at once from here, and
the same formula (`query.search`) worked out for all. Nothing here depends on other
entries than those of its block, so that a change costs no more than one block.
"""

from __future__ import annotations

from array import array
from heapq import nlargest
from itertools import accumulate, chain
from operator import add
from typing import TYPE_CHECKING
from zlib import compress, decompress
from zlib import error as ZlibError  # noqa: N812 - it is a class

from paperctl.index import schema
from paperctl.index.condition import ANY
from paperctl.index.pack import DamagedError, unpack
from paperctl.index.schema import POSITIONS, entries_of
from paperctl.model.fields import SEARCHED
from paperctl.query.search import K1, WEIGHTS, B, rarity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from paperctl.index.condition import Condition
    from paperctl.index.reader import IndexFinder
    from paperctl.model.entry import Entry
    from paperctl.query.search import Term

_SHARE = 3  # a word that one in so many entries has is frequent
_SAMPLE = 1000  # entries that are looked at to find those words
_EVERY = ""  # no word: it counts all words of an entry
_NUMBERS = "I"  # array's code for unsigned numbers of four bytes
_FAST = 1  # zlib's level; the numbers are small, whatever it does
_AFTER = "\x01"  # put behind a word it comes before all other words that begin so
_LAST = "\U0010ffff"  # and behind a word after them
_NEAR = 1e-9  # scores that `rounded` takes for equals are no further apart
_WEIGHTS = [*map(int, WEIGHTS.values())]


# --- writing ---------------------------------------------------------------------


def choose_words(
    database: sqlite3.Connection, texts_of: Callable[[Entry], Iterable[str]]
) -> None:
    """Choose the words, by a sample; `texts_of` gives the words of an entry's fields.

    They stay until the index is made anew. Small catalogues have none.
    """
    entries = database.execute("SELECT count(*) FROM entry").fetchone()[0]
    if entries < schema.COUNTS_FROM:
        return
    blocks = database.execute("SELECT id FROM block").fetchall()
    some = _SAMPLE // (len(blocks) or 1) + 1
    total, having = 0, dict[str, int]()
    for (block,) in blocks:
        first, _ = entries_of(block)
        rows = database.execute(
            "SELECT data FROM record WHERE id >= ? AND id < ?", (first, first + some)
        )
        for (data,) in rows:
            total += 1
            for word in set(" ".join(texts_of(unpack(data))).split()):
                having[word] = having.get(word, 0) + 1
    words = [word for word, count in having.items() if count * _SHARE >= total]
    database.executemany(
        "INSERT INTO frequent (word) VALUES (?)", ((word,) for word in (_EVERY, *words))
    )


def insert_counts(
    database: sqlite3.Connection, block: int, entries: Sequence[Sequence[str]]
) -> None:
    """Count the words of a block, given the texts of its entries' fields."""
    database.executemany(
        "INSERT INTO frequency VALUES (?, ?, ?)",
        (
            (word, block, compress(array(_NUMBERS, row).tobytes(), _FAST))
            for word, row in _count(database, entries)
        ),
    )


def are_counted(
    database: sqlite3.Connection, block: int, entries: Sequence[Sequence[str]]
) -> bool:
    """Whether what is kept of a block is what counting it again gives."""
    rows = database.execute(
        "SELECT word, counts FROM frequency WHERE block = ?", (block,)
    )
    kept = {word: _unpack(packed).tolist() for word, packed in rows}
    return kept == dict(_count(database, entries))


def _count(
    database: sqlite3.Connection, entries: Sequence[Sequence[str]]
) -> Iterator[tuple[int, list[int]]]:
    """Give the number of each frequent word, and how often each entry has it."""
    numbers = dict(database.execute("SELECT word, id FROM frequent").fetchall())
    if not numbers:
        return
    counts = {word: [0] * len(entries) for word in numbers}
    for at, texts in enumerate(entries):
        size = 0
        for weight, text in zip(_WEIGHTS, texts, strict=True):
            words = text.split()
            size += len(words) + text.count("\n")  # as `query.search` measures
            for word in words:
                if word in counts:
                    counts[word][at] += weight
        counts[_EVERY][at] = size
    for word, row in counts.items():
        yield numbers[word], row


def remove_counts(database: sqlite3.Connection, block: int) -> None:
    """Take the counts of a block out."""
    database.execute(
        "DELETE FROM frequency WHERE word IN (SELECT id FROM frequent) AND block = ?",
        (block,),
    )


# --- asking ----------------------------------------------------------------------


def best(
    finder: IndexFinder, terms: Sequence[Term], condition: Condition, limit: int | None
) -> list[tuple[float, int]] | None:
    """Score the entries that have all of some words, by their numbers.

    Returns:
        The best of them, with all that are as good as the last, in no order; None
        where FTS5 has to be asked.
    """
    database = finder.database
    known = [_frequent(database, term) for term in terms]
    if not all(known):
        return None
    numbers, sizes = _entries(database)
    if len(sizes) != len(finder):
        raise DamagedError("entries whose words are not counted")
    frequencies = []
    for term, words in zip(terms, known, strict=True):
        frequency = _frequency(database, words, len(sizes))
        if term.prefix:
            others = _others(database, term.words[0], words, most=len(sizes))
            if others is None:
                return None
            _add(frequency, others, numbers)
        frequencies.append(frequency)
    scores = _scores(frequencies, sizes)
    if condition != ANY:
        query = f"SELECT id FROM entry WHERE {condition.sql}"
        chosen = {number for (number,) in database.execute(query, condition.values)}
        scores = [
            score if number in chosen else 0.0
            for score, number in zip(scores, chain(*numbers), strict=True)
        ]
    least = nlargest(limit, scores)[-1] - _NEAR if limit else 0.0
    return [
        (score, number)
        for score, number in zip(scores, chain(*numbers), strict=True)
        if score and score >= least
    ]


def _frequent(database: sqlite3.Connection, term: Term) -> list[str]:
    """Name the frequent words that a term means."""
    if len(term.words) > 1 or term.fields != SEARCHED:
        return []
    word = term.words[0]
    query = "SELECT word FROM frequent WHERE word BETWEEN ? AND ? ORDER BY word"
    rows = database.execute(query, (word, word + _LAST * term.prefix))
    return [word for (word,) in rows]


def _entries(database: sqlite3.Connection) -> tuple[list[range], array[int]]:
    """Give the numbers of the entries, block by block, and their sizes in words."""
    numbers: list[range] = []
    sizes = array(_NUMBERS)
    for block, counts in _read(database, _EVERY):
        first, _ = entries_of(block)
        numbers.append(range(first, first + len(counts)))
        sizes += counts
    return numbers, sizes


def _read(database: sqlite3.Connection, word: str) -> Iterator[tuple[int, array[int]]]:
    query = (
        "SELECT block, counts FROM frequency"
        " WHERE word = (SELECT id FROM frequent WHERE word = ?) ORDER BY block"
    )
    for block, packed in database.execute(query, (word,)):
        yield block, _unpack(packed)


def _unpack(packed: bytes) -> array[int]:
    counts = array(_NUMBERS)
    try:
        counts.frombytes(decompress(packed))
    except (TypeError, ValueError, ZlibError) as error:
        raise DamagedError(str(error)) from error
    return counts


def _frequency(
    database: sqlite3.Connection, words: Iterable[str], entries: int
) -> list[int]:
    """Add up how often each entry has any of some frequent words."""
    found = [0] * entries
    for word in words:
        counts = [count for _, part in _read(database, word) for count in part]
        if len(counts) != entries:
            raise DamagedError("entries in which a word is not counted")
        found = [*map(add, found, counts)]
    return found


def _others(
    database: sqlite3.Connection, prefix: str, frequent: Sequence[str], *, most: int
) -> list[tuple[int, str]] | None:
    """Find the other words that begin alike: entry and field of each place.

    None where there are more than `most`: then FTS5 is as quick.
    """
    database.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.place"
        " USING fts5vocab('main', 'words', 'instance')"
    )
    query = "SELECT term, doc, col FROM temp.place WHERE term >= ? ORDER BY term"
    found: list[tuple[int, str]] = []
    start = prefix
    while start:
        rows, start = database.execute(query, (start,)), ""
        for word, number, field in rows:
            if word in frequent:
                start = word + _AFTER  # has too many places to be passed one by one
                break
            if not word.startswith(prefix):
                break
            if len(found) == most:
                return None
            found.append((number, field))
    return found


def _add(
    frequency: list[int], places: Iterable[tuple[int, str]], numbers: Sequence[range]
) -> None:
    sizes = accumulate(map(len, numbers), initial=0)
    starts = {
        block.start // POSITIONS: at for block, at in zip(numbers, sizes, strict=False)
    }
    for number, field in places:
        at = starts[number // POSITIONS] + number % POSITIONS
        frequency[at] += int(WEIGHTS[field])


def _scores(
    frequencies: Sequence[Sequence[int]], sizes: Sequence[int]
) -> Sequence[float]:
    """Work out what each entry that has all words scores, as FTS5 does; others 0."""
    average = sum(sizes) / len(sizes)
    damping = {size: K1 * (1 - B + B * size / average) for size in set(sizes)}
    damped = [*map(damping.__getitem__, sizes)]
    most = K1 + 1
    scores: list[float] = []
    for frequency in frequencies:
        worth = rarity(len(sizes), len(sizes) - frequency.count(0))
        added = [
            worth * (count * most / (count + damp))
            for count, damp in zip(frequency, damped, strict=True)
        ]
        both = zip(scores, added, strict=False)
        scores = [a + b if a and b else 0.0 for a, b in both] or added
    return scores
