"""Names that name nobody: one clear line each, in a catalogue and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Run

CATALOGUE = """\
papers:
  first2020x:
    title: The first
  bad2020x:
    title: By nobody
    authors: [Ann Author, "NAME"]
  last2020x:
    title: The last
"""


@pytest.mark.parametrize("name", ["A {}", "{ }", "{\\u00a0}", "{}, Ann", ""])
@pytest.mark.parametrize("argv", [["list"], ["export", "bibtex"], ["stats"]])
def test_a_name_with_nothing_in_it_costs_its_entry_alone(
    name: str, argv: list[str], catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE.replace("NAME", name))
    result = run(*argv, catalogue=path)
    assert result.code == 2
    assert result.stdout
    complaints = [
        line for line in result.stderr.splitlines() if not line.startswith("hint: ")
    ]
    assert len(complaints) == 1
    assert ":6:27: " in complaints[0]
    assert "name" in complaints[0]
