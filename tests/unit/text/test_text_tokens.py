from __future__ import annotations

import pytest

from paperctl.text.markup import has_markup
from paperctl.text.tokens import MAX_DEPTH, Token, tokenize


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        (r"\%\&\_\#\$\{\}", "%&_#${}"),
        (r"G\"odel G{\"o}del G\"{o}del G{\"{o}}del", "Gödel Gödel Gödel Gödel"),
        (r"\'{e}\`e\^{e}\~n\=a\.z", "éèêñāż"),
        (r"\c{c}\c c\v{s}\H{o}\k a\r{a}\u{g}\d{s}\b{b}", "ççšőąåğṣḇ"),
        (r"\'{\i}\'\i{\'\i}\u{\i}\^{\j}", "íííĭĵ"),
        (r"\'{\^e}{\'{\o}}", "ếǿ"),
        (r"S\o rensen \ss{} {\ss} \L{}\'od\'z", "Sørensen ß ß Łódź"),
        (r"\ae\AE\oe{}\aa \th\dh", "æÆœåþð"),
        (r"\textasciitilde{}\textbackslash{}\textasciicircum{}", "~\\^"),
        (r"\textless{}\textgreater{}\textbar{} \ldots{} \dots", "<>| … …"),
        (r"2\textendash3 \texttimes{} {\texteuro}", "2–3 × €"),
        (r"a\\b c\ d e\,f g\-h i\/j", "a b c d e\u2009f g\u00adh ij"),
        (r"\~{}user \^{} \'{}", "~user ^ ´"),
        (r"\'{ee}", "ée"),
        ("a } b", "a } b"),
        ("a { b", "a { b"),
        ("end\\", "end\\"),
    ],
)
def test_macros_for_characters_are_text(source: str, meant: str) -> None:
    assert kinds(source) == [("text", meant)]


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("$x$", "x"),
        ("$$ E = mc^2 $$", " E = mc^2 "),
        (r"\(x\)", "x"),
        (r"\[ x \]", " x "),
        (r"$1\%$", r"1\%"),
        (r"$a\$b$", r"a\$b"),
        (r"$\{a\}$", r"\{a\}"),
        (r"\ensuremath{\alpha}", r"\alpha"),
        ("$a\nb$", "a\nb"),
    ],
)
def test_maths_is_found(source: str, body: str) -> None:
    assert tokenize(source) == (Token("maths", source, body),)


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "costs $5-$10",
        "$ x $",
        r"\$x\$",
        "$x{$",
        "${x}}$",
        "$$",
        "$$$$",
        "$a\n\nb$",
        "$x",
        r"\(x",
        r"\(a $ b\)",
        "US$5 or CA$7",
    ],
)
def test_dollars_in_prose_are_prose(source: str) -> None:
    assert {token.kind for token in tokenize(source)}.isdisjoint({"maths", "markup"})


def test_a_tilde_is_a_tie_before_a_macro_or_a_brace_only() -> None:
    assert kinds(r"by~\cite{x}")[1] == ("tie", "\u00a0")
    assert kinds(r"the~{GNN}")[1] == ("tie", "\u00a0")
    assert kinds("a\u00a0b")[1] == ("tie", "\u00a0")
    for text in ("~21%", "a ~$5$", r"~\$5", "http://a.b/~c"):
        assert "tie" not in [kind for kind, _ in kinds(text)]


def test_markup_holds_tokens() -> None:
    (token,) = tokenize(r"\emph{a $x$ \textbf{b}}")
    assert (token.kind, token.value) == ("markup", "emph")
    assert [inner.kind for inner in token.inner] == ["text", "maths", "text", "markup"]


def test_declarations_in_braces_are_markup() -> None:
    (token,) = tokenize(r"{\em really} ".strip())
    assert (token.value, token.inner) == ("emph", (Token("text", "really", "really"),))


def test_links_have_a_target() -> None:
    url, _, link = tokenize(r"\url{http://a.b/x\_y\%20} \href{http://a.b/\#c}{te\_xt}")
    assert url.target == "http://a.b/x_y%20"
    assert (link.target, link.inner[0].value) == ("http://a.b/#c", "te_xt")


@pytest.mark.parametrize(
    "source",
    [
        r"\citep[see][p. 3]{lecun90brain, hassibi1992second}",
        r"\foo",
        r"\foo{\emph{x}}{y}",
        r"\alpha",
        r"\1",
        r"\emph",
    ],
)
def test_unknown_macros_are_literal(source: str) -> None:
    assert kinds(source) == [("literal", source)]


def test_groups_keep_their_braces_apart_from_text() -> None:
    (group,) = tokenize("{GPT {x}}")
    assert group.kind == "group"
    assert [token.kind for token in group.inner] == ["text", "group"]


def test_an_unbalanced_brace_in_an_address_is_text() -> None:
    text = "available at https://github.com/IST-DASLab/EvoPress}."
    assert kinds(text) == [("text", text)]


def test_deep_nesting_is_cut_off() -> None:
    tokens = tokenize("{" * 500 + "x" + "}" * 500)
    depth = 0
    while tokens and tokens[0].inner:
        tokens, depth = tokens[0].inner, depth + 1
    assert depth == MAX_DEPTH + 1
    assert tokens[0].kind == "literal"


@pytest.mark.parametrize("text", ["a\\b", "a$", "{", "}", "~", "\u00a0"])
def test_has_markup_sees_what_needs_a_tokenizer(text: str) -> None:
    assert has_markup(text)
    assert not has_markup("50% of & # _ ^ é 中")


def test_the_empty_text_has_no_tokens() -> None:
    assert tokenize("") == ()
