"""What start-up may import: asserted by name, not by stop-watch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Result, Spawn

# Each costs more than most commands take; `click` would be somebody else's copy.
NEVER = {"bibtexparser", "click", "httpx", "jinja2", "matplotlib", "pydantic"}
LATER = {"anyascii", "pylatexenc", "rapidfuzz", "re2", "rich"}
# What making or checking an index takes, and asking a warm one does not.
MAKING = {
    "hashlib",
    "paperctl.index.build",
    "paperctl.index.memory",
    "paperctl.index.places",
    "paperctl.index.update",
    "paperctl.store.load",
    "paperctl.store.reader",
    "yaml",
}
# Each compiles source when it makes a class; `paperctl.values` does not.
WARM = NEVER | LATER | MAKING | {"dataclasses", "random", "tempfile"}
VALUES = {f"paperctl.model.{name}" for name in ("area", "date", "entry", "person")}
MATCHING = {"paperctl.query.match", "paperctl.query.search"}
ASKING = {"paperctl.index.sql", "paperctl.model.fields", "paperctl.query.parse"}
FIELDS = {"paperctl.model.fields"}
SQLITE = {"sqlite3"}
CITING = {"paperctl.citing"}
# What only making the text of an entry takes, and not copying one that is kept.
WRITING = {f"paperctl.text.{name}" for name in ("latex", "encode", "tokens", "plain")}

PROGRAM = """\
import json, sys
from paperctl.cli.main import run
code = run(sys.argv[1:])
names = {name.partition(".")[0] for name in sys.modules} | set(sys.modules)
sys.stderr.write(json.dumps(sorted(names)))
sys.exit(code)
"""


def imported(result: Result) -> set[str]:
    """Name the modules that a run of `PROGRAM` had at its end, and their packages."""
    assert result.code == 0, result.stderr
    return set(json.loads(result.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("argv", "absent"),
    [
        (["list"], WARM | VALUES | MATCHING | ASKING),
        (["list", "--area", "LG"], WARM),
        (["list", "--author", "alistarh"], WARM),
        (["list", "pruning"], WARM),
        (["list", "--area", "LG", "--json"], WARM),
        (["show", "platonov2023critical"], WARM | MATCHING | ASKING - FIELDS),
        (["search", "pruning"], WARM),
        (["grep", "quanti[sz]"], (WARM - {"re2"}) | VALUES | MATCHING | ASKING),
        (["grep", "-P", "quanti[sz]"], WARM | VALUES | MATCHING | ASKING),
        (["stats"], WARM | MATCHING | ASKING),
        (["keys"], WARM | MATCHING | ASKING - FIELDS),
        (
            ["export", "bibtex"],
            WARM | VALUES | MATCHING | (ASKING - FIELDS) | CITING | WRITING,
        ),
        (
            ["export", "biblatex", "--area", "LG"],
            WARM | CITING | WRITING - {"paperctl.text.plain"},
        ),
        (["export", "json"], WARM | MATCHING | ASKING - FIELDS),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_with_a_warm_index_a_command_imports_what_it_needs(
    spawn: Spawn, papers: Path, argv: list[str], absent: set[str]
) -> None:
    spawn(*argv, catalogue=papers)
    names = imported(spawn(*argv, catalogue=papers, python=("-c", PROGRAM)))
    assert absent & names == set()
    assert names >= SQLITE


@pytest.mark.parametrize(
    ("argv", "absent"),
    [
        (["--version"], NEVER | LATER | SQLITE | {"yaml"}),
        (["--help"], NEVER | LATER | SQLITE | {"yaml"}),
        (["list", "--help"], NEVER | LATER | SQLITE | {"yaml"}),
        (["list"], NEVER | LATER),
        (["list", "--area", "LG", "--json"], NEVER | LATER),
        (["list", "pruning", "--author", "alistarh"], NEVER | LATER),
        (["grep", "quanti[sz]"], NEVER | {"rich"}),
        (["grep", "-P", "quanti[sz]"], NEVER | {"re2", "rich"}),
        (["stats"], NEVER | {"re2", "rich"}),
        (["export", "bibtex"], NEVER | {"rich"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_without_an_index_a_command_imports_what_it_needs(
    tmp_path: Path, spawn: Spawn, papers: Path, argv: list[str], absent: set[str]
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    result = spawn(
        *argv,
        catalogue=papers,
        env={"XDG_CACHE_HOME": str(no_folder)},
        python=("-c", PROGRAM),
    )
    assert absent & imported(result) == set()


def test_configuration_costs_nothing_where_there_is_none(
    tmp_path: Path, spawn: Spawn, papers: Path
) -> None:
    readers = {"tomllib", "paperctl.config.toml", "paperctl.config.values"}
    bare = spawn("list", catalogue=papers, python=("-c", PROGRAM))
    # Where platformdirs looks on other systems, the test's environment says it.
    assert (readers | {"platformdirs"}).isdisjoint(imported(bare))
    (tmp_path / "paperctl.toml").write_text('color = "never"\n')
    set_up = spawn("list", catalogue=papers, python=("-c", PROGRAM))
    assert readers <= imported(set_up)


def test_importing_the_package_imports_no_part_of_it(spawn: Spawn) -> None:
    program = (
        "import sys; before = set(sys.modules); import paperctl;"
        "print(sorted(name for name in set(sys.modules) - before"
        " if name.startswith('paperctl')))"
    )
    assert spawn(python=("-c", program)).stdout == "['paperctl']\n"
