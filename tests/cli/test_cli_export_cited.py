"""`paperctl export --cited` and `--keys-from`: only what a document cites."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Result, Run, Spawn

ALIASED = """\
papers:
  adams2021graph:
    title: A Graph of Graphs
    authors: [Ann Adams]
    date: 2021
    aliases: [graphs, Adams21]
  Brown2020:
    title: Pruning
    authors: [Bob Brown]
    date: 2020
"""


class Export(Protocol):
    """Export from a catalogue with documents beside it; see the fixture `export`."""

    def __call__(
        self,
        *argv: str,
        catalogue: str = SMALL,
        stdin: str = "",
        files: dict[str, str | bytes] | None = None,
        **documents: str | bytes,
    ) -> Result: ...


@pytest.fixture
def export(catalogue: Write, run: Run, tmp_path: Path) -> Export:
    def export(
        *argv: str,
        catalogue: str = SMALL,
        stdin: str = "",
        files: dict[str, str | bytes] | None = None,
        **documents: str | bytes,
    ) -> Result:
        named = {key.replace("_", "."): text for key, text in documents.items()}
        for name, text in {**named, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("export", *argv, catalogue=write(catalogue), stdin=stdin)

    write = catalogue
    return export


def test_only_what_is_cited_in_the_order_of_the_catalogue(export: Export) -> None:
    done = export(
        "keys", "--cited", "main.tex", main_tex=r"\cite{cole2022naive,adams2021graph}"
    )
    assert done == type(done)(0, "adams2021graph\ncole2022naive\n", "")


def test_on_request_in_the_order_of_the_document(export: Export) -> None:
    text = r"\cite{cole2022naive,adams2021graph}"
    argv = ("keys", "--cited", "main.tex", "--sort", "cited")
    assert export(*argv, main_tex=text).stdout == "cole2022naive\nadams2021graph\n"
    assert export(*argv, "--limit", "1", main_tex=text).stdout == "cole2022naive\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tex", r"\input{ch/part}"),
        ("main.aux", r"\@input{ch/part.aux}"),
        ("main.bcf", "<a><b:citekey xmlns:b='x'>brown2020pruning</b:citekey></a>"),
        ("main.typ", '#include "ch/part.typ"'),
        ("main.md", "As [@brown2020pruning, p. 3] says."),
        ("main.qmd", "{{< include ch/part.qmd >}}"),
    ],
)
def test_every_kind_of_document(name: str, text: str, export: Export) -> None:
    parts = {
        "ch/part.tex": r"\parencite{brown2020pruning}",
        "ch/part.aux": r"\citation{brown2020pruning}",
        "ch/part.typ": "@brown2020pruning",
        "ch/part.qmd": "@brown2020pruning",
    }
    done = export("keys", "--cited", name, files={name: text, **parts})
    assert (done.code, done.stdout, done.stderr) == (0, "brown2020pruning\n", "")


def test_several_documents(export: Export) -> None:
    done = export(
        *("keys", "--cited", "a.tex", "--cited", "b.md", "--keys-from", "c.txt"),
        a_tex=r"\cite{adams2021graph}",
        b_md="@brown2020pruning",
        c_txt="cole2022naive\n",
    )
    assert done.stdout.split() == [
        "adams2021graph",
        "brown2020pruning",
        "cole2022naive",
    ]


@pytest.mark.parametrize(
    "stdin",
    [
        "\\documentclass{a}\\cite{brown2020pruning}",
        "\\relax\n\\citation{brown2020pruning}",
        "= Head\n#cite(<brown2020pruning>)",
        "# Head\n@brown2020pruning",
    ],
)
def test_standard_input_is_known_by_its_content(stdin: str, export: Export) -> None:
    done = export("keys", "--cited", "-", stdin=stdin)
    assert (done.code, done.stdout) == (0, "brown2020pruning\n")


def test_the_kind_can_be_said(export: Export) -> None:
    argv = ("keys", "--cited", "-", "--cited-format")
    text = "`brown2020pruning` and @brown2020pruning"
    assert export(*argv, "markdown", stdin=text).stdout == "brown2020pruning\n"
    unknown = export(*argv, "markdwn", stdin=text)
    assert unknown.code == 2
    assert "did you mean markdown?" in unknown.stderr


def test_nocite_all_is_everything(export: Export) -> None:
    done = export(
        *("keys", "--cited", "main.tex", "--unused"),
        main_tex=r"\nocite{*}\cite{nosuch}",
    )
    assert len(done.stdout.split()) == 3
    assert done.stderr == "paperctl: main.tex:1:17: no entry 'nosuch'\n"


def test_query_and_filters_choose_among_what_is_cited(export: Export) -> None:
    text = r"\cite{cole2022naive,adams2021graph}"
    argv = ("keys", "--cited", "main.tex")
    assert export(*argv, "coffee", main_tex=text).stdout == "cole2022naive\n"
    done = export(*argv, "--year", "2021", main_tex=text)
    assert (done.stdout, done.stderr) == ("adams2021graph\n", "")
    assert export(*argv, "tag:none", main_tex=text).code == 1


# --- what is missing, and what is unused -------------------------------------------


def test_a_missing_key_is_told_with_its_place_and_a_guess(export: Export) -> None:
    done = export(
        *("keys", "--cited", "main.tex"),
        main_tex="\n\n  \\cite{adams2021grahp,\nnosuch}\\cite{brown2020pruning}\n",
    )
    assert done.code == 0
    assert done.stdout == "brown2020pruning\n"
    assert done.stderr == (
        "paperctl: main.tex:3:9: no entry 'adams2021grahp', did you mean"
        " adams2021graph?\n"
        "paperctl: main.tex:4:1: no entry 'nosuch'\n"
    )


def test_a_missing_key_is_told_once(export: Export) -> None:
    done = export("keys", "--cited", "m.tex", m_tex=r"\cite{x}\cite{x}\cite{y}\cite{x}")
    assert done.stderr.splitlines()[:2] == [
        "paperctl: m.tex:1:7: no entry 'x' (and 2 more times)",
        "paperctl: m.tex:1:23: no entry 'y'",
    ]


def test_quiet_is_quiet(export: Export) -> None:
    text = r"\cite{nosuch,cole2022naive}\input{missing}"
    done = export("keys", "--cited", "m.tex", "-q", m_tex=text)
    assert (done.code, done.stderr) == (0, "")


@pytest.mark.parametrize("where", [(), ("-o", "refs.bib")])
def test_strict_writes_nothing_where_a_key_is_missing(
    where: tuple[str, ...], export: Export, tmp_path: Path
) -> None:
    (tmp_path / "refs.bib").write_text("old")
    text = r"\cite{nosuch,cole2022naive}"
    done = export("bibtex", "--cited", "m.tex", "--strict", "-q", *where, m_tex=text)
    assert (done.code, done.stdout) == (1, "")
    assert "m.tex:1:7: no entry 'nosuch'" in done.stderr
    assert (tmp_path / "refs.bib").read_text() == "old"


def test_strict_is_content_where_nothing_is_missing(
    export: Export, tmp_path: Path
) -> None:
    argv = ("bibtex", "--cited", "m.tex", "--strict", "-o", "refs.bib")
    done = export(*argv, m_tex=r"\cite{cole2022naive}")
    assert (done.code, done.stderr) == (0, "paperctl: 1 entries written to refs.bib\n")
    assert "@misc{cole2022naive," in (tmp_path / "refs.bib").read_text()


def test_unused_entries_are_told_on_request(export: Export) -> None:
    text = r"\cite{cole2022naive}"
    done = export("keys", "--cited", "m.tex", "--unused", m_tex=text)
    assert done.stdout == "cole2022naive\n"
    assert done.stderr == (
        "paperctl: nothing cites 'adams2021graph'\n"
        "paperctl: nothing cites 'brown2020pruning'\n"
    )
    of_query = export("keys", "year:2020", "--cited", "m.tex", "--unused", m_tex=text)
    assert of_query.stderr.startswith("paperctl: nothing cites 'brown2020pruning'\n")
    assert "adams" not in of_query.stderr


def test_a_document_that_cites_nothing(export: Export, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("old")
    done = export("bibtex", "--cited", "m.tex", "-o", "refs.bib", m_tex="Text.")
    assert done.code == 1
    assert done.stderr.startswith("paperctl: no citations in m.tex\n")
    assert (tmp_path / "refs.bib").read_text() == "old"


def test_a_guess_that_is_no_entry_is_no_mistake(export: Export) -> None:
    text = r"\mycite{cole2022naive} \mycite{nosuch} @fig-x"
    done = export("keys", "--cited", "m.tex", "--strict", m_tex=text)
    assert (done.code, done.stdout, done.stderr) == (0, "cole2022naive\n", "")


# --- under which key ----------------------------------------------------------------


def bib_keys(text: str) -> list[str]:
    return re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE)


def test_an_entry_is_written_as_it_is_cited(export: Export) -> None:
    text = r"\cite{graphs,BROWN2020}"
    done = export("bibtex", "--cited", "m.tex", catalogue=ALIASED, m_tex=text)
    assert bib_keys(done.stdout) == ["graphs", "BROWN2020"]
    assert done.stderr == ""


def test_an_entry_with_two_names_is_written_twice_for_bibtex(export: Export) -> None:
    text = r"\cite{graphs}\cite{adams2021graph}"
    done = export("bibtex", "--cited", "m.tex", catalogue=ALIASED, m_tex=text)
    assert bib_keys(done.stdout) == ["adams2021graph", "graphs"]
    assert done.stderr == (
        "paperctl: 'graphs' (m.tex:1:7) and 'adams2021graph' (m.tex:1:20) are one work,"
        " written under each key\n"
    )


def test_our_own_formats_keep_the_other_name_as_an_alias(export: Export) -> None:
    text = r"\cite{graphs}\cite{adams2021graph}"
    argv = ("json", "--cited", "m.tex", "--fields", "citekey,aliases")
    done = export(*argv, catalogue=ALIASED, m_tex=text)
    assert done.stdout.count('"citekey"') == 1
    assert '"graphs"' in done.stdout


def test_two_spellings_of_a_key_are_told_since_bibtex_stops(export: Export) -> None:
    text = r"\cite{Brown2020}\cite{brown2020}"
    done = export("bibtex", "--cited", "m.tex", catalogue=ALIASED, m_tex=text)
    assert bib_keys(done.stdout) == ["Brown2020"]
    assert "are one key to BibTeX" in done.stderr


# --- lists of keys -------------------------------------------------------------------


def test_keys_from_a_file(export: Export) -> None:
    done = export(
        *("keys", "--keys-from", "k.txt"),
        k_txt="# mine\ncole2022naive, adams2021graph # both\nnosuch\n",
    )
    assert done.stdout == "adams2021graph\ncole2022naive\n"
    assert done.stderr == "paperctl: k.txt:3:1: no entry 'nosuch'\n"


def test_keys_from_list(export: Export) -> None:
    keys = export("keys", "has:abstract").stdout
    done = export("keys", "--keys-from", "-", "graphs", stdin=keys)
    assert done.stdout == "adams2021graph\nbrown2020pruning\n"


# --- what can go wrong ------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--strict",), "--strict goes with --cited"),
        (("--unused",), "--unused goes with --cited"),
        (("--cited-format", "tex"), "--cited-format goes with --cited"),
        (("--cited", "nosuch.tex"), "cannot read nosuch.tex: No such file"),
        (("--cited", "."), "it is a folder"),
        (("--cited", "-", "--keys-from", "-"), "can be read only once"),
        (("--cited", "what.txt"), "what.txt: cannot tell what kind"),
        (("--cited", "half.bcf"), "half.bcf:1:"),
    ],
)
def test_mistakes_are_usage_errors(
    argv: tuple[str, ...], message: str, export: Export
) -> None:
    done = export("keys", *argv, what_txt="text", half_bcf="<a")
    assert (done.code, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_chapter_that_is_missing_is_a_warning(export: Export) -> None:
    text = "\\cite{cole2022naive}\n\\include{two}\n"
    done = export("keys", "--cited", "m.tex", m_tex=text)
    assert (done.code, done.stdout) == (0, "cole2022naive\n")
    assert done.stderr == (
        "paperctl: warning: m.tex:2:10: two.tex is not there: what it cites is left"
        " out\n"
    )


def test_names_that_no_file_can_have(export: Export) -> None:
    text = f"\\cite{{cole2022naive}}\\input{{{'x' * 5000}}}\\input{{a\0b}}"
    done = export("keys", "--cited", "m.tex", m_tex=text)
    assert (done.code, done.stdout) == (0, "cole2022naive\n")


def test_bytes_that_are_no_utf_8(export: Export) -> None:
    text = b"% \xe4\xf6\xfc\r\nM\xfcller \\cite{cole2022naive,\r\n  gr\xfcn}\r\n"
    done = export("keys", "--cited", "m.tex", m_tex=text)
    assert done.stdout == "cole2022naive\n"
    assert "m.tex:3:3: no entry 'grün'" in done.stderr


def test_a_document_is_never_written_to_the_terminal_as_it_is(export: Export) -> None:
    done = export("keys", "--cited", "m.tex", m_tex="\\cite{\x1b[31mred}")
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_as_of_process_substitution(
    spawn: Spawn, catalogue: Write, tmp_path: Path
) -> None:
    pipe = tmp_path / "63"
    os.mkfifo(pipe)
    writer = threading.Thread(
        target=pipe.write_text, args=("\\documentclass{a}\\cite{cole2022naive}",)
    )
    writer.start()
    done = spawn("export", "keys", "--cited", str(pipe), catalogue=catalogue(SMALL))
    writer.join()
    assert (done.code, done.stdout) == (0, "cole2022naive\n")
