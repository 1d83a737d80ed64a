"""What bibtexparser says of an entry, whatever its values and citekey are."""

from __future__ import annotations

import pytest
from bibtexparser.entrypoint import parse_string

from paperctl.bib import read
from paperctl.sources._bib_frames import read_fields


def fields(text: str) -> list[tuple[str, str]] | None:
    (block,) = read(text).blocks
    found = read_fields(block)
    return None if found is None else list(found)


@pytest.mark.parametrize(
    "text",
    [
        '@misc{k, title = {A, "b" = {c}}, Year = 2012, month=may}',
        '@article(k, title = "a {"} = b, @x", journal = jan ,)',
        "@misc{a=b, note = {}, url = {http://a.b/?c=d,e},\n\n  number = {7}\n}",
        "@misc{k}",
    ],
)
def test_fields_are_those_that_bibtexparser_reads_in_the_whole_entry(text: str) -> None:
    (entry,) = parse_string(text.replace("a=b", "k"), parse_stack=()).entries
    expected = [(field.key.lower(), field.value) for field in entry.fields]
    assert fields(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '@misc{k, title = {A} # "b"}',
        "@misc{k, title = a # {b}}",
        "@misc{k, title = {A}, Title = {B}}",
        "@misc{k, {title} = {A}}",
        "@misc{k, title = {{{{{A}}}}}}",
    ],
)
def test_what_is_not_one_whole_piece_is_left_to_the_block(text: str) -> None:
    blocks = read(text).blocks
    assert read_fields(blocks[0]) is None


def test_equal_frames_keep_their_own_values() -> None:
    assert fields("@misc{a, title = {A}, year = 1}") == [
        ("title", "{A}"),
        ("year", "1"),
    ]
    assert fields("@misc{b, title = {B}, year = 2}") == [
        ("title", "{B}"),
        ("year", "2"),
    ]
