"""What is cited, as programs see it: LaTeX's own files, biber, and pandoc's tree."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.citing import get
from tests.contracts.sessions import ROOT, begin_page, blocks_of, make_copy, shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run

pytestmark = pytest.mark.slow


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(
        bool(missing), reason=f"not installed: {', '.join(missing)}"
    )


CATALOGUE = "papers:\n" + "".join(
    f"  {key}:\n    title: About {key}\n    authors: [Ann Author]\n    date: 2020\n"
    f"{more}"
    for key, more in {
        "alpha2020": "    aliases: [alias2020]\n",
        "Beta2020": "",
        "gamma2020": "",
        "delta2020": "",
        "epsilon2020": "",
        "zeta2020": "",
        "eta2020": "",
        "unused2020": "",
    }.items()
)
CITED = ["alpha2020", "Beta2020", "gamma2020", "delta2020", "epsilon2020", "zeta2020"]
# What both packages understand.
BODY = r"""
\newcommand{\hidden}[1]{}
\includeonly{one}
\begin{document}
Text \cite{alpha2020}, \cite[see][p.~5]{Beta2020,
  gamma2020}. % \cite{unused2020}
\verb|\cite{unused2020}| \iffalse \cite{unused2020} \fi
\begin{verbatim}
\cite{unused2020}
\end{verbatim}
\input{part}
\include{one}
\include{two}
\nocite{zeta2020}
REFERENCES
\end{document}
\cite{unused2020}
"""
FILES = {
    "papers.yaml": CATALOGUE,
    "part.tex": "\\footnote{See \\cite{delta2020}.}\n\\endinput\n\\cite{unused2020}\n",
    "one.tex": "\\cite{epsilon2020}\n",
    "two.tex": "\\cite{eta2020}\n",
}
NATBIB = r"\documentclass{report}\usepackage{natbib}" + BODY.replace(
    "REFERENCES", r"\bibliographystyle{plainnat}\bibliography{refs}"
)
BIBLATEX = (
    r"\documentclass{report}\usepackage[backend=biber]{biblatex}"
    r"\addbibresource{refs.bib}" + BODY.replace("REFERENCES", r"\printbibliography")
)


def write(folder: Path, main: str) -> None:
    for name, text in {**FILES, "main.tex": main}.items():
        (folder / name).write_text(text, "utf-8")


def latex(folder: Path, *, whole: bool = False) -> None:
    """Run LaTeX, with all chapters or with those of `includeonly`."""
    main = folder / "main.tex"
    text = main.read_text("utf-8")
    if whole:
        main.write_text(text.replace(r"\includeonly{one}", ""), "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "main"]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    main.write_text(text, "utf-8")


def cited(run: Run, folder: Path, name: str) -> list[str]:
    done = run("export", "keys", "--cited", name, "--strict", cwd=folder)
    assert (done.code, done.stderr) == (0, "")
    return done.stdout.split()


@needs("pdflatex", "bibtex")
def test_bibtex_finds_all_in_what_the_source_or_the_aux_asks_for(
    tmp_path: Path, run: Run
) -> None:
    write(tmp_path, NATBIB)
    latex(tmp_path, whole=True)
    latex(tmp_path)
    expected = [*CITED, "eta2020"]
    assert cited(run, tmp_path, "main.tex") == expected
    assert cited(run, tmp_path, "main.aux") == expected
    run("export", "bibtex", "--cited", "main.tex", "-o", "refs.bib", cwd=tmp_path)
    done = subprocess.run(
        ["bibtex", "main"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Warning" in done.stdout) == (0, False), done.stdout
    items = re.findall(
        r"\\bibitem\[.*?\]\{(\w+)\}", (tmp_path / "main.bbl").read_text(), re.DOTALL
    )
    assert sorted(items) == sorted(expected)


@needs("pdflatex", "biber")
def test_biber_asks_for_what_the_source_the_aux_and_the_bcf_say(
    tmp_path: Path, run: Run
) -> None:
    write(tmp_path, BIBLATEX)
    latex(tmp_path, whole=True)
    expected = [*CITED, "eta2020"]
    for name in ("main.tex", "main.aux", "main.bcf"):
        assert cited(run, tmp_path, name) == expected, name
    run("export", "bibtex", "--cited", "main.bcf", "-o", "refs.bib", cwd=tmp_path)
    done = subprocess.run(
        ["biber", "main"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "didn't find" not in done.stdout
    items = re.findall(r"\\entry\{(\w+)\}", (tmp_path / "main.bbl").read_text())
    assert sorted(items) == sorted(expected)


@needs("pdflatex", "bibtex")
@pytest.mark.parametrize(
    "keys", ["alias2020", "alias2020,alpha2020", "ALPHA2020", "beta2020"]
)
def test_an_alias_and_another_spelling_compile_with_bibtex(
    keys: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "papers.yaml").write_text(CATALOGUE, "utf-8")
    (tmp_path / "main.tex").write_text(
        r"\documentclass{article}\begin{document}\cite{" + keys + "}"
        r"\bibliographystyle{plain}\bibliography{refs}\end{document}",
        "utf-8",
    )
    run("export", "bibtex", "--cited", "main.tex", "-o", "refs.bib", cwd=tmp_path)
    latex(tmp_path)
    done = subprocess.run(
        ["bibtex", "main"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Warning" in done.stdout) == (0, False), done.stdout
    latex(tmp_path)
    latex(tmp_path)
    assert "undefined" not in (tmp_path / "main.log").read_text("latin-1")


@needs("pdflatex", "bibtex")
def test_the_page_about_theses_ends_in_a_thesis(tmp_path: Path) -> None:
    copy = make_copy(tmp_path / "copy")
    (block,) = (
        block for block in blocks_of(ROOT / "docs" / "thesis.md") if block.mark == "tex"
    )
    begin_page(block.page, block.line, copy)
    done = shell(f"set -e\n{block.text}", copy)
    assert done.returncode == 0, done.stdout
    assert (copy / "main.pdf").stat().st_size > 10_000
    assert "undefined" not in (copy / "main.log").read_text("latin-1")
    assert (copy / "main.bbl").read_text().count("\\bibitem") == 3


# --- pandoc's own tree ------------------------------------------------------------

SNIPPETS = [
    "@a says [@b; see -@c, p. 3; @d{iv, v}] and -@e [p. 4].",
    "@{https://x.org/?a=b&c} @{odd key} @{a}",
    "@Foo_bar.baz. @a--b @a:b: @a/b @a%b @a&b @a#b @a+b @a?b @a~b @a$b @a;b",
    "@müller2020 @日本2020 @1984x @_u @* @-x @.x @",
    "(as @a) \"@b\" *@c* **@d** _@e_ ~~@f~~ x^[@g] ^@h^ ~@i~ '@j' —@k",
    "a@b.c foo.@d foo_@e x-@f é@g \\@h /@i ;@j ,@k +@l =@m #@n @@o @p@q",
    "# Heading @a {#h}\n\n## [@b]\n\nSetext @c\n========\n",
    "> quoted @a\n> more @b\n\n>> deeper @c",
    "| a | b |\n|---|---|\n| @a | [@b, p. 2] |\n",
    "[^1]: a note, @a\n\n    more of it, @b\n\ntext[^1]",
    '![caption @a](x@b.png){#fig:x} [link @c](http://d/@e "title @f")',
    '<ann@example.org> <https://x.org/@a> <span title="@b">@c</span>',
    '[x]: https://x.org/@a\n[y]: <https://y.org/@b> "@c"\n\n[x] [y] [z @d]',
    "```\n@a\n```\n@b\n\n~~~ {.r}\n@c\n~~~~\n\n``` {.python .x}\n@d\n```",
    "```\n@a\n\nno end @b",
    "`@a` ``@b`` `` ` @c `` ` @d\n\n`@e",
    "    @a\n\ntext\n\n\t@b\n\ntext\n    @c",
    "- item @a\n\n    @b\n\n        @c\n\n- next\n\n  @d\n\ntext\n\n    @e",
    "1. item @a\n2. item\n\n   @b\n\n       @c\n\nend @d",
    "$@a$ and $$\n@b\n$$ and $5 @c $10 and \\$@d\\$ and $x$@e",
    "<!-- @a -->\n@b\n\n<!--\n@c\n\n@d -->\n\n@e x <!-- @f --> @g",
    "<pre>\n@a\n</pre>\n\n@b\n\n<div>\n@c\n</div>\n\n<script>\n@d\n</script>\n",
    "\\begin{equation}\n@a\n\\end{equation}\n\n@b \\textbf{@c} \\cite{d}",
    "---\ntitle: By @a\nnocite: |\n  @b, @c\n...\n\n@d",
    "---\nnocite: '@*'\n---\n\ntext",
    "---\ntitle: x\nnocite:\n- '@a'\n- '@b'\nauthor: c@d.e\n---\n",
    "text\n\n---\n\n@a\n\n---\n",
    "Term @a\n:   definition @b\n\n    more @c\n",
    "| line @a\n| block @b\n",
    "::: {.note}\n@a\n:::\n",
    "@a's, @b’s; @c! @d? [@e]{.class} [@f].[@g]",
    "[@a](x) [@b][] [-@c] [see *@d*; @e]",
    "mail ann@x.org, see @a.\n\nann@x.org @b",
    "\\\\@a \\`@b\\` \\[@c\\] \\<@d>",
]


def citations(node: Any) -> Iterator[str]:
    """Walk through pandoc's tree for what it takes for a citation."""
    if isinstance(node, dict):
        if node.get("t") == "Cite":
            yield from (item["citationId"] for item in node["c"][0])
        for value in node.values():
            yield from citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from citations(value)


@needs("pandoc")
@pytest.mark.parametrize("text", SNIPPETS)
def test_markdown_is_read_as_pandoc_reads_it(text: str) -> None:
    done = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "json"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    expected = set(citations(json.loads(done.stdout)))
    assert {item.key for item in get("markdown").read(text).citations} == expected
