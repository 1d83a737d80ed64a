"""Other programs' YAML as trees: everything kept, with its line."""

from __future__ import annotations

import re

import pytest

from paperctl.yamltext.tree import Items, Pairs, Scalar, read_tree

KEY = re.compile(r"^(?=\w)", re.MULTILINE)


def test_scalars_are_text() -> None:
    tree = read_tree("- 2306.10000\n- no\n- 2020-01-01\n- 0x1F\n- ~\n- '~'\n", KEY)
    (document,) = tree.documents
    assert isinstance(document, Items)
    texts = [item.text for item in document.items if isinstance(item, Scalar)]
    assert texts == ["2306.10000", "no", "2020-01-01", "0x1F", None, "~"]


def test_keys_that_come_twice_are_both_there() -> None:
    (document,) = read_tree("a: 1\nb: 2\na: 3\n", KEY).documents
    assert isinstance(document, Pairs)
    assert [(key.text, key.line) for key, _ in document.pairs] == [
        ("a", 1),
        ("b", 2),
        ("a", 3),
    ]


def test_several_documents_are_read_and_empty_ones_are_none() -> None:
    tree = read_tree("---\na: 1\n---\nb: 2\n---\n", KEY)
    assert [document.line for document in tree.documents] == [2, 4]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("b: x: y", "mapping values are not allowed"),
        ("b: 'x", "quoted scalar"),
        ("b: *x", "the alias *x is not followed"),
        ("b: \x07", "U+0007 cannot stand in YAML"),
        ("? [b]\n: 1", "a key is not text"),
    ],
)
def test_damage_costs_only_the_part_that_it_is_in(damage: str, reason: str) -> None:
    tree = read_tree(f"a: 1\n{damage}\nc: 3\n", re.compile(r"^(?=[\w?])", re.MULTILINE))
    lines = [document.line for document in tree.documents]
    assert (lines[0], lines[-1]) == (1, 3 + damage.count("\n"))
    assert tree.damage[0].line == 2
    assert reason in tree.damage[0].reason


def test_deep_nesting_is_refused() -> None:
    tree = read_tree("a: 1\nb: " + "[" * 500 + "]" * 500 + "\n", KEY)
    assert len(tree.documents) == 1
    assert "nest" in tree.damage[0].reason
