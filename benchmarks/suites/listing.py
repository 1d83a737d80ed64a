"""`list` of one area on many entries, beside itself on a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

ARGV = ["list", "--area", "LG"]
BUDGETS = {10_000: 1.2, 100_000: 1.6}


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare warm runs."""
    few = bench.warm_paperctl(23, ARGV)
    for size in bench.chosen(10_000, 100_000):
        runs, floor = compare(bench.warm_paperctl(size, ARGV), few, rounds=bench.rounds)
        yield Comparison(
            f"list --area LG, {size:,} entries",
            "itself, 23 entries",
            runs,
            floor,
            BUDGETS.get(size),
        )
