r"""Markdown: a list of references that reads well on GitHub.

Prose is escaped for GitHub-flavoured Markdown, `\emph` becomes emphasis, maths stays
between dollars where GitHub would read it as maths and becomes Unicode elsewhere
(`3$\times$` has no blank before its dollar). Written are title, authors (else editors),
venue or journal or book, date, links and citekey, and the abstract beneath; the user's
own fields (`note`, `tags`, `added` ...) stay private.

The rules: https://github.github.com/gfm/ and
https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from paperctl.formats import Format, FormatOptions
from paperctl.text.fold import squeeze
from paperctl.text.macros import MARKUP
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.text.tokens import Token

_BREAKS = lazy_regex(r"\s")
# Controls, overrides of the reading direction, and halves of surrogate pairs.
_UNSEEN = lazy_regex("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ADDRESS = lazy_regex(r"https?://[^\s<>\"{}|\\^`\[\]$]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'*_~"
_SPECIAL = lazy_regex(
    r"[\\`*_\[\]<>#|~]"
    r"|&(?=#?[A-Za-z0-9]+;)"
    r"|:(?=[a-z0-9_+-]+:)"  # GitHub's :smile:
)
# GitHub reads a dollar as maths only beside blanks and punctuation.
_GLUED_BEFORE = lazy_regex(r"\w$")
_GLUED_AFTER = lazy_regex(r"\w")
_LINKED_SCHEMES = ("http://", "https://", "ftp://")
_NO_CODE = frozenset({"yes", "true"})
_DELIMITERS = {"emph": "*", "strong": "**"}


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write a list item an entry; blank lines between those that may be long."""
    gap = "\n" if options.wants("abstract") else ""
    between = ""
    for entry in entries:
        yield f"{between}- {_reference(entry, options)}\n"
        if entry.abstract and options.wants("abstract"):
            yield f"\n  {_start(prose(entry.abstract))}\n"
        between = gap


def _reference(entry: Entry, options: FormatOptions) -> str:
    wants = options.wants
    title = prose(entry.title) if wants("title") else ""
    parts = [f"**{title}**"] if title else []
    authors = _authors(entry) if wants("authors") else ""
    if authors:
        parts += ["—", _sentence(authors)] if parts else [_start(_sentence(authors))]
    where = ", ".join(_where(entry, options))
    if where:
        parts.append(_sentence(where))
    parts.append(" · ".join((*_links(entry, options), _code(entry.citekey))))
    return " ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _authors(entry: Entry) -> str:
    people, truncated, role = entry.authors, entry.authors_truncated, ""
    if not people and entry.editors:
        people, truncated = entry.editors, entry.editors_truncated
        role = " (ed.)" if len(people) == 1 and not truncated else " (eds.)"
    names = ", ".join(prose(person.name) for person in people)
    return f"{names} et al.{role}" if names and truncated else f"{names}{role}"


def _where(entry: Entry, options: FormatOptions) -> Iterator[str]:
    """Give venue, place in it, and date; the short name of a venue reads best."""
    wants = options.wants
    names = ("venue", "journal", "booktitle", "institution", "publisher")
    found = next((name for name in names if getattr(entry, name) and wants(name)), None)
    if found:
        volume = entry.volume if entry.journal and wants("volume") else None
        number = f"({entry.number})" if volume and entry.number else ""
        place = f" {prose(volume)}{prose(number)}" if volume else ""
        name = prose(getattr(entry, found))
        yield name if found in {"institution", "publisher"} else f"*{name}*{place}"
    if entry.container and entry.pages and wants("pages"):
        yield prose(entry.pages).replace("--", "–")
    if entry.date and wants("date"):
        yield str(entry.date)


def _links(entry: Entry, options: FormatOptions) -> Iterator[str]:
    wants = options.wants
    addresses = set()
    if entry.arxiv and wants("arxiv"):
        addresses.add(entry.arxiv.url)
        yield _link(f"arXiv:{entry.arxiv}", entry.arxiv.url)
    if entry.doi and wants("doi"):
        address = f"https://doi.org/{quote(entry.doi, safe='/:;')}"
        addresses.add(address)
        yield _link(_escape(f"doi:{entry.doi}"), address)
    if entry.url and entry.url not in addresses and wants("url"):
        yield _link("link", entry.url)
    if entry.has_code and wants("code"):
        known = entry.code is not None and entry.code.lower() not in _NO_CODE
        yield _link("code", entry.code or "") if known else "code"


def _link(label: str, address: str) -> str:
    """Link to an address of the web; any other is only shown, after its label."""
    address = _visible(address)
    if not address.lower().startswith(_LINKED_SCHEMES):
        return f"{label}: {_escape(address)}"
    return f"[{label}]({_quoted(address)})"


def _quoted(address: str) -> str:
    return quote(address, safe="!#$&'*+,/:;=?@~%")


def prose(text: str) -> str:
    r"""Write catalogue text as inline Markdown.

    >>> prose(r"\emph{Fast} & [sic] x_i: $O(n)$ in 3$\times$, #1 for $5")
    '*Fast* & \\[sic\\] x\\_i: $O(n)$ in 3×, \\#1 for <span>$</span>5'
    """
    return _inline(tokenize(_visible(text))).strip()


def _visible(text: str) -> str:
    return squeeze(_UNSEEN.sub("", _BREAKS.sub(" ", text)))


def _inline(tokens: tuple[Token, ...]) -> str:
    written = ""
    for place, token in enumerate(tokens):
        match token.kind:
            case "text" | "literal":
                written += _text(token.value)
            case "tie":
                written += " "
            case "group":
                written += _inline(token.inner)
            case "markup":
                written += _markup(token)
            case "maths":
                after = tokens[place + 1].source if place + 1 < len(tokens) else ""
                glued = _GLUED_BEFORE.search(written) or _GLUED_AFTER.match(after)
                written += _escape(to_plain(token.source)) if glued else _maths(token)
    return written


def _maths(token: Token) -> str:
    # Blanks around it keep "<b" from being a tag, and an asterisk is emphasis.
    body = token.value.replace("<", " < ").replace("*", "\\ast ")
    return f"${squeeze(body)}$"


def _markup(token: Token) -> str:
    if token.value == "url":
        return _autolink(token.target)
    if token.value == "href":
        return _link(_inline(token.inner), token.target)
    style = MARKUP.get(token.value, "")
    if style == "code":
        return _code(squeeze(to_plain(token.source)))
    inner = _inline(token.inner)
    if token.value in {"textsuperscript", "textsubscript"}:
        tag = token.value[4:7]
        return f"<{tag}>{inner}</{tag}>"
    delimiter = _DELIMITERS.get(style, "")
    bare = inner.strip()
    if not delimiter or not bare:
        return inner
    # Emphasis must not begin or end with a blank.
    return inner.replace(bare, f"{delimiter}{bare}{delimiter}", 1)


def _text(text: str) -> str:
    """Escape prose; addresses in it become links that no escape can break."""
    written, done = "", 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_ADDRESS)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_AFTER_ADDRESS)
        written += _escape(text[done : found.start()]) + _autolink(address)
        done = found.start() + len(address)
    return written + _escape(text[done:])


def _autolink(address: str) -> str:
    if not address.lower().startswith(_LINKED_SCHEMES):
        return _escape(address)
    return f"<{_quoted(address)}>"


def _escape(text: str) -> str:
    text = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    # GitHub's own way to keep a dollar out of maths.
    return text.replace("$", "<span>$</span>")


def _start(text: str) -> str:
    """Escape what would begin a list, a rule or a heading at the start of a line."""
    if text[:1] in {"-", "+", "="}:
        return f"\\{text}"
    return re.sub(r"^(\d{1,9})(?=[.)])", r"\1\\", text)


def _code(text: str) -> str:
    """Fence code with more backticks than it holds.

    >>> _code("he2016"), _code("a`b")
    ('`he2016`', '`` a`b ``')
    """
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}"


FORMAT = Format(
    name="markdown",
    extension=".md",
    summary="A list of references for GitHub and pandoc",
    write=write,
)
