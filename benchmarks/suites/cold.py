"""The first command on a catalogue, beside bibtool on the same entries as BibTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

BUDGETS = {10_000: 1.0}


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare runs that read everything."""
    for size in bench.chosen(10_000):
        bibtool = bench.bibtool(size)
        cold = bench.sandbox(f"cold-{size}")
        making = cold.cold_paperctl(bench.catalogue(size), ["list"])
        runs, floor = compare(making, bibtool, rounds=bench.slow_rounds)
        cold.forget()
        yield Comparison(
            f"list that makes the index, {size:,} entries",
            "bibtool",
            runs,
            floor,
            BUDGETS.get(size),
        )
