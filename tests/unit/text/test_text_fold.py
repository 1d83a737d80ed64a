from __future__ import annotations

import pytest

from paperctl.text.fold import fold, squeeze, to_ascii, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Erdős", "erdos"),
        ("Sørensen", "sorensen"),
        ("Łukasz Đorđe", "lukasz dorde"),
        ("Straße", "strasse"),
        ("Þórður Æsir", "thordur aesir"),
        ("İstanbul ısı", "istanbul isi"),
        ("𝒪(n) ℓ₁ ﬁne", "o(n) l1 fine"),
        ("don’t — “so”", 'don\'t - "so"'),
        ("Ω ΣΊΣΥΦΟΣ", "ω σισυφοσ"),
        ("北京 한국 がぎ", "北京 한국 がぎ"),
        ("हिन्दी", "हिन्दी"),
        ("soft\u00adhy\u200bphen", "softhyphen"),
    ],
)
def test_fold_keeps_what_distinguishes_words_and_nothing_else(
    text: str, folded: str
) -> None:
    assert fold(text) == folded


def test_composed_and_decomposed_letters_fold_alike() -> None:
    assert fold("e\u0301") == fold("é") == "e"


def test_ascii_folds_to_lower_case() -> None:
    assert fold("SpQR: 3-4 Bits!") == "spqr: 3-4 bits!"


def test_to_ascii_transliterates_every_script() -> None:
    assert to_ascii("Ренью Ó Łódź") == "Ren'yu O Lodz"
    assert to_ascii("plain").isascii()


def test_squeeze_joins_folded_lines() -> None:
    assert squeeze("one\n      two\r\n\tthree ") == "one two three"


def test_words_split_at_everything_but_letters_and_digits() -> None:
    assert words("GPT-4's l’Hôpital, O(n log n)_x") == [
        *("gpt", "4", "s", "l", "hopital", "o", "n", "log", "n", "x"),
    ]
    assert words("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert words(" -- ") == []
