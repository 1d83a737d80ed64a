"""The page on citekeys: each example of its tables is what the program gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paperctl.keys.functions import FUNCTIONS
from paperctl.keys.modifiers import MODIFIERS
from paperctl.keys.pattern import parse_pattern
from paperctl.keys.presets import PRESETS
from paperctl.model import Entry, from_record
from paperctl.store.load import load_text
from tests.contracts.sessions import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run

PAGE = (ROOT / "docs" / "citekeys.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| `(\[[^`]+\])` \| (?!`)(.*) \| `([^`]*)` \|$", PAGE, re.MULTILINE
)
NAMED = {
    name.lower() for name in re.findall(r"\[([A-Za-z.]+?)(?:[0-9_]*)?(?=[:\]])", PAGE)
}


@pytest.fixture(scope="module")
def entry() -> Entry:
    """The entry that the examples are about."""
    block = re.search(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block
    loaded = load_text(block[1])
    assert loaded.problems == ()
    return loaded.catalogue.entries[0]


@pytest.mark.parametrize(
    ("pattern", "expected"), [(pattern, expected) for pattern, _, expected in ROWS]
)
def test_an_example_is_what_the_pattern_gives(
    pattern: str, expected: str, entry: Entry
) -> None:
    assert parse_pattern(pattern).base(entry) == expected


def test_every_function_is_on_the_page() -> None:
    assert len(ROWS) > 50
    # Those of editors and of authors alone are said to be like the others.
    families = ("pure", "edtr", "editor")
    names = [name for name in FUNCTIONS if not name.startswith(families)]
    assert [name for name in names if name.lower() not in NAMED] == []


def test_every_modifier_is_on_the_page() -> None:
    patterns = " ".join(pattern for pattern, _, _ in ROWS)
    for name in (*MODIFIERS, "(", "regex("):
        assert f":{name}" in patterns


def test_the_table_of_presets_is_that_of_the_program() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| `(\[.*\])` \| `(\w+)` \|$", PAGE, re.MULTILINE
    )
    assert rows == [
        (item.name, item.pattern, item.example) for item in PRESETS.values()
    ]
    attention = from_record(
        "x",
        {
            "title": "Attention Is All You Need",
            "authors": ["Ashish Vaswani", "Noam Shazeer"],
            "date": "2017-06-12",
        },
    )
    for name, pattern, example in rows:
        assert parse_pattern(pattern).base(attention) == example, name


def test_the_topic_of_help_has_patterns_that_work(run: Run, entry: Entry) -> None:
    result = run("keys", "--pattern", "[zzzzzzzz]")
    assert "`paperctl help citekeys`" in result.stderr
    text = run("help", "citekeys").stdout
    rows = re.findall(r"^  (\S+(?:,? \S+)*?)(?=  |$)", text, re.MULTILINE)
    patterns = re.findall(r"\[[^\s\]]*\]", text)
    assert len(patterns) > 20
    for pattern in patterns:
        parse_pattern(pattern)
    for preset in PRESETS.values():
        assert preset.name in " ".join(rows)
    for name in re.findall(r":([a-z]+)", text):
        assert name in (*MODIFIERS, "regex")
