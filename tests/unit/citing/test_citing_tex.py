r"""LaTeX: what cites, what only looks so, and which files a document is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.citing import Citation, Include, get

if TYPE_CHECKING:
    from tests.unit.citing.conftest import Linear

read = get("tex").read


def keys(text: str) -> list[str]:
    """Name what is surely cited."""
    return [item.key for item in read(text).citations if item.is_sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\cite{a}", "a"),
        (r"\cite{a,b , c}", "a b c"),
        ("\\cite{a,\n  b,% why\n  c}", "a b c"),
        ("\\cite{a,\r\n  b}", "a b"),
        ("\\cite\n  {a}", "a"),
        ("\\cite %\n [x] % y\n {a}", "a"),
        (r"\citep[see][p.~5]{a}", "a"),
        (r"\citep[see [1] and {]}][]{a}", "a"),
        (r"\citet*{a}\citealp{b}\Citeauthor{c}\citeyearpar{d}", "a b c d"),
        (r"\citetalias{a}\supercite{b}\fullcite{c}", "a b c"),
        (r"\parencite*{a}\footcitetext[5]{b}\Autocite{c}", "a b c"),
        (r"\textcites(pre)(post)[a][b]{k1}{k2}[x]{k3}", "k1 k2 k3"),
        ("\\cites\n{a}\n[see][]{b,c} text", "a b c"),
        (r"\volcite[see]{2}[5]{a} \Pvolcite{1}{b} \volcites{1}{c}{2}[3]{d}", "a b c d"),
        (r"\footfullcite{a}\citefield{b}{title}\citelist{c}{publisher}", "a b c"),
        (r"\citeA<e.g.,>[p. 3]{a}\shortciteNP{b}", "a b"),
        (r"\citeasnoun{a}\citeaffixed{b}{e.g.}", "a b"),
        (r"\nocite{*}\nocite{a,b}", "* a b"),
        (r"\citation{a}", "a"),
        (r"\bibentry{a}\onlinecite{b}\citeonline{c}", "a b c"),
        (r"\citetext{see \citealp{a}; \citealp{b}}", "a b"),
        (r"\footnote{As in \cite{a}.}\section{On \cite{b}}", "a b"),
        (r"\textcquote[p.~1]{a}{text}\foreigntextcquote{german}[2]{b}{Text}", "a b"),
        (r"\begin{displaycquote}[12]{a}text\end{displaycquote}", "a"),
        (r"\cite{DBLP:conf/x/VaswaniSP17,10.1/3_4.5-6+7}",
         "DBLP:conf/x/VaswaniSP17 10.1/3_4.5-6+7"),
        (r"\cite{müller2020}", "müller2020"),
        (r"\% \cite{a} \\\cite{b}", "a b"),
    ],
)  # fmt: skip
def test_what_cites(text: str, expected: str) -> None:
    assert keys(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        r"% \cite{a}",
        r"\\% \cite{a}",
        r"\verb|\cite{a}|",
        r"\verb*+\cite{a}+",
        r"\lstinline[language=TeX]{\cite{a}}",
        r"\lstinline!\cite{a}!",
        r"\mintinline[x=y]{tex}|\cite{a}|",
        "\\begin{verbatim}\n\\cite{a}\n\\end{verbatim}",
        "\\begin{verbatim*}\n\\cite{a}\n\\end{verbatim*}",
        "\\begin{Verbatim}[frame=single]\n\\cite{a}\n\\end{Verbatim}",
        "\\begin{lstlisting}[caption={x}]\n\\cite{a}\n\\end{lstlisting}",
        "\\begin{minted}{tex}\n\\cite{a}\n\\end{minted}",
        "\\begin{comment}\n\\cite{a}\n\\end{comment}",
        "\\begin{filecontents*}{x.bib}\n\\cite{a}\n\\end{filecontents*}",
        "\\begin{verbatim}\n\\cite{a}",
        r"\iffalse \cite{a} \fi",
        r"\iffalse \ifx x y \else \fi \cite{a} \fi",
        r"\iffalse \newif\ifdraft \cite{a} \fi",
        r"\iftrue \else \cite{a} \fi",
        "\\endinput\n\\cite{a}",
        "\\end{document}\n\\cite{a}",
        r"\newcommand{\mycite}[1]{\cite{#1}}",
        r"\cite{\key}",
        r"\cite{}",
        r"\cite",
        r"\cite{a",
        "\\cite{a\n\nb}",
        r"\cite[p. 5{a}",
        r"\citestyle{apa}\setcitestyle{a}\bibcite{a}{1}\defcitealias{a}{b}",
        r"\excited{a}\solicitez",
        r"\begin{cite}",
    ],
)
def test_what_does_not_cite(text: str) -> None:
    assert keys(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{verbatim}\n\\cite{no}\n\\end{verbatim}\\cite{a}",
        r"\verb|%|\cite{a}",
        r"\verb|\begin{verbatim}|\cite{a}",
        "\\verb|unclosed\n\\cite{a}",
        r"\iffalse \cite{no} \else \cite{a} \fi",
        r"\iftrue \cite{a} \else \cite{no} \fi",
        r"\iffalse\iffalse\fi\fi\cite{a}",
        r"\ifdraft\iffalse x\fi\fi\cite{a}",
        r"\let\ifpdf\iffalse \cite{a}",
        r"\newcommand{\hide}{\iffalse} \cite{a}",
        r"\ifthenelse{\equal{x}{y}}{\cite{a}}{}",
        "\\cite{unclosed\n\n\\cite{a}",
        "\\cite[unclosed \n\n\\cite{a}",
        r"\cite{no \cite{a}",
        "\\cite{a}\\endinput \n",
        "\\endinput \\cite{a}\n\\cite{no}",
        "{ \\cite{a}\n\n",
        r"$x \iff y$ \cite{a}",
        r"\iffalse \ifdraft{x}{y} \fi \cite{a}",
        r"\iffalse{\cite{no}}\fi \cite{a}",
        r"\iffalse \ifdraft x\fi \cite{no} \fi \cite{a}",
        r"\iffalse \ifnum0{1} \cite{no} \fi \fi \cite{a}",
        r"\let\oldcite\cite \renewcommand{\cite}[2][]{\oldcite[#1]{#2}} \cite{a}",
        r"\newcommand\citeme[1]{see \cite{#1}} \cite{a}",
        r"\href{https://x.org/%7Eann}{\cite{a}}",
        r"\url{https://x.org/\cite{no}#a%b} \cite{a}",
        r"\citep[x]{b} \href{https://x.org/%7Eann}{\cite{a}}",
    ],
)
def test_what_comes_after_still_cites(text: str) -> None:
    assert "a" in keys(text)
    assert "no" not in [key for key in keys(text) if " " not in key]


def test_a_citation_has_its_own_place() -> None:
    text = "Text\r\n\\cite{a,\n  b}".replace("\r\n", "\n")
    assert read(text).citations == (Citation("a", 2, 7), Citation("b", 3, 3))


def test_a_command_of_unknown_name_may_cite() -> None:
    assert read(r"\mycite{a} \citehere{b}").citations == (
        Citation("a", 1, 9, is_sure=False),
        Citation("b", 1, 22, is_sure=False),
    )


@pytest.mark.parametrize(
    ("text", "names", "folder"),
    [
        (r"\input{one}", ("one.tex", "one"), ""),
        (r"\input{one.tex}", ("one.tex", "one.tex.tex"), ""),
        (r"\input one ", ("one.tex", "one"), ""),
        (r"\input{fig/plot.pgf}", ("fig/plot.pgf.tex", "fig/plot.pgf"), ""),
        (r"\include{chapters/one}", ("chapters/one.tex", "chapters/one"), ""),
        (r'\input{"my file"}', ("my file.tex", "my file"), ""),
        (r"\subfile{sub/two}", ("sub/two.tex", "sub/two"), ""),
        (r"\import{dir/}{file}", ("file.tex", "file"), "dir/"),
        (r"\subimport*{./dir}{file}", ("file.tex", "file"), "./dir"),
    ],
)
def test_files_that_belong_to_it(
    text: str, names: tuple[str, ...], folder: str
) -> None:
    (found,) = read(text).includes
    assert (found.names, found.folder) == (names, folder)


@pytest.mark.parametrize(
    "text",
    [
        r"% \input{one}",
        r"\input{\jobname}",
        r"\newcommand{\chap}[1]{\input{#1}}",
        r"\input{|ls}",
        r"\verb|\input{one}|",
        r"\inputminted{tex}{a.tex}",
        r"\includegraphics{one}",
        r"\include",
    ],
)
def test_what_is_no_file_of_it(text: str) -> None:
    assert read(text).includes == ()


def test_a_file_that_tex_has_itself_may_be_missing() -> None:
    assert read(r"\input{glyphtounicode}").includes == (
        Include(("glyphtounicode.tex", "glyphtounicode"), 1, 8, is_optional=True),
    )


def test_includeonly_leaves_nothing_out() -> None:
    text = "\\includeonly{one}\n\\include{one}\n\\include{two}"
    assert [item.names[0] for item in read(text).includes] == ["one.tex", "two.tex"]


@pytest.mark.parametrize(
    "piece",
    [
        "\\cite[", "\\cite{", "\\cite[{", "[({", "\\iffalse ", "\\ifx\\iffalse\\fi ",
        "\\verb|", "\\url{", "\\url{{", "\\cite%\n", "\\cite<", "\\cites(a)[b]{c}{d}",
        "\\lstinline{",
        "\\newif\\ifa ", "\\begin{verbatim}", "\\input ", "%", "\\", "}])",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece: str, linear: Linear) -> None:
    linear(read, piece)
