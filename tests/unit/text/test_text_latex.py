from __future__ import annotations

import unicodedata

import pytest

from paperctl.text.latex import to_latex
from paperctl.text.plain import to_plain


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("  a\n  title ", "a title"),
        ("50% & #1 a_b $5", r"50\% \& \#1 a\_b \$5"),
        (r"50\% \& a\_b", r"50\% \& a\_b"),
        ("~21% of a^b", r"\textasciitilde{}21\% of a\textasciicircum{}b"),
        ("C:\\", r"C:\textbackslash{}"),
        ("<a> |b|", r"\textless{}a\textgreater{} \textbar{}b\textbar{}"),
        ("stray } and {", r"stray \textbraceright{} and \textbraceleft{}"),
        (r"\{x\}", r"\textbraceleft{}x\textbraceright{}"),
        ("{GPT} {}", "{GPT} {}"),
        (r"\emph{50%} {\em a}", r"\emph{50\%} \emph{a}"),
        (r"\LaTeX{} {\TeX}", r"{\LaTeX} {\TeX}"),
        (r"see~\emph{x}", r"see~\emph{x}"),
        ("a\u00a0b \u00a0{c}", r"a~{}b ~{c}"),
        ("a\x00b\x07\x7f\u202e\ud800c", "abc"),
    ],
)
def test_prose_is_escaped(text: str, written: str) -> None:
    assert to_latex(text) == written
    assert to_latex(text, ascii_only=False) == written


def test_citations_are_typeset_as_they_were_typed() -> None:
    assert to_latex(r"framework~\citep{a_1, b}") == (
        r"framework~\textbackslash{}citep\textbraceleft{}a\_1, b\textbraceright{}"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"$\geq 75$%", r"$\geq 75$\%"),
        ("$1%$ $a#b$ $a&b$", r"$1\%$ $a\#b$ $a\&b$"),
        (r"$\{a\}$", r"$\{a\}$"),
        (r"$\{a$", r"$\lbrace{}a$"),
        (r"\(x_1\) $$y$$ \[z\]", r"\(x_1\) $$y$$ \[z\]"),
        (r"$\begin{matrix}a&b\end{matrix}$", r"$\begin{matrix}a&b\end{matrix}$"),
        ("$α ≤ é$", r"${\alpha} \leq{} \mbox{\'e}$"),
        (r"$x$\/5", "$x${}5"),
        ("$5 and $10", r"\$5 and \$10"),
    ],
)
def test_maths_stays_maths(text: str, written: str) -> None:
    assert to_latex(text) == written


@pytest.mark.parametrize(
    ("text", "ascii_form", "utf8_form"),
    [
        ("Erdős", r"Erd{\H{o}}s", "Erdős"),
        ("e\u0301", r"{\'e}", "é"),
        ("Çelik Łódź ß øØ", r"{\c{C}}elik {\L}{\'o}d{\'z} {\ss} {\o}{\O}", None),
        ("Ç\u0300\u0300", "{\\c{C}}\u0300\u0300", ""),
        ("åÅ ñ ï", r"{\r{a}}{\r{A}} {\~n} {\"i}", None),
        ("ế ǿ", r"{\'{\^e}} {\'{\o}}", r"{\'{\^e}} {\'{\o}}"),
        ("2–3 — “q” it’s", "2--3 --- ``q'' it's", None),
        ("–—", "--{}---", None),
        ("3×4 ±1€", r"3{\texttimes}4 {\textpm}1{\texteuro}", None),
        ("…", r"{\textellipsis}", None),
        ("α-β", r"\ensuremath{\alpha}-\ensuremath{\beta}", ""),
        ("≥ → ∞", r"\ensuremath{\geq} {\textrightarrow} \ensuremath{\infty}", ""),
        ("ℝ 𝒪", r"\ensuremath{\mathbb{R}} \ensuremath{\mathcal{O}}", ""),
        ("10⁴ H₂O", r"10\textsuperscript{4} H\textsubscript{2}O", ""),
        ("ﬁne", "fine", ""),
        ("a\u2009b", r"a\,b", ""),
        ("ﬀ\u0300", "ﬀ\u0300", ""),
        ("−5", r"\ensuremath{-}5", ""),
    ],
)
def test_characters_are_spelled_so_that_pdflatex_knows_them(
    text: str, ascii_form: str, utf8_form: str | None
) -> None:
    """`None`: with UTF-8 the text stays as it is; empty: it is spelled all the same."""
    assert to_latex(text) == ascii_form
    expected = text if utf8_form is None else utf8_form or ascii_form
    assert to_latex(text, ascii_only=False) == expected


@pytest.mark.parametrize(
    "text", ["Привет", "中文 かな", "👩‍🔬", "العربية", "Ελλάδα", "ī ĩ"]
)
def test_what_ascii_cannot_spell_stays(text: str) -> None:
    assert to_latex(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Андре\u0438\u0306", "Андре\u0439"),
        ("λο\u0301γος", "λ\u03ccγος"),
        ("か\u3099", "\u304c"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("\u212a", "K"),
        ("a =\u0338 b", r"a \ensuremath{\neq} b"),
        ("Ж\u0301", "Ж\u0301"),
    ],
)
def test_marks_join_their_letters_where_there_is_one_for_both(
    text: str, written: str
) -> None:
    assert to_latex(text) == to_latex(text, ascii_only=False) == written


@pytest.mark.parametrize(
    "text", ["ἐν ἀρχῇ ἦν ὁ λόγος", "ά", "\u03c9\u0330\u03c9\u03c9"]
)
def test_greek_words_stay_whole(text: str) -> None:
    assert to_latex(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("of θ\u0302", r"of \ensuremath{\hat{\theta}}"),
        ("ℝ\u0304", r"\ensuremath{\bar{\mathbb{R}}}"),
        ("x\u20d7 and β\u20d7", r"\ensuremath{\vec{x}} and \ensuremath{\vec{\beta}}"),
        ("αβ\u0303", r"\ensuremath{\alpha}\ensuremath{\tilde{\beta}}"),
        ("θ\u0302\u0302", "θ\u0302\u0302"),
        ("$θ\u0302 + x\u0302_1$", r"${\hat{\theta}} + {\hat{x}}_1$"),
        (
            "$x^θ\u0302 =\u0338 \\alpha\u0304$",
            r"$x^{\hat{\theta}} \neq{} {\bar{\alpha}}$",
        ),
        ("$x\u0302\u0302$", "$x\u0302\u0302$"),
        ("$é$ $e\u0301$", r"$\mbox{\'e}$ $\mbox{\'e}$"),
    ],
)
def test_marks_on_quantities_are_accents_of_maths(text: str, written: str) -> None:
    assert to_latex(text) == written


def test_addresses_can_be_arguments() -> None:
    text = r"\url{http://a.b/~c_d%20#e} \href{http://a.b/{x}}{50%}"
    assert to_latex(text) == (
        r"\url{http://a.b/~c_d\%20\#e} \href{http://a.b/\%7Bx\%7D}{50\%}"
    )
    assert to_latex(r"\url{http://ä.b}") == r"\url{http://\%C3\%A4.b}"


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("letter", "ĦħŦŧĸĿŀŉƒ")
def test_letters_that_t1_fonts_lack_are_drawn(letter: str, ascii_only: bool) -> None:
    written = to_latex(f"Ba{letter}a", ascii_only=ascii_only)
    assert letter not in written
    assert written.isascii() or not ascii_only
    assert to_latex(written, ascii_only=ascii_only) == written
    read = unicodedata.normalize("NFKC", to_plain(written)).replace("'", "ʼ")
    assert read == unicodedata.normalize("NFKC", f"Ba{letter}a")


@pytest.mark.parametrize("body", ["a\u00adb", "\u00ad"])
def test_maths_holds_no_soft_hyphen(body: str) -> None:
    written = to_latex(f"${body}$")
    assert written.isascii()
    assert to_latex(written) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            r"50% of 20\% in $x_i$ and \emph{so} a_b",
            r"50\% of 20\% in $x_i$ and \emph{so} a\_b",
        ),
        (r"\$5 and $x$", r"\$5 and $x$"),
        ("$$", r"\$\$"),
        ("$x$5", r"\$x\$5"),
        ("$ x$", r"\$ x\$"),
        (r"\emph{a $x$ b}", r"\emph{a $x$ b}"),
        (r"~\% $a~b$", r"\textasciitilde{}\% $a~b$"),
    ],
)
def test_what_stands_is_told_from_what_is_escaped(text: str, written: str) -> None:
    assert to_latex(text) == written
