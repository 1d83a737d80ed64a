"""Run the measurements: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.bench import Bench, say
from benchmarks.imports import imports_of_list
from benchmarks.measure import (
    HEADER,
    SINGLE_HEADER,
    SKIPPED_HEADER,
    Comparison,
    MeasureError,
    Single,
    Skipped,
    table,
)
from benchmarks.suites import ON_DEMAND, SUITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.measure import Result

TABLES: tuple[tuple[type[Result], tuple[str, ...]], ...] = (
    (Comparison, HEADER),
    (Single, SINGLE_HEADER),
    (Skipped, SKIPPED_HEADER),
)


def main() -> int:
    """Measure what was asked for, and print tables."""
    options = parser().parse_args()
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        if options.imports:
            print(imports_of_list(folder))
            return 0
        kept = Path(options.keep or folder).resolve()
        kept.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            folder,
            kept,
            rounds=options.rounds,
            slow_rounds=options.slow_rounds,
            sizes=tuple(options.sizes),
            peers=Path(options.peers) if options.peers else None,
        )
        results = list(measured(bench, chosen(options)))
        indexes = bench.indexes()
    print(
        f"Python {platform.python_version()}, Typer {version('typer')},"
        f" PyYAML {version('pyyaml')}, {platform.machine()};"
        f" {options.rounds} rounds, {options.slow_rounds} of what is slow"
    )
    if indexes:
        print(f"Indexes: {indexes}")
    for kind, header in TABLES:
        rows = [result.row() for result in results if isinstance(result, kind)]
        if rows:
            print(f"\n{table([header, *rows])}")
    return 1 if any(result.broken for result in results) else 0


def parser() -> argparse.ArgumentParser:
    """Describe the options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument(
        "--only",
        action="append",
        choices=SUITES,
        default=[],
        help="this part of the table; may be repeated",
    )
    made.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[],
        metavar="N",
        help="entries, instead of each part's own sizes, which the budgets are for",
    )
    made.add_argument("--rounds", type=int, default=21, help="of what is quick")
    made.add_argument("--slow-rounds", type=int, default=5, help="of what is slow")
    made.add_argument(
        "--peers",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="other programs too, installed there or for this run only",
    )
    made.add_argument(
        "--million", action="store_true", help="one run on a million entries too"
    )
    made.add_argument(
        "--imports", action="store_true", help="what `list` imports, and stop"
    )
    made.add_argument("--keep", metavar="FOLDER", help="leave the catalogues there")
    return made


def chosen(options: argparse.Namespace) -> list[str]:
    """Name the parts to measure, in their order."""
    named = options.only or [name for name in SUITES if name not in ON_DEMAND]
    asked = {
        *named,
        *(["peers"] if options.peers is not None else []),
        *(["million"] if options.million else []),
    }
    return [name for name in SUITES if name in asked]


def measured(bench: Bench, names: Sequence[str]) -> Iterator[Result]:
    """Measure the parts, and tell of each result as it comes."""
    for name in names:
        try:
            for result in SUITES[name](bench):
                say("  ".join(filter(None, result.row())))
                yield result
        except MeasureError as error:
            yield Skipped(name, str(error))


if __name__ == "__main__":
    sys.exit(main())
