"""What stands around the entries of a large file is read as in any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.index import parts
from paperctl.index.opening import in_memory
from paperctl.index.reader import IndexFinder
from paperctl.query.ast import Everything
from paperctl.store import load

if TYPE_CHECKING:
    from tests.unit.index.conftest import Bench

PAPERS = "papers:\n  a:\n    title: One\n    area: LG\n  b:\n    title: Two\n"
PROFILES = "profiles:\n  - name: A. B.\n    hindex: 3\n"
PLAIN = [
    PAPERS,
    "\n\n" + PAPERS,
    "archive: cs\n" + PAPERS,
    "archive: cs\n\n\n" + PAPERS,
]
OTHER = [
    "# mine\n" + PAPERS,
    "archive: nosuch\n\n" + PAPERS,
    "archive: cs.LG\n" + PAPERS,
    "archive: 'cs'\n" + PAPERS,
    "archive: cs # mine\n" + PAPERS,
    PROFILES + PAPERS,
    PAPERS + "\narchive: cs\n",
    PAPERS + "\nother: 1\n",
    PAPERS + PROFILES,
    PAPERS + "# mine\n",
    "archive: cs\nother: x\n" + PAPERS + "\n" + PROFILES,
]


@pytest.mark.parametrize("text", PLAIN + OTHER)
def test_a_file_read_by_parts_is_as_one_read_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(parts, "ENOUGH", 0)
    bench.write(text)
    found, whole = bench.open(), in_memory(bench.which)
    assert isinstance(found, IndexFinder)
    assert list(found.select(Everything())) == list(whole.select(Everything()))
    assert list(found.problems) == list(whole.problems)
    assert found.summary(Everything()) == whole.summary(Everything())


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_head_needs_no_parser(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(parts, "ENOUGH", 0)
    monkeypatch.delattr(load, "load_text")
    bench.write(text)
    assert bench.titles() == ["One", "Two"]


def test_a_section_that_stands_twice_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "ENOUGH", 0)
    bench.write("archive: cs\n" + PAPERS + "archive: math\n")
    told = [str(problem) for problem in in_memory(bench.which).problems]
    assert told
    assert bench.problems() == told
