from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.formats import FormatOptions, get
from paperctl.formats.html import prose
from paperctl.model import Entry, from_record
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from tests.nasty import HUGE, NASTY

if TYPE_CHECKING:
    from collections.abc import Iterable

LAYOUTS = get("html").layouts
SMALL = [entry for entry in NASTY if entry.citekey not in HUGE]
LINKED = {"http", "https", "ftp"}


class Page(HTMLParser):
    """A fragment as a browser reads it, which must have closed all that it opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.seen: set[str] = set()
        self.names: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(
        self, tag: str, attrs: Iterable[tuple[str, str | None]]
    ) -> None:
        given = dict(attrs)
        # A link within a link, or a paragraph within one, would be taken apart.
        assert not (tag in {"a", "p", "cite", "li"} and self.open[-1:] == [tag])
        self.open.append(tag)
        self.seen.add(tag)
        self.names.append(given.get("class") or "")
        self.links += filter(None, [given.get("href")])
        self.ids += filter(None, [given.get("id")])
        assert not [name for name in given if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.names.pop()

    def handle_data(self, data: str) -> None:
        for name in filter(None, self.names):
            self.texts.setdefault(name, []).append(data)


def html(
    *entries: Entry, layout: str | None = None, fields: tuple[str, ...] | None = None
) -> str:
    options = FormatOptions(layout=layout, fields=fields)
    return "".join(get("html").write(entries, options))


def test_a_reference_reads_well() -> None:
    entry = from_record(
        "platonov2023critical",
        {
            "title": "A critical look: 1 < 2 & $n^2$?",
            "authors": ["Oleg Platonov", "et al."],
            "date": "2023-02-22",
            "venue": "ICLR 2023",
            "arxiv": "2302.11640",
            "abstract": "First.\n\nSecond.",
        },
    )
    assert html(entry) == (
        '<ul class="references">\n'
        '<li id="ref-platonov2023critical"><cite class="title">A critical look:'
        ' 1 &lt; 2 &amp; <span class="math" data-tex="n^2">n²</span>?</cite>'
        ' <span class="authors">Oleg Platonov et al.</span>'
        ' <span class="published"><em>ICLR 2023</em>, 2023-02-22.</span>'
        ' <span class="links"><a href="https://arxiv.org/abs/2302.11640">'
        "arXiv:2302.11640</a></span>"
        ' <code class="citekey">platonov2023critical</code>\n'
        '<details class="abstract">\n<summary>Abstract</summary>\n'
        "<p>First.</p>\n<p>Second.</p>\n</details>\n</li>\n"
        "</ul>\n"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_tag_is_closed_and_every_entry_has_an_anchor(layout: str) -> None:
    page = Page(html(*SMALL, layout=layout))
    assert page.ids == [f"ref-{entry.citekey}" for entry in SMALL]
    assert not page.seen & {"script", "style", "html", "body", "h1", "b"}
    assert {link.partition(":")[0] for link in page.links} <= LINKED


@pytest.mark.parametrize("entry", SMALL, ids=lambda entry: entry.citekey)
def test_titles_read_as_they_are_meant(entry: Entry) -> None:
    page = Page(html(entry))
    shown = squeeze("".join(page.texts.get("title", [])))
    unseen = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    meant = to_plain(entry.title)
    assert shown == squeeze(
        "".join(
            char
            for char in meant
            if char not in unseen
            and ord(char) not in range(32)
            and ord(char) not in range(127, 160)
        )
        if "\n" not in meant
        else meant
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;"),
        (
            r"\emph{a} \textbf{b} \texttt{c}",
            "<em>a</em> <strong>b</strong> <code>c</code>",
        ),
        (r"1\textsuperscript{st}", "1<sup>st</sup>"),
        (r"\emph{}", ""),
        ("$a<b$", '<span class="math" data-tex="a&lt;b">a&lt;b</span>'),
        (r"\citep{a_b} \foo{x}", r"\citep{a_b} \foo{x}"),
        (
            "(see https://a.org/b?c&d).",
            '(see <a href="https://a.org/b?c&amp;d">https://a.org/b?c&amp;d</a>).',
        ),
        (r"\url{javascript:alert(1)}", "javascript:alert(1)"),
        (r"\href{javascript:alert(1)}{x}", "x: javascript:alert(1)"),
        (
            r"\href{https://a.org/}{see https://b.org/}",
            '<a href="https://a.org/">see https://b.org/</a>',
        ),
        (
            r"\url{https://a.org/\"onload=x}",
            '<a href="https://a.org/%5C%22onload=x">https://a.org/\\&quot;onload=x</a>',
        ),
    ],
)
def test_prose_is_escaped(text: str, expected: str) -> None:
    assert prose(text) == expected


@given(st.text(max_size=80) | st.text("ab <>&\"'/\\$#{}-=\n1.é:", max_size=60))
def test_any_text_is_only_text(text: str) -> None:
    entry = Entry(citekey="key", title=text, abstract=text, url=text, note=text)
    for layout in LAYOUTS:
        page = Page(html(entry, layout=layout))
        assert not page.seen & {"script", "img", "style", "iframe", "b"}
        assert page.ids == ["ref-key"]
        assert {link.partition(":")[0].lower() for link in page.links} <= LINKED


def test_a_table_has_headings_that_screen_readers_know() -> None:
    entry = from_record("he2016", {"title": "T", "doi": "10.1/x", "abstract": "A"})
    text = html(entry, layout="table", fields=("citekey", "title", "doi"))
    assert '<th scope="col">Title</th>' in text
    assert '<th scope="row"><code class="citekey">he2016</code></th>' in text
    assert '<td><a href="https://doi.org/10.1/x">10.1/x</a></td>' in text
    assert "Abstract" not in text


def test_private_fields_come_only_when_asked_for() -> None:
    record = {"title": "T", "note": "Boring", "tags": ["todo"], "abstract": "Text"}
    entry = from_record("a", record)
    assert "Boring" not in html(entry, layout="reading")
    text = html(entry, layout="reading", fields=("title", "note", "tags"))
    assert "<p>Boring</p>" in text
    assert "<li>todo</li>" in text
    assert "Text" not in text
