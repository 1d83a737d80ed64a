"""What each preset calls the papers of the repository, as reviewed.

`PAPERCTL_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; review their diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.keys.presets import PRESETS

if TYPE_CHECKING:
    from tests.conftest import Run

HERE = Path(__file__).parent / "citekeys"
# Read here: the fixtures hide the user's settings from the tests.
UPDATE = bool(os.environ.get("PAPERCTL_UPDATE_GOLDEN"))


@pytest.mark.parametrize("preset", PRESETS)
def test_keys_are_as_reviewed(preset: str, papers: Path, run: Run) -> None:
    result = run("keys", "--pattern", preset, catalogue=papers)
    assert (result.code, result.stderr) == (0, "")
    path = HERE / f"{preset}.out"
    if UPDATE:
        HERE.mkdir(exist_ok=True)
        path.write_text(result.stdout, "utf-8", newline="")
    assert path.exists(), "run once with PAPERCTL_UPDATE_GOLDEN=1, and review it"
    assert result.stdout == path.read_text("utf-8")


def test_the_papers_are_called_as_an_import_would_call_them(
    papers: Path, run: Run
) -> None:
    rows = run("keys", catalogue=papers).stdout.splitlines()
    assert len(rows) == 23
    for row in rows:
        key, proposed = row.split("\t")
        assert key == proposed
