"""`export bibtex` of many entries, beside bibtool on the same entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

BUDGETS = {10_000: 0.5}


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare warm runs."""
    for size in bench.chosen(10_000):
        bibtool = bench.bibtool(size)
        exporting = bench.warm_paperctl(size, ["export", "bibtex"])
        runs, floor = compare(exporting, bibtool, rounds=bench.slow_rounds)
        yield Comparison(
            f"export bibtex, {size:,} entries",
            "bibtool",
            runs,
            floor,
            BUDGETS.get(size),
            later=True,
        )
