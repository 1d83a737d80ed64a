"""Which file is the index of a catalogue."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from paperctl.index.where import (
    cache_folder,
    catalogue_key,
    file_state,
    index_path,
    is_index_name,
    is_own_file,
    paths_of,
    remove_leftovers,
    temporary_name,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="paths of POSIX")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/paperctl"),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/paperctl"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/paperctl"),
        ({"HOME": "/h"}, "/h/.cache/paperctl"),
        ({"HOME": "relative"}, ""),
        ({"HOME": ""}, ""),
        ({}, ""),
        ({"XDG_CACHE_HOME": "/x"}, "/x/paperctl"),
    ],
)
def test_the_folder_is_where_xdg_wants_it(
    environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder(environ) == expected


def test_other_systems_have_folders_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder({"HOME": os.environ["HOME"]}).endswith("paperctl")


NAMES = [
    "papers.yaml",
    "a b.yaml",
    "?#%&;'\".yaml",
    "new\nline.yaml",
    "深度.yaml",
    "x" * 200 + ".yaml",
    ".hidden",
    os.fsdecode(b"\xff\xfe.yaml"),
]


@pytest.mark.parametrize("name", NAMES)
def test_any_path_gives_a_plain_name(name: str, tmp_path: Path) -> None:
    key = catalogue_key([tmp_path / name], None)
    path = Path(index_path("/cache", key))
    assert path.parent == Path("/cache")
    assert is_index_name(path.name)
    assert path.name.isascii()
    assert len(path.name) < 80
    assert paths_of(key) == [str(tmp_path / name)]


def test_each_catalogue_has_an_index_of_its_own() -> None:
    keys = {
        catalogue_key(paths, archive)
        for paths in (["/a/b"], ["/a", "/b"], ["/a\n/b"], ["/b", "/a"], ["/a/b", "/c"])
        for archive in (None, "cs", "math")
    }
    assert len(keys) == 15
    assert len({index_path("/cache", key) for key in keys}) == 15


def test_names_of_indexes_are_told_from_others() -> None:
    good = Path(index_path("/c", catalogue_key(["/x/papers.yaml"], None))).name
    assert is_index_name(good)
    for tail in ("-journal", ".0123abcd.tmp", ".0123abcd.tmp-journal"):
        assert is_index_name(good + tail, or_leftover=True)
        assert not is_index_name(good + tail)
    for name in ("notes.index", "my.index.tmp", f"{good}.bak", f"{good}\n", "a.txt"):
        assert not is_index_name(name, or_leftover=True)
    assert is_index_name(Path(temporary_name(good)).name, or_leftover=True)


def test_only_old_leftovers_of_ours_go(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    index = index_path(str(folder), "k")
    old, new = Path(temporary_name(index)), Path(temporary_name(index))
    foreign = folder / "notes.tmp"
    for path in (Path(index), old, new, foreign):
        path.touch()
    for path in (Path(index), old, foreign):
        os.utime(path, (time.time() - 7200,) * 2)
    remove_leftovers(str(folder))
    assert {*folder.iterdir()} == {Path(index), new, foreign}
    remove_leftovers(str(tmp_path / "missing"))


def test_the_state_of_what_is_no_file_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "no", "a\0b"):
        assert file_state(path) is None
    (tmp_path / "f").write_text("four")
    state = file_state(tmp_path / "f")
    assert state is not None
    assert state[0] == 4


def test_what_another_user_made_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    assert not is_own_file(str(path))
    path.touch()
    assert is_own_file(str(path))
    assert not is_own_file(str(tmp_path))
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert not is_own_file(str(path))
