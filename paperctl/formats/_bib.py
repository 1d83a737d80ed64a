"""What all dialects of .bib files share: their syntax, names and addresses.

BibTeX counts braces and knows no escape for them, so one stray brace ends a field, and
with it the file. Everything here returns text whose braces balance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from paperctl.errors import FieldError
from paperctl.model.person import is_et_al, parse_name
from paperctl.text.fold import squeeze
from paperctl.text.latex import to_latex
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from paperctl.model.person import Person

# BibTeX splits a list of names at this word in any case, between blanks.
_AND = lazy_regex(r"(?:^|\s)and(?:\s|$)", re.IGNORECASE)
# RFC 3986's characters stay, but for the percent sign of no escape; styles put
# addresses into \url, which takes all of them as they are.
_ADDRESS_CHARACTERS = "!#$&'()*+,/:;=?@[]~%"
# Nine names of ten need neither an escape nor a brace.
_PLAIN_FAMILY = lazy_regex(r"[A-Z][A-Za-z'-]*")
_PLAIN_GIVEN = lazy_regex(r"[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*)*")
_STRAY_PERCENT = lazy_regex(r"%(?![0-9A-Fa-f]{2})")
# BibTeX knows no escapes, but some parsers take a backslash before the last brace for
# one.
_NOT_VERBATIM = lazy_regex(r"[{}\x00-\x1f\x7f-\x9f\ud800-\udfff]|\\+$")
_NO_FIELD_NAME = lazy_regex(r"[^a-z0-9_-]+", re.IGNORECASE)
_PAGE_RANGE = lazy_regex(r"(?<=[0-9A-Za-z])\s*(?:-{1,3}|[‐‑‒–—])\s*(?=[0-9A-Za-z])")

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
"""The macros that every style defines."""


def block(entry_type: str, citekey: str, lines: Iterable[str]) -> str:
    """Lay out an entry: one field a line, so that a diff shows fields."""
    return f"@{entry_type}{{{citekey},\n{''.join(lines)}}}\n"


def around(name: str, *, macro: bool = False) -> tuple[str, str]:
    r"""Give what stands in its line before and after the text of a field.

    >>> "2024".join(around("year")), "may".join(around("month", macro=True))
    ('  year = {2024},\n', '  month = may,\n')
    """
    return (f"  {name} = ", ",\n") if macro else (f"  {name} = {{", "},\n")


def names(
    people: Iterable[Person], spell: Callable[[Person], str], *, truncated: bool = False
) -> str:
    """Join names, each spelt as `name` does, as `Family, Given and ... and others`."""
    written = [*map(spell, people)]
    if truncated:
        written.append("others")
    return " and ".join(filter(None, written))


def name(person: Person, *, ascii_only: bool = True) -> str:
    """Write a name so that BibTeX takes it apart as we do.

    >>> from paperctl.model.person import parse_name
    >>> name(parse_name("Martin Luther King Jr.")), name(parse_name("{A and B}"))
    ('King, Jr., Martin Luther', '{A and B}')
    """
    if _is_plain(person):
        return f"{person.family}, {person.given}"
    if person.literal is not None:
        literal = to_latex(person.literal, ascii_only=ascii_only)
        return f"{{{literal}}}" if person.literal.strip() else ""
    prefix, family, suffix, given = (
        to_latex(part, ascii_only=ascii_only) if part else ""
        for part in (person.prefix, person.family, person.suffix, person.given)
    )
    if suffix and not given:
        # "King, Jr." would make Jr. the given name.
        return f"{{{' '.join(filter(None, (prefix, family, suffix)))}}}"
    if family:
        family = _part(family) if _reads_back(person) else f"{{{family}}}"
    whole = " ".join(filter(None, (prefix and _part(prefix), family)))
    return ", ".join(
        filter(None, (whole, suffix and _part(suffix), given and _part(given)))
    )


def _is_plain(person: Person) -> bool:
    return (
        person.prefix is None
        and person.suffix is None
        and person.literal is None
        and _PLAIN_FAMILY.fullmatch(person.family or "") is not None
        and _PLAIN_GIVEN.fullmatch(person.given or "") is not None
        and not _AND.search(person.given or "")
    )


def _part(text: str) -> str:
    """Brace what BibTeX would take apart: commas, the word `and`, bare separators."""
    if "," in text or _AND.search(text) or not text.strip("-~ "):
        return f"{{{text}}}"
    return text


def _reads_back(person: Person) -> bool:
    """Whether BibTeX finds the same parts in the comma form, unbraced."""
    family, given = person.family or "", person.given or ""
    # One word, a comma, and words: so it does with most names that have accents.
    if (
        family.isalpha()
        and given
        and not (person.prefix or person.suffix)
        and not any(map(given.count, ",{}"))
        and " ".join(given.split()) == given
    ):
        return True
    try:
        return not is_et_al(person.inverted) and parse_name(person.inverted) == person
    except FieldError:
        return False


def address(text: str) -> str:
    r"""Make a URL safe to stand unescaped in a field.

    >>> address("https://example.org/a_b%20c?d={e}&f=é#g")
    'https://example.org/a_b%20c?d=%7Be%7D&f=%C3%A9#g'
    >>> address(" https://example.org/100%\n")
    'https://example.org/100%25'
    """
    text = _STRAY_PERCENT.sub("%25", squeeze(text))
    return quote(text, safe=_ADDRESS_CHARACTERS, errors="replace")


def verbatim(text: str) -> str:
    r"""Make an identifier or a path safe to stand unescaped in a field.

    >>> verbatim("10.1002/(SICI)1097-0258<1661::AID>3.0.CO;2-{2}")
    '10.1002/(SICI)1097-0258<1661::AID>3.0.CO;2-%7B2%7D'
    """
    text = squeeze(text)
    # Nearly all are, and need not wait for a regular expression.
    if text.isascii() and text.isprintable() and not any(map(text.count, "{}\\")):
        return text
    return _NOT_VERBATIM.sub(lambda found: quote(found[0], errors="replace"), text)


def pages(text: str) -> str:
    """Give ranges of pages the dash that they have in .bib files.

    >>> pages("1-10, 12–15"), pages("113"), pages("A1--A9")
    ('1--10, 12--15', '113', 'A1--A9')
    """
    return _PAGE_RANGE.sub("--", text)


def field_name(text: str) -> str:
    """Make a name that a .bib field can have; empty if nothing is left of it.

    >>> field_name("Date read"), field_name("日付"), field_name("2nd")
    ('Date-read', '', 'x-2nd')
    """
    name = _NO_FIELD_NAME.sub("-", text).strip("-")
    return f"x-{name}" if name[:1].isdigit() else name
