"""Other programs' YAML as trees: everything kept, with its line."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from paperctl.yamltext.tree import Items, Pairs, Scalar, read_tree

if TYPE_CHECKING:
    from paperctl.yamltext.tree import Node

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
        ("b: *x", "nothing above is called &x"),
        ("b: &x [*x]", "nothing above is called &x"),
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


def plain(node: Node) -> object:
    if isinstance(node, Pairs):
        return {key.text: plain(value) for key, value in node.pairs}
    return [*map(plain, node.items)] if isinstance(node, Items) else node.text


def test_an_alias_is_what_its_anchor_stands_before() -> None:
    tree = read_tree("a: &x {p: &y 1}\nb: *x\nc: [*y, *x]\n*y: 2\n", KEY)
    assert tree.damage == []
    (document,) = tree.documents
    one = {"p": "1"}
    assert plain(document) == {"a": one, "b": one, "c": ["1", one], "1": "2"}
    assert isinstance(document, Pairs)
    assert document.pairs[1][1].line == 2


def test_an_anchor_holds_for_the_sound_parts_of_a_damaged_text() -> None:
    tree = read_tree("a: &x 1\nb: 'y\nc: *x\n", KEY)
    assert [plain(document) for document in tree.documents] == [{"a": "1"}, {"c": "1"}]


@pytest.mark.parametrize(
    "item", ["[{0},{0},{0},{0},{0},{0},{0},{0},{0}]", "[{0}]", "{{a: {0}}}"]
)
def test_aliases_that_explode_or_nest_too_deeply_are_damage(item: str) -> None:
    names = [f"x{number}" for number in range(300)]
    bomb = "".join(
        f"{name}: &{name} {item.format(f'*{last}')}\n" for last, name in pairwise(names)
    )
    tree = read_tree(f"x0: &x0 [x]\n{bomb}", KEY)
    assert "stands for too much" in tree.damage[0].reason


THREE = "a:\n  p: 1\n{}  p: 2\nc:\n  p: 3\n"


@pytest.mark.parametrize(
    "lines", [" b:\n", "\tb:\n", "b\n", "b\n\nb:\n", "}\nb:\n", " \0b:\n", "- b:\n"]
)
def test_what_is_indented_less_costs_nothing_above_it(lines: str) -> None:
    tree = read_tree(THREE.format(lines), re.compile(r"^(?=\w+:$)", re.MULTILINE))
    assert tree.damage[0].line in {3, 4, 5}
    documents = [plain(document) for document in tree.documents]
    assert documents[0] == {"a": {"p": "1"}}
    assert documents[-1] == {"c": {"p": "3"}}


def test_damage_has_its_column() -> None:
    (damage,) = read_tree("a: 1\nb: x\x07\n", KEY).damage
    assert damage == ("U+0007 cannot stand in YAML", 2, 5)


def test_what_is_below_a_mapping_in_braces_is_no_part_of_it() -> None:
    text = "a: {p: 1}\n   b: {p: 2}\nc: {p: 3}\n"
    tree = read_tree(text, re.compile(r"^(?=\w+:)", re.MULTILINE))
    documents = [plain(document) for document in tree.documents]
    assert documents[0] == {"a": {"p": "1"}}
    assert documents[-1] == {"c": {"p": "3"}}
    assert tree.damage
