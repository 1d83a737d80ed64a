"""What start-up may import: asserted by name, not by stop-watch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Spawn

# Each costs more than most commands take; `click` would be somebody else's copy.
NEVER = {"bibtexparser", "click", "httpx", "matplotlib", "pydantic"}
LATER = {"anyascii", "pylatexenc", "rapidfuzz", "re2", "rich", "sqlite3"}

PROGRAM = """\
import json, sys
from paperctl.cli.main import run
code = run(sys.argv[1:])
sys.stderr.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("argv", "absent"),
    [
        (["--version"], NEVER | LATER | {"yaml"}),
        (["--help"], NEVER | LATER | {"yaml"}),
        (["list", "--help"], NEVER | LATER | {"yaml"}),
        (["list"], NEVER | LATER),
        (["list", "--area", "LG", "--json"], NEVER | LATER),
        (["list", "pruning", "--author", "alistarh"], NEVER | LATER),
        (["grep", "quanti[sz]"], NEVER | {"rich", "sqlite3"}),
        (["grep", "-P", "quanti[sz]"], NEVER | {"re2", "rich", "sqlite3"}),
        (["stats"], NEVER | {"re2", "rich", "sqlite3"}),
        (["export", "bibtex"], NEVER | {"rich", "sqlite3"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_what_it_needs(
    spawn: Spawn, papers: Path, argv: list[str], absent: set[str]
) -> None:
    result = spawn(*argv, catalogue=papers, python=("-c", PROGRAM))
    assert result.code == 0, result.stderr
    assert absent.isdisjoint(json.loads(result.stderr))


def test_configuration_costs_nothing_where_there_is_none(
    tmp_path: Path, spawn: Spawn, papers: Path
) -> None:
    program = PROGRAM.replace('name.partition(".")[0]', "name")
    readers = {"tomllib", "paperctl.config.toml", "paperctl.config.values"}
    bare = spawn("list", catalogue=papers, python=("-c", program))
    # Where platformdirs looks on other systems, the test's environment says it.
    assert (readers | {"platformdirs"}).isdisjoint(json.loads(bare.stderr))
    (tmp_path / "paperctl.toml").write_text('color = "never"\n')
    set_up = spawn("list", catalogue=papers, python=("-c", program))
    assert readers <= set(json.loads(set_up.stderr))


def test_importing_the_package_imports_no_part_of_it(spawn: Spawn) -> None:
    program = (
        "import sys; before = set(sys.modules); import paperctl;"
        "print(sorted(name for name in set(sys.modules) - before"
        " if name.startswith('paperctl')))"
    )
    assert spawn(python=("-c", program)).stdout == "['paperctl']\n"
