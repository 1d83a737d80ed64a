"""The two engines of `grep` find the same, whatever the pattern and the text."""

from __future__ import annotations

import re
from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from paperctl.errors import QueryError
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
