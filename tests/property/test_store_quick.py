"""What is read without the parser is what the parser reads."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from paperctl.canonical.dump import dump
from paperctl.model.entry import Entry
from paperctl.model.fields import FIELDS
from paperctl.model.record import to_record
from paperctl.store.edit import are_equal
from paperctl.store.load import load_text
from paperctl.store.partial import Part, read_part
from paperctl.store.position import find_nodes
from paperctl.store.quick import find_quickly, read_quickly
from tests.examples import examples
from tests.property.strategies import FRAGMENTS, catalogues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paperctl.model import Catalogue

LEAD = "papers:\n  "
PAPERS = Path(__file__).parents[2] / "data" / "papers.yaml"
settled = settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def by_parser(text: str) -> Part | None:
    """Read a whole file of these entries, if they make one and nothing else."""
    loaded = load_text(LEAD + text, "f", archive="cs")
    (file,) = loaded.files
    papers = file.sections.get("papers")
    if loaded.has_errors or not file.entries or papers is None:
        return None
    spans = [file.spans[entry.citekey] for entry in file.entries]
    is_alone = (
        list(file.sections) == ["papers"]
        and papers.column == 2
        and spans[0].start == len(LEAD)
        and spans[-1].end == len(file.text)
    )
    if not is_alone:
        return None
    starts = tuple(span.start - len(LEAD) for span in spans)
    return Part(file.entries, starts, loaded.problems)


def check(text: str) -> None:
    expected = by_parser(text)
    part = read_part(text, path="f", column=2, archive="cs")
    if expected is None or part is None:
        assert part is expected
        return
    assert part.entries == expected.entries
    assert part.starts == expected.starts
    places = [problem.location for problem in part.problems]
    lines = [place.line for place in places if place and place.line]
    wanted = [problem.location for problem in expected.problems]
    assert lines == [place.line - 1 for place in wanted if place and place.line]
    assert [problem.message for problem in part.problems] == [
        problem.message for problem in expected.problems
    ]
    check_nodes(LEAD + text, [start + len(LEAD) for start in part.starts])


def check_nodes(text: str, starts: Sequence[int]) -> None:
    """Whatever is found without the parser stands where the parser finds it."""
    for start, end in pairwise([*starts, len(text)]):
        found = find_quickly(text, start, 2, FIELDS)
        parsed = find_nodes(text, start, end)
        for path, node in found.items():
            citekey = text[start : text.index(":", start)]
            expected = parsed[citekey, *path]
            if node.value is None or node.style == ">":
                # Where these end to the parser depends on what follows them.
                expected = expected._replace(end=node.end)
            assert node == expected


@settled
@given(catalogues())
def test_catalogues_as_we_write_them(catalogue: Catalogue) -> None:
    text = dump(catalogue)
    start = text.find("papers:\n  ")
    if start >= 0:
        check(text[start + len(LEAD) :])


@settled
@given(catalogues())
def test_what_says_the_same_as_a_record_is_its_entry(catalogue: Catalogue) -> None:
    text = dump(catalogue)
    start = text.find("papers:\n  ")
    if start < 0:
        return
    text = text[start + len(LEAD) :]
    known = {entry.citekey: (to_record(entry), entry) for entry in catalogue.entries}
    part = read_part(text, path="f", column=2, archive="cs", known=known)
    made = read_part(text, path="f", column=2, archive="cs")
    assert part is not None
    assert made is not None
    assert are_equal(part.entries, made.entries)
    assert are_equal(part.entries, catalogue.entries)


def test_what_says_something_else_than_a_record_is_read() -> None:
    entry = Entry(citekey="a", title="One")
    known = {"a": (to_record(entry), entry)}
    options = {"path": "f", "column": 2, "archive": None, "known": known}
    same = read_part("a:\n    title: One\n", **options)  # type: ignore[arg-type]
    other = read_part("a:\n    title: Two\n", **options)  # type: ignore[arg-type]
    assert same is not None
    assert same.entries[0] is entry
    assert other is not None
    assert other.entries == (Entry(citekey="a", title="Two"),)


PIECES = st.lists(
    st.sampled_from(
        [
            *FRAGMENTS,
            *("\n", "\n", "\n\n", "\n    ", "\n      ", "\n  ", "\n  b:", "\n  # c"),
            *("\n    title: ", "\n    note: ", '\n    title: "', '"', "'", "\\"),
            *("\n    note: '", "\n    tags: [", "]", ", ", "\n    tags:", "x", "é"),
            *(
                "\n      - ",
                "\n    - ",
                "\n    note: >-",
                "\n    note: |",
                "\n\n      ",
            ),
            *("\n    type: article", "\n    tyqe: x", "\n    date: 2023", "\n    x:\n"),
            *(
                "\n    extra:",
                "\n      k: ",
                "\n      m:",
                "\n        v: ",
                "$x$",
                "(a)",
            ),
            *("\n    arxiv: 2302.11640", "\n    aliases: [B]", "\n    area: LG"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(settled, max_examples=examples(400))
@given(PIECES, st.sampled_from(["", "\n", "\n  ", "\n  c:\n    title: z\n"]))
@example("\n    title: a: b", "\n")
@example("\n    title: a #b", "\n")
@example("\n    title: a\n      b", "\n")
@example("\n    title: a\n    title: b", "\n")
@example('\n    title: "a \\\\\\" b"', "\n")
@example("\n    note: >-\n      a\n       b", "\n")
@example("\n    note: >-\n      a \n      b", "\n")
@example("\n    note: >-\n      a\n\n      b", "\n")
@example("\n    note: >-\n      # a\n    # b", "\n")
@example("\n    tags: [a, null, ~]", "\n")
@example("\n    tags: [a , b]", "\n")
@example("\n    tags: [a, b ]", "\n")
@example("\n    tags: [a  b, c]", "\n")
@example("\n    tags: [a\u00a0, b\u00a0c\u3000]", "\n")
@example('\n    title: "a\\"b\\\\"', "\n")
@example('\n    title: "a\\\\"b"', "\n")
@example("\n    note: >-\n      a\n      b\n    title: c", "\n")
@example("\n    tags:\n      - a\n      - null", "\n")
@example("\n    note: null\n    title: ~", "\n  ")
@example("\n    note: a\u2028b", "\n")
@example("\n    extra:\n      m:\n        v: 1\n        w: $a$\n      k: (b)", "\n")
@example("\n    extra:\n      m:\n        v: 1\n        v: 2", "\n")
@example("\n    extra:\n      m:\n      k: a", "\n")
@example("\n    extra:\n      k: a\n        v: 1", "\n")
@example("\n    extra:\n      m: k:\n        v: 1", "\n")
@example("\n    extra:\n      null:\n        v: 1", "\n")
def test_lines_of_all_kinds(text: str, end: str) -> None:
    check(f"a:{text}{end}")


@cache
def papers() -> str:
    text = PAPERS.read_text("utf-8")
    return text[text.index(LEAD) + len(LEAD) :]


@settled
@given(st.integers(0, 1 << 30), st.sampled_from([*FRAGMENTS, "\n", "\n  ", ""]))
def test_a_real_catalogue_with_a_slip(at: int, slip: str) -> None:
    text = papers()
    at %= len(text)
    check(text[:at] + slip + text[at + (slip == "") :])


def test_nearly_all_of_a_real_catalogue_is_read_quickly() -> None:
    stretches = list(read_quickly(papers(), 2))
    assert sum(stretch.citekey is not None for stretch in stretches) > 20
    for stretch in stretches:
        nodes = find_quickly(papers(), stretch.start, 2, {"abstract"})
        assert ("abstract",) in nodes or stretch.citekey is None


@pytest.mark.parametrize("end", ["\n", "\n  ", ""])
def test_citekeys_that_clash_are_for_the_whole_file(end: str) -> None:
    text = "a:\n    title: x\n  A:\n    title: y" + end
    assert read_part(text, path="f", column=2, archive=None) is None
