from __future__ import annotations

import pytest

from paperctl.text.plain import to_plain, to_styled


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("nothing to do", "nothing to do"),
        (r"(e.g. $\geq 75$%)", "(e.g. ≥ 75%)"),
        (r"up to 3$\times$, P$^3$EFT", "up to 3×, P³EFT"),
        (r"to ${\le}$ 5s by $12{\times}$.", "to ≤ 5s by 12×."),
        (r"framework~\citep{a, b}", r"framework \citep{a, b}"),
        ("~21% faster", "~21% faster"),
        ("a\u00a0b", "a b"),
        ("{GNNs} and {{K}-means}", "GNNs and K-means"),
        (r"\emph{model \textbf{sparsity}}", "model sparsity"),
        (r"10\textsuperscript{4} H\textsubscript{2}O", "10⁴ H₂O"),
        (r"1\textsuperscript{st}", "1st"),
        (r"\url{http://a.b/x\_y}", "http://a.b/x_y"),
        (r"\href{http://a.b}{here}", "here (http://a.b)"),
        (r"\href{http://a.b}{http://a.b}", "http://a.b"),
        (r"\LaTeX{} and {\TeX}", "LaTeX and TeX"),
        (r"$5 and $10", "$5 and $10"),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, plain: str) -> None:
    assert to_plain(text) == plain
    assert "".join(segment for segment, _ in to_styled(text)) == plain


def test_styles_follow_the_markup() -> None:
    assert to_styled(r"a \emph{b \textbf{c}} \texttt{d} $e$ \url{f} {\it g}") == [
        ("a ", ""),
        ("b ", "emph"),
        ("c", "strong"),
        (" ", ""),
        ("d", "code"),
        (" ", ""),
        ("e", "maths"),
        (" ", ""),
        ("f", "url"),
        (" ", ""),
        ("g", "emph"),
    ]


def test_neighbours_of_one_style_are_one_segment() -> None:
    assert to_styled("a {b} c~{d}") == [("a b c d", "")]
    assert to_styled("") == []
