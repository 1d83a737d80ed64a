"""What a reference says, for the formats that people read: Markdown and HTML.

Title, authors (else editors), venue or journal or book, date and links; the user's own
fields (`note`, `tags`, `added` ...) stay private. How the pieces are written is the
format's: it passes its `Inline`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paperctl.formats import FormatOptions
    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

_BREAKS = lazy_regex(r"\s")
# Controls, overrides of the reading direction, and halves of surrogate pairs.
_UNSEEN = lazy_regex("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ADDRESS = lazy_regex(r"https?://[^\s<>\"{}|\\^`\[\]$]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'*_~"
_BLANK_LINES = lazy_regex(r"\n[ \t]*(?:\n[ \t]*)+")
_LINKED_SCHEMES = ("http://", "https://", "ftp://")
_NO_CODE = frozenset({"yes", "true"})
_CONTAINERS = ("venue", "journal", "booktitle", "institution", "publisher")
_NOT_TITLES = frozenset({"institution", "publisher"})


@frozen()
class Inline:
    """How a format writes the pieces of a line.

    Attributes:
        prose: Text of the catalogue, with its maths and macros.
        emphasis: What is written already, emphasised.
        link: A plain label and an address; only addresses of the web become links.
    """

    prose: Callable[[str], str]
    emphasis: Callable[[str], str]
    link: Callable[[str, str], str]


def authors(entry: Entry, inline: Inline) -> str:
    """Name the authors, else the editors as such; "" where there are none."""
    people, truncated, role = entry.authors, entry.authors_truncated, ""
    if not people and entry.editors:
        people, truncated = entry.editors, entry.editors_truncated
        role = " (ed.)" if len(people) == 1 and not truncated else " (eds.)"
    named = names(people, inline, truncated=truncated)
    return f"{named}{role}" if named else ""


def names(people: tuple[Person, ...], inline: Inline, *, truncated: bool) -> str:
    """Join names, and "et al." where the list is cut short."""
    joined = ", ".join(inline.prose(person.name) for person in people)
    return f"{joined} et al." if joined and truncated else joined


def where(entry: Entry, options: FormatOptions, inline: Inline) -> Iterator[str]:
    """Give venue, place in it, and date; the short name of a venue reads best."""
    wants, prose = options.wants, inline.prose
    found = next(
        (name for name in _CONTAINERS if getattr(entry, name) and wants(name)), None
    )
    if found:
        volume = entry.volume if entry.journal and wants("volume") else None
        number = f"({entry.number})" if volume and entry.number else ""
        place = f" {prose(volume)}{prose(number)}" if volume else ""
        name = prose(getattr(entry, found))
        yield name if found in _NOT_TITLES else f"{inline.emphasis(name)}{place}"
    if entry.container and entry.pages and wants("pages"):
        yield prose(entry.pages).replace("--", "–")
    if entry.date and wants("date"):
        yield str(entry.date)


def links(entry: Entry, options: FormatOptions, inline: Inline) -> Iterator[str]:
    """Link to arXiv, the publisher, the author's page and the code."""
    wants = options.wants
    addresses = set()
    if entry.arxiv and wants("arxiv"):
        addresses.add(entry.arxiv.url)
        yield inline.link(f"arXiv:{entry.arxiv}", entry.arxiv.url)
    if entry.doi and wants("doi"):
        address = doi_address(entry.doi)
        addresses.add(address)
        yield inline.link(f"doi:{entry.doi}", address)
    if entry.url and entry.url not in addresses and wants("url"):
        yield inline.link("link", entry.url)
    if entry.has_code and wants("code"):
        known = entry.code is not None and entry.code.lower() not in _NO_CODE
        yield inline.link("code", entry.code or "") if known else "code"


def doi_address(doi: str) -> str:
    """Give the address at which a DOI is resolved."""
    return f"https://doi.org/{quote(doi, safe='/:;', errors='replace')}"


def sentence(text: str) -> str:
    """End in a full stop, but not in two."""
    return text if text.endswith(".") else f"{text}."


def visible(text: str) -> str:
    """Put text on one line, without the characters that nobody sees."""
    return squeeze(printable(text))


def printable(text: str) -> str:
    """Leave out the characters that nobody sees, and make blanks of line ends."""
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def paragraphs(text: str) -> list[str]:
    r"""Split an abstract at its blank lines.

    >>> paragraphs("First,\nstill first.\n\nSecond.")
    ['First,\nstill first.', 'Second.']
    """
    return [part for part in _BLANK_LINES.split(text) if visible(part)]


def web_address(text: str) -> str | None:
    """Give an address that may be linked to, escaped; None for any other.

    >>> web_address("https://example.org/a b"), web_address("javascript:alert(1)")
    ('https://example.org/a%20b', None)
    """
    text = visible(text)
    if not text.lower().startswith(_LINKED_SCHEMES):
        return None
    return quote(text, safe="!#$&'*+,/:;=?@~%", errors="replace")


def split_addresses(text: str) -> Iterator[tuple[str, bool]]:
    """Split prose into text and the addresses of the web that stand in it.

    >>> list(split_addresses("See https://example.org/x."))
    [('See ', False), ('https://example.org/x', True), ('.', False)]
    """
    done = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_ADDRESS)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_AFTER_ADDRESS)
        yield text[done : found.start()], False
        yield address, True
        done = found.start() + len(address)
    yield text[done:], False
