r"""HTML: references as a fragment, to paste into a page.

It has no `<html>`, style or script, and no heading above the second level, so that it
takes the looks of the page around it; classes say what is what. All text is escaped.
Only addresses of `http`, `https` and `ftp` are links. Maths is readable Unicode, which
needs no script: `<span class="math" data-tex="\ell_1">ℓ₁</span>`; a page with KaTeX or
MathJax can typeset what `data-tex` holds. What a reference says is in
`paperctl.formats._reference`. Layouts:

- `list`: an item each, the abstract folded away in `<details>`.
- `table`: a row each, with the columns of `paperctl list` unless others are chosen.
- `reading`: an `<article>` each, with the abstract in its paragraphs; `note` and `tags`
  where they are asked for.

The rules: https://html.spec.whatwg.org/multipage/.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from paperctl.formats import ByEntry, Format, FormatOptions, Frame, choose_layout
from paperctl.formats._reference import (
    Inline,
    authors,
    doi_address,
    links,
    names,
    paragraphs,
    printable,
    sentence,
    split_addresses,
    visible,
    web_address,
    where,
)
from paperctl.model.cells import DEFAULT_FIELDS, cell
from paperctl.model.fields import FIELDS
from paperctl.text.macros import MARKUP
from paperctl.text.plain import to_plain
from paperctl.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.text.tokens import Token

_TAGS = {"emph": "em", "strong": "strong", "code": "code"}
_SCRIPTS = {"textsuperscript": "sup", "textsubscript": "sub"}


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    match choose_layout(FORMAT, options.layout):
        case "table":
            return _rows(entries, options)
        case "reading":
            return (_article(entry, options) for entry in entries)
        case _:
            return (_item(entry, options) for entry in entries)


def _frame(options: FormatOptions) -> Frame:
    """Put what the layout needs around them; nothing for none."""
    match choose_layout(FORMAT, options.layout):
        case "table":
            return Frame(_head(options), after=_FOOT)
        case "reading":
            return Frame('<div class="references">\n', after="</div>\n")
        case _:
            return Frame('<ul class="references">\n', after="</ul>\n")


# --- list ------------------------------------------------------------------------


def _item(entry: Entry, options: FormatOptions) -> str:
    title = prose(entry.title) if options.wants("title") else ""
    stop = "" if title.endswith((".", "?", "!")) else "."
    parts = [f'<cite class="title">{title}</cite>{stop}'] if title else []
    line = " ".join([*parts, *_facts(entry, options)])
    details = ""
    if entry.abstract and options.wants("abstract"):
        text = _paragraphs(entry.abstract)
        details = (
            '\n<details class="abstract">\n<summary>Abstract</summary>\n'
            f"{text}</details>\n"
        )
    return f"<li{_anchor(entry)}>{line}{details}</li>\n"


def _facts(entry: Entry, options: FormatOptions) -> Iterator[str]:
    """Give authors, where it appeared, links and citekey, each with its class."""
    named = authors(entry, _INLINE) if options.wants("authors") else ""
    if named:
        yield f'<span class="authors">{sentence(named)}</span>'
    places = ", ".join(where(entry, options, _INLINE))
    if places:
        yield f'<span class="published">{sentence(places)}</span>'
    found = " · ".join(links(entry, options, _INLINE))
    if found:
        yield f'<span class="links">{found}</span>'
    yield _citekey(entry)


def _citekey(entry: Entry) -> str:
    return f'<code class="citekey">{_escape(entry.citekey)}</code>'


def _anchor(entry: Entry) -> str:
    """Give what has an entry the name that addresses end in: `page.html#ref-he2016`."""
    return f' id="ref-{_escape(entry.citekey)}"'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{prose(part)}</p>\n" for part in paragraphs(text))


# --- reading list ----------------------------------------------------------------


def _article(entry: Entry, options: FormatOptions) -> str:
    title = prose(entry.title) if options.wants("title") else ""
    parts = [
        f"<article{_anchor(entry)}>\n",
        f'<h2 class="title">{title or _citekey(entry)}</h2>\n',
        f"<p>{' '.join(_facts(entry, options))}</p>\n",
    ]
    if entry.tags and options.asks_for("tags"):
        items = "".join(f"<li>{_escape(tag)}</li>\n" for tag in entry.tags)
        parts.append(f'<ul class="tags">\n{items}</ul>\n')
    if entry.abstract and options.wants("abstract"):
        parts.append(f'<div class="abstract">\n{_paragraphs(entry.abstract)}</div>\n')
    if entry.note and options.asks_for("note"):
        parts.append(f'<div class="note">\n{_paragraphs(entry.note)}</div>\n')
    return "".join([*parts, "</article>\n"])


# --- table -----------------------------------------------------------------------

_FOOT = "</tbody>\n</table>\n"


def _columns(options: FormatOptions) -> list[str]:
    chosen = DEFAULT_FIELDS if options.fields is None else options.fields
    return [name for name in chosen if options.wants(name)]


def _head(options: FormatOptions) -> str:
    labels = (FIELDS[name].label for name in _columns(options))
    cells = "".join(f'<th scope="col">{escape(label)}</th>\n' for label in labels)
    return (
        f'<table class="references">\n<thead>\n<tr>\n{cells}</tr>\n</thead>\n<tbody>\n'
    )


def _rows(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    columns = _columns(options)
    for entry in entries:
        cells = "".join(
            # The citekey names its row to those who hear the table.
            f'<th scope="row">{_cell(entry, name)}</th>\n'
            if name == "citekey"
            else f"<td>{_cell(entry, name)}</td>\n"
            for name in columns
        )
        yield f"<tr{_anchor(entry)}>\n{cells}</tr>\n"


def _cell(entry: Entry, name: str) -> str:
    match FIELDS[name].kind:
        case "prose":
            return prose(getattr(entry, name) or "")
        case "names":
            truncated = getattr(entry, f"{name}_truncated")
            return names(getattr(entry, name), _INLINE, truncated=truncated)
        case "arxiv" if entry.arxiv:
            return _link(str(entry.arxiv), entry.arxiv.url)
        case "doi" if entry.doi:
            return _link(entry.doi, doi_address(entry.doi))
    if name == "citekey":
        return _citekey(entry)
    text = cell(entry, name)
    return _text(text) if name in {"url", "code"} else _escape(text)


# --- text ------------------------------------------------------------------------


def prose(text: str) -> str:
    r"""Write catalogue text as inline HTML.

    >>> prose(r"\emph{Fast} & <b>: 3$\times$ of \url{https://example.org}")
    '<em>Fast</em> &amp; &lt;b&gt;: 3<span class="math" data-tex="\\times">×</span>
    of <a href="https://example.org">https://example.org</a>'
    """
    return _inline(tokenize(visible(text))).strip()


def _inline(tokens: Iterable[Token]) -> str:
    return "".join(map(_token, tokens))


def _token(token: Token) -> str:
    match token.kind:
        case "text" | "literal":
            return _text(token.value)
        case "tie":
            return "\u00a0"
        case "group":
            return _inline(token.inner)
        case "maths":
            source = _escape(token.value.strip())
            shown = _escape(to_plain(token.source))
            return f'<span class="math" data-tex="{source}">{shown}</span>'
        case "markup":
            return _markup(token)


def _markup(token: Token) -> str:
    if token.value == "url":
        linked = web_address(token.target) is not None
        return _link(token.target, token.target) if linked else _escape(token.target)
    if token.value == "href":
        # A link within a link is none, so its label is plain.
        label = to_plain("".join(inner.source for inner in token.inner))
        return _link(label.strip() or token.target, token.target)
    inner = _inline(token.inner)
    tag = _SCRIPTS.get(token.value) or _TAGS.get(MARKUP.get(token.value, ""))
    return f"<{tag}>{inner}</{tag}>" if tag and inner else inner


def _text(text: str) -> str:
    return "".join(
        _link(part, part) if is_address else _escape(part)
        for part, is_address in split_addresses(text)
    )


def _link(label: str, address: str) -> str:
    """Link to an address of the web; any other is only shown, after its label."""
    linked = web_address(address)
    if linked is None:
        return f"{_escape(label)}: {_escape(address)}"
    return f'<a href="{escape(linked)}">{_escape(label)}</a>'


def _emphasised(text: str) -> str:
    return f"<em>{text}</em>"


def _escape(text: str) -> str:
    """Escape for element and attribute alike.

    >>> _escape('<a href="&">')
    '&lt;a href=&quot;&amp;&quot;&gt;'
    """
    return escape(printable(text))


_INLINE = Inline(prose=prose, emphasis=_emphasised, link=_link)

FORMAT = Format(
    name="html",
    extension=".html",
    summary="References as a fragment of a web page",
    write=ByEntry(_texts, _frame),
    takes=("layout",),
    layouts=("list", "table", "reading"),
)
