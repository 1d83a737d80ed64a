"""What is exported to a .bib file comes back, and no text breaks the importer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.bib import read as read_blocks
from paperctl.errors import SourceError
from paperctl.formats import FormatOptions, get
from paperctl.sources import SourceOptions, bibtex
from paperctl.text.decode import from_latex
from paperctl.text.latex import protect_title, to_latex
from paperctl.text.plain import to_plain
from tests.examples import examples
from tests.nasty import NASTY
from tests.property.strategies import entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.model import Entry

OPTIONS = SourceOptions(as_of=datetime.date(2026, 11, 23), path="x.bib")
# Pieces of which .bib files and their accidents are made.
PIECES = st.sampled_from(
    [
        "@misc{", "@article(", "k", ",", "\n", "title", "=", "{", "}", '"', "#", "1990",
        " and ", "%", "@string{a = 1}", "@comment{", ")", "month = jan", "\\", "$", "ü",
        "author = {A and B}", "\x00", "@", " ", "crossref = {k}", "xdata = {k}",
    ]
)  # fmt: skip


def export(name: str, chosen: Sequence[Entry]) -> str:
    return "".join(get(name).write(chosen, FormatOptions()))


def without_braces(text: str) -> str:
    """Leave out braces of prose, which LaTeX does not show, and the order of fields.

    Of a data set BibTeX knows no publisher: it comes back as what it is there.
    """
    # A dash typed as two hyphens comes back as the character.
    for dash, typed in (("—", "---"), ("–", "--")):
        text = text.replace(dash, typed)
    lines = text.replace("{", "").replace("}", "").splitlines()
    return "\n".join(sorted(" ".join(line.split()) for line in lines))


def found(text: str) -> list[Entry]:
    return [item.entry for item in bibtex.read(text, OPTIONS).entries]


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_nasty_entries_come_back_and_export_the_same(name: str, entry: Entry) -> None:
    text = export(name, [entry])
    (back,) = found(text)
    assert back.citekey == entry.citekey
    assert back.date is None or entry.date is None or back.year == entry.year
    assert len(back.authors) == len([p for p in entry.authors if p.name.strip()])
    assert without_braces(export(name, [back])) == without_braces(text)


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
@settings(max_examples=examples(40), deadline=None)
@given(entry=entries())
def test_citekey_and_facts_come_back(name: str, entry: Entry) -> None:
    (back,) = found(export(name, [entry]))
    assert back.citekey == entry.citekey
    assert back.year == entry.year
    if entry.arxiv is not None:
        assert back.arxiv is not None
        assert back.arxiv.identifier == entry.arxiv.identifier


@settings(max_examples=examples(150), deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)
)
def test_text_comes_back_from_latex(text: str) -> None:
    written = to_latex(text)
    again = to_latex(from_latex(written))
    assert to_plain(again) == to_plain(written)
    assert to_latex(from_latex(again)) == again


@settings(max_examples=examples(150), deadline=None)
@given(st.text("aB {}$\\~%-`'\"é1:_^&", max_size=30))
def test_any_latex_is_read_as_text_that_means_the_same_when_written(text: str) -> None:
    for is_title in (False, True):
        once = from_latex(text, is_title=is_title)
        write = protect_title if is_title else to_latex
        again = from_latex(write(once), is_title=is_title)
        assert to_plain(write(again)) == to_plain(write(once))


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_entry_is_read_or_refused(text: str) -> None:
    try:
        harvest = bibtex.read(text, OPTIONS)
    except SourceError:
        return
    clean = text.replace("\x00", "")
    kinds = [(block.kind, block.type) for block in read_blocks(clean).blocks]
    entries_in = sum(kind == "entry" for kind, _ in kinds)
    xdata = sum(kind == ("entry", "xdata") for kind in kinds)
    refused = sum(problem.severity == "error" for problem in harvest.problems)
    assert len(harvest.entries) == entries_in - xdata
    assert refused == sum(kind == "broken" for kind, _ in kinds)
