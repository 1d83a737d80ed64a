"""Run the measurements: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.catalogues import write_catalogue
from benchmarks.measure import (
    HEADER,
    Comparison,
    bare_environ,
    compare,
    process_seconds,
    reported_seconds,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


ROOT = Path(__file__).resolve().parents[1]
PAPERS = ROOT / "data" / "papers.yaml"

# Reading without an index; see docs/performance.md for where the figures come from.
STARTUP_BUDGETS = {"list": 1.35, "list --area LG": 1.35}
LOAD_BUDGET = 0.6
LOAD_BUDGET_ENTRIES = 10_000

EMPTY_APP = """\
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    pass


app()
"""
PROGRAM = ["-c", "from paperctl.cli.main import entry_point; entry_point()"]
COMMANDS = {
    "list": ["list"],
    "list --area LG": ["list", "--area", "LG"],
    "show": ["show", "platonov2023critical"],
    "search": ["search", "pruning"],
    "grep": ["grep", "quanti[sz]"],
    "stats": ["stats"],
    "export bibtex": ["export", "bibtex"],
}
LOAD = """\
import sys, time
import paperctl
paperctl.load(sys.argv[2])
start = time.perf_counter()
catalogue = paperctl.load(sys.argv[1])
print(time.perf_counter() - start)
"""
YAML_LOAD = """\
import pathlib, sys, time
import yaml
yaml.load(pathlib.Path(sys.argv[2]).read_text("utf-8"), Loader=yaml.CSafeLoader)
text = pathlib.Path(sys.argv[1]).read_text("utf-8")
start = time.perf_counter()
data = yaml.load(text, Loader=yaml.CSafeLoader)
print(time.perf_counter() - start)
"""


def main() -> int:
    """Measure what was asked for, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="rounds of start-up")
    parser.add_argument("--load-rounds", type=int, default=5, help="rounds of loading")
    parser.add_argument("--large", action="store_true", help="100,000 entries too")
    parser.add_argument(
        "--only", choices=["startup", "load"], help="one half of the table"
    )
    parser.add_argument(
        "--imports", action="store_true", help="what `list` imports, and stop"
    )
    parser.add_argument("--keep", metavar="FOLDER", help="leave the catalogues there")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        if options.imports:
            print(imports_of_list(Path(folder)))
            return 0
        kept = Path(options.keep or folder)
        kept.mkdir(parents=True, exist_ok=True)
        results = []
        if options.only != "load":
            results += startup(Path(folder), kept, options.rounds)
        if options.only != "startup":
            sizes = [1000, 10_000, *([100_000] if options.large else [])]
            for size in sizes:
                results.append(loading(Path(folder), kept, size, options.load_rounds))
    print(
        f"Python {platform.python_version()}, Typer {version('typer')},"
        f" PyYAML {version('pyyaml')}, {platform.machine()};"
        f" {options.rounds} rounds of start-up, {options.load_rounds} of loading"
    )
    print()
    print(table([HEADER, *(result.row() for result in results)]))
    broken = [item for item in results if item.budget and item.ratio > item.budget]
    return 1 if broken else 0


def startup(folder: Path, kept: Path, rounds: int) -> list[Comparison]:
    """Compare whole runs with an empty application of the same Typer."""
    environ = bare_environ(str(folder))
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    thousand = write_catalogue(kept / "1000.yaml", 1000)

    def measured(
        name: str, path: Path, argv: Sequence[str], budget: float | None
    ) -> Comparison:
        command = [sys.executable, *PROGRAM, "--catalogue", str(path), *argv]
        times = compare(
            lambda: process_seconds(command, environ),
            lambda: process_seconds([sys.executable, str(empty)], environ),
            rounds=rounds,
        )
        return Comparison(name, "empty Typer app", *times, budget)

    return [
        *(
            measured(f"{name}, 23 entries", PAPERS, argv, STARTUP_BUDGETS.get(name))
            for name, argv in COMMANDS.items()
        ),
        measured("list, 1,000 entries", thousand, ["list"], None),
    ]


def loading(folder: Path, kept: Path, size: int, rounds: int) -> Comparison:
    """Compare loading to typed entries with PyYAML's C loader to plain dicts."""
    environ = bare_environ(str(folder))
    path = kept / f"{size}.yaml"
    if not path.exists():
        write_catalogue(path, size)
    arguments = [str(path), str(PAPERS)]
    times = compare(
        lambda: reported_seconds([sys.executable, "-c", LOAD, *arguments], environ),
        lambda: reported_seconds(
            [sys.executable, "-c", YAML_LOAD, *arguments], environ
        ),
        rounds=rounds,
    )
    budget = LOAD_BUDGET if size == LOAD_BUDGET_ENTRIES else None
    return Comparison(
        f"paperctl.load, {size:,} entries", "yaml.CSafeLoader", *times, budget
    )


def imports_of_list(folder: Path) -> str:
    """Tabulate what `paperctl list` imports beyond an empty application, by module."""
    environ = bare_environ(str(folder))
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    floor = import_times([str(empty)], environ)
    times = import_times([*PROGRAM, "-C", str(PAPERS), "list"], environ)
    beyond = {name: spent for name, spent in times.items() if name not in floor}
    rows = sorted(beyond.items(), key=lambda item: -item[1])
    return table(
        [
            ("module", "ms"),
            *((name, f"{spent / 1000:.1f}") for name, spent in rows if spent >= 500),
            ("all, with smaller ones", f"{sum(beyond.values()) / 1000:.1f}"),
            ("the empty application", f"{sum(floor.values()) / 1000:.1f}"),
        ]
    )


def import_times(
    arguments: Sequence[str], environ: Mapping[str, str]
) -> dict[str, float]:
    """Give the microseconds of each module by itself: the median of five runs."""
    runs: dict[str, list[int]] = defaultdict(list)
    for number in range(6):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *arguments],
            capture_output=True,
            text=True,
            env=environ,
            check=True,
        )
        for line in done.stderr.splitlines():
            own, _, name = line.removeprefix("import time:").split("|")
            if number and own.strip().isdecimal():
                runs[name.strip()].append(int(own))
    return {name: median(times) for name, times in runs.items()}


if __name__ == "__main__":
    sys.exit(main())
