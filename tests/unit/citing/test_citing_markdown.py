"""Markdown: what pandoc takes for a citation, and Quarto for another reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.citing import Citation, get

if TYPE_CHECKING:
    from tests.unit.citing.conftest import Linear

read = get("markdown").read


def keys(text: str) -> list[str]:
    """Name what is surely cited."""
    return [item.key for item in read(text).citations if item.is_sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@a says [@b; see -@c, p. 3] and -@d [p. 4].", "a b c d"),
        ("@{https://x.org/?a=b&c}", "https://x.org/?a=b&c"),
        ("@Foo_bar.baz.", "Foo_bar.baz"),
        ("@a--b @DBLP:conf/x @a:", "a DBLP:conf/x a"),
        ("@müller2020 @1984x @_u", "müller2020 1984x _u"),
        ("see (@a) \"@b\" *@c* **@d** ^[@e]", "a b c d e"),
        ("# Heading @a\n\n> quoted @b\n\n| @c | @d |", "a b c d"),
        ("[^1]: a note, @a", "a"),
        ("![caption @a](x@b.png)", "a"),
        ("- item\n\n    @a\n\n        @code", "a"),
        ("costs $5, @a, then $10", "a"),
        ("`` ` @no `` ` @a", "a"),
        ("```\n@a\n\nno end", "a"),
        ("x <!-- @no --> @a", "a"),
        ("@a's, @b’s", "a b"),
        ("---\nnocite: |\n  @a, @b\ntitle: x\n---\n@c", "a b c"),
        ("---\nnocite: '@*'\n...\n", "*"),
        ("---\ntitle: x\nnocite:\n  - '@a'\n  - '@b'\n---\n", "a b"),
    ],
)  # fmt: skip
def test_what_cites(text: str, expected: str) -> None:
    assert keys(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.org <ann@example.org> [mail](mailto:ann@x.org)",
        "\\@a",
        "`@a` ``@a``",
        "```\n@a\n```",
        "~~~ {.r}\n@a\n~~~~",
        "> ```\n> @a\n> ```",
        "    @a",
        "text\n\n\t@a",
        "1. item\n\n       @a\n",
        "$@a$ and $$\n@a\n$$",
        "<!-- @a\n\n@b -->",
        '<span title="@a">x</span>',
        "[x](https://x.org/@a)",
        "[x]: https://x.org/@a",
        "<pre>\n@a\n\n@b\n</pre>",
        "\\begin{equation}\n@a\n\\end{equation}",
        "(@good) An example.\n\nAs (@good) shows.",
        "@ a",
        "@",
    ],
)
def test_what_does_not_cite(text: str) -> None:
    assert keys(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "@fig-one",
        "@tbl:two",
        "@sec-x and [-@eq-y]",
        "---\ntwitter: '@ann'\n---\n",
        "```{r}\n#| fig-cap: From @a.\nx@b\n```",
        "(@good) An example.",
    ],
)
def test_what_may_cite(text: str) -> None:
    found = read(text).citations
    assert found
    assert not any(item.is_sure for item in found)


def test_a_citation_has_its_own_place() -> None:
    assert read("---\na: b\n---\n\n[see @k; @{l}]").citations == (
        Citation("k", 5, 7),
        Citation("l", 5, 12),
    )


def test_files_that_belong_to_it() -> None:
    text = (
        "{{< include _one.qmd >}}\n\n{{< include 'a b.qmd' >}}\n\n"
        "```{r, child='two.Rmd'}\n```\n\n`{{< include no.qmd >}}`\n"
    )
    names = [item.names[0] for item in read(text).includes]
    assert names[:2] == ["_one.qmd", "a b.qmd"]
    assert "two.Rmd" in names


@pytest.mark.parametrize(
    "piece",
    [
        "@", "a@b ", "` @", "` `` ``` @", "```\n@\n", "~~~~~\n", "<!-- @", "<!--\n",
        "<a @", "](@(", "$ @", "$$ @", "<pre>\n", "\\begin{a}\n", "- @a\n\n    ",
        "---\nnocite:\n", "@{a", "[a]: @b\n", "{{< include a", "\\",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece: str, linear: Linear) -> None:
    linear(read, piece)
