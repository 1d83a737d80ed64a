"""Files cut into blocks, and found again beside the index."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from paperctl.index import blocks
from paperctl.index.blocks import (
    cut_blocks,
    end_of_entries,
    measure,
    start_of_entries,
    stretch_of,
)
from paperctl.index.files import _begin_of_line, open_files
from paperctl.index.reader import IndexFinder
from paperctl.index.transaction import ChangedError
from paperctl.store.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.index.conftest import Bench

TEXT = "# head\npapers:\n" + "".join(
    f"  key{n}a:\n    title: Über {n}\n" for n in range(20)
)


@pytest.mark.parametrize("size", [1, 50, 100, 1 << 20])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_head_blocks_and_tail_are_the_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    line_end: str,
    mark: bytes,
) -> None:
    monkeypatch.setattr(blocks, "SIZE", size)
    data = mark + (TEXT + "later: x\n").replace("\n", line_end).encode()
    path = tmp_path / "papers.yaml"
    path.write_bytes(data)
    (file,) = load(path).files
    cut = list(cut_blocks(file))
    parts = [
        stretch_of(file.text[: start_of_entries(file)], bom=mark),
        *(block.stretch for block in cut),
        stretch_of(file.text[end_of_entries(file) :]),
    ]
    at = 0
    for part in parts:
        assert measure(data[at : at + part.size]) == part
        at += part.size
    assert at == len(data)
    assert [entry for block in cut for entry, _ in block.entries] == [*file.entries]


def test_a_file_without_entries_is_all_head(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("# nothing yet\npapers:\n")
    (file,) = load(path).files
    assert list(cut_blocks(file)) == []
    assert start_of_entries(file) == end_of_entries(file) == len(file.text)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (b"", b""),
        (b"ab", b"ab"),
        (b"x\n", b""),
        (b"x\n  ", b"  "),
        (b"\xef\xbb\xbf", b""),
        (b"\xef\xbb\xbfab", b"ab"),
        (b"x\n" + b" " * 10_000, b" " * 10_000),
        (b"y" * 10_000, b"y" * 10_000),
    ],
)
def test_the_begin_of_a_line_is_found(before: bytes, expected: bytes) -> None:
    assert _begin_of_line(BytesIO(before + b"rest\n"), len(before)) == expected


@pytest.mark.parametrize("how", ["shorter", "longer", "other", "gone"])
def test_a_file_that_changes_while_it_is_open_is_noticed(
    bench: Bench, how: str
) -> None:
    bench.write(TEXT)
    found = bench.open()
    assert isinstance(found, IndexFinder)
    last = found.database.execute("SELECT max(id) FROM block").fetchone()[0]
    with open_files(found) as files:
        assert "key19a" in files.text_of(last)[0]
    text = {
        "shorter": TEXT[:50],
        "longer": TEXT.replace("head", "head and more"),
        "other": TEXT.replace("19", "91"),
        "gone": "",
    }[how]
    with open_files(found) as files:
        bench.path.write_text(text)
        with pytest.raises(ChangedError):
            files.text_of(last)
    with pytest.raises(ChangedError), open_files(found):
        pytest.fail("it shows at once by its state")
