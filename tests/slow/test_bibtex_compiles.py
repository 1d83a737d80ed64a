"""The exports to .bib files, through the programs that people feed them to."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from tests.nasty import INCOMPLETE, NASTY, OTHER_SCRIPTS

CHECK = Path(__file__).parents[1] / "tools" / "check_bib.sh"
PROGRAMS = ("bash", "pdflatex", "bibtex", "biber", "pandoc", "bibtool", "pdftotext")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


def found_by_tex(name: str) -> str:
    """Where TeX, or the system's list of fonts, has a file."""
    for command in (["kpsewhich", name], ["fc-list", f":file={name}"], ["fc-list"]):
        if shutil.which(command[0]) is None:
            continue
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in run.stdout.splitlines() if name in line]
        if lines:
            return lines[0]
    return ""


# Fields and names that BibLaTeX's data model, or a style, asks for or does not expect.
LOOSE = {"extra", "type-collection", "type-patent", "type-proceedings"}
# plainnat sets addresses in \url, where a percent sign is one; the checker cannot know.
PERCENT_IN_URL = {"links"}
PLAIN = {
    entry.citekey: entry
    for entry in NASTY
    if entry.citekey not in OTHER_SCRIPTS | INCOMPLETE | {"manyauthors"}
}


REPOSITORY = Path(__file__).parents[2]
# What the standard styles of BibLaTeX have neither fields nor a driver for.
NO_DRIVER = {"extra", "type-movie"}
FONTS = ("DroidSansFallbackFull.ttf", "Symbola_hint.ttf")
WITHOUT_LUALATEX = [
    name
    for name, found in (
        ("lualatex", shutil.which("lualatex")),
        ("texlive-luatex", found_by_tex("luaotfload-main.lua")),
        *((font, found_by_tex(font)) for font in FONTS),
    )
    if not found
]


def export(path: Path, *entries: Entry, dialect: str = "bibtex") -> Path:
    text = "".join(get(dialect).write(entries, FormatOptions()))
    path.write_text(text, "utf-8", newline="")
    return path


def check(
    bib: Path, entries: int, *expected: str, strict: bool = True, switches: str = ""
) -> subprocess.CompletedProcess[str]:
    options = ["--entries", str(entries), *(["--strict"] if strict else [])]
    options += switches.split()
    for text in expected:
        options += ["--expect", text]
    return subprocess.run(
        ["bash", str(CHECK), str(bib), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHECK_BIB_PY": sys.executable},
    )


def typeset(bib: Path, style: str, packages: str = "") -> str:
    """Typeset the references and read them from the page."""
    source = (
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{lmodern}"
        "\\usepackage{textcomp,amsmath,url}\\pagestyle{empty}\\hyphenpenalty=10000"
        f"{packages}\\begin{{document}}\\nocite{{*}}\\bibliographystyle{{{style}}}"
        f"\\bibliography{{{bib.stem}}}\\end{{document}}"
    )
    (bib.parent / "main.tex").write_text(source, "utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "main"]
    for command in (latex, ["bibtex", "main"], latex, latex):
        subprocess.run(
            command,
            cwd=bib.parent,
            capture_output=True,
            check=False,
            timeout=120,
        )
    shown = subprocess.run(
        ["pdftotext", "main.pdf", "-"],
        cwd=bib.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return " ".join(shown.split())


def test_all_that_latex_can_set_is_clean_everywhere(tmp_path: Path) -> None:
    clean = [entry for key, entry in PLAIN.items() if key not in LOOSE | PERCENT_IN_URL]
    bib = export(tmp_path / "nasty.bib", *clean)
    run = check(
        bib,
        len(clean),
        "100% of 50% is half",
        "~21% more",
        "lecun90brain, hassibi1992second",
        "EvoPress}.",
        "A stray } brace",
        "x_i and snake_case_names",
        "C# and #1: what ^ and ~ do < or > or |",
        "Erdős, Ørsted, Łukasiewicz",
        "&amp; &lt;b&gt;",
        "@miscphantom, title = x @stringa = b",
    )
    assert run.returncode == 0, run.stdout


def test_all_that_latex_can_set_is_clean_in_biblatex(tmp_path: Path) -> None:
    clean = [entry for key, entry in PLAIN.items() if key not in NO_DRIVER]
    run = check(
        export(tmp_path / "nasty.bib", *clean, dialect="biblatex"),
        len(clean),
        "100% of 50% is half",
        "~21% more",
        "EvoPress}.",
        "Erdős, Ørsted, Łukasiewicz",
        "@miscphantom, title = x @stringa = b",
        switches="--biblatex",
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.skipif(
    bool(WITHOUT_LUALATEX), reason=f"not installed: {', '.join(WITHOUT_LUALATEX)}"
)
@pytest.mark.parametrize("ascii_only", [None, True])
def test_other_scripts_are_clean_through_lualatex(
    tmp_path: Path, ascii_only: bool | None
) -> None:
    other = [entry for entry in NASTY if entry.citekey in OTHER_SCRIPTS]
    bib = tmp_path / "other.bib"
    written = get("biblatex").write(other, FormatOptions(ascii=ascii_only))
    bib.write_text("".join(written), "utf-8", newline="")
    run = check(
        bib,
        len(other),
        "深度学习的理论与实践",
        "Введение в анализ",
        "Đoàn Quốc Sỹ",
        "🚀",
        switches="--biblatex --lualatex",
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
@pytest.mark.parametrize("source", ["papers", "page"])
def test_the_catalogue_and_the_page_are_clean(
    tmp_path: Path, dialect: str, source: str
) -> None:
    catalogue = REPOSITORY / "data" / "papers.yaml"
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def paperctl(*argv: str) -> None:
        command = [sys.executable, "-m", "paperctl", "-C", str(catalogue), *argv]
        subprocess.run(command, check=True, cwd=REPOSITORY, env=environ)

    if source == "page":
        catalogue = tmp_path / "page.yaml"
        paperctl("import", "seeds/author-page.txt")
    bib = tmp_path / "references.bib"
    paperctl("export", dialect, "-o", str(bib))
    run = check(bib, 23, switches="--biblatex" if dialect == "biblatex" else "")
    assert run.returncode == 0, run.stdout


def test_what_data_models_only_warn_about_has_no_errors(tmp_path: Path) -> None:
    loose = [
        entry
        for entry in NASTY
        if entry.citekey in LOOSE | INCOMPLETE and entry.citekey not in PERCENT_IN_URL
    ]
    run = check(export(tmp_path / "loose.bib", *loose), len(loose), strict=False)
    assert run.returncode == 0, run.stdout


def test_other_scripts_break_no_parser(tmp_path: Path) -> None:
    other = [entry for entry in NASTY if entry.citekey in OTHER_SCRIPTS]
    run = check(export(tmp_path / "other.bib", *other), len(other), strict=False)
    rows = {row.split("  ")[0].strip(): row for row in run.stdout.splitlines()}
    parsers = ("pandoc", "bibtool", "bibutils", "bibtexparser", "pybtex", "brace")
    for name, row in rows.items():
        if name.startswith(parsers):
            assert " ok " in row, run.stdout


def test_three_thousand_authors_are_read_whole(tmp_path: Path) -> None:
    # BibTeX itself keeps 20,000 characters of names, and biber takes minutes.
    many = [entry for entry in NASTY if entry.citekey == "manyauthors"]
    bib = export(tmp_path / "many.bib", *many)
    read = subprocess.run(
        ["pandoc", "-f", "bibtex", "-t", "csljson", str(bib)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [len(item["author"]) for item in json.loads(read.stdout)] == [3_000]


def test_addresses_are_printed_as_they_are(tmp_path: Path) -> None:
    url = "https://example.org/~ann/a_b?c=d&e=f#g%20h%7B"
    entry = from_record("a", {"title": "T", "authors": ["A B"], "url": url})
    bib = export(tmp_path / "links.bib", entry)
    shown = typeset(bib, "plainnat", "\\usepackage{hyperref}\\usepackage{natbib}")
    assert url in shown.replace(" ", "")


def test_plain_keeps_the_case_of_names_and_maths(tmp_path: Path) -> None:
    titles = {
        "SpQR: A Sparse-Quantized Representation for Near-Lossless LLM Compression": (
            "SpQR: A sparse-quantized representation for near-lossless LLM compression"
        ),
        "Training GPT-4 in $O(N)$ Steps with P$^3$EFT": (
            "Training GPT-4 in O(N) steps with P3EFT"
        ),
        "Erdős Graphs and \\emph{ImageNet} Models: What Now?": (
            "Erdős graphs and ImageNet models: What now?"
        ),
        "A Critical Look at GNNs under Heterophily": (
            "A critical look at GNNs under heterophily"
        ),
    }
    entries = [
        from_record(f"k{n}", {"title": title, "authors": ["A B"], "date": f"200{n}"})
        for n, title in enumerate(titles)
    ]
    shown = typeset(export(tmp_path / "titles.bib", *entries), "plain")
    shown = re.sub(r"(?<=[a-zA-Z])- (?=[a-z])", "", shown)
    for expected in titles.values():
        assert expected.replace(" ", "") in shown.replace(" ", ""), shown


def test_and_others_is_et_al(tmp_path: Path) -> None:
    record = {"title": "Title", "authors": ["Ann Author", "et al."], "date": "2020"}
    bib = export(tmp_path / "others.bib", from_record("a", record))
    assert "Ann Author et al. Title, 2020." in typeset(bib, "plain")
