from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.text.display import one_line, visible
from paperctl.text.encode import encode
from paperctl.text.fold import fold, squeeze, words
from paperctl.text.latex import protect_title, to_latex
from paperctl.text.maths import to_unicode
from paperctl.text.plain import to_plain, to_styled
from paperctl.text.sentences import sentences
from paperctl.text.tokens import Token, tokenize
from tests.examples import examples

FRAGMENTS = (
    *"\\ { } $ % & # _ ~ ^ < > | - – — ' ’ ` “ ” \"".split(),
    *"a B 5 é ő Ø ß α Ω ≤ × ² ³ 中 🙂".split(),
    " ", "\n", "\n\n", "\u00a0", "\u2009", "\u0301", "e\u0301", "\x00", "\u202e",
    "\\%", "\\{", "\\}", "\\$", "\\\\", "\\'", "\\'e", "{\\'e}", "\\c{c}", "\\\"{\\i}",
    "\\o ", "\\ss{}", "{\\L}", "\\emph{", "\\textbf{GNN}", "{\\em so}", "\\LaTeX ",
    "{\\LaTeX}", "\\citep{a_1, b}", "\\foo[x]{y}", "\\url{http://a.b/%7e#x_1}",
    "\\href{http://a.b}{", "\\textsuperscript{2}", "\\textbackslash{}", "\\ldots ",
    "$x^2$", "$\\{a\\}$", "$\\{a$", "$1%$", "$$E$$", "\\(", "\\)", "\\[", "\\]",
    "\\ensuremath{\\alpha}", "GPT-4", "K-means", "A*", "{LLMs}", "SpQR:", "Bayesian's",
    "New York", "--", "``", "{}", "~{", "~\\x", "{\\{}", "$č$", "ﬁ",
    "½", "𝒪", "ℝ", "й", "한", "Ħ", "ħ", "ŧ", "ŀ", "$a\u00adb$", "$\u00ad$",
)  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=3)), max_size=12
    ).map("".join),
)
# Those that TeX would join with their neighbours are among them.
LETTERS = st.text(st.sampled_from("éñøŁßĿ·–—’“\u00ad\ud800\u0301-`'!?%_\\{}f i"))
STYLES = st.booleans()
RAW = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
PLAIN_TYPOGRAPHY = str.maketrans(
    {"–": "-", "—": "-", "―": "-", "‒": "-", "‐": "-", "‑": "-", "−": "-"}
    | {"’": "'", "‘": "'", "`": "'", "ʼ": "'", "“": "'", "”": "'", "′": "'"}
    | {"∗": "*", "⁄": "/", "Ω": "Ω"}
)
lots = settings(max_examples=examples(150), deadline=None)


def alike(text: str) -> str:
    """What is left when ASCII LaTeX has respelled typography and blanks."""
    text = unicodedata.normalize("NFKD", text).translate(PLAIN_TYPOGRAPHY)
    text = re.sub("-+", "-", re.sub("'+", "'", text))
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


@lots
@given(TEXT)
def test_the_sources_of_the_tokens_are_the_text(text: str) -> None:
    assert "".join(token.source for token in tokenize(text)) == text


@lots
@given(TEXT)
def test_the_styled_segments_are_the_plain_text(text: str) -> None:
    segments = to_styled(text)
    assert "".join(segment for segment, _ in segments) == to_plain(text)
    assert all(segment for segment, _ in segments)


@lots
@given(TEXT)
def test_maths_never_raises(text: str) -> None:
    to_unicode(f"${text}$")
    to_unicode(text)


@lots
@given(TEXT, STYLES)
def test_exported_braces_balance_as_bibtex_counts_them(
    text: str, ascii_only: bool
) -> None:
    assert is_balanced(to_latex(text, ascii_only=ascii_only))
    assert is_balanced(protect_title(text, ascii_only=ascii_only))


@lots
@given(TEXT, STYLES)
def test_exporting_twice_changes_nothing(text: str, ascii_only: bool) -> None:
    once = to_latex(text, ascii_only=ascii_only)
    assert to_latex(once, ascii_only=ascii_only) == once


@lots
@given(TEXT, STYLES)
def test_protecting_twice_changes_nothing(text: str, ascii_only: bool) -> None:
    once = protect_title(text, ascii_only=ascii_only)
    assert protect_title(once, ascii_only=ascii_only) == once


@lots
@given(TEXT, STYLES)
def test_nothing_that_tex_would_obey_is_exported(text: str, ascii_only: bool) -> None:
    for written in (
        to_latex(text, ascii_only=ascii_only),
        protect_title(text, ascii_only=ascii_only),
    ):
        assert not re.search(r"(?<!\\)(?:\\\\)*[%#]", written)
        assert not re.search(f"[{RAW}\n\t]", written)


@lots
@given(
    st.one_of(
        TEXT, st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), LETTERS
    ),
    STYLES,
)
def test_letters_are_written_as_if_looked_at_one_by_one(
    text: str, ascii_only: bool
) -> None:
    quick = encode(text, ascii_only=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("paperctl.text.encode._encode_few", lambda *_: None)
        assert quick == encode(text, ascii_only=ascii_only)


@given(TEXT)
def test_ascii_export_holds_no_latin_letters_with_marks(text: str) -> None:
    written = to_latex(text)
    assert not re.search("[\u00a0-\u00b7\u00b9-\u0128\u0136-\u017f\u0192]", written)


@lots
@given(TEXT, STYLES)
def test_exported_text_reads_the_same(text: str, ascii_only: bool) -> None:
    text = re.sub("[^\n\t -\ud7ff\ue000-\uefff]", "", text)
    text = "".join(
        c
        for c in text
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") or c == "\n"
    )
    assert alike(to_plain(to_latex(text, ascii_only=ascii_only))) == alike(
        to_plain(text)
    )
    assert alike(to_plain(protect_title(text, ascii_only=ascii_only))) == alike(
        to_plain(text)
    )


def all_maths(tokens: tuple[Token, ...]) -> list[str]:
    found = []
    for token in tokens:
        if token.kind == "maths":
            found.append(token.value)
        found += all_maths(token.inner)
    return found


BODIES = st.from_regex(r"[A-Za-z0-9+^_\\ ,.()=-]{1,12}", fullmatch=True)


@lots
@given(st.lists(st.tuples(TEXT, BODIES), max_size=4), STYLES)
def test_maths_is_exported_as_it_stands(
    parts: list[tuple[str, str]], ascii_only: bool
) -> None:
    text = "".join(f"{prose}${body}$" for prose, body in parts)
    text = re.sub(f"[{RAW}]", "", text)
    plain = re.compile(r"[A-Za-z0-9+^_\\,.()={}-]*").fullmatch
    before = [
        body for body in all_maths(tokenize(text)) if plain(body) and is_balanced(body)
    ]
    written = to_latex(text, ascii_only=ascii_only)
    kept = all_maths(tokenize(written))
    for body in before:
        assert body in kept
        kept = kept[kept.index(body) + 1 :]


@lots
@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(words(word) == [word] for word in words(text))
    assert squeeze(squeeze(text)) == squeeze(text)


def test_folding_any_one_character_is_stable() -> None:
    alphabets = (*range(0x3100), *range(0xF900, 0x1FFFF))
    for code in alphabets:
        folded = fold(chr(code))
        assert fold(folded) == folded, hex(code)


@lots
@given(TEXT)
def test_what_is_shown_cannot_act(text: str) -> None:
    assert not re.search(f"[{RAW}]", visible(text))
    assert not re.search(f"[{RAW}\n\t\r\u2028\u2029]", one_line(text))


@lots
@given(
    st.one_of(
        TEXT,
        st.lists(
            st.sampled_from('A a . ! ? e.g. al. $x. Y$ 2.4 。 \n\n " )'.split(" ")),
            max_size=20,
        ).map(" ".join),
    )
)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert start < end
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


HOSTILE = (
    "^", "\\hat", "{", "}", "$", "\\", "\\emph{", "{}", "{\\", "\\(",
    "\\[", "\\(\\[", "$a ", "$$a ",
    "\\foo[", "\\foo{", "~{", "\\'{", "\\'\\'", "{\\em ", "\\$", "\\frac{", "^{", "a.",
    "\\'  ", "\\url{", "\\href{}{", "[", "\\foo[[", "A.", "–", "\u00a0", "{ ", "$\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("function", [to_plain, to_latex, protect_title, sentences])
def test_hostile_text_takes_linear_time(piece: str, function: object) -> None:
    # A quadratic reader would take minutes for this, a recursive one would raise.
    assert callable(function)
    function(piece * 3000)
    function(piece * 1000 + "}" * 1000)
    function(f"${piece * 1000}$")
