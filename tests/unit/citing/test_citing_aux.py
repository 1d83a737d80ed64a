"""The files that LaTeX writes: `.aux` and `.bcf`."""

from __future__ import annotations

import pytest

from paperctl.citing import Citation, get
from paperctl.errors import SourceError

read_aux = get("aux").read
read_bcf = get("bcf").read


def bcf(*elements: str) -> str:
    """Make a .bcf as biblatex 3.18 writes it, less what biber alone needs."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<bcf:controlfile version="3.8" xmlns:bcf="https://sourceforge.net/projects/biblatex">\n'
        f'<bcf:section number="0">\n{"".join(elements)}</bcf:section>\n'
        "</bcf:controlfile>\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\citation{a}", "a"),
        (r"\citation{a,b}\citation{c}", "a b c"),
        (r"\abx@aux@cite{0}{a}\abx@aux@segm{0}{0}{b}", "a"),
        (r"\abx@aux@cite{a}", "a"),
        (r"\abx@aux@cite{2020}", "2020"),
        (r"\citation{*}", "*"),
        ("\\abx@aux@nociteall\n", "*"),
        (r"\citation{biblatex-control}\citation{a}", "a"),
        (r"\citation{REVTEX42Control}\citation{apsrev42Control}", ""),
        (r"\bibcite{a}{1}\newlabel{sec:b}{{1}{1}}", ""),
        ("\\citation{a", ""),
    ],
)
def test_keys_of_aux(text: str, expected: str) -> None:
    assert [item.key for item in read_aux(text).citations] == expected.split()


def test_chapters_have_files_of_their_own() -> None:
    found = read_aux("\\relax\n\\@input{chapters/one.aux}\n\\citation{b}\n")
    (include,) = found.includes
    assert (include.names, include.line) == (("chapters/one.aux",), 2)
    assert found.citations == (Citation("b", 3, 11),)


def test_keys_of_bcf() -> None:
    text = bcf(
        '<bcf:citekey order="1" intorder="1">a</bcf:citekey>\n',
        '<bcf:citekey order="2" intorder="1" nocite="1">*</bcf:citekey>\n',
        '<bcf:citekey order="0" type="set" members="b,c">set</bcf:citekey>\n',
        '<bcf:citekey order="3" intorder="1">d&amp;e</bcf:citekey>\n',
    )
    assert [item.key for item in read_bcf(text).citations] == [
        "a",
        "*",
        "b",
        "c",
        "d&e",
    ]
    assert read_bcf(text).citations[0].line == 4


def test_half_a_bcf_is_refused_with_its_place() -> None:
    with pytest.raises(SourceError) as caught:
        read_bcf(bcf("<bcf:citekey>a</bcf:citekey>\n")[:-30])
    assert caught.value.location is not None
    assert caught.value.location.line == 5


def test_entities_do_not_explode() -> None:
    text = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(SourceError, match="entities"):
        read_bcf(text)
