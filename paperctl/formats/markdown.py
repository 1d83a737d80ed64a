r"""Markdown: references that read well on GitHub, as a list, a table or a reading list.

Prose is escaped for GitHub-flavoured Markdown, `\emph` becomes emphasis, maths stays
between dollars where GitHub would read it as maths and becomes Unicode elsewhere
(`3$\times$` has no blank before its dollar). What a reference says is in
`paperctl.formats._reference`. Layouts:

- `list`: an item each, with the abstract beneath.
- `table`: a row each, with the columns of `paperctl list` unless others are chosen.
- `reading`: a heading each, with the abstract in its paragraphs; `note` and `tags`
  where they are asked for.

The rules: https://github.github.com/gfm/ and
https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame, choose_layout
from paperctl.formats._reference import (
    Inline,
    authors,
    doi_address,
    links,
    names,
    paragraphs,
    sentence,
    split_addresses,
    visible,
    web_address,
    where,
)
from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.fields import FIELDS
from paperctl.text.fold import squeeze
from paperctl.text.macros import MARKUP
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.text.tokens import Token

_SPECIAL = lazy_regex(
    r"[\\`*_\[\]<>#|~]"
    r"|&(?=#?[A-Za-z0-9]+;)"
    r"|:(?=[a-z0-9_+-]+:)"  # GitHub's :smile:
)
# GitHub reads a dollar as maths only beside blanks and punctuation.
_GLUED_BEFORE = lazy_regex(r"\w$")
_GLUED_AFTER = lazy_regex(r"\w")
_DELIMITERS = {"emph": "*", "strong": "**"}
_PAIR = lazy_regex(r"\\[\s\S]")
_PAIRS = {"\\|": "\\Vert "}
# A bar ends a cell unless a backslash stands before it, even within code and maths.
_BAR = lazy_regex(r"\\?\|")


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    match choose_layout(FORMAT, options.layout):
        case "table":
            return _rows(entries, options)
        case "reading":
            return ("\n\n".join(_reading(entry, options)) + "\n" for entry in entries)
        case _:
            return (_item(entry, options) for entry in entries)


def _frame(options: FormatOptions) -> Frame:
    """Put names above a table, and blank lines between texts that may be long."""
    match choose_layout(FORMAT, options.layout):
        case "table":
            head = _head(options)
            return Frame(head, empty=head)
        case "reading":
            return Frame(between="\n")
        case _:
            return Frame(between="\n" if options.wants("abstract") else "")


# --- list ------------------------------------------------------------------------


def _item(entry: Entry, options: FormatOptions) -> str:
    title = prose(entry.title) if options.wants("title") else ""
    heading = [f"**{title}**"] if title else []
    line = f"- {' '.join([*heading, _details(entry, options, title)])}\n"
    if entry.abstract and options.wants("abstract"):
        return f"{line}\n  {_start(prose(entry.abstract))}\n"
    return line


def _details(entry: Entry, options: FormatOptions, title: str) -> str:
    """Write what follows a title on its line."""
    parts = []
    named = authors(entry, _INLINE) if options.wants("authors") else ""
    if named:
        parts += ["—", sentence(named)] if title else [_start(sentence(named))]
    return " ".join([*parts, *_places(entry, options)])


def _places(entry: Entry, options: FormatOptions) -> list[str]:
    places = ", ".join(where(entry, options, _INLINE))
    found = " · ".join((*links(entry, options, _INLINE), _code(entry.citekey)))
    return [sentence(places), found] if places else [found]


# --- reading list ----------------------------------------------------------------


def _reading(entry: Entry, options: FormatOptions) -> Iterator[str]:
    """Give a heading, a line of facts and the abstract."""
    title = prose(entry.title) if options.wants("title") else ""
    yield f"## {title or _code(entry.citekey)}"
    named = authors(entry, _INLINE) if options.wants("authors") else ""
    facts = [sentence(named)] if named else []
    yield _start(" ".join([*facts, *_places(entry, options)]))
    if entry.tags and options.asks_for("tags"):
        yield " ".join(_code(visible(tag)) for tag in entry.tags)
    if entry.abstract and options.wants("abstract"):
        yield from (_start(prose(part)) for part in paragraphs(entry.abstract))
    if entry.note and options.asks_for("note"):
        yield from (f"> {_start(prose(part))}" for part in paragraphs(entry.note))


# --- table -----------------------------------------------------------------------


def _columns(options: FormatOptions) -> list[str]:
    chosen = DEFAULT_FIELDS if options.fields is None else options.fields
    return [name for name in chosen if options.wants(name)]


def _head(options: FormatOptions) -> str:
    labels = [FIELDS[name].label for name in _columns(options)]
    return _row(labels) + _row(["---"] * len(labels))


def _rows(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    columns = _columns(options)
    for entry in entries:
        yield _row([_in_cell(_cell(entry, name)) for name in columns])


def _row(cells: list[str]) -> str:
    # An empty cell must not end its line in a blank.
    return f"| {' | '.join(cells)} |\n"


def _cell(entry: Entry, name: str) -> str:
    match FIELDS[name].kind:
        case "prose":
            return prose(getattr(entry, name) or "")
        case "names":
            truncated = getattr(entry, f"{name}_truncated")
            return names(getattr(entry, name), _INLINE, truncated=truncated)
        case "arxiv" if entry.arxiv:
            return _labelled(str(entry.arxiv), entry.arxiv.url)
        case "doi" if entry.doi:
            return _labelled(entry.doi, doi_address(entry.doi))
    text = visible(cell(entry, name))
    if name == "citekey":
        return _code(text)
    return _autolink(text) if name in {"url", "code"} else _escape(text)


def _in_cell(text: str) -> str:
    r"""Escape the bars that no backslash keeps from ending the cell.

    >>> _in_cell("`a|b` $\\|x\\|$ \\|")
    '`a\\|b` $\\|x\\|$ \\|'
    """
    return _BAR.sub(r"\\|", text)


# --- text ------------------------------------------------------------------------


def _emphasised(text: str) -> str:
    return f"*{text}*"


def _labelled(label: str, address: str) -> str:
    return _link(_escape(visible(label)), address)


def _link(label: str, address: str) -> str:
    """Link to an address of the web; any other is only shown, after its label."""
    linked = web_address(address)
    if linked is None:
        return f"{label}: {_escape(visible(address))}"
    return f"[{label}]({linked})"


def prose(text: str) -> str:
    r"""Write catalogue text as inline Markdown.

    >>> prose(r"\emph{Fast} & [sic] x_i: $O(n)$ in 3$\times$, #1 for $5")
    '*Fast* & \\[sic\\] x\\_i: $O(n)$ in 3×, \\#1 for <span>$</span>5'
    """
    return _inline(tokenize(visible(text))).strip()


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
    # A table takes the backslash off its bar, and a norm would be an absolute value.
    body = _PAIR.sub(lambda found: _PAIRS.get(found[0], found[0]), body)
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
    return "".join(
        _autolink(part) if is_address else _escape(part)
        for part, is_address in split_addresses(text)
    )


def _autolink(address: str) -> str:
    linked = web_address(address)
    return _escape(address) if linked is None else f"<{linked}>"


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


_INLINE = Inline(prose=prose, emphasis=_emphasised, link=_labelled)

FORMAT = Format(
    name="markdown",
    extension=".md",
    summary="References for GitHub and pandoc",
    write=ByEntry(_texts, _frame),
    takes=("layout",),
    layouts=("list", "table", "reading"),
)
