"""LaTeX that is read without tokens means what the tokens say."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.text import decode
from tests.examples import examples

# Of what the quick way takes, and of what is next to it.
PIECES = st.sampled_from(
    [
        *r"""
    \emph{ \textbf{ \textsc{ \mbox{ \url{ \foo{ \em { } {} $ \$ \% \& \_ \# \{ \} ~
    \textasciitilde{} \~{} \textbackslash{} \textdollar{} \textasciigrave{} \par{}
    \TeX{} \noindent{} {\"o} \"o {\'\i} {\o} {\c{c}} {\c c} {\ss} \H{o} \\ \\% \( \)
    -- --- `` '' ` ' ?` a B 1 2 é x_1 \geq ^ \[ {\em
    """.split(),
        *(" ", "\u00a0", "\\ ", "\\foo ", ", "),
    ]
)


TEXTS = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS)
def test_simple_signs_are_found_wherever_they_are(text: str) -> None:
    expected = decode._SIMPLE.sub(lambda sign: decode._simple_sign(sign[0]), text)
    assert decode._without_simple(text) == expected


@settings(max_examples=examples(300), deadline=None)
@given(st.text("-a `'", max_size=12))
def test_dashes_alone_need_no_pattern(text: str) -> None:
    expected = decode._LIGATURE.sub(decode._ligature, text)
    assert decode._with_ligatures(text) == expected


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS)
def test_the_quick_way_says_what_tokens_say(text: str) -> None:
    for is_title in (False, True):
        quick = decode.from_latex(text, is_title=is_title)
        with patch.object(decode, "_quick", return_value=None):
            assert decode.from_latex(text, is_title=is_title) == quick
