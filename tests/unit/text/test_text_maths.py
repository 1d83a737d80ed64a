from __future__ import annotations

import pytest
from pylatexenc.latex2text import get_default_latex_context_db

from paperctl.text.fold import fold
from paperctl.text.maths import to_unicode
from paperctl.text.symbols import RELATIONS, SIGNS


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"$\geq 75$", "≥ 75"),
        (r"$\leq 1$", "≤ 1"),
        (r"$\times$", "×"),
        (r"$^3$", "³"),
        (r"${\le}$", "≤"),
        (r"$12{\times}$", "12×"),
        (r"$1\%$", "1%"),
        (r"$\mathcal{O}(n\log n)$", "O(n log n)"),
        (r"$10^{-3}$", "10⁻³"),
        (r"$x_{i,j}^2$", "x_(i,j)²"),
        (r"$x^{a/b}$", "x^(a/b)"),
        (r"$d_{model}$", "d_model"),
        (r"$e^{i\pi}$", "e^(iπ)"),
        (r"$\frac{1}{2n}$", "1/(2n)"),
        (r"$\frac{a+b}{c_1}$", "(a+b)/c₁"),
        (r"$\frac12$", "1/2"),
        (r"$\sqrt{x}\sqrt{2n}\sqrt[3]{x}$", "√x√(2n)³√x"),
        (r"$\mathbb{R}^{d\times k}, \mathbb{E}$", "ℝ^(d×k), 𝔼"),
        (r"$\left( a, b \right]$", "( a, b ]"),
        (r"$\{0,1\}^n$", "{0,1}ⁿ"),
        (r"$\text{for all } x$", "for all x"),
        (r"$3\times 4 \times 5$", "3×4 × 5"),
        (r"$a\leq b$", "a ≤ b"),
        (r"$\hat{x}\bar y\tilde{\mathcal{O}}$", "x̂ȳÕ"),
        (r"$x \not\in S$", "x ∉ S"),
        (r"$W^\top x' 90^\circ$", "Wᵀx′ 90°"),
        (r"$\alpha\beta\Gamma\lambda\varepsilon$", "αβΓλε"),
        (r"$\|x\|_2$", "‖x‖₂"),
        (r"$\operatorname{rank} A$", "rank A"),
        (r"$f\colon X\to Y$", "f: X → Y"),
        (r"$\mbox{\'e}$", "é"),
        (r"\(x\)", "x"),
        (r"\[x\]", "x"),
        (r"$$x$$", "x"),
        (r"\ensuremath{\beta}", "β"),
        (r"$\lessapprox$", "⪅"),
    ],
)
def test_common_maths_is_readable(source: str, shown: str) -> None:
    assert to_unicode(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"$\bigO(n^2)$", r"\bigO(n²)"),
        (r"$\foo{x^2}{y} \le 3$", r"\foo{x^2}{y} ≤ 3"),
        (r"$\widehat{AB}$", r"\widehat{AB}"),
        (r"$\begin{matrix}a & b\end{matrix}$", r"\begin{matrix}a & b\end{matrix}"),
        (r"$\,$", r"\,"),
        (r"$a}$", "a}"),
        (r"$" + "{" * 90 + "x" + "}" * 90 + "$", "{" * 90 + "x" + "}" * 90),
    ],
)
def test_what_is_not_understood_stays_as_typed(source: str, shown: str) -> None:
    assert to_unicode(source) == shown


def test_a_search_finds_maths_as_one_would_type_it() -> None:
    assert "o(n log n)" in fold(to_unicode(r"$\mathcal{O}(n\log n)$"))
    assert "o(n log n)" in fold("𝒪(n log n)")
    assert "l1" in fold(to_unicode(r"$\ell_1$"))


def test_our_symbols_agree_with_those_of_pylatexenc() -> None:
    known = get_default_latex_context_db()
    # Where they differ we took the character that is easier to read or to find.
    chosen = {
        "sim",
        "colon",
        "epsilon",
        "phi",
        "circ",
        "bullet",
        "star",
        "mid",
        "square",
    }
    chosen |= {"preceq", "succeq", "prime"} | {
        "leqslant",
        "geqslant",
        "ast",
        "dotsc",
        "dotsb",
        "vert",
        "Vert",
        "degree",
    }
    for name, character in (RELATIONS | SIGNS).items():
        spec = known.get_macro_spec(name)
        theirs = getattr(spec, "simplify_repl", None)
        if name.isalpha() and isinstance(theirs, str) and theirs and name not in chosen:
            assert fold(theirs) == fold(character), name
