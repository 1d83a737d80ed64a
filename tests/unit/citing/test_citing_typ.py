"""Typst: citations in markup and code, and labels that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.citing import Citation, get

if TYPE_CHECKING:
    from tests.unit.citing.conftest import Linear

read = get("typ").read


def keys(text: str) -> list[str]:
    """Name what is cited and no label of the same file."""
    found = read(text)
    return [item.key for item in found.citations if item.key not in found.labels]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As in @a.", "a"),
        ("@a[p. 3], @b: (@c)", "a b c"),
        ("@a:b.c-d_e.", "a:b.c-d_e"),
        ("@müller2020", "müller2020"),
        ('He said "@a".', "a"),
        ("@a[see @b]", "a b"),
        ("#cite(<a>)", "a"),
        ("#cite(<a>, supplement: [p. @b], form: \"prose\")", "a b"),
        ('#cite(label("DBLP:books/x"))', "DBLP:books/x"),
        ("#ref(<a>)", "a"),
        ("#{ cite(<a>) }", "a"),
        ("#let f = cite(<a>)\n@b", "a b"),
        ("#let f(x) = [@a #x]\n@b", "a b"),
        ("#if x [@a] else [@b]\n@c", "a b c"),
        ("#for k in keys [ @a ] \n@b", "a b"),
        ('#figure(image("x.png"), caption: [@a]) @b', "a b"),
        ('#link("https://x.org/@no")[@a]', "a"),
        ("#text(red)[@a][@b].foo[@c]", "a b c"),
        ("#x.y(1)[@a] @b", "a b"),
        ("#show heading: it => [ @a ]\n@b", "a b"),
        ("$ x #cite(<a>) $ @b", "a b"),
        ("- @a\n+ @b\n/ Term: @c", "a b c"),
        ("#table(columns: 2, [@a], [@b])", "a b"),
        ("[ @a ] ] @b", "a b"),
        ("``@no`` @a", "no a"),
        ("#set text(lang: \"en\")\n@a", "a"),
    ],
)  # fmt: skip
def test_what_cites(text: str, expected: str) -> None:
    assert keys(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "ann\\@example.org",
        "https://example.org/@ann",
        "`@a`",
        "```typ\n@a\n```",
        "```` ``` @a ````",
        "// @a",
        "/* @a /* @b */ @c */",
        "/* @a",
        "`@a",
        '#let s = "@a"',
        '#f("@a")',
        "#{ // @a\n}",
        "$@a$",
        "#link(<a>)[there]",
        "@",
        "@ a",
        "#",
    ],
)
def test_what_does_not_cite(text: str) -> None:
    assert keys(text) == []


def test_a_label_of_the_document_is_no_citation() -> None:
    text = "= Intro <intro>\n#figure(x) <fig:one>\nSee @intro, @fig:one and @key."
    assert keys(text) == ["key"]
    assert read(text).labels == {"intro", "fig:one"}


def test_a_citation_has_its_own_place() -> None:
    assert read("a\n  @k\n#cite(<l>)").citations == (
        Citation("k", 2, 4),
        Citation("l", 3, 8),
    )


def test_files_that_belong_to_it() -> None:
    text = (
        '#import "@preview/cetz:0.2.0": *\n#import "tpl.typ": conf\n'
        '#include "ch/one.typ"\n#let x = "no.typ"\n// #include "two.typ"\n'
        '#{ import "a.typ": b, c\n let d = "no.typ"; include "e.typ" }'
    )
    names = [item.names for item in read(text).includes]
    assert names == [("tpl.typ",), ("ch/one.typ",), ("a.typ",), ("e.typ",)]


@pytest.mark.parametrize(
    "piece",
    [
        "@", "#f(", "#f[", "` ", "```` ```", "/* ", "<a", '#("', "$", "#let x = ", "[",
        "]", "#a.b", "\\",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece: str, linear: Linear) -> None:
    linear(read, piece)
