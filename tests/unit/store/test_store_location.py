"""Every character of a value has its line and column in the file."""

from __future__ import annotations

import pytest

from paperctl.store.load import load_text

TEXT = r"""
# Blank lines and comments before.
papers:
  first:
    title: Plain title   # a comment
    authors: [Ann A, 'Bob B', "Cy C"]
    tags:
      - one
      - "two"
    note: plain text over
      two lines
    venue: 'it''s quoted'
    journal: "tab\there \u00e9 \"q\" end"
    url: "joined\
      line and

      break"
    abstract: >-
      Folded text on
      two lines.

      New paragraph.
    extra:
      remark: |
        literal
          indented
        end
  second: {title: flow, tags: [x, y]}
""".lstrip("\n")


def at(
    text: str, field: str | None, *, index: int | None = None, offset: int = 0
) -> str:
    """What stands in the file from that place on."""
    place = load_text(text).location("first", field, index=index, offset=offset)
    assert place.line is not None
    assert place.column is not None
    return text.split("\n")[place.line - 1][place.column - 1 :]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("field", "index", "begins"),
    [
        (None, None, "first:"),
        ("title", None, "Plain"),
        ("authors", 0, "Ann"),
        ("authors", 1, "Bob"),
        ("authors", 2, "Cy"),
        ("tags", 0, "one"),
        ("tags", 1, "two"),
        ("abstract", None, "Folded"),
        ("remark", None, "literal"),
    ],
)
def test_keys_values_and_items_have_places(
    field: str | None, index: int | None, begins: str, ends: str
) -> None:
    text = TEXT.replace("\n", ends)
    found = at(text, field, index=index)
    assert found.lstrip("'\"").startswith(begins)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "field", ["title", "note", "venue", "journal", "url", "abstract", "remark"]
)
def test_every_character_is_where_it_is_said_to_be(field: str, ends: str) -> None:
    text = TEXT.replace("\n", ends)
    result = load_text(text)
    entry = result.catalogue["first"]
    value = entry.extra.get(field) or getattr(entry, field, None)
    assert isinstance(value, str)
    lines = text.split("\n")
    for offset, character in enumerate(value):
        place = result.location("first", field, offset=offset)
        assert place.line is not None
        assert place.column is not None
        there = (lines[place.line - 1] + "\n")[place.column - 1]
        # A folded break stands for a blank, a backslash for what is escaped.
        assert there == character or there in "\\\r\n"
        if character.isalpha() and character.isascii():
            assert there == character


def test_flow_entries_have_places_too() -> None:
    place = load_text(TEXT).location("second", "tags", index=1)
    assert TEXT.split("\n")[(place.line or 0) - 1][(place.column or 0) - 1] == "y"


def test_an_unknown_field_falls_back_to_its_entry() -> None:
    assert at(TEXT, "nosuch").startswith("first:")


def test_an_alias_leads_to_its_entry() -> None:
    result = load_text("papers:\n  a:\n    aliases: [old]\n    title: x\n")
    place = result.location("OLD", "title")
    assert (place.line, place.column) == (4, 12)


def test_a_text_of_blanks_has_its_place() -> None:
    result = load_text("papers:\n  a:\n    note: >2+\n       \n")
    assert str(result.location("a", "note")) == "<text>:4:7"
