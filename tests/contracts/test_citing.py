"""Every kind of document is found by its file, and reads whatever it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl import citing
from paperctl.errors import SourceError

# A small text of each kind that cites `key`; a new kind adds its own.
SAMPLES = {
    "aux": "\\relax\n\\citation{key}\n",
    "bcf": '<?xml version="1.0"?>\n<bcf:controlfile xmlns:bcf="x">'
    "<bcf:citekey>key</bcf:citekey></bcf:controlfile>\n",
    "markdown": "# Head\n\nAs @key says.\n",
    "tex": "\\documentclass{article}\n\\cite{key}\n",
    "typ": "= Head\n#cite(<key>)\n",
}
# What means something to one of them.
PIECES = st.sampled_from(
    [
        *"\\{}[]()<>@#$%`*\"'&;:,.-_=/!\n\t ~",
        *(
            "\\cite",
            "\\begin{verbatim}",
            "\\end{verbatim}",
            "\\iffalse",
            "\\fi",
            "\\else",
        ),
        *(
            "\\input{a}",
            "\\verb|",
            "key",
            "```",
            "<!--",
            "-->",
            "---\n",
            "nocite:",
            "/*",
        ),
        *("#let", "#cite(", "\\citation{", "<bcf:citekey>", "é", "\0", "\r", "日本"),
    ]
)

by_name = pytest.mark.parametrize("name", citing.names())


@by_name
def test_a_kind_is_named_after_its_file(name: str) -> None:
    assert citing.get(name).name == name


@by_name
def test_a_kind_says_what_it_is_in_a_few_words(name: str) -> None:
    kind = citing.get(name)
    assert 3 < len(kind.summary) < 60
    assert not kind.summary.endswith(".")
    assert all(
        extension.startswith(".") and extension.islower()
        for extension in kind.extensions
    )


@by_name
def test_a_kind_is_recognised_by_its_text_and_by_its_name(name: str) -> None:
    assert citing.recognise("-", SAMPLES[name]).name == name
    for extension in citing.get(name).extensions:
        assert citing.recognise(f"main{extension}", "").name == name


@by_name
def test_a_kind_finds_what_is_cited_and_where(name: str) -> None:
    (found,) = citing.get(name).read(SAMPLES[name]).citations
    assert (found.key, found.is_sure) == ("key", True)
    assert SAMPLES[name].splitlines()[found.line - 1]


@by_name
def test_nothing_cites_nothing(name: str) -> None:
    if name != "bcf":  # an empty file is no XML
        assert citing.get(name).read("") == citing.Reading()


@by_name
@given(text=st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    try:
        reading = citing.get(name).read(text)
    except SourceError:
        return
    lines = text.split("\n")
    places = [(item.line, item.column) for item in reading.citations]
    places += [(item.line, item.column) for item in reading.includes]
    for row, column in places:
        assert 1 <= row <= len(lines)
        assert 1 <= column <= len(lines[row - 1]) + 1
    for citation in reading.citations:
        assert citation.key.strip()
        if name in {"tex", "typ", "markdown"}:
            line = lines[citation.line - 1]
            assert line[citation.column - 1 :].startswith(citation.key)
