"""Records: the plain shape of an entry in YAML and JSON, and back.

A record maps field names to text, lists of text or nested mappings; every typed value
is text here, and read by the model, never by YAML. Names and spelling of the fields
are those of `paperctl.model.fields`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias, TypeGuard, TypeVar

from paperctl.errors import FieldError
from paperctl.model.area import Area, parse_area
from paperctl.model.date import PartialDate, parse_date
from paperctl.model.entry import Entry, ExtraValue
from paperctl.model.eprint import Eprint, parse_eprint
from paperctl.model.fields import FIELDS, STORED
from paperctl.model.person import Person, is_et_al, parse_name
from paperctl.text.regex import lazy_regex
from paperctl.values import NamedTuple, restored

_T = TypeVar("_T")

RecordValue: TypeAlias = (
    "str | Sequence[RecordValue] | Mapping[str, RecordValue] | None"
)
Record: TypeAlias = Mapping[str, RecordValue]

ET_AL = "et al."
_ONE_TEXT = (PartialDate, Area, Eprint, int)
# Behind a given name they would be taken for something else.
_NO_FAMILIES = frozenset("jr sr ii iii iv al alii alia others more".split())
_PERSON_PARTS = ("family", "given", "prefix", "suffix", "literal")
# What JabRef refuses, because BibTeX, biber or a \cite command would stop there; what
# LaTeX has another use for; and what makes pandoc refuse the whole file.
_USUAL_CITEKEY = lazy_regex("[A-Za-z0-9_:.+/-]+")
_NOT_IN_CITEKEYS = frozenset("{}(),=\\\"#%~'$`<>^|")


class Reading(NamedTuple):
    """What became of a record: an entry, or the reasons why there is none.

    `unknown` are the fields that the model has no place for; the entry keeps them in
    `extra`.
    """

    entry: Entry | None
    errors: tuple[FieldError, ...] = ()
    unknown: tuple[str, ...] = ()


def from_record(citekey: str, record: Record, *, archive: str | None = None) -> Entry:
    """Make an entry of a record.

    A bare area is resolved by the record's own categories, else in `archive`.

    >>> from_record("he2016", {"title": "Deep residual learning", "date": "2016"}).year
    2016

    Raises:
        FieldError: The first of the values that a field cannot hold.
    """
    reading = read_record(citekey, record, archive=archive)
    if reading.entry is None:
        raise reading.errors[0]
    return reading.entry


def read_record(citekey: str, record: Record, *, archive: str | None = None) -> Reading:
    """Make an entry of a record, or list everything that is wrong with it."""
    values: dict[str, Any] = {"citekey": citekey}
    defect = citekey_defect(citekey)
    errors = [FieldError(defect)] if defect else []
    unknown: list[str] = []
    for name, value in record.items():
        is_text = type(value) is str
        # Nothing can be wrong with these, and they are half of all.
        if is_text and name in _TEXTS:
            values[name] = value
            continue
        if value is None:
            continue
        read = _READERS.get(name)
        if read is None:
            unknown.append(name)
            continue
        try:
            if is_text and name in _PARSERS:
                values[name] = _PARSERS[name](value)
            else:
                read(values, name, value)
        except FieldError as error:
            error.field = name
            errors.append(error)
    if unknown or "extra" in values:
        _gather_extra(values, record, unknown, errors)
    if errors:
        return Reading(None, tuple(errors), tuple(unknown))
    area = values.get("area")
    if area is not None and area.archive is None:
        values["area"] = resolve_area(area, values.get("categories", ()), archive)
    # Nothing but fields of an entry has come into them.
    return Reading(restored(Entry, values), (), tuple(unknown))


def resolve_area(area: Area, categories: Sequence[Area], archive: str | None) -> Area:
    """Find the archive of a bare code: the categories say it, else the catalogue.

    >>> resolve_area(parse_area("LG"), [parse_area("cs.LG")], None).full
    'cs.LG'
    """
    for category in categories:
        if category.code == area.code and category.archive is not None:
            archive = category.archive
            break
    if area.archive is not None:
        return area
    return _within(area.text, area.code, archive)


# The same few areas stand in all entries.
@lru_cache(maxsize=1 << 12)
def _within(text: str, code: str | None, archive: str | None) -> Area:
    return Area(text, None, code).within(archive)


def citekey_defect(citekey: str) -> str | None:
    """Say why BibTeX could not use this citekey, if so.

    >>> citekey_defect("he2016deep")
    >>> citekey_defect("he 2016")
    "the citekey 'he 2016' holds a blank"
    """
    if citekey.isalnum() or _USUAL_CITEKEY.fullmatch(citekey):
        return None
    if not citekey:
        return "the citekey is empty"
    for character in citekey:
        if character.isspace():
            return f"the citekey {citekey!r} holds a blank"
        if character in _NOT_IN_CITEKEYS or not character.isprintable():
            return f"the citekey {citekey!r} holds {character!r}"
    return None


# --- reading ---------------------------------------------------------------------

_Reader: TypeAlias = Callable[[dict[str, Any], str, RecordValue], None]


def _text(value: RecordValue) -> str:
    if isinstance(value, str):
        return value
    raise FieldError(f"expected text, got {_shape(value)}")


def _indexed(read: Callable[[RecordValue], _T], index: int, item: RecordValue) -> _T:
    """Read one item of a list; an error says which it was."""
    try:
        return read(item)
    except FieldError as error:
        error.index = index
        raise


def _shape(value: RecordValue) -> str:
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def _items(value: RecordValue, *, separator: str | None) -> Sequence[RecordValue]:
    if type(value) is list:
        return value
    if isinstance(value, str):
        parts = value.split(separator) if separator else [value]
        return [part.strip() for part in parts]
    if isinstance(value, Mapping) or value is None:
        raise FieldError(f"expected a list, got {_shape(value)}")
    return value


def _are_texts(items: Sequence[RecordValue]) -> TypeGuard[Sequence[str]]:
    return set(map(type, items)) == {str}


def _read_text(values: dict[str, Any], name: str, value: RecordValue) -> None:
    values[name] = _text(value)


def _read_one(values: dict[str, Any], name: str, value: RecordValue) -> None:
    values[name] = _PARSERS[name](_text(value))


def _area(value: RecordValue) -> Area:
    return parse_area(_text(value))


def _read_names(values: dict[str, Any], name: str, value: RecordValue) -> None:
    items = value if type(value) is list else _items(value, separator=" and ")
    if items and isinstance(items[-1], str) and is_et_al(items[-1]):
        values[f"{name}_truncated"] = True
        items = items[:-1]
    people: list[Person] = []
    try:
        read = _person_of_text if _are_texts(items) else _person
        people.extend(map(read, items))
    except FieldError as error:
        error.index = len(people)
        raise
    values[name] = tuple(people)


@lru_cache(maxsize=1 << 16)
def _person_of_text(text: str) -> Person:
    if is_et_al(text):
        raise FieldError(f"{text!r} can only end the list")
    return parse_name(text)


def _person(item: RecordValue) -> Person:
    if isinstance(item, str):
        return _person_of_text(item)
    if isinstance(item, Mapping):
        for part, text in item.items():
            if part not in _PERSON_PARTS or not isinstance(text, str):
                raise FieldError(
                    f"expected a name's parts as text, got {part!r}",
                    hint=f"the parts are {', '.join(_PERSON_PARTS)}",
                )
        if not item.get("literal") and not item.get("family"):
            raise FieldError("a name needs a family name or a literal")
        return Person(**{part: str(text) for part, text in item.items()})
    raise FieldError(f"expected a name, got {_shape(item)}")


def _read_words(values: dict[str, Any], name: str, value: RecordValue) -> None:
    # "tags: a, b" means two tags; an affiliation may hold a comma of its own.
    items = _items(value, separator=None if name == "affiliations" else ",")
    if _are_texts(items):
        values[name] = tuple(items)
    else:
        values[name] = tuple(_indexed(_text, *item) for item in enumerate(items))


def _read_areas(values: dict[str, Any], name: str, value: RecordValue) -> None:
    items = _items(value, separator=",")
    if _are_texts(items):
        values[name] = tuple(map(parse_area, items))
    else:
        values[name] = tuple(_indexed(_area, *item) for item in enumerate(items))


def _read_extra(values: dict[str, Any], name: str, value: RecordValue) -> None:
    if not isinstance(value, Mapping):
        raise FieldError(f"expected a mapping of fields, got {_shape(value)}")
    values[name] = {
        key: item if type(item) is str else _freeze(item) for key, item in value.items()
    }


_READERS: dict[str, _Reader] = {
    name: {
        "text": _read_text,
        "prose": _read_text,
        "names": _read_names,
        "date": _read_one,
        "area": _read_one,
        "areas": _read_areas,
        "arxiv": _read_one,
        "doi": _read_one,
        "words": _read_words,
        "mapping": _read_extra,
    }[FIELDS[name].kind]
    for name in STORED
}
_NAMES = frozenset(name for name in STORED if FIELDS[name].kind == "names")
_TRUNCATED = {name: f"{name}_truncated" for name in _NAMES}
_TEXTS = frozenset(name for name, read in _READERS.items() if read is _read_text)


def _gather_extra(
    values: dict[str, Any],
    record: Record,
    unknown: list[str],
    errors: list[FieldError],
) -> None:
    """Put unknown fields beside those under `extra`."""
    extra: dict[str, ExtraValue] = dict(values.get("extra", {}))
    for name in unknown:
        if name in extra:
            errors.append(
                FieldError(f"stands here and under extra: {name}", field=name)
            )
        extra[name] = _freeze(record[name])
    values["extra"] = MappingProxyType(extra)


def _freeze(value: RecordValue) -> ExtraValue:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return MappingProxyType({key: _freeze(item) for key, item in value.items()})
    return tuple(_freeze(item) for item in value)


def bare_doi(text: str) -> str:
    """Take the resolver's address and `doi:` off a DOI.

    >>> bare_doi("https://doi.org/10.1145/3690624.3709404")
    '10.1145/3690624.3709404'
    """
    text = text.strip()
    lower = text.lower()
    for prefix in ("https://", "http://"):
        if lower.startswith(prefix):
            host, slash, path = text[len(prefix) :].partition("/")
            if slash and host.lower() in {"doi.org", "dx.doi.org", "www.doi.org"}:
                return path
    if lower.startswith("doi:"):
        return text[len("doi:") :].strip()
    return text


_OF_KIND: dict[str, Callable[[Any], Any]] = {
    # Values are immutable and come again and again in a catalogue: most days and
    # authors are read once for many entries.
    "date": lru_cache(maxsize=1 << 14)(parse_date),
    "area": parse_area,
    "arxiv": parse_eprint,
    "doi": bare_doi,
}
_PARSERS = {
    name: _OF_KIND[FIELDS[name].kind]
    for name, read in _READERS.items()
    if read is _read_one
}
"""How the text of a field becomes its one value."""


# --- writing ---------------------------------------------------------------------


def to_record(entry: Entry) -> dict[str, RecordValue]:
    """Give an entry its plain shape, absent fields left out.

    >>> to_record(from_record("a", {"arxiv": "0704.0001", "tags": ["x"], "area": ""}))
    {'area': '', 'arxiv': '0704.0001', 'tags': ['x']}
    """
    record: dict[str, RecordValue] = {}
    given = vars(entry)
    for name in STORED:
        # Most fields of most entries say nothing; of no names some may be left out.
        if name not in given and (name not in _NAMES or _TRUNCATED[name] not in given):
            continue
        written = record_value(entry, name)
        # A text that is there and empty is not the same as one that is not.
        if written or written == "":
            record[name] = written
    return record


def record_value(entry: Entry, name: str) -> RecordValue:
    """Give a field its plain shape; None, or an empty list or mapping, if absent."""
    value = getattr(entry, name)
    if name == "title":
        return value or None
    if name in _NAMES:
        names: list[RecordValue] = [name_record(person) for person in value]
        return [*names, ET_AL] if getattr(entry, _TRUNCATED[name]) else names
    return plain_value(value)


def plain_value(value: object) -> RecordValue:
    """Write a value of an entry as text, lists and mappings.

    >>> plain_value((parse_area("cs.LG"), parse_date("2023-06")))
    ['cs.LG', '2023-06']
    """
    # Asking for an abstract class is slow, and most values are dates and areas.
    if isinstance(value, _ONE_TEXT):
        return str(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Mapping):
        return {
            key: item if type(item) is str else plain_value(item)
            for key, item in value.items()
        }
    return str(value)


def name_record(person: Person) -> RecordValue:
    """Write a name as shortly as it can be read back: plain, inverted, or in parts.

    >>> name_record(Person(family="Platonov", given="Oleg"))
    'Oleg Platonov'
    >>> name_record(Person(family="Vallée Poussin", given="Charles"))
    'Vallée Poussin, Charles'
    """
    if not (person.prefix or person.suffix or person.literal is not None):
        plain = _plain_name(person.given, person.family)
        if plain is not None:
            return plain
    found = _name_record(person)
    return found if isinstance(found, str) else dict(found)


# Names come again and again, and reading them back takes time.
@lru_cache(maxsize=1 << 14)
def _plain_name(given: str | None, family: str | None) -> str | None:
    """Write a name that surely reads back as it is typed, as nearly all do."""
    is_plain = (
        given is not None
        and family is not None
        and family.isalpha()
        and family.lower() not in _NO_FAMILIES
        and all(map(str.isupper, [word[:1] for word in given.split(" ")]))
        and given.isprintable()
        and not ("{" in given or "}" in given or "," in given)
    )
    return f"{given} {family}" if is_plain else None


@lru_cache(maxsize=1 << 14)
def _name_record(person: Person) -> str | Mapping[str, str]:
    forms = (
        (f"{{{person.literal}}}",)
        if person.literal is not None
        else (person.name, person.inverted)
    )
    for form in forms:
        try:
            if not is_et_al(form) and parse_name(form) == person:
                return form
        except FieldError:
            continue
    return {
        part: text
        for part in _PERSON_PARTS
        if (text := getattr(person, part)) is not None
    }


def values_of(entry: Entry, name: str) -> tuple[str, ...]:
    """Give a field's values as plain text, none where it is absent.

    Takes the names of `FIELDS`, derived ones too; each name is one value.

    >>> values_of(from_record("a", {"date": "2023-06"}), "year")
    ('2023',)
    """
    value = getattr(entry, name)
    if isinstance(value, str):
        return (value,) if value else ()
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(map(str, value))
    # Asking for an abstract class is slow, and most of the rest are dates and areas.
    if not isinstance(value, _ONE_TEXT) and isinstance(value, Mapping):
        return tuple(f"{key}={item}" for key, item in value.items())
    return (str(value),)
