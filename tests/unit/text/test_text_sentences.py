from __future__ import annotations

import pytest

from paperctl.text.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We use graphs, i.e., Graphs of e.g. GNNs.",
        "As Smith et al. (2020) and Jones et al. show.",
        "See Fig. 3 and Eq. 4 vs. Tab. 5 in Sec. 6.",
        "A speed-up of 2.4x at 75.5% is at https://a.b/c.d?E=f.G today.",
        "J. R. Smith and P. Erdős wrote it.",
        "It holds for $x. Y$ and \\(a. B\\).",
        "It exhibits that 1) the SGD works; 2) it converges.",
        "Is it? no, not here.",
        "It was imposed (cf. Appendix A.",
        "no end at all",
        "The U.S. and w.r.t. Newton.",
        "Drops... but goes on.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ('He said "so." Then left.', ['He said "so."', "Then left."]),
        ("(All of it.) Next.", ["(All of it.)", "Next."]),
        ("Up to 12$x$. The rest.", ["Up to 12$x$.", "The rest."]),
        ("In 2020. $x$ is. \\emph{A} b.", ["In 2020.", "$x$ is.", "\\emph{A} b."]),
        ("by Smith et al. We show.", ["by Smith et al.", "We show."]),
        ("One\n\nTwo", ["One", "Two"]),
        ("One.\n  Two.", ["One.", "Two."]),
        ("これは文。次の文。", ["これは文。", "次の文。"]),
        ("by method A. The rest of L2. Done.", None),
    ],
)
def test_sentences_end_where_a_reader_sees_it(
    text: str, parts: list[str] | None
) -> None:
    if parts is not None:
        assert split(text) == parts


@pytest.mark.parametrize("blank", ["", "  ", "\n\n"])
def test_blank_text_has_no_sentences(blank: str) -> None:
    assert sentences(blank) == []
