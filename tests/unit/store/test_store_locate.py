"""Which catalogue a command is about, in the promised order."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperctl.errors import CatalogueError
from paperctl.store.locate import find_catalogue


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("papers: {}\n")
    return path


def test_what_is_named_comes_before_all_else(tmp_path: Path) -> None:
    make(tmp_path / "papers.yaml")
    assert find_catalogue(["a", "/b"], {}, tmp_path) == (
        tmp_path / "a",
        Path("/b"),
    )


def test_the_nearest_file_at_or_above_wins(tmp_path: Path) -> None:
    below = tmp_path / "x" / "y"
    below.mkdir(parents=True)
    own = make(tmp_path / "share" / "paperctl" / "papers.yaml")
    environ = {"XDG_DATA_HOME": str(tmp_path / "share")}
    assert find_catalogue([], environ, below) == (own,)
    data = make(tmp_path / "data" / "papers.yaml")
    assert find_catalogue([], environ, below) == (data,)
    top = make(tmp_path / "papers.yaml")
    assert find_catalogue([], environ, below) == (top,)
    near = make(tmp_path / "x" / "data" / "papers.yaml")
    assert find_catalogue([], environ, below) == (near,)


def test_a_folder_of_that_name_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "x" / "papers.yaml").mkdir(parents=True)
    top = make(tmp_path / "papers.yaml")
    assert find_catalogue([], {}, tmp_path / "x") == (top,)


def test_a_relative_data_folder_is_ignored(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no catalogue found") as caught:
        find_catalogue([], {"XDG_DATA_HOME": "share"}, tmp_path)
    assert caught.value.hint is not None


def test_a_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_catalogue(["~/a.yaml"], {}, Path("/x")) == (tmp_path / "a.yaml",)


def test_a_home_that_nobody_has_is_a_name(tmp_path: Path) -> None:
    assert find_catalogue(["~nosuchuser/a"], {}, tmp_path) == (
        tmp_path / "~nosuchuser/a",
    )
