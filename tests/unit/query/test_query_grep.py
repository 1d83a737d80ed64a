from __future__ import annotations

from typing import Any

import pytest

from paperctl.errors import QueryError
from paperctl.model.record import Record, from_record
from paperctl.query.grep import (
    Hit,
    Plan,
    count_units,
    grep,
    iter_units,
    split_matches,
)
from paperctl.query.patterns import Engine, compile_pattern, is_lower

ENGINES: tuple[Engine, ...] = ("linear", "python")

RECORD: Record = {
    "title": "Low-rank adaptation\nof models",
    "authors": ["Paul Erdős", "Ann Low", "et al."],
    "tags": ["low", "rank"],
    "date": "2023-02",
    "abstract": (
        "First we prune. Then we quantize\nto low rank. Costs $O(n)$ only! Das über x."
    ),
}
ENTRY = from_record("erdos2023low", RECORD)


def run(
    *patterns: str, options: dict[str, Any] | None = None, **flags: Any
) -> list[Hit]:
    plan = Plan(compile_pattern(patterns, **flags), **(options or {}))
    return list(grep([ENTRY], plan))


def shown(hits: list[Hit]) -> list[str]:
    """Write hits down as grep does: matches in brackets, context after a hyphen."""
    lines = []
    for hit in hits:
        text = hit.unit.text
        for start, end in reversed(hit.spans):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
        lines.append(("- " if hit.is_context else "") + text)
    return lines


def test_units_are_sentences_items_and_whole_fields() -> None:
    units = list(iter_units(ENTRY, ("title", "authors", "abstract")))
    assert [(unit.field, unit.item, unit.text) for unit in units] == [
        ("title", None, "Low-rank adaptation of models"),
        ("authors", 0, "Paul Erdős"),
        ("authors", 1, "Ann Low"),
        ("abstract", None, "First we prune."),
        ("abstract", None, "Then we quantize to low rank."),
        ("abstract", None, "Costs $O(n)$ only!"),
        ("abstract", None, "Das über x."),
    ]


def test_the_start_of_a_unit_is_its_place_in_the_value() -> None:
    abstract = ENTRY.abstract or ""
    for unit in iter_units(ENTRY, ("abstract",)):
        end = unit.start + len(unit.text)
        assert abstract[unit.start : end].replace("\n", " ") == unit.text


def test_matches_run_across_line_breaks_but_not_across_units() -> None:
    assert shown(run("quantize to")) == ["Then we [quantize to] low rank."]
    assert run("prune. Then") == []


@pytest.mark.parametrize(
    ("patterns", "flags", "expected"),
    [
        (["low"], {}, ["Then we quantize to [low] rank."]),
        (["Low"], {}, ["[Low]-rank adaptation of models"]),
        (
            ["low"],
            {"ignore_case": True},
            ["[Low]-rank adaptation of models", "Then we quantize to [low] rank."],
        ),
        (
            ["low.rank"],
            {"smart_case": True},
            ["[Low-rank] adaptation of models", "Then we quantize to [low rank]."],
        ),
        (["Low"], {"smart_case": True}, ["[Low]-rank adaptation of models"]),
        (["O(n)"], {"fixed": True}, ["Costs $[O(n)]$ only!"]),
        (["."], {"fixed": True, "line": True}, []),
        (["Das über x."], {"line": True}, ["[Das über x.]"]),
        (["über"], {"word": True}, ["Das [über] x."]),
        (["ber"], {"word": True}, []),
        ([r"\büber\b"], {}, ["Das [über] x."]),
        ([r"\bber\b"], {}, []),
        (["ÜBER"], {"ignore_case": True}, ["Das [über] x."]),
        (["^Das", "x.$"], {}, ["[Das] über [x.]"]),
        (["(D)as", r"(x)|\1y"], {"engine": "perl"}, ["[Das] über [x]."]),
        (["(?i)das", "(?P<a>x)"], {}, ["[Das] über [x]."]),
        (["(?xi) das # comment"], {"engine": "perl"}, ["[Das] über x."]),
        (["prune|rank"], {"word": True}, [
            "Low-[rank] adaptation of models",
            "First we [prune].",
            "Then we quantize to low [rank].",
        ]),
        ([], {}, []),
        (["y*"], {"line": True}, []),
    ],
)  # fmt: skip
def test_flags_mean_what_they_mean_in_ripgrep(
    patterns: list[str], flags: dict[str, Any], expected: list[str]
) -> None:
    assert shown(run(*patterns, **flags)) == expected


def test_the_empty_pattern_selects_every_unit_without_spans() -> None:
    hits = run("")
    assert len(hits) == 5
    assert all(hit.spans == () for hit in hits)


def test_invert_selects_the_others() -> None:
    hits = run("we|of", options={"invert": True})
    assert shown(hits) == ["Costs $O(n)$ only!", "Das über x."]


def test_max_count_limits_the_units_of_each_entry() -> None:
    pattern = compile_pattern(["low"], ignore_case=True)
    hits = list(grep([ENTRY, ENTRY], Plan(pattern, max_count=1)))
    assert [hit.unit.field for hit in hits] == ["title", "title"]
    assert list(grep([ENTRY], Plan(pattern, max_count=0))) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"before": 1}, ["- First we prune.", "Then we [quantize] to low rank."]),
        ({"after": 1}, ["Then we [quantize] to low rank.", "- Costs $O(n)$ only!"]),
        ({"before": 9, "max_count": 1}, [
            "- First we prune.", "Then we [quantize] to low rank."]),
    ],
)  # fmt: skip
def test_context_stays_in_the_field(
    options: dict[str, Any], expected: list[str]
) -> None:
    assert shown(run("quantize", options=options)) == expected


def test_context_of_neighbours_is_shown_once() -> None:
    hits = run("prune|Costs", options={"before": 1, "after": 1})
    assert [hit.is_context for hit in hits] == [False, True, False, True]


def test_a_hit_splits_into_its_matches() -> None:
    (hit,) = run("to|ra[a-z]+", options={"fields": ("abstract",)})
    parts = split_matches(hit)
    assert [(part.unit.text, part.spans) for part in parts] == [
        ("to", ((0, 2),)),
        ("rank", ((0, 4),)),
    ]
    abstract = ENTRY.abstract or ""
    assert [abstract[part.unit.start :][:2] for part in parts] == ["to", "ra"]


def test_a_hit_without_spans_stays_whole() -> None:
    (hit,) = run("First", options={"invert": True, "max_count": 1})
    assert split_matches(hit, invert=True) == [hit]
    _, context = run("title|First", options={"after": 1})
    assert context.is_context
    assert split_matches(context) == [context]


def test_an_empty_match_is_nothing_to_show() -> None:
    (hit,) = run("y*", options={"max_count": 1})
    assert split_matches(hit) == []


def test_units_that_follow_each_other_say_so() -> None:
    hits = run("prune|Das", options={"after": 1})
    assert [hit.follows for hit in hits] == [False, True, False]


def test_units_are_counted_without_their_context() -> None:
    hits = run("we", options={"after": 3})
    assert len(hits) > 2
    assert count_units(hits) == {"erdos2023low": 2}


def test_fields_are_looked_at_in_the_order_asked_for() -> None:
    hits = run("low", ignore_case=True, options={"fields": ("tags", "authors")})
    assert [(hit.unit.field, hit.unit.item) for hit in hits] == [
        ("tags", 0),
        ("authors", 1),
    ]


def test_et_al_is_nobody() -> None:
    assert run("et al", options={"fields": ("authors",)}) == []


@pytest.mark.parametrize(
    ("pattern", "column"), [("a(b", 1), ("a**", 2), ("[", 0), (r"a\1", 2)]
)
def test_invalid_patterns_say_where(pattern: str, column: int) -> None:
    with pytest.raises(QueryError, match="not a regular expression") as caught:
        compile_pattern(["ok", pattern], word=True)
    assert (caught.value.query, caught.value.column) == (pattern, column)


def test_patterns_too_large_for_the_engine_are_query_errors() -> None:
    with pytest.raises(QueryError):
        compile_pattern(["a{99999999999}"])
    with pytest.raises(QueryError):
        compile_pattern(["(" * 5_000 + ")" * 5_000], engine="perl")


def test_a_runaway_pattern_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperctl.query.deadline.SECONDS", 0.05)
    entry = from_record("a", {"title": "a" * 60 + "b"})
    with pytest.raises(QueryError, match="took longer than"):
        list(grep([entry], Plan(compile_pattern(["(a+)+$"], engine="perl"))))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("low", True),
        ("Low", False),
        (r"\Slow\W\B", True),
        (r"\p{Lu}x", True),
        (r"\pLx", True),
        ("[[:upper:]]x", True),
        ("(?P<Name>x)", True),
        ("(?U)x", True),
        ("über", True),
        ("Über", False),
        (r"\x4Ax", True),
        (r"\\A", False),
        (r"\p{Lu}", False),
        ("[0-9]+", False),
        ("", False),
    ],
)
def test_smart_case_looks_at_letters_only(pattern: str, *, expected: bool) -> None:
    assert is_lower([pattern]) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "column"),
    [
        ("low(?=-rank)", "look-ahead", 3),
        ("low(?!-rank)", "look-ahead", 3),
        ("(?<=low)-rank", "look-behind", 0),
        ("(?<!low)-rank", "look-behind", 0),
        (r"(l)\1", "back-references", 3),
        ("(?P<a>l)(?P=a)", "back-references", 8),
        ("a{1001}", "invalid repetition size", 1),
        ("a++", "bad repetition operator", 1),
        ("(?x)a", "invalid perl operator", 0),
    ],
)
def test_what_only_python_can_do_is_refused_with_a_hint(
    pattern: str, name: str, column: int
) -> None:
    with pytest.raises(QueryError, match=name) as caught:
        compile_pattern(["ok", pattern])
    assert (caught.value.query, caught.value.column) == (pattern, column)
    assert (caught.value.hint or "").startswith("-P ")
    compile_pattern(["ok", pattern], engine="perl")


@pytest.mark.parametrize("pattern", [r"\b\p{Greek}+", r"a(?i)b\b", r"(?U)a+\b"])
def test_boundaries_do_not_go_with_what_python_does_not_know(pattern: str) -> None:
    with pytest.raises(QueryError, match="do not go with") as caught:
        compile_pattern([pattern])
    assert "-w" in (caught.value.hint or "")
    compile_pattern([pattern.replace(r"\b", "")], word=True)


def test_back_references_need_p_without_re2_too() -> None:
    with pytest.raises(QueryError) as caught:
        compile_pattern([r"(a)\1"], engine="python")
    assert (caught.value.hint or "").startswith("-P ")


def test_what_no_engine_takes_is_an_error() -> None:
    for pattern in (r"\C", "\udcff", "\\"):
        with pytest.raises(QueryError):
            compile_pattern([pattern])


TEXTS = {
    "umlaut": "das über x",
    "decomposed": "das u\u0308ber x",
    "cedilla": "Ça, naïve_x façade",
    "greek": "ΟΔΟΣ οδός",
    "sharp": "STRAẞE Straße STRASSE",
    "hindi": "नमस्ते जी",
    "turkish": "ışık İsim isim",
    "marks": "a\u20ddb c",
}


@pytest.mark.parametrize("engine", ["linear", "python"])
@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("umlaut", r"\büber\b", {}, ["über"]),
        ("umlaut", r"\bber\b", {}, []),
        ("umlaut", r"\Bber\b", {}, ["ber"]),
        ("umlaut", "ber", {"word": True}, []),
        ("umlaut", "ÜBER", {"word": True, "ignore_case": True}, ["über"]),
        ("umlaut", r"\w+", {}, ["das", "über", "x"]),
        ("umlaut", r"\W+", {}, [" ", " "]),
        ("umlaut", r"[\W]+", {}, [" ", " "]),
        ("umlaut", r"[^\W]+", {}, ["das", "über", "x"]),
        ("umlaut", r"[\S]+", {}, ["das", "über", "x"]),
        ("umlaut", r"[^\S]+", {}, [" ", " "]),
        ("umlaut", "[[:alpha:]]+", {}, ["das", "ber", "x"]),
        ("umlaut", r"\p{L}+", {}, ["das", "über", "x"]),
        ("umlaut", r"\b\p{L}+\b", {}, ["das", "über", "x"]),
        ("umlaut", r"[\pL ]+", {}, ["das über x"]),
        ("umlaut", r"\PL+", {}, [" ", " "]),
        ("umlaut", r"\x{fc}\u0062", {}, ["üb"]),
        ("umlaut", r"\ü\Qbe\E", {}, ["übe"]),
        ("umlaut", "a{,2}s", {}, ["as"]),
        ("umlaut", "(?P<a>x)|(?<a>d)", {}, ["d", "x"]),
        ("umlaut", "|x", {}, []),
        ("umlaut", "x*", {}, ["x"]),
        ("umlaut", r"x\z|\Ad", {}, ["d", "x"]),
        ("umlaut", r"x\Z", {}, ["x"]),
        ("decomposed", r"\bu\b", {}, []),
        ("decomposed", "ber", {"word": True}, []),
        ("decomposed", r"\w+", {}, ["das", "u\u0308ber", "x"]),
        ("cedilla", "ça", {"ignore_case": True}, ["Ça", "ça"]),
        ("cedilla", "naïve", {"word": True}, []),
        ("cedilla", "[à-ï]", {"ignore_case": True}, ["Ç", "ï", "ç"]),
        ("greek", "σ", {"ignore_case": True}, ["Σ", "ς"]),
        ("greek", "οδοσ", {"ignore_case": True}, ["ΟΔΟΣ"]),
        ("sharp", "straße", {"ignore_case": True}, ["STRAẞE", "Straße"]),
        ("hindi", r"\w+", {}, ["नमस्ते", "जी"]),
        ("hindi", "ज", {"word": True}, []),
        ("marks", r"\w+", {}, ["a\u20ddb", "c"]),
    ],
)
def test_letters_of_any_script_are_letters(
    engine: Engine,
    text: str,
    pattern: str,
    flags: dict[str, Any],
    expected: list[str],
) -> None:
    shown = TEXTS[text]
    compiled = compile_pattern([pattern], engine=engine, **flags)
    assert [shown[slice(*span)] for span in compiled.spans(shown)] == expected
    assert compiled.found(shown) or not expected


def test_the_turkish_letters_are_letters_of_their_own() -> None:
    pattern = compile_pattern(["i"], ignore_case=True)
    assert not pattern.found("ışık")
    assert pattern.spans("ışIKİ") == ((2, 3),)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("foo foo", "foo", [(0, 3), (4, 7)]),
        ("foofoo foo", "foo", [(7, 10)]),
        ("-a-a", "-", []),
        ("- -- -", "-+", [(0, 1), (2, 4), (5, 6)]),
        ("ü, ö", "[üö]", [(0, 1), (3, 4)]),
        ("a b", "", []),
        ("a,b", "a,|b", [(2, 3)]),
        ("é-é", "é-?", [(0, 1), (2, 3)]),
    ],
)
def test_words_are_found_one_after_the_other(
    text: str, pattern: str, expected: list[tuple[int, int]]
) -> None:
    for engine in ENGINES:
        compiled = compile_pattern([pattern], word=True, engine=engine)
        assert list(compiled.spans(text)) == expected, engine


def test_only_boundaries_in_text_that_is_not_ascii_may_take_long() -> None:
    assert compile_pattern(["(a+)+$"], word=True).is_linear
    assert compile_pattern([r"\d\w"], line=True).is_linear
    assert not compile_pattern([r"\ba"]).is_linear
    entry = from_record("a", {"title": "a" * 60 + "b"})
    assert list(grep([entry], Plan(compile_pattern([r"\b(a+)+$"])))) == []
