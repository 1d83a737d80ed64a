"""What citekeys say of people: family names and initials, as JabRef has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paperctl.keys.words import words

if TYPE_CHECKING:
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

_ALPHA = 4
"""The most authors whose initials are all in a label of BibTeX's style alpha."""
_FIRST = 5
_FEW = 3


class People(NamedTuple):
    """The authors or editors of an entry.

    Attributes:
        more: The list is cut short, by "et al.": there are others.
    """

    list: tuple[Person, ...]
    more: bool = False


def authors_only(entry: Entry) -> People:
    """Give the authors, and nobody else."""
    return People(entry.authors, entry.authors_truncated)


def editors_only(entry: Entry) -> People:
    """Give the editors."""
    return People(entry.editors, entry.editors_truncated)


def authors_or_editors(entry: Entry) -> People:
    """Give the editors where there are no authors."""
    return authors_only(entry) if entry.authors else editors_only(entry)


def family(person: Person) -> str:
    """Give the family name without its prefix, or the first word of a group's name."""
    if person.family:
        return "".join(words(person.family))
    return "".join(words("".join(person.sort_family.split(maxsplit=1)[:1])))


def first(people: People) -> str:
    """Give the family name of the first."""
    return nth(people, None, 1)


def nth(people: People, letters: int | None, number: int) -> str:
    """Give the first letters of somebody's family name; counted from 1."""
    chosen = people.list[number - 1 : number]
    return family(chosen[0])[:letters] if chosen else ""


def first_in_full(people: People) -> str:
    """Give the family name of the first with its prefix: `vanBeethoven`."""
    if not people.list:
        return ""
    person = people.list[0]
    return "".join(words(person.prefix or "")) + family(person)


def last(people: People) -> str:
    """Give the family name of the last."""
    return nth(people, None, len(people.list)) if people.list else ""


def initial(people: People, *, of_last: bool = False) -> str:
    """Give the first letter of the given name of the first, or of the last."""
    if not people.list:
        return ""
    person = people.list[-1 if of_last else 0]
    return "".join(words(person.given or ""))[:1]


def every(people: People, most: int | None = None, *, rest: str = "EtAl") -> str:
    """Join the family names of all, or of so many and `rest` where there are more."""
    return _joined(people, most, "", rest)


def first_two(people: People, between: str = ".", rest: str = ".ea") -> str:
    """Join the family names of the first two."""
    return _joined(people, 2, between, rest)


def _joined(people: People, most: int | None, between: str, rest: str) -> str:
    names = between.join(map(family, people.list[:most]))
    has_more = people.more or len(people.list) > (most or len(people.list))
    return names + rest if names and has_more else names


def first_et_al(people: People, between: str = "", rest: str = "EtAl") -> str:
    """Name one or two, or the first and the rest."""
    if people.more or len(people.list) > 2:
        name = first(people)
        return name + rest if name else ""
    return between.join(map(family, people.list))


def short(people: People) -> str:
    """Name one; of more give the initials of three, and a plus for others."""
    if len(people.list) == 1 and not people.more:
        return first(people)
    has_more = people.more or len(people.list) > _FEW
    initials = "".join(family(person)[:1] for person in people.list[:_FEW])
    return initials + "+" if initials and has_more else initials


def alpha(people: People) -> str:
    """Make the label of BibTeX's style alpha, without the year.

    Three letters of one name, the initials of up to four, else of three and a plus.
    """
    many = len(people.list) + people.more
    if many == 1:
        return "".join(_alpha_parts(people.list[0], 3)) if people.list else ""
    shown = people.list if many <= _ALPHA else people.list[: _ALPHA - 1]
    initials = "".join(part for one in shown for part in _alpha_parts(one, 1))
    has_more = people.more or many > _ALPHA
    return initials + "+" if initials and has_more else initials


def _alpha_parts(person: Person, letters: int) -> list[str]:
    """Give the initials of the prefix, and the first letters of the family name."""
    initials = [word[:1] for word in words(person.prefix or "")]
    return [*initials, family(person)[:letters]]


def first_and_initials(people: People) -> str:
    """Give five letters of the first name, and the initials of the others."""
    names = [family(person) for person in people.list]
    return "".join(name[: 1 if at else _FIRST] for at, name in enumerate(names))


def shared_letters(people: People, letters: int) -> str:
    """Give so many letters in all, shared out among the names, the first ones first."""
    if not people.list:
        return ""
    each, extra = divmod(letters, len(people.list))
    names = map(family, people.list)
    return "".join(name[: each + (at < extra)] for at, name in enumerate(names))
