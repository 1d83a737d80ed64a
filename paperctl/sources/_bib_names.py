"""Lists of names in .bib files, split as BibTeX splits them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from paperctl.errors import FieldError
from paperctl.model.person import Person, is_et_al, parse_name
from paperctl.text.decode import name_from_latex
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex

# At the ends, or not in small letters.
_AND_IN_CAPITALS = lazy_regex(r"(?:^| )(?!and )[Aa][Nn][Dd] |^and | [Aa][Nn][Dd]$")
_BRACE_OR_AND = lazy_regex(r"[{}]|\s+[Aa][Nn][Dd](?=\s|$)|^[Aa][Nn][Dd](?=\s)")
_BRACE = lazy_regex(r"[{}]")
# BibLaTeX's extended form: `family=Beethoven, given=Ludwig, prefix=van`.
_EXTENDED = lazy_regex(r"\s*(?:family|given|prefix|suffix)\s*=")
_PART = lazy_regex(
    r'\s*"?([a-z]+)(?:-i)?\s*=\s*(\{[^{}]*\}|(?:[^,{}"]|\{[^{}]*\})*)"?\s*(?:,|$)'
)
_EXTENDED_PARTS = frozenset({"family", "given", "prefix", "suffix"})


class NameList(NamedTuple):
    """The names of a field.

    Attributes:
        doubts: What somebody should look at.
    """

    people: tuple[Person, ...]
    truncated: bool
    doubts: tuple[str, ...] = ()


def read_names(text: str) -> NameList:
    """Read a list of names; one that BibTeX could not split is kept whole.

    >>> [str(name) for name in read_names("van der Berg, Jan and {Foo and Sons}")[0]]
    ['Jan van der Berg', 'Foo and Sons']
    >>> read_names("Knuth, Donald E. and others").truncated
    True
    """
    people: list[Person] = []
    doubts: list[str] = []
    truncated = False
    items = split_names(text)
    for place, item in enumerate(items):
        person, doubt = _person(item)
        if person is not None:
            people.append(person)
        elif doubt is None:
            truncated = True
            if place < len(items) - 1:
                doubt = f"{item!r} stands before the last name"
        if doubt:
            doubts.append(doubt)
    return NameList(tuple(people), truncated, tuple(doubts))


def split_names(text: str) -> list[str]:
    """Split at the word `and` between blanks and outside braces, in any case.

    >>> split_names("A AND {B and C} and D")
    ['A', '{B and C}', 'D']
    """
    text = squeeze(text)
    # Splitting first and looking at the braces of each name then is far quicker.
    plain = text.split(" and ")
    if not _has_capital_and(text) and ("{" not in text or all(map(_balances, plain))):
        return plain
    items: list[str] = []
    depth = start = 0
    for found in _BRACE_OR_AND.finditer(text):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif depth == 0:
            items.append(text[start : found.start()].strip())
            start = found.end()
    return [*items, text[start:].strip()]


def _has_capital_and(text: str) -> bool:
    small = text.lower()
    # Nearly every list has the word in small letters, and between names only.
    if small.count("and") == text.count("and"):
        return small.startswith("and ") or small.endswith(" and")
    return _AND_IN_CAPITALS.search(text) is not None


@lru_cache(maxsize=1 << 14)
def _balances(text: str) -> bool:
    """Whether no brace is open at either end of a part of balanced text."""
    if text.count("{") != text.count("}"):
        return False
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return True


@lru_cache(maxsize=1 << 14)
def _person(text: str) -> tuple[Person | None, str | None]:
    """Read a name; none at all says that there are others, or is empty."""
    text = name_from_latex(text)
    if not text:
        return None, "a name is empty, left out"
    if text == "others" or is_et_al(text):
        return None, None
    if "=" in text and _EXTENDED.match(text):
        extended = _extended(text)
        if extended:
            return extended, None
    try:
        person = parse_name(text)
    except FieldError as error:
        bare = text.replace("{", "").replace("}", "").strip()
        return Person(literal=bare or text), f"{error.message}; it is kept as a whole"
    return (_without_braces(person) if "{" in text else person), None


def _without_braces(person: Person) -> Person:
    """Take off braces that held letters of a word together, not words of a name."""
    parts = (
        person.family,
        person.given,
        person.prefix,
        person.suffix,
        person.literal,
    )
    return Person(*(part and _unbraced(part) for part in parts))


def _unbraced(part: str) -> str:
    return part.replace("{", "").replace("}", "").strip() or part


def _extended(text: str) -> Person | None:
    parts = {name: value.strip().strip("{}") for name, value in _PART.findall(text)}
    known = {name: value for name, value in parts.items() if name in _EXTENDED_PARTS}
    return Person(**known) if known.get("family") else None
