"""Lines of authors as web pages show them: `A, B, C et al. · mit`."""

from __future__ import annotations

import re
from typing import NamedTuple

from paperctl.errors import FieldError
from paperctl.model.person import Person, is_et_al, parse_name
from paperctl.text.regex import lazy_regex

_AFFILIATION = lazy_regex(r"\s+[·•∙]\s+|^[·•∙]\s+")
# Short names by which a page links to its institutions; others may hold a comma.
_SLUGS = lazy_regex(r"[a-z0-9-]+(?:,\s?[a-z0-9-]+)+")
_ET_AL = lazy_regex(r"(?:^|[\s,])et(?:\.\s?|\s)al(?:ii|ia)?\.?$", re.IGNORECASE)
_GROUP = lazy_regex(r"\s(?:collaboration|consortium|team)$", re.IGNORECASE)
_SUFFIX = lazy_regex(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)

# Words in small letters that are part of a name.
_PARTICLES = frozenset(
    """
    af al ap av ben bin da das de del della den der des di do dos du e el ibn la le los
    san ten ter van vom von y zu zum zur
    """.split()
)
_NOT_IN_NAMES = frozenset('0123456789$:;?!/\\"“”()[]<>=+%&#|')
_MOST_WORDS = 6
_LONGEST_NAME = 60
_LONGEST_IDEOGRAPHS = 12  # of a word without case: more of them are a sentence
_LONGEST_ABBREVIATION = 4


class NameList(NamedTuple):
    """The authors that a line shows."""

    people: tuple[Person, ...] = ()
    truncated: bool = False
    affiliations: tuple[str, ...] = ()


def parse_names(text: str) -> NameList:
    """Read a line of names, and what follows them after a middle dot.

    >>> line = parse_names("Soroush Tabesh, Kimia Noorbakhsh et al. · mit")
    >>> [person.family for person in line.people], line.truncated, line.affiliations
    (['Tabesh', 'Noorbakhsh'], True, ('mit',))

    Raises:
        FieldError: One of the names is none.
    """
    shown, *parts = (part.strip() for part in _AFFILIATION.split(text))
    affiliations = [
        name.strip()
        for part in parts
        for name in (part.split(",") if _SLUGS.fullmatch(part) else [part])
    ]
    pieces, truncated = _pieces(shown)
    people: list[Person] = []
    for piece in pieces:
        if people and _SUFFIX.fullmatch(piece) and not people[-1].suffix:
            last = people.pop()
            people.append(parse_name(f"{last.sort_family}, {piece}, {last.given}"))
        else:
            people.append(_person(piece))
    return NameList(
        tuple(people), truncated and bool(people), tuple(filter(None, affiliations))
    )


def names_people(text: str) -> bool:
    """Whether a line looks like names, of at least two words, and nothing else.

    >>> names_people("Vage Egiazarian, Roberto L. Castro et al.")
    True
    >>> names_people("Scale-wise Distillation of Diffusion Models")
    False
    """
    pieces, truncated = _pieces(_AFFILIATION.split(text)[0].strip())
    if not pieces or not all(map(_is_name, pieces)):
        return False
    return truncated or len(pieces) > 1 or " " in pieces[0]


def is_cut_short(text: str) -> bool:
    """Whether a line of names says that it does not show all of them.

    >>> is_cut_short("Vage Egiazarian et al. · mit")
    True
    """
    return _pieces(_AFFILIATION.split(text)[0].strip())[1]


def _pieces(text: str) -> tuple[list[str], bool]:
    end = _ET_AL.search(text)
    truncated = end is not None
    if end is not None:
        text = text[: end.start()]
    pieces = [piece for part in text.split(",") if (piece := part.strip())]
    if pieces and is_et_al(pieces[-1]):
        return pieces[:-1], True
    return pieces, truncated


def _person(text: str) -> Person:
    if is_et_al(text):
        raise FieldError(f"{text!r} can only end the authors")
    person = Person(literal=text) if _GROUP.search(text) else parse_name(text)
    if not any(map(str.isalnum, person.literal or person.family or "")):
        raise FieldError(f"{text!r} is no name")
    return person


def _is_name(text: str) -> bool:
    if len(text) > _LONGEST_NAME or not _NOT_IN_NAMES.isdisjoint(text):
        return False
    words = text.split()
    return len(words) <= _MOST_WORDS and all(map(_is_word_of_name, words))


def _is_word_of_name(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return False
    if (
        word.endswith(".")
        and len(word) > _LONGEST_ABBREVIATION
        and word[-3] not in ".-"
    ):
        return False
    if any(map(str.isupper, letters)):
        return True
    if any(map(str.islower, letters)):
        return word in _PARTICLES
    return len(word) <= _LONGEST_IDEOGRAPHS
