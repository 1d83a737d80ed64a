"""What a query may go on with: names of fields, and the values that entries have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from paperctl.errors import QueryError
from paperctl.model.area import archives_of
from paperctl.model.fields import FIELDS, find_field
from paperctl.model.taxonomy import NAMES
from paperctl.query.ast import Match
from paperctl.query.match import field_values
from paperctl.query.parse import parse_words
from paperctl.query.terms import PSEUDO_FIELDS
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from paperctl.model.area import Area
    from paperctl.model.entry import Entry
    from paperctl.model.fields import Field

Suggestions: TypeAlias = "dict[str, str]"
"""What may be written, and what it is."""
Known: TypeAlias = "Callable[[Field], Suggestions]"
"""Says what the entries have in a field."""

_LAST_TERM = lazy_regex(r'(?:[^\s()"]|"[^"]*(?:"|\Z))*\Z')
_LISTS = frozenset({"names", "words", "areas"})
_COUNTED = frozenset({"venue", "type", "year"})


def suggest_query(text: str, known: Known) -> Suggestions:
    """Complete the last term of a query; `known` is asked for the values of a field.

    >>> list(suggest_query("pruning OR venu", lambda field: {}))
    ['pruning OR venue:']
    >>> suggest_query("(code:y", lambda field: known_values((), field))
    {'(code:yes': 'with code'}
    """
    # An argument may be one term whose value holds blanks.
    return _suggest_term("", text, known) or _suggest_term(*_split_off(text), known)


def _split_off(text: str) -> tuple[str, str]:
    """Part the last term from what stands before it."""
    found = _LAST_TERM.search(text)
    start = found.start() if found else len(text)
    start += text.startswith("-", start)
    return text[:start], text[start:]


def _suggest_term(head: str, term: str, known: Known) -> Suggestions:
    name, colon, value = term.partition(":")
    suggestions = (
        _term_values(name, value, known, alone=not head) if colon else _names(name)
    )
    start = f"{head}{name}:" if colon else head
    return {f"{start}{known}": what for known, what in suggestions.items()}


def known_values(entries: Sequence[Entry], field: Field) -> Suggestions:
    """List what the entries have in a field, where that is worth choosing from."""
    found: Suggestions = {}
    if field.kind in {"area", "areas"}:
        found = _areas(entries, field.name)
    elif field.kind == "names":
        found = {
            person.sort_family: person.name
            for entry in entries
            for person in getattr(entry, field.name)
        }
    elif field.kind == "words" or field.name in _COUNTED:
        found = _counted(entries, field.name)
    elif field.name == "citekey":
        found = {entry.citekey: to_plain(entry.title or "") for entry in entries}
    elif field.name == "code":
        found = {"yes": "with code", "no": "without code"}
    return found


def starting(suggestions: Suggestions, typed: str) -> Suggestions:
    """Keep what begins as it was typed, case aside.

    >>> starting({"LG": "Machine Learning", "CV": ""}, "l")
    {'LG': 'Machine Learning'}
    """
    wanted = typed.casefold()
    return {
        known: what
        for known, what in suggestions.items()
        if known.casefold().startswith(wanted)
    }


def _names(typed: str) -> Suggestions:
    """Complete the name of a field: under one name each, else under its aliases."""
    usual = {
        f"{field.aliases[0] if field.kind in _LISTS else field.name}:": field.label
        for field in FIELDS.values()
        if field.kind != "mapping"
    }
    usual |= {f"{name}:": f"{name} the field" for name in PSEUDO_FIELDS}
    others = {
        f"{name}:": field.label
        for field in FIELDS.values()
        for name in (field.name, *field.aliases)
    }
    return starting(usual, typed) or starting(others, typed)


def _term_values(name: str, typed: str, known: Known, *, alone: bool) -> Suggestions:
    if name.lower() in PSEUDO_FIELDS:
        labels = {field.name: field.label for field in FIELDS.values()}
        return starting(labels, typed)
    field = find_field(name)
    if field is None:
        return {}
    matching = starting(known(field), typed.removeprefix('"'))
    quoted = typed.startswith('"')
    return {
        _written(field, known, quoted=quoted, alone=alone): what
        for known, what in matching.items()
    }


def _written(field: Field, value: str, *, quoted: bool, alone: bool) -> str:
    """Write a value as it stands in a query, with no more quotes than it needs.

    Args:
        field: What it is a value of.
        value: One that entries have.
        quoted: Whether its quotes have been opened.
        alone: Whether the term is an argument by itself, where a phrase needs none.
    """
    term = Match(field.name, value)
    if alone and not quoted and _reads_back(f"{field.name}:{value}", str(term)):
        return value
    written = str(term).partition(":")[2]
    return f'"{written}"' if quoted and not written.startswith('"') else written


def _reads_back(argument: str, query: str) -> bool:
    try:
        return str(parse_words([argument])) == query
    except QueryError:
        return False


def _areas(entries: Iterable[Entry], name: str) -> Suggestions:
    """Name the classes that are used, bare and in full; all there are if none is."""
    found: Suggestions = {}
    for entry in entries:
        areas = [entry.area] if entry.area else []
        if name == "categories":
            areas += entry.categories
        for area in dict.fromkeys(areas):
            found |= _ways_to_write(area)
    return found or dict(NAMES)


def _ways_to_write(area: Area) -> Suggestions:
    archives = [area.archive] if area.archive else archives_of(area.code or "")
    full = f"{archives[0]}.{area.code}" if len(archives) == 1 and area.code else ""
    ways = {area.text: NAMES.get(full or area.text, "")}
    if area.code and area.full:
        ways |= {area.code: NAMES.get(full, ""), area.full: NAMES.get(full, "")}
    if area.archive:
        ways[area.archive] = NAMES.get(area.archive, "")
    return ways


def _counted(entries: Iterable[Entry], name: str) -> Suggestions:
    counts = Counter(value for entry in entries for value in field_values(entry, name))
    return {
        value: f"{count} {'entry' if count == 1 else 'entries'}"
        for value, count in counts.items()
    }
