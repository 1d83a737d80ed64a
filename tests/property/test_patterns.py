"""The two engines of `grep` find the same, whatever the pattern and the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from paperctl.errors import QueryError
from paperctl.query.needles import words_of
from paperctl.query.patterns import Engine, Whole, compile_pattern
from tests.examples import examples

ENGINES: tuple[Engine, ...] = ("linear", "python", "perl")

# Not the Turkish letters: docs/decisions/0013-grep-by-re2.md says why.
LETTERS = "abAB_1 -.üÜßẞσςΣéŁ深ö\u0308\u0301ज़\u00a0،٣²Ⅷⅷǅµμ"
ATOMS = st.one_of(
    st.sampled_from(LETTERS).map(re.escape),
    st.sampled_from(
        r". \w \W \d \D \s \S \b \B ^ $ \A \z [ab] [^ab] [\w-] [^\W_] [\d\s] [à-ý] "
        r"[[:alpha:]] [^[:upper:]1] \p{Lu} \PL [\p{M}a] \x{fc} \u00df \Qa.b\E".split()
    ),
)
# Not of what may be empty: engines differ in how often they go round for nothing.
REPEATED = st.builds(
    "{}{}".format,
    st.one_of(
        st.sampled_from(LETTERS).map(re.escape), st.sampled_from([r"\w", r"[^a]", "."])
    ),
    st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{,2}", "{2,}?"]),
)
PATTERNS = st.recursive(
    st.one_of(ATOMS, REPEATED),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        inner.map("({})".format),
        inner.map("(?i:{})".format),
        inner.map("(?P<x>{})?".format),
    ),
    max_leaves=8,
)
TEXTS = st.one_of(
    st.text(LETTERS, max_size=12), st.text(st.characters(codec="utf-8"), max_size=6)
).filter(lambda text: "\n" not in text and not {"ı", "İ"} & set(text))


@settings(max_examples=examples(400), deadline=None)
@given(
    patterns=st.lists(PATTERNS, min_size=1, max_size=2),
    text=TEXTS,
    ignore_case=st.booleans(),
    whole=st.sampled_from([None, None, "word", "line"]),
    fixed=st.booleans(),
)
@example(patterns=["a|"], text="ba", ignore_case=False, whole="word", fixed=False)
def test_both_engines_find_the_same(
    *,
    patterns: list[str],
    text: str,
    ignore_case: bool,
    whole: Whole | None,
    fixed: bool,
) -> None:
    def compiled(engine: str) -> object:
        try:
            pattern = compile_pattern(
                patterns,
                ignore_case=ignore_case,
                fixed=fixed,
                word=whole == "word",
                line=whole == "line",
                engine="linear" if engine == "linear" else "python",
            )
        except QueryError:
            return None
        assert pattern.may_match(f"a. {text}") or not pattern.found(text)
        return pattern.found(text), pattern.spans(text)

    linear, python = compiled("linear"), compiled("python")
    if linear and python:
        assert linear == python
    else:
        assert not fixed


@settings(deadline=None)
@given(st.one_of(st.text(max_size=20), st.text(r"()[]{}?*+|\\^$:Pi<>=1a,", max_size=8)))
def test_any_text_is_a_pattern_or_an_error(text: str) -> None:
    for engine in ENGINES:
        with suppress(QueryError):
            compile_pattern([text], engine=engine)


# What has words, so that there is something to seek; and what has it in its way.
LITERALS = st.sampled_from(
    r"ab a\.b \-1 üb ÜẞA \Qa.b\E a{2} a{,2}b ab? ab* ab{0,3}b (ab)?b (?:a|b)b".split()
)
HARD = st.recursive(
    st.one_of(
        PATTERNS, LITERALS, st.sampled_from(["(?i)", "(?s)", "(?U)", "", "{", "}"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        inner.map("({})".format),
        inner.map("(?:{})*".format),
    ),
    max_leaves=5,
)


@settings(max_examples=examples(300), deadline=None)
@given(
    patterns=st.lists(HARD, min_size=1, max_size=2),
    texts=st.lists(TEXTS | TEXTS.map("a\u00a0".join), min_size=1, max_size=9),
    flags=st.fixed_dictionaries(
        {}, optional={name: st.booleans() for name in ("ignore_case", "fixed", "line")}
    ),
    word=st.booleans(),
)
@example(patterns=["a{,2}b"], texts=["b"], flags={}, word=False)
@example(patterns=["(?i)a", "b"], texts=["A"], flags={}, word=False)
@example(patterns=["ss"], texts=["\u017fs"], flags={"ignore_case": True}, word=False)
@example(patterns=[r"\n*a|^$"], texts=["b", "a"], flags={}, word=False)
@example(patterns=["a ab"], texts=["a ab", "ab a"], flags={}, word=True)
def test_many_texts_at_once_are_as_each_by_itself(
    *, patterns: list[str], texts: list[str], flags: dict[str, Any], word: bool
) -> None:
    """Neither words nor places rule out what matches, and places are where it does."""
    try:
        pattern = compile_pattern(patterns, word=word, **flags)
    except QueryError:
        reject()
    texts = [re.sub("[\r\n]", " ", text) for text in texts]
    expected = {
        number: pattern.spans(text)
        for number, text in enumerate(texts)
        if pattern.found(text)
    }
    data = "".join(f"{text}\n" for text in texts).encode()
    if pattern.needles is not None and not pattern.needles.are_in(words_of(data)):
        assert not expected
    places = pattern.candidates(data)
    if places is None:
        return
    begins = [0, *accumulate(len(text.encode()) + 1 for text in texts)]
    first: dict[int, int] = {}
    for place in places:
        number = bisect_right(begins, place) - 1
        before = data[begins[number] : place].decode()
        first.setdefault(number, len(before))
    if not pattern.is_certain:
        assert expected.keys() <= first.keys()
        return
    assert first == {number: spans[0][0] for number, spans in expected.items()}


@pytest.mark.parametrize("frequency", [1, 30, 3_000])
@pytest.mark.parametrize(
    "pattern", ["quantization", r"\w+ization", r"[a-z]+ion of", r"-w:\w+tion"]
)
def test_what_is_frequent_is_found_as_what_is_rare(
    pattern: str, frequency: int
) -> None:
    """There are other ways to search where there are many hits."""
    word = pattern.startswith("-w:")
    compiled = compile_pattern([pattern.removeprefix("-w:")], word=word)
    texts = [
        f"Über the {'quantization' if n % frequency == 0 else 'Quantisierung'} of n {n}"
        for n in range(9_000)
    ]
    data = "".join(f"{text}\n" for text in texts).encode()
    begins = [0, *accumulate(len(text.encode()) + 1 for text in texts)]
    places = list(compiled.candidates(data) or ())
    assert [bisect_right(begins, place) - 1 for place in places] == [
        number for number, text in enumerate(texts) if compiled.found(text)
    ]
    assert all(data[place:].startswith(b"quantization") for place in places)
