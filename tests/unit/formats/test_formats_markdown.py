from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.formats import FormatOptions, get
from paperctl.formats.markdown import prose
from paperctl.model import Entry, Person, from_record
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from tests.nasty import NASTY


def markdown(entry: Entry, options: FormatOptions | None = None) -> str:
    return "".join(get("markdown").write([entry], options or FormatOptions()))


def test_a_reference_reads_well() -> None:
    entry = from_record(
        "platonov2023critical",
        {
            "title": "A critical look",
            "authors": ["Oleg Platonov", "et al."],
            "date": "2023-02-22",
            "venue": "ICLR 2023",
            "arxiv": "2302.11640",
            "code": "https://github.com/yandex-research/heterophilous-graphs",
            "abstract": "Graphs in $O(n)$.\n  On two lines.",
        },
    )
    assert markdown(entry) == (
        "- **A critical look** — Oleg Platonov et al. *ICLR 2023*, 2023-02-22."
        " [arXiv:2302.11640](https://arxiv.org/abs/2302.11640)"
        " · [code](https://github.com/yandex-research/heterophilous-graphs)"
        " · `platonov2023critical`\n"
        "\n"
        "  Graphs in $O(n)$. On two lines.\n"
    )


def test_without_abstracts_the_list_is_tight() -> None:
    entries = [Entry(citekey="a", abstract="x"), Entry(citekey="b")]
    written = "".join(get("markdown").write(entries, FormatOptions(abstract=False)))
    assert written == "- `a`\n- `b`\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b *c* [d](e) `f` ~g~ #1", "a\\_b \\*c\\* \\[d\\](e) \\`f\\` \\~g\\~ \\#1"),
        ("a < b > c | d\\", "a \\< b \\> c \\| d\\\\"),
        ("&amp; A & B", "\\&amp; A & B"),
        (":smile: at 10:30", "\\:smile: at 10:30"),
        (r"\emph{a b} and \textbf{c}", "*a b* and **c**"),
        (r"\emph{ a } \emph{}", " *a*  "),
        (r"\texttt{a_`b}", "`` a_`b ``"),
        (r"\textsuperscript{th} \textsubscript{i}", "<sup>th</sup> <sub>i</sub>"),
        (r"$a_i * b < c$, 3$\times$", r"$a_i \ast b < c$, 3×"),
        (r"\(x\) and \[y\]", "$x$ and $y$"),
        ("$5 or \\$6", "<span>$</span>5 or <span>$</span>6"),
        (r"framework~\citep{a_b}", r"framework \\citep{a\_b}"),
        (r"\url{https://a.org/b_c}", "<https://a.org/b_c>"),
        (r"\href{https://a.org/(b)}{x_y}", "[x\\_y](https://a.org/%28b%29)"),
        (r"\href{javascript:alert(1)}{x}", "x: javascript:alert(1)"),
        ("(see https://a.org/b_c_).", "(see <https://a.org/b_c>\\_)."),
        ("https://a.org/b_(c), d", "<https://a.org/b_%28c%29>, d"),
        ("https://github.com/x/Y}.", "<https://github.com/x/Y>}."),
    ],
)
def test_prose_is_escaped_for_github(text: str, expected: str) -> None:
    assert prose(text) == expected.strip()


@pytest.mark.parametrize("start", ["- a", "+ a", "1. a", "1) a", "=== a", "# a", "> a"])
def test_an_abstract_starts_no_list_and_no_heading(start: str) -> None:
    written = markdown(Entry(citekey="a", abstract=start)).splitlines()[2]
    assert written.startswith(("  \\", "  1\\"))


def test_links_are_of_the_web_and_said_once() -> None:
    record = {
        "arxiv": "2302.11640",
        "doi": "10.1000/a#b",
        "url": "https://arxiv.org/abs/2302.11640",
        "code": "yes",
    }
    assert markdown(from_record("a", record)) == (
        "- [arXiv:2302.11640](https://arxiv.org/abs/2302.11640)"
        " · [doi:10.1000/a\\#b](https://doi.org/10.1000/a%23b) · code · `a`\n"
    )


def test_editors_stand_in_for_authors() -> None:
    ann, bob = Person(family="Ann"), Person(family="Bob")
    one = Entry(citekey="a", title="T", editors=(ann,))
    two = Entry(citekey="a", title="T", editors=(ann, bob))
    assert markdown(one) == "- **T** — Ann (ed.). `a`\n"
    assert markdown(two) == "- **T** — Ann, Bob (eds.). `a`\n"


def test_the_users_own_fields_stay_private() -> None:
    record = {"title": "T", "note": "Boring", "tags": ["todo"], "added": "2026-11-23"}
    assert markdown(from_record("a", record)) == "- **T** `a`\n"


@given(st.text(max_size=80) | st.text("ab *_`[]<>()\\$#~|&;:!{}-\n1.é", max_size=40))
def test_any_text_is_one_item(text: str) -> None:
    entry = Entry(citekey="key", title=text, abstract=text)
    lines = markdown(entry).split("\n")
    assert lines[0].startswith("- ")
    assert lines[0].endswith("`key`")
    assert [line for line in lines[1:] if line and not line.startswith("  ")] == []
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", lines[0])


PANDOC = shutil.which("pandoc")


@pytest.mark.slow
@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
@pytest.mark.parametrize(
    "entry",
    [entry for entry in NASTY if entry.citekey.startswith("title-")],
    ids=lambda entry: entry.citekey,
)
def test_pandoc_reads_the_words_back(entry: Entry) -> None:
    run = subprocess.run(
        [str(PANDOC), "-f", "gfm", "-t", "plain", "--wrap=none"],
        input=markdown(entry, FormatOptions(abstract=False)),
        capture_output=True,
        text=True,
        check=True,
    )
    item = " ".join(run.stdout.split()).removeprefix("- ")
    shown = item.partition(" — Ann Author.")[0]
    if "$" in prose(entry.title).replace("<span>$</span>", ""):
        words = re.findall(r"[A-Za-z]{4,}", to_plain(entry.title))
        assert re.findall(r"(?<!\\)\b[A-Za-z]{4,}", shown) == words
    else:
        assert shown == squeeze(to_plain(entry.title))
