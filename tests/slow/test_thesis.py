"""A small thesis, compiled: its references are read back from the page.

The catalogue is the repository's own, with some entries beside it that have what its
titles lack: accents, particles, groups, maths, books and journals.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest

import paperctl
from paperctl.text.plain import to_plain

if TYPE_CHECKING:
    from pathlib import Path

    from paperctl.model import Entry
    from tests.conftest import Run

PROGRAMS = ("pdflatex", "bibtex", "biber", "pdftotext")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]

pytestmark = [
    pytest.mark.slow,
    # The gate installs them: there their absence is a failure.
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("CI"),
        reason=f"not installed: {', '.join(MISSING)}",
    ),
]

MORE = r"""
archive: cs
papers:
  erdos1959random:
    type: article
    title: On Random Graphs of Size $O(n \log n)$ in $\ell_2$
    authors: [Paul Erdős, Alfréd Rényi]
    date: 1959
    journal: Publicationes Mathematicae Debrecen
    volume: 6
    pages: 290-297
  vandermaaten2008visualizing:
    type: article
    title: Visualizing 100% of the Data & More with t-SNE
    authors: [Laurens van der Maaten, Geoffrey Hinton]
    date: 2008-11
    journal: Journal of Machine Learning Research
  openai2023gpt:
    title: "GPT-4 Technical Report: What_is_new?"
    authors: ["{OpenAI and Friends}"]
    date: 2023-03-15
    arxiv: "2303.08774"
    area: CL
  oksendal2003stochastic:
    type: book
    title: "Stochastic Differential Equations: An Introduction to Itō's Calculus"
    authors: [Bernt Øksendal, Łukasz Żółć, Jörg Weiß, et al.]
    date: 2003
    publisher: Springer
  pehlevan2023p3eft:
    title: "P$^3$EFT: Privacy–Preserving $\\alpha$-Tuning of \\emph{LLMs}"
    authors: [Cengiz Pehlevan, "Ng, A. Y."]
    date: 2023
    venue: ICLR 2023
"""
CITED = (
    "platonov2023critical dettmers2023spqr kuznedelev2023vision erdos1959random"
    " vandermaaten2008visualizing openai2023gpt oksendal2003stochastic"
    " pehlevan2023p3eft"
).split()
PREAMBLE = r"""\documentclass{report}
\input{glyphtounicode}\pdfgentounicode=1
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern}
\usepackage{textcomp,amsmath,amssymb,url}
\pagestyle{empty}\hyphenpenalty=10000\exhyphenpenalty=10000\sloppy
"""
STYLES = {
    "plain": (r"\bibliographystyle{plain}", r"\bibliography{references}"),
    "plainnat": (
        r"\usepackage[numbers]{natbib}\bibliographystyle{plainnat}",
        r"\bibliography{references}",
    ),
    "biblatex": (
        r"\usepackage[backend=biber]{biblatex}\addbibresource{references.bib}",
        r"\printbibliography",
    ),
}
PROCESSORS = {"plain": "bibtex", "plainnat": "bibtex", "biblatex": "biber"}


def compile_thesis(folder: Path, style: str) -> str:
    """Compile a thesis of two chapters, and give the text of its pages."""
    preamble, references = STYLES[style]
    if style != "biblatex":  # `natbib` wants its style after \begin{document} as well
        preamble, command = preamble.rsplit(r"\bibliographystyle", 1)
        references = rf"\bibliographystyle{command}{references}"
    half = len(CITED) // 2
    for name, keys in (("one", CITED[:half]), ("two", CITED[half:])):
        cites = "".join(rf"It is said \cite{{{key}}}. " for key in keys)
        chapter = rf"\chapter{{Chapter {name}}}{cites}\cite{{{','.join(keys)}}}"
        (folder / f"{name}.tex").write_text(chapter, "utf-8")
    (folder / "main.tex").write_text(
        rf"{PREAMBLE}{preamble}\begin{{document}}\include{{one}}\include{{two}}"
        rf"{references}\end{{document}}",
        "utf-8",
    )
    latex = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "main"]
    for command_line in (latex, [PROCESSORS[style], "main"], latex, latex):
        done = subprocess.run(
            command_line,
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=180,
            env={**os.environ, "openout_any": "p", "max_print_line": "1000"},
        )
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-3000:]
    log = (folder / "main.log").read_text("utf-8", "replace")
    assert not re.search(r"^!|undefined|Missing character", log, re.MULTILINE), log
    return subprocess.run(
        ["pdftotext", "main.pdf", "-"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def references_of(text: str) -> list[str]:
    """Cut the list of references into its items, without its labels."""
    listed = re.split(r"^(?:Bibliography|References)$", text, flags=re.MULTILINE)[-1]
    return re.split(r"^\[\d+\]", listed, flags=re.MULTILINE)[1:]


def letters(text: str) -> str:
    """Keep what has to be on the page: letters with their accents, digits, signs.

    Blanks, hyphens and dashes come and go with the lines, styles change case, and TeX
    sets an apostrophe as such.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s‐‑–—'’-]+", "", text).casefold()


@pytest.fixture
def entries(tmp_path: Path, papers: Path) -> dict[str, Entry]:
    (tmp_path / "more.yaml").write_text(MORE, "utf-8")
    shutil.copy(papers, tmp_path / "papers.yaml")
    return dict(paperctl.load(tmp_path / "papers.yaml", tmp_path / "more.yaml"))


@pytest.mark.parametrize("style", STYLES)
def test_the_references_on_the_page_are_those_of_the_catalogue(
    style: str, entries: dict[str, Entry], tmp_path: Path, run: Run
) -> None:
    dialect = "biblatex" if style == "biblatex" else "bibtex"
    argv = ("-C", "papers.yaml", "-C", "more.yaml", "export", dialect)
    result = run(*argv, "-o", "references.bib")
    assert result.code == 0, result.stderr
    items = references_of(compile_thesis(tmp_path, style))
    assert len(items) == len(CITED), items
    for key in CITED:
        entry = entries[key]
        title = letters(to_plain(entry.title))
        found = [item for item in map(letters, items) if title in item]
        assert len(found) == 1, (key, title, items)
        family = letters(entry.authors[0].sort_family)
        assert family in found[0], (key, found)
        assert str(entry.year) in found[0], (key, found)
    uncited = [entry for key, entry in entries.items() if key not in CITED]
    page = letters(" ".join(items))
    assert [entry.citekey for entry in uncited if letters(entry.title) in page] == []
