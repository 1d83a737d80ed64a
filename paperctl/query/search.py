"""Full text, ranked: BM25 over title, authors, abstract, tags, note and citekey.

The formula is that of SQLite's FTS5, constants and all, so that an index gives the
scores that this module gives: https://www.sqlite.org/fts5.html#the_bm25_function.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from paperctl.model.fields import SEARCHED
from paperctl.model.record import values_of
from paperctl.query.ast import And, Match, Or, Phrase, Query, Word, all_of, any_of
from paperctl.query.sort import citekey_order
from paperctl.query.spans import melt
from paperctl.query.tokens import SPACELESS, has_spaceless, needle, readable, tokens
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from paperctl.model.entry import Entry
    from paperctl.query.match import View
    from paperctl.query.spans import Span

T = TypeVar("T")

WEIGHTS: dict[str, float] = {
    "citekey": 1.0,
    "title": 4.0,
    "authors": 2.0,
    "tags": 2.0,
    "note": 1.0,
    "abstract": 1.0,
}
"""What a hit in a field counts; the fields are those that free words look at."""

K1 = 1.2
B = 0.75
"""Constants of the formula: `K1` damps frequencies, `B` lets sizes count."""
_LEAST_IDF = 1e-6  # a word in more than half of the entries says next to nothing
# Passages are looked for in this order; the first of equals is shown.
_PASSAGES = ("abstract", "note", "title", "tags", "authors")
_RUN_OF_ASCII = lazy_regex("[A-Za-z0-9]+")
_RUN = lazy_regex(r"(?:[^\W_]|[\u0300-\u036f])+")
_SPACELESS_RUN = lazy_regex(
    rf"{SPACELESS}|(?:(?!{SPACELESS})(?:[^\W_]|[\u0300-\u036f]))+"
)


@frozen()
class Passage:
    """The best place of an entry for a query.

    `start` and `end` are its place in the field's value (or in the item of a list),
    `text` is that as a reader wants it, and the spans are hits in `text`.
    """

    field: str
    item: int | None
    start: int
    end: int
    text: str
    spans: tuple[Span, ...]


@frozen()
class Scored:
    """An entry that was found; a higher score is a better one."""

    entry: Entry
    score: float
    passage: Passage | None


@frozen()
class Term:
    """Words that have to stand next to each other in one of the fields."""

    words: tuple[str, ...]
    prefix: bool
    fields: tuple[str, ...]

    @property
    def needle(self) -> str:
        """The substring of `View.text` that is a hit."""
        return needle(list(self.words), prefix=self.prefix)


@frozen()
class Suggestion:
    """A word that no entry has, and the nearest one that some have."""

    word: str
    instead: str | None = None
    entries: int = 0

    def __str__(self) -> str:
        if self.instead is None:
            return f"no entry has {self.word!r}"
        verb = "has" if self.entries == 1 else "have"
        return f"no entry has {self.word!r}; {self.entries} {verb} {self.instead!r}"


def search(
    entries: Iterable[Entry], query: Query, *, limit: int | None = None
) -> list[Scored]:
    """Find what a query matches, the best first; equals by citekey.

    The last free word counts as a prefix too. How rare a word is, is counted over all
    the entries given, so filters belong into the query.

    Raises:
        QueryError: A regular expression in the query takes too long.
    """
    from paperctl.query.match import View, compile_view

    query = last_word_as_prefix(query)
    terms = scoring_terms(query)
    needles = [(term.needle, term.fields) for term in terms]
    matches = compile_view(query)
    entries_with = [0] * len(terms)
    found: list[tuple[Entry, int, list[float]]] = []
    total_entries = total_words = 0
    for entry in entries:
        view = View(entry)
        size = sum(_length(view.text(name)) for name in WEIGHTS)
        total_entries += 1
        total_words += size
        frequencies = [_frequency(view, *sought) for sought in needles]
        for index, frequency in enumerate(frequencies):
            entries_with[index] += frequency > 0
        if matches(view):
            found.append((entry, size, frequencies))
    rarities = [rarity(total_entries, count) for count in entries_with]
    average = total_words / total_entries if total_words else 1.0
    scored = [
        (_score(rarities, frequencies, size / average), entry.citekey, entry)
        for entry, size, frequencies in found
    ]
    return [
        Scored(entry, score, best_passage(entry, terms))
        for score, _, entry in rank_order(scored)[:limit]
    ]


def rank_order(scored: Iterable[tuple[float, str, T]]) -> list[tuple[float, str, T]]:
    """Put scores with citekeys in order: the best first, equals by citekey."""
    return sorted(scored, key=lambda item: (-rounded(item[0]), citekey_order(item[1])))


def rounded(score: float) -> float:
    """Leave out the digits that depend on the order in which somebody added up."""
    return round(score, 9)


def _length(text: str) -> int:
    r"""Count the words of a field; a border between two values counts as one.

    An index needs a word there, so that no phrase goes across.

    >>> _length(" oleg platonov \n michael diskin ")
    5
    """
    return len(text.split()) + text.count("\n")


def _frequency(view: View, sought: str, names: tuple[str, ...]) -> float:
    return sum(WEIGHTS[name] * _count(sought, view.text(name)) for name in names)


def _count(sought: str, text: str) -> int:
    """Count places; neighbours share the blank between them.

    >>> _count(" a ", " a a b a ")
    3
    """
    count = 0
    at = text.find(sought)
    while at >= 0:
        count += 1
        at = text.find(sought, at + 1)
    return count


def rarity(entries: int, entries_with: int) -> float:
    """Say what a word is worth that so many of all entries have."""
    odds = (entries - entries_with + 0.5) / (entries_with + 0.5)
    return max(math.log(odds), _LEAST_IDF)


def _score(
    rarities: Sequence[float], frequencies: Sequence[float], size: float
) -> float:
    score = 0.0
    for worth, frequency in zip(rarities, frequencies, strict=True):
        damped = frequency + K1 * (1 - B + B * size)
        score += worth * (frequency * (K1 + 1)) / damped
    return score


# --- terms -----------------------------------------------------------------------


def last_word_as_prefix(query: Query) -> Query:
    """Let the last free word match what it begins, as somebody types who looks.

    >>> from paperctl.query.parse import parse_query
    >>> str(last_word_as_prefix(parse_query("graph quant area:LG")))
    'graph quant* area:LG'
    """
    changed = _with_prefix(query)
    return query if changed is None else changed


def _with_prefix(query: Query) -> Query | None:
    """Change the last free word; None where there is none to change."""
    if isinstance(query, Word):
        return Word(query.text, prefix=True)
    if isinstance(query, And | Or):
        join = all_of if isinstance(query, And) else any_of
        for index in range(len(query.parts) - 1, -1, -1):
            changed = _with_prefix(query.parts[index])
            if changed is not None:
                parts = query.parts
                return join(*parts[:index], changed, *parts[index + 1 :])
    return None


def scoring_terms(query: Query) -> list[Term]:
    """List the words that a query asks for; filters and what it denies do not score."""
    return [term for term in _terms(query) if term.words]


def _terms(query: Query) -> Iterator[Term]:
    match query:
        case Word(text, prefix) | Phrase(text, prefix):
            yield Term(tuple(tokens(text)), prefix, SEARCHED)
        case Match(name, value, prefix) if name in WEIGHTS:
            yield Term(tuple(tokens(value)), prefix, (name,))
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part)
        case _:
            pass


# --- passages --------------------------------------------------------------------


def best_passage(entry: Entry, terms: Sequence[Term]) -> Passage | None:
    """Choose the sentence, or the field, in which most of the terms are hit."""
    best: Passage | None = None
    most = (0, 0)
    for name in _PASSAGES:
        asked = [term for term in terms if name in term.fields]
        if not asked:
            continue
        for item, start, end, value in _stretches(entry, name):
            text = squeeze(readable(value))
            hits = _hits(text, asked)
            rank = (len({index for index, _ in hits}), len(hits))
            if rank > most:
                most = rank
                spans = melt(span for _, span in hits)
                best = Passage(name, item, start, end, text, spans)
    return best


def _stretches(entry: Entry, name: str) -> Iterator[tuple[int | None, int, int, str]]:
    is_list = isinstance(getattr(entry, name), tuple)
    for item, value in enumerate(values_of(entry, name)):
        if name in {"abstract", "note"}:
            from paperctl.text.sentences import sentences

            for start, end in sentences(value):
                yield None, start, end, value[start:end]
        else:
            yield item if is_list else None, 0, len(value), value


def hit_spans(text: str, query: Query, field: str) -> tuple[Span, ...]:
    """Find what to highlight in readable text that stands in a field.

    >>> from paperctl.query.parse import parse_query
    >>> hit_spans("Low-Rank Möbius", parse_query("mobius low"), "title")
    ((0, 3), (9, 15))
    """
    asked = [term for term in scoring_terms(query) if field in term.fields]
    return melt(span for _, span in _hits(text, asked))


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[int, Span]]:
    """Find the places of terms, each with the term's number."""
    if text.isascii():
        # Its words are cut from nothing else: a quick no for most sentences.
        small = text.lower()
        if not any(all(map(small.__contains__, term.words)) for term in terms):
            return []
        runs = _RUN_OF_ASCII.finditer(small)
        cut = [(run[0], *run.span()) for run in runs]
    else:
        runs = (_SPACELESS_RUN if has_spaceless(text) else _RUN).finditer(text)
        cut = [(word, *run.span()) for run in runs for word in tokens(run[0])]
    words = [word for word, _, _ in cut]
    hits: list[tuple[int, Span]] = []
    for index, term in enumerate(terms):
        *before, last = term.words
        for end in range(len(before), len(words)):
            if words[end] == last or (term.prefix and words[end].startswith(last)):
                start = end - len(before)
                if words[start:end] == before:
                    hits.append((index, (cut[start][1], cut[end][2])))
    return hits


# --- did you mean ----------------------------------------------------------------


def suggest(entries: Iterable[Entry], query: Query) -> list[Suggestion]:
    """Say which words of a query no entry has, and what is nearest to each.

    Empty where every word occurs, only never all in one entry.
    """
    from paperctl.query.match import View

    vocabularies: dict[tuple[str, ...], Counter[str]] = {
        term.fields: Counter() for term in scoring_terms(query)
    }
    for entry in entries:
        view = View(entry)
        for names, counter in vocabularies.items():
            counter.update({word for name in names for word in view.text(name).split()})
    return explain_missing(query, vocabularies.__getitem__)


def explain_missing(
    query: Query, vocabulary: Callable[[tuple[str, ...]], Mapping[str, int]]
) -> list[Suggestion]:
    """Do the same, given the words of some fields, and how many entries have each."""
    from paperctl.text.closest import closest

    suggestions: dict[str, Suggestion] = {}
    for term in scoring_terms(last_word_as_prefix(query)):
        known = vocabulary(term.fields)
        for at, word in enumerate(term.words):
            is_prefix = term.prefix and at == len(term.words) - 1
            if word in known or (
                is_prefix and any(other.startswith(word) for other in known)
            ):
                continue
            # Of words that are equally near the more frequent one is meant.
            near = closest(
                word, sorted(known, key=lambda other: (-known[other], other))
            )
            suggestions[word] = (
                Suggestion(word, near[0], known[near[0]]) if near else Suggestion(word)
            )
    return list(suggestions.values())
