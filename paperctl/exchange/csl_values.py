"""Values as CSL items hold them: text, names and dates, written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.errors import FieldError
from paperctl.exchange import csl
from paperctl.model.date import PartialDate, parse_date
from paperctl.model.fields import FIELDS
from paperctl.model.person import is_et_al
from paperctl.model.record import ET_AL
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    import re

    from paperctl.model.person import Person
    from paperctl.model.record import RecordValue

# What no text can hold, in JSON or anywhere.
_NEVER = lazy_regex("[\0\ud800-\udfff]")
# Pages are joined by one hyphen, which styles replace.
_PAGE_RANGE = lazy_regex(r"(?<=[0-9A-Za-z])\s*(?:--+|[‐‑‒–—])\s*(?=[0-9A-Za-z])")
_OWN_LINES = frozenset({"note", "abstract"})

# --- text ------------------------------------------------------------------------

# The markup that processors of CSL read in text, innermost first.
_TAGS = lazy_regex(
    r"<(?P<tag>i|b|sup|sub|sc)>(?P<text>[^<>]*)</(?P=tag)>"
    r"|<span (?P<how>class=\"nocase\"|style=\"font-variant:\s?small-caps;\")>"
    r"(?P<spanned>[^<>]*)</span>"
)
_MACROS = {
    "i": "emph",
    "b": "textbf",
    "sup": "textsuperscript",
    "sub": "textsubscript",
    "sc": "textsc",
}
_ENTITY = lazy_regex(r"&(amp|lt|gt|quot|apos|#39);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#39": "'"}
_MOST_NESTED = 10


def storable(value: Any) -> Any:
    """Take out what no file can hold, from texts at any depth."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {storable(key): storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value


def _clean(text: str) -> str:
    # What is printable has none of them, and is seen to be much sooner.
    return text if text.isprintable() else _NEVER.sub("", text)


def plain_line(text: str) -> str:
    """Write prose as one line of plain text."""
    return squeeze(_clean(to_plain(text)))


def plain_field(field: str, text: str) -> str:
    r"""Write the text of a field as plain text.

    >>> plain_field("pages", "1--9"), plain_field("title", r"\emph{In} $n^2$ steps")
    ('1-9', 'In n² steps')
    """
    if field == "pages":
        return _PAGE_RANGE.sub("-", squeeze(text))
    if FIELDS[field].kind != "prose":
        return squeeze(_clean(text))
    if field in _OWN_LINES:
        return _clean(to_plain(text)).strip()
    return plain_line(text)


def from_rich(text: str) -> str:
    r"""Read the few tags and entities that CSL's text may hold.

    >>> from_rich('<i>In <b>vivo</b></i> &amp; <span class="nocase">iPS</span>')
    '\\emph{In \\textbf{vivo}} & {iPS}'
    """
    if "<" in text:
        for _ in range(_MOST_NESTED):
            text, count = _TAGS.subn(_macro, text)
            if not count:
                break
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


def _macro(found: re.Match[str]) -> str:
    if found["tag"]:
        return f"\\{_MACROS[found['tag']]}{{{found['text']}}}"
    macro = "" if "nocase" in found["how"] else "\\textsc"
    return f"{macro}{{{found['spanned']}}}"


# --- names -----------------------------------------------------------------------

_PARTS = {
    "family": "family",
    "given": "given",
    "prefix": "non-dropping-particle",
    "suffix": "suffix",
}


def name_parts(person: Person) -> dict[str, str]:
    """Take a name apart as CSL does, each part as the catalogue has it."""
    if person.literal is not None:
        return {"literal": person.literal}
    parts = {variable: getattr(person, part) for part, variable in _PARTS.items()}
    return {variable: text for variable, text in parts.items() if text}


def csl_name(person: Person) -> dict[str, str]:
    """Write a name in plain text.

    >>> from paperctl.model import parse_name
    >>> csl_name(parse_name("Ludwig van Beethoven"))["non-dropping-particle"]
    'van'
    """
    parts = {name: plain_line(text) for name, text in name_parts(person).items()}
    return {name: text for name, text in parts.items() if text}


def csl_names(people: Sequence[Person], *, truncated: bool) -> list[dict[str, str]]:
    """Write a list of names; one that is cut short ends in pandoc's "others"."""
    names = [csl_name(person) for person in people]
    return [*names, {"literal": csl.LIST_END}] if truncated else names


class Names(NamedTuple):
    """Names as records have them, and the words that say what was not taken.

    Attributes:
        affiliations: Where people work, as Crossref says it.
    """

    names: list[RecordValue]
    problems: list[str]
    affiliations: list[RecordValue]


def read_names(value: Any) -> Names:
    """Read a list of names, or one.

    >>> read_names([{"family": "He", "given": "K"}, {"literal": "others"}]).names
    [{'family': 'He', 'given': 'K'}, 'et al.']
    """
    found = Names([], [], [])
    items = value if isinstance(value, list) else [value]
    for place, item in enumerate(items):
        if isinstance(item, Mapping):
            name = _read_name(item, found)
        else:
            name = item if isinstance(item, str) and item.strip() else None
        literal = name.get("literal") if isinstance(name, Mapping) else name
        if name is None:
            found.problems.append(f"{_shown(item)} is no name")
        elif isinstance(literal, str) and is_et_al(literal):
            if place == len(items) - 1:
                found.names.append(ET_AL)
            else:
                found.names.append({"literal": literal})
                found.problems.append(
                    f"{literal!r} stands within the list, and is taken for a name"
                )
        else:
            found.names.append(name)
    return found


_NAME_VARIABLES = frozenset(
    "family given suffix literal dropping-particle non-dropping-particle".split()
)


# Crossref's "first" and "additional", which the list's order says.
_SAYS_NOTHING = frozenset({"sequence", "isInstitution"})


def _read_name(item: Mapping[str, Any], found: Names) -> RecordValue:
    parts = {
        variable: text
        for variable, value in item.items()
        if variable in _NAME_VARIABLES and (text := _part(value))
    }
    group = _group(item, parts)
    if group:
        parts = {"literal": group}
    for variable, value in item.items():
        if variable == "affiliation":
            found.affiliations.extend(_affiliations(value))
        elif (
            value
            and variable not in parts.keys() | _SAYS_NOTHING
            and value not in parts.values()
        ):
            found.problems.append(
                f"{variable!r} of a name is left out: {_shown(value)}"
            )
    if "literal" in parts:
        return {"literal": parts["literal"]}
    particles = (parts.pop("dropping-particle", ""), parts.pop(_PARTS["prefix"], ""))
    if any(particles):
        parts["prefix"] = " ".join(filter(None, particles))
    if "family" not in parts:
        family = parts.pop("given", "") or parts.pop("prefix", "")
        if not family:
            return None
        parts["family"] = family
    return dict(parts)


def _part(value: Any) -> str:
    """Read a part of a name: given names were lists in pandoc's old YAML."""
    words = value if isinstance(value, list) else [value]
    is_text = all(isinstance(word, str) for word in words)
    return squeeze(" ".join(words)) if is_text else ""


def _group(item: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    """Find the name of a group in what Crossref and citeproc-js say of one."""
    named = item.get("name")
    if isinstance(named, str) and not parts:
        return squeeze(named)
    is_group = str(item.get("isInstitution")).lower() in {"true", "1"}
    return parts["family"] if is_group and parts.keys() == {"family"} else ""


def _affiliations(value: Any) -> list[RecordValue]:
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, Mapping) else item for item in items]
    return [squeeze(name) for name in names if isinstance(name, str) and name.strip()]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# --- dates -----------------------------------------------------------------------


def csl_date(date: PartialDate) -> dict[str, Any]:
    """Write a date, its parts as numbers.

    >>> csl_date(parse_date("2017-06"))
    {'date-parts': [[2017, 6]]}
    """
    parts = [part for part in (date.year, date.month, date.day) if part is not None]
    return {"date-parts": [parts]}


class ReadDate(NamedTuple):
    """The first day of a date, and whether that is all that was said."""

    date: str | None
    whole: bool


_NUMBER = lazy_regex(r"\s*([0-9]{1,4})(?:\.0*)?\s*")
_NAMED_PARTS = ("year", "month", "day")


def read_date(value: Any) -> ReadDate:
    """Read a date in any of the shapes that programs write.

    >>> read_date({"date-parts": [["2017", "6"]]}), read_date("2017-06-12/2017-06-14")
    (ReadDate(date='2017-06', whole=True), ReadDate(date='2017-06-12', whole=False))
    >>> read_date([{"year": "2017"}]), read_date({"literal": "spring"})
    (ReadDate(date='2017', whole=True), ReadDate(date=None, whole=False))
    """
    if isinstance(value, str):
        first, slash, _ = value.partition("/")
        exact = first.strip().rstrip(_UNSURE)
        is_whole = not slash and exact == first.strip()
        parts = exact.split("-")
        # Of `06/2017` and `12-6-2017` the first part is no year.
        is_year = len(parts[0]) >= 4 or not (slash or parts[1:])
        return _found(parts, whole=is_whole) if is_year else _NO_DATE
    if isinstance(value, list) and value:
        first_item = read_date(value[0])
        return first_item._replace(whole=first_item.whole and len(value) == 1)
    if isinstance(value, Mapping):
        return _read_mapping(value)
    return _NO_DATE


_NO_DATE = ReadDate(None, whole=False)
_UNSURE = "?~%\\"
"""How EDTF qualifies a date; behind a backslash in Markdown."""


def _read_mapping(value: Mapping[str, Any]) -> ReadDate:
    if "year" in value:
        named = [value[part] for part in _NAMED_PARTS if value.get(part)]
        return _found(named, whole=value.keys() <= set(_NAMED_PARTS))
    dates = value.get("date-parts")
    if isinstance(dates, list) and dates and isinstance(dates[0], list):
        return _found(dates[0], whole=len(dates) == 1 and len(value) == 1)
    for kind in ("raw", "literal"):
        if isinstance(value.get(kind), str):
            found = read_date(value[kind])
            return found._replace(whole=found.whole and len(value) == 1)
    return _NO_DATE


def _found(parts: Sequence[Any], *, whole: bool) -> ReadDate:
    """Make a date of its parts; where they say a season, or what is none, the year."""
    date = _iso(parts)
    if date is None:
        return ReadDate(_iso(parts[:1]), whole=False)
    return ReadDate(date, whole=whole)


def _iso(parts: Sequence[Any]) -> str | None:
    numbers = []
    for part in parts:
        found = _NUMBER.fullmatch(part) if isinstance(part, str) else None
        if part is None or part == "":
            break
        if found is None:
            return None
        numbers.append(int(found[1]))
    try:
        return str(PartialDate(*numbers)) if 1 <= len(numbers) <= 3 else None
    except FieldError:
        return None


def iso_date(text: str) -> dict[str, Any] | None:
    """Write a date that is kept as text; None if it is none."""
    try:
        date = parse_date(text)
    except FieldError:
        return None
    return csl_date(date) if str(date) == text else None
