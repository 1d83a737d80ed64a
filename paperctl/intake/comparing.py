"""What an incoming entry says beyond a known one, and what it contradicts."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from paperctl.errors import FieldError
from paperctl.model.catalogue import Profile
from paperctl.model.date import PartialDate
from paperctl.model.fields import FIELDS, STORED
from paperctl.text.fold import fold, squeeze, words
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperctl.model.area import Area
    from paperctl.model.entry import Entry, ExtraValue
    from paperctl.model.person import Person

# What a user decides, and no import.
_OWN = frozenset({"aliases", "added"})
_FIGURES = tuple(
    field.name for field in fields(Profile) if field.name not in ("name", "extra")
)

# What BibTeX calls whatever it has no word for.
_SAYS_LITTLE = frozenset({"misc", "online"})
_PAGE_DASH = lazy_regex(r"\s*(?:-+|[‐‑‒–—])\s*")

_Verdict: TypeAlias = Literal["same", "fuller", "differs"]


def compare(
    found: Entry, known: Entry, *, year_assumed: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the fields in which an entry is fuller, and those in which it differs.

    An assumed year is neither.
    """
    if year_assumed:
        found = _with_year_of(found, known)
    verdicts = {name: _verdict(name, found, known) for name in STORED}
    fuller = [name for name, verdict in verdicts.items() if verdict == "fuller"]
    if verdicts["extra"] == "differs" and new_extras(found, known):
        # One field of it may be contradicted while others are news.
        fuller.append("extra")
    return (
        tuple(fuller),
        tuple(name for name, verdict in verdicts.items() if verdict == "differs"),
    )


def new_extras(found: Entry, known: Entry) -> dict[str, ExtraValue]:
    """Give the fields of `extra` of which the known entry says nothing."""
    return {
        name: value
        for name, value in found.extra.items()
        if name not in known.extra and not _said_elsewhere(name, value, known)
    }


def new_items(found: Entry, known: Entry, name: str) -> tuple[object, ...]:
    """Give the items of a list that the known entry lacks."""
    said = {fold(str(item)) for item in getattr(known, name)}
    if name == "keywords":
        # Where exports to .bib files put them.
        said |= {fold(tag) for tag in known.tags}
        said |= {fold(str(known.area)), fold(known.primary_class or "")}
    return tuple(item for item in getattr(found, name) if fold(str(item)) not in said)


def compare_profiles(found: Profile, known: Profile) -> tuple[str, ...]:
    """Name the figures of a profile that have changed; one not given has not."""
    return tuple(
        name
        for name in _FIGURES
        if getattr(found, name) not in (None, getattr(known, name))
    )


def _with_year_of(entry: Entry, known: Entry) -> Entry:
    if entry.date is None or known.date is None:
        return entry
    try:
        date = PartialDate(known.date.year, entry.date.month, entry.date.day)
    except FieldError:
        return entry  # February 29: it was another year
    return replace(entry, date=date)


def _verdict(name: str, found: Entry, known: Entry) -> _Verdict:
    mine, other = getattr(found, name), getattr(known, name)
    if name in _OWN or not mine:
        return "same"
    kind = FIELDS[name].kind
    if kind in ("words", "areas"):
        return "fuller" if new_items(found, known, name) else "same"
    if kind == "mapping":
        return _compare_extras(found, known)
    if name == "type" and (
        mine.lower() in _SAYS_LITTLE or (not other and mine == known.entry_type)
    ):
        return "same"
    return _verdict_of_values(name, found, known) if other else "fuller"


def _verdict_of_values(name: str, found: Entry, known: Entry) -> _Verdict:
    mine, other = getattr(found, name), getattr(known, name)
    kind = FIELDS[name].kind
    if kind == "names":
        return _compare_names(found, known, name)
    if mine == other:
        return "same"
    return _COMPARE.get(name, _COMPARE_KIND[kind])(mine, other)


def _compare_names(found: Entry, known: Entry, name: str) -> _Verdict:
    mine: tuple[Person, ...] = getattr(found, name)
    other: tuple[Person, ...] = getattr(known, name)
    mine_cut: bool = getattr(found, f"{name}_truncated")
    other_cut: bool = getattr(known, f"{name}_truncated")
    if not all(map(_same_person, mine, other)):
        return "differs"
    if len(mine) > len(other):
        return "fuller" if other_cut else "differs"
    if len(mine) < len(other):
        return "same" if mine_cut else "differs"
    if mine_cut == other_cut:
        return "same"
    return "fuller" if other_cut else "differs"


def _same_person(mine: Person, other: Person) -> bool:
    """Whether two names can be one person's: initials stand for given names."""
    if fold(mine.name) == fold(other.name):
        return True
    if family_name(mine) != family_name(other):
        return False
    if not mine.given or not other.given:
        return True
    return words(mine.given)[0:1] == words(other.given)[0:1] or (
        _initial(mine.given) == _initial(other.given)
        and (_is_initials(mine.given) or _is_initials(other.given))
    )


def family_name(person: Person) -> str:
    """Give the last word of a family name: particles are split off in many ways."""
    return (words(to_plain(person.sort_family)) or [""])[-1]


def _initial(given: str) -> str:
    return fold(given)[:1]


def _is_initials(given: str) -> bool:
    return len((words(given) or [""])[0]) == 1


def _compare_text(mine: str, other: str) -> _Verdict:
    return "same" if squeeze(mine) == squeeze(other) else "differs"


def _compare_title(mine: str, other: str) -> _Verdict:
    same = words(to_plain(mine)) == words(to_plain(other))
    return "same" if same else "differs"


def _compare_folded(mine: str, other: str) -> _Verdict:
    return "same" if fold(mine) == fold(other) else "differs"


def _compare_code(mine: str, other: str) -> _Verdict:
    """`yes` says less than an address; addresses are compared as their hosts do."""
    if mine.lower() == "yes" and "/" in other:
        return "same"
    if other.lower() == "yes" and "/" in mine:
        return "fuller"
    return _compare_folded(_bare_address(mine), _bare_address(other))


def _bare_address(text: str) -> str:
    address = text.partition("://")[2] or text
    return address.removeprefix("www.").rstrip("/").removesuffix(".git")


def _compare_dates(mine: PartialDate, other: PartialDate) -> _Verdict:
    if other.first <= mine.first and mine.last <= other.last:
        return "fuller"
    if mine.first <= other.first and other.last <= mine.last:
        return "same"
    return "differs"


def _compare_areas(mine: Area, other: Area) -> _Verdict:
    if mine.full is None or other.full is None:
        if mine.code != other.code:
            return "differs"
        return "same" if mine.full is None else "fuller"
    return "same" if mine.full == other.full else "differs"


def _compare_arxiv(mine: Any, other: Any) -> _Verdict:
    return "same" if mine.identifier == other.identifier else "differs"


def _compare_extras(found: Entry, known: Entry) -> _Verdict:
    other = known.extra
    if any(
        name in other and not _same_extra(other[name], value)
        for name, value in found.extra.items()
    ):
        return "differs"
    return "fuller" if new_extras(found, known) else "same"


def _same_extra(one: ExtraValue, other: ExtraValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _compare_prose(one, other) == "same"
    return one == other


def _said_elsewhere(name: str, value: ExtraValue, known: Entry) -> bool:
    """Whether it is what an export to a .bib file puts there for want of a field."""
    if name == "note" and known.venue and isinstance(value, str):
        return fold(known.venue) in fold(value)
    return False


def _compare_prose(mine: str, other: str) -> _Verdict:
    """Compare what is read: LaTeX and Unicode may say the same."""
    if squeeze(mine) == squeeze(other):
        return "same"
    return _compare_title(mine, other)


def _compare_pages(mine: str, other: str) -> _Verdict:
    same = _PAGE_DASH.sub("-", mine) == _PAGE_DASH.sub("-", other)
    return "same" if same else "differs"


_COMPARE_KIND: dict[str, Callable[[Any, Any], _Verdict]] = {
    "text": _compare_text,
    "prose": _compare_prose,
    "date": _compare_dates,
    "area": _compare_areas,
    "arxiv": _compare_arxiv,
    "doi": _compare_folded,
}
_COMPARE: dict[str, Callable[[Any, Any], _Verdict]] = {
    "title": _compare_title,
    "type": _compare_folded,
    "code": _compare_code,
    "pages": _compare_pages,
}
