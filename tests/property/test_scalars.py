"""The quick ways to write text as YAML give what the slow ones give."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.text.regex import unusual
from paperctl.yamltext import scalar
from tests.examples import examples

TEXTS = st.one_of(
    st.text("aZé9 .:,-'()[]#/~%_\u00a0\u2028\ufeff", max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from("y Yes null NaN .inf 1e5 2012-01 a: a# e9 off. İ ǅ".split()),
)
WORDS = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_characters=" "), min_size=1, max_size=9
    )
)


@settings(max_examples=examples(500), deadline=None)
@given(TEXTS, st.booleans())
def test_what_is_plain(text: str, flow: bool) -> None:
    assert scalar.is_plain(text, flow=flow) == scalar._is_plain(text, flow)


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_lists_of_what_is_plain(items: list[str]) -> None:
    joined = scalar.join_plain(items)
    if joined is not None:
        assert joined == ", ".join(
            scalar.write_scalar(item, flow=True) for item in items
        )
        assert items == [scalar.write_scalar(item) for item in items]


def test_lists_of_names_are_plain() -> None:
    assert scalar.join_plain(["Ada Lovelace", "Erdős"]) == "Ada Lovelace, Erdős"
    assert scalar.join_plain(["Ada", "No"]) is None


@settings(max_examples=examples(500), deadline=None)
@given(WORDS, st.integers(-3, 20), st.integers(-3, 20))
def test_lines_of_words(words: list[str], first: int, width: int) -> None:
    text = " ".join(words)
    assert scalar._wrap(text, first, width) == scalar._wrap_words(text, first, width)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=20))
def test_the_unusual_is_all_but_printable_ascii(text: str) -> None:
    assert unusual(text) == re.sub("[ -~]", "", text)
    assert unusual(text).isprintable() == text.isprintable()
