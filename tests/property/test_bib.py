"""What has to hold for any text that is read as a .bib file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.bib import BibFile, grammar, read, reader
from paperctl.text.regex import lazy_regex
from tests.examples import examples

# Pieces that mean something to a reader of .bib files, and some that do not.
SCRAPS = st.sampled_from(
    [
        *'@{}()",=#% \t\r\n\\1a',
        "@misc{",
        "@misc{k,",
        "@misc(k,",
        "@string{s =",
        "@preamble{",
        "@comment{",
        "\n@misc{n, t = {x}}\n",
        "t = {x},",
        't = "x",',
        "t = s # 1,",
        "é\u00a0\u2028",
        "\ufeff",
        "{{{{{{x}}}}}}",
    ]
)
HOSTILE = st.lists(SCRAPS, max_size=40).map("".join)
TEXTS = HOSTILE | st.text(max_size=80)

WORDS = st.text("abé \n\\$%@,=#()", max_size=12)
BRACED = st.recursive(
    WORDS.map(lambda text: text.replace('"', "")),
    lambda inner: st.lists(
        inner.map(lambda text: f"{{{text}}}") | WORDS, max_size=3
    ).map("".join),
    max_leaves=8,
)
NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_:-]{0,8}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "\n", "\r\n  ", "\t", " % a comment\n"])
PIECES = (
    BRACED.map(lambda text: ("braced", text, f"{{{text}}}"))
    | BRACED.map(lambda text: ("quoted", text, f'"{text}"'))
    | st.from_regex(r"[0-9]{1,4}", fullmatch=True).map(lambda t: ("number", t, t))
    | NAMES.map(lambda text: ("macro", text, text))
)
FIELDS = st.tuples(NAMES, st.lists(PIECES, min_size=1, max_size=3))
ENTRIES = st.tuples(NAMES, NAMES, st.lists(FIELDS, max_size=4), st.booleans())


def source_of(file: BibFile) -> str:
    return "".join(block.source for block in file.blocks)


@given(TEXTS, st.booleans())
@settings(max_examples=examples(400))
def test_blocks_add_up_to_the_text(text: str, biber: bool) -> None:
    file = read(text, biber=biber)
    assert source_of(file) == text
    at = 0
    for block in file.blocks:
        assert block.start == at < block.end
        at = block.end
        end = block.start
        for field in block.fields:
            assert end <= field.start <= field.name_start < field.value.end
            assert field.value.end == field.end <= block.end
            end = field.end
        assert (block.kind == "broken") <= bool(block.faults)


@given(TEXTS, st.booleans())
@settings(max_examples=examples(400))
def test_the_quick_way_reads_what_the_slow_one_does(text: str, biber: bool) -> None:
    quick = read(text, biber=biber)
    seen = [
        (block.kind, block.start, block.end, block.key, block.fields)
        for block in quick.blocks
    ]
    with pytest.MonkeyPatch.context() as patch:
        never = lazy_regex(r"(?!)()()")
        patch.setattr(grammar, "ENTRY", never)
        patch.setattr(grammar, "FIELD", never)
        patch.setattr(grammar, "QUOTED", never)
        slow = reader.read(text, biber=biber)
        assert seen == [
            (block.kind, block.start, block.end, block.key, block.fields)
            for block in slow.blocks
        ]


@given(st.lists(ENTRIES, max_size=4), GAPS, GAPS)
def test_what_is_written_is_read(
    entries: list[tuple[str, str, list[tuple[str, list[tuple[str, str, str]]]], bool]],
    gap: str,
    other: str,
) -> None:
    special = {"comment", "string", "preamble"}
    entries = [entry for entry in entries if entry[0].lower() not in special]
    text = ""
    for kind, key, fields, trailing in entries:
        body = "".join(
            f"{gap},{other}{name}{gap}={other}"
            + f"{gap}#{other}".join(written for _, _, written in pieces)
            for name, pieces in fields
        )
        text += f"@{kind}{{{key}{body}{',' if trailing else ''}{gap}}}\n"
    found = read(text).entries
    assert [
        (
            block.type,
            block.key,
            [
                (field.name, [(p.kind, p.text) for p in field.value.pieces])
                for field in block.fields
            ],
        )
        for block in found
    ] == [
        (
            kind.lower(),
            key,
            [
                (name, [(piece, said) for piece, said, _ in pieces])
                for name, pieces in fields
            ],
        )
        for kind, key, fields, _ in entries
    ]
    assert not any(block.faults for block in found)
