"""What every format makes of the same catalogues, as reviewed.

`PAPERCTL_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; review their diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from yaml import BaseLoader

from paperctl import formats
from paperctl.model import Entry, from_record
from tests.nasty import HUGE, NASTY

HERE = Path(__file__).parent
# Read here: the fixtures hide the user's settings from the tests.
UPDATE = bool(os.environ.get("PAPERCTL_UPDATE_GOLDEN"))
CASES = sorted(path.stem for path in (HERE / "cases").glob("*.yaml"))

# What the options make of a format, each in a folder of its own.
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "csv-safe": ("csv", {"formula_safe": True, "header": False}),
    "html-reading": ("html", {"layout": "reading"}),
    "html-table": ("html", {"layout": "table"}),
    "markdown-reading": ("markdown", {"layout": "reading"}),
    "markdown-table": ("markdown", {"layout": "table"}),
}


def entries_of(case: str) -> list[Entry]:
    if case == "nasty":
        return [entry for entry in NASTY if entry.citekey not in HUGE]
    text = (HERE / "cases" / f"{case}.yaml").read_text("utf-8")
    papers = BaseLoader(text).get_single_data()
    return [from_record(key, record, archive="cs") for key, record in papers.items()]


@pytest.mark.parametrize("case", [*CASES, "nasty"])
@pytest.mark.parametrize("folder", [*formats.names(), *VARIANTS])
def test_output_is_as_reviewed(folder: str, case: str) -> None:
    name, options = VARIANTS.get(folder, (folder, {}))
    if name == "template":
        options = {"template": (HERE / "cases" / "template.j2").read_text("utf-8")}
    writer = formats.get(name)
    asked = formats.FormatOptions(**options)
    written = "".join(writer.write(entries_of(case), asked))
    path = HERE / folder / f"{case}.out"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8", newline="")
    assert path.exists(), "run once with PAPERCTL_UPDATE_GOLDEN=1, and review it"
    assert written == path.read_bytes().decode("utf-8")
