"""Markdown as tables and reading lists, read back by two parsers."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from paperctl.formats import FormatOptions, get
from paperctl.formats.markdown import prose
from paperctl.model import Entry, from_record
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from tests.nasty import HUGE, NASTY

SMALL = [entry for entry in NASTY if entry.citekey not in HUGE]
PANDOC = shutil.which("pandoc")
COLUMNS = ("citekey", "title", "authors", "note")


def markdown(
    *entries: Entry,
    layout: str,
    fields: tuple[str, ...] | None = None,
    abstract: bool = True,
) -> str:
    options = FormatOptions(layout=layout, fields=fields, abstract=abstract)
    return "".join(get("markdown").write(entries, options))


def cells(text: str) -> list[list[str]]:
    """Read a table as markdown-it does, each cell as its source."""
    rows: list[list[str]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert tokens[0].type == "table_open"
    assert tokens[-1].type == "table_close"
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return rows


def test_a_table_has_the_columns_of_list() -> None:
    entry = from_record(
        "he2016",
        {
            "title": r"Norms $\|x\|$ and $|y|$ | \texttt{a|b}",
            "authors": ["Kaiming He", "et al."],
            "date": "2016",
            "area": "cs.CV",
            "code": "https://example.org/a|b",
        },
    )
    assert markdown(entry, layout="table") == (
        "| Citekey | Date | Area | Authors | Title | Venue | Code |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| `he2016` | 2016 | cs.CV | Kaiming He et al. |"
        r" Norms $\Vert x\Vert$ and $\|y\|$ \| `a\|b` |  |"
        " <https://example.org/a%7Cb> |\n"
    )


def test_identifiers_in_a_table_are_links() -> None:
    entry = from_record("a", {"arxiv": "2302.11640", "doi": "10.1000/a_b"})
    *_, row = markdown(entry, layout="table", fields=("arxiv", "doi")).splitlines()
    assert row == (
        "| [2302.11640](https://arxiv.org/abs/2302.11640)"
        r" | [10.1000/a\_b](https://doi.org/10.1000/a_b) |"
    )


def test_every_entry_is_a_row_of_as_many_cells() -> None:
    rows = cells(markdown(*SMALL, layout="table", fields=COLUMNS))
    assert len(rows) == len(SMALL) + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [row[0].strip("`") for row in rows[1:]] == [entry.citekey for entry in SMALL]


@given(st.text(max_size=60) | st.text("ab *_`[]<>()\\$#~|&;:{}-\n1.", max_size=40))
def test_no_text_breaks_a_row(text: str) -> None:
    entry = Entry(citekey="key", title=text, venue=text, note=text)
    written = markdown(entry, layout="table", fields=("title", "venue", "note"))
    assert len(written.splitlines()) == 3
    (_, row) = cells(written)
    assert len(row) == 3
    assert len(re.findall(r"(?<!\\)\|", written.splitlines()[2])) == 4


def test_a_reading_list_has_abstracts_in_paragraphs() -> None:
    record = {
        "title": "A look at #1 #",
        "authors": ["Ann Author"],
        "date": "2020",
        "abstract": "First\nstill.\n\n- Second.",
        "note": "Boring",
        "tags": ["to do"],
    }
    entry = from_record("a", record)
    assert markdown(entry, layout="reading") == (
        "## A look at \\#1 \\#\n\nAnn Author. 2020. `a`\n\n"
        "First still.\n\n\\- Second.\n"
    )
    assert markdown(entry, layout="reading", fields=("note", "tags")) == (
        "## `a`\n\n`a`\n\n`to do`\n\n> Boring\n"
    )


def test_a_reading_list_is_headings_and_paragraphs() -> None:
    tokens = MarkdownIt("commonmark").parse(markdown(*SMALL, layout="reading"))
    opened = [token for token in tokens if token.nesting == 1]
    assert {token.tag for token in opened} == {"h2", "p"}
    assert sum(token.tag == "h2" for token in opened) == len(SMALL)
    assert not [token for token in tokens if token.type == "html_block"]


@pytest.mark.slow
@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
@pytest.mark.parametrize(
    "entry",
    [entry for entry in NASTY if entry.citekey.startswith("title-")],
    ids=lambda entry: entry.citekey,
)
def test_pandoc_reads_the_words_of_a_row_and_a_heading_back(entry: Entry) -> None:
    title = ("title",)
    for layout, start in (("table", "Title"), ("reading", "")):
        run = subprocess.run(
            [str(PANDOC), "-f", "gfm", "-t", "plain", "--wrap=none"],
            input=markdown(entry, layout=layout, fields=title),
            capture_output=True,
            text=True,
            check=True,
        )
        shown = squeeze(run.stdout.replace("---", "")).removeprefix(start).strip("- ")
        meant = squeeze(to_plain(entry.title))
        if "$" in prose(entry.title).replace("<span>$</span>", ""):
            words = re.findall(r"[A-Za-z]{4,}", meant)
            found = re.findall(r"(?<!\\)\b[A-Za-z]{4,}", shown)
            assert found[: len(words)] == words
        else:
            assert shown.startswith(meant.strip("- ")), layout
