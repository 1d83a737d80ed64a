from __future__ import annotations

import sqlite3

import pytest

from paperctl.model.record import Record, from_record
from paperctl.query.parse import parse_query
from paperctl.query.search import WEIGHTS, Scored, hit_spans, search, suggest
from paperctl.query.tokens import token_text

RECORDS: dict[str, Record] = {
    "frantar2023": {
        "title": "GPTQ: Accurate quantization",
        "authors": ["Elias Frantar"],
        "abstract": "We show a new method. It is for quantization of $O(n)$ weights.",
        "area": "cs.LG",
    },
    "egiazarian2024": {
        "title": "Extreme compression of language models",
        "authors": ["Vage Egiazarian"],
        "abstract": 'Additive quantization wins.\nM{\\"o}bius quantization, too.',
        "area": "cs.LG",
        "tags": ["compression"],
    },
    "vision2022": {
        "title": "Pruning of vision models",
        "abstract": "No word of it.",
        "area": "cs.CV",
    },
    "other2021": {"title": "Diffusion samplers", "note": "About Möbius and pruning."},
    "another2020": {"title": "Graph neural networks"},
    "last2019": {"title": "Graph neural networks"},
}
ENTRIES = [from_record(key, record) for key, record in RECORDS.items()]


def find(text: str, limit: int | None = None) -> list[Scored]:
    return search(ENTRIES, parse_query(text), limit=limit)


def keys(text: str) -> list[str]:
    return [hit.entry.citekey for hit in find(text)]


def test_a_hit_in_the_title_counts_for_more() -> None:
    assert keys("quantization") == ["frantar2023", "egiazarian2024"]


def test_the_last_word_is_a_prefix_too() -> None:
    assert keys("additive quant") == ["egiazarian2024"]
    assert keys("quant additive") == []
    assert keys("quant area:LG") == ["frantar2023", "egiazarian2024"]


def test_filters_apply_and_do_not_score() -> None:
    assert keys("models area:CV") == ["vision2022"]
    assert keys("models NOT area:CV") == ["egiazarian2024"]
    assert [hit.score for hit in find("area:LG")] == [0.0, 0.0]


def test_equals_are_in_the_order_of_their_citekeys() -> None:
    assert keys("graph neural") == ["another2020", "last2019"]
    assert keys("area:LG") == ["egiazarian2024", "frantar2023"]


def test_terms_of_searched_fields_score() -> None:
    assert keys("title:models OR abstract:quantization")[0] == "egiazarian2024"


def test_limit_keeps_the_best() -> None:
    assert [hit.entry.citekey for hit in find("quantization", 1)] == ["frantar2023"]


def test_latex_and_accents_do_not_get_in_the_way() -> None:
    assert set(keys("mobius")) == {"egiazarian2024", "other2021"}
    assert keys('"O(n) weights"') == ["frantar2023"]


def test_the_passage_is_the_sentence_with_most_of_the_words() -> None:
    passage = find("mobius quantization")[0].passage
    assert passage is not None
    assert passage.field == "abstract"
    assert passage.text == "Möbius quantization, too."
    assert [passage.text[a:b] for a, b in passage.spans] == ["Möbius", "quantization"]
    value = str(RECORDS["egiazarian2024"]["abstract"])
    assert value[passage.start : passage.end] == 'M{\\"o}bius quantization, too.'


def test_where_only_the_title_is_hit_it_is_the_passage() -> None:
    passage = find("diffusion")[0].passage
    assert passage is not None
    assert (passage.field, passage.spans) == ("title", ((0, 9),))


def test_nothing_to_highlight_is_no_passage() -> None:
    assert find("area:CV")[0].passage is None


@pytest.mark.parametrize(
    ("text", "query", "spans"),
    [
        ("Low-Rank and low", "low", [(0, 3), (13, 16)]),
        ("Low-Rank and low", '"low rank"', [(0, 8)]),
        ("Lowly", "low*", [(0, 5)]),
        ("Lowly", "low", []),
        ("基于深度学习的", "深度", [(2, 4)]),
        ("Möbius", "NOT mobius", []),
        ("Möbius", "author:mobius", []),
        ("Ｌｏｗ", "low", [(0, 3)]),
    ],
)
def test_highlights(text: str, query: str, spans: list[tuple[int, int]]) -> None:
    assert list(hit_spans(text, parse_query(query), "title")) == spans


def test_suggests_what_the_catalogue_has() -> None:
    suggestions = suggest(ENTRIES, parse_query("quantisation area:LG"))
    assert [str(suggestion) for suggestion in suggestions] == [
        "no entry has 'quantisation'; 2 have 'quantization'"
    ]


def test_suggests_within_the_field_asked_for() -> None:
    (suggestion,) = suggest(ENTRIES, parse_query("author:frantr pruning"))
    assert str(suggestion) == "no entry has 'frantr'; 1 has 'frantar'"


def test_says_so_where_nothing_is_near() -> None:
    (suggestion,) = suggest(ENTRIES, parse_query("xyzzyx"))
    assert str(suggestion) == "no entry has 'xyzzyx'"


def test_has_nothing_to_say_where_every_word_occurs() -> None:
    assert suggest(ENTRIES, parse_query("vision pru")) == []


def test_nothing_is_found_in_an_empty_catalogue() -> None:
    assert search([], parse_query("a")) == []


@pytest.mark.parametrize(
    "text", ["quantization", "models", "graph neural", "mobius pru"]
)
def test_scores_are_those_of_sqlite(text: str) -> None:
    database = sqlite3.connect(":memory:")
    columns = ", ".join(WEIGHTS)
    try:
        database.execute(f"create virtual table t using fts5({columns})")
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no FTS5")
    for entry in ENTRIES:
        record: Record = {"citekey": entry.citekey, **RECORDS[entry.citekey]}
        row = []
        for name in WEIGHTS:
            value = record.get(name) or ()
            values = (
                [value] if isinstance(value, str) else [str(item) for item in value]
            )
            row.append(token_text(values))
        marks = ", ".join("?" * len(row))
        database.execute(f"insert into t values ({marks})", row)
    weights = ", ".join(map(str, WEIGHTS.values()))
    rows = database.execute(
        f"select trim(citekey), -bm25(t, {weights}) from t where t match ?",
        [f"{text}*"],
    )
    expected = dict(rows.fetchall())
    database.close()
    assert {hit.entry.citekey: hit.score for hit in find(text)} == pytest.approx(
        expected
    )
