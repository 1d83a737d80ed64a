"""RE2 as it is called, by its own search or by what is wrapped around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.query.linear import compile_linear

if TYPE_CHECKING:
    from paperctl.query.linear import LinearRegex

TEXT = "über low-rank\n\nlow rank, Low".encode()


def answers(regex: LinearRegex) -> list[object]:
    return [
        regex.search(TEXT, 0),
        regex.search(TEXT, 9),
        regex.is_in(TEXT),
        regex.start(TEXT, 6, 14),
        list(regex.starts(TEXT)),
    ]


@pytest.mark.parametrize("pattern", ["low", "(l)(o)|(x)", "(?i)LOW.rank", r"\n", "k.l"])
def test_both_ways_to_search_give_the_same(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    re2 = pytest.importorskip("re2")
    expected = answers(compile_linear(pattern, typed=pattern))
    monkeypatch.delattr(re2, "_Anchor")
    # What is wrapped around it needs the name itself.
    found = compile_linear(pattern, typed=pattern)
    monkeypatch.undo()
    assert answers(found) == expected


def test_no_match_holds_a_line_end() -> None:
    regex = compile_linear(r"[^x]+", typed="")
    assert list(regex.starts(b"ab\n\ncd")) == [0, 4]
    assert not compile_linear(r"b\n", typed="").is_in(b"ab\n")
    assert compile_linear(r"(?m:^)cd(?m:$)", typed="").start(b"ab\ncd\n", 3, 5) == 3
