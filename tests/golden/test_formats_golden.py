"""What every format makes of the same catalogues, as reviewed.

`PAPERCTL_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; review their diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from yaml import BaseLoader

from paperctl import formats
from paperctl.model import Entry, from_record
from tests.nasty import HUGE, NASTY

HERE = Path(__file__).parent
# Read here: the fixtures hide the user's settings from the tests.
UPDATE = bool(os.environ.get("PAPERCTL_UPDATE_GOLDEN"))
CASES = sorted(path.stem for path in (HERE / "cases").glob("*.yaml"))


def entries_of(case: str) -> list[Entry]:
    if case == "nasty":
        return [entry for entry in NASTY if entry.citekey not in HUGE]
    text = (HERE / "cases" / f"{case}.yaml").read_text("utf-8")
    papers = BaseLoader(text).get_single_data()
    return [from_record(key, record, archive="cs") for key, record in papers.items()]


@pytest.mark.parametrize("case", [*CASES, "nasty"])
@pytest.mark.parametrize("name", formats.names())
def test_output_is_as_reviewed(name: str, case: str) -> None:
    writer = formats.get(name)
    written = "".join(writer.write(entries_of(case), formats.FormatOptions()))
    path = HERE / name / f"{case}.out"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8", newline="")
    assert path.exists(), "run once with PAPERCTL_UPDATE_GOLDEN=1, and review it"
    assert written == path.read_bytes().decode("utf-8")
