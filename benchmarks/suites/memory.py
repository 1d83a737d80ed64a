"""Peaks of memory on many entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.catalogues import RARE_WORD
from benchmarks.measure import Single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

COMMANDS = {
    "list": ["list"],
    "list --area LG": ["list", "--area", "LG"],
    "grep, a rare word": ["grep", RARE_WORD],
    "grep, many hits": ["grep", "distributional"],
    "search, a frequent word": ["search", "--limit", "10", "quantization"],
    "stats": ["stats"],
    "export bibtex": ["export", "bibtex"],
    "export json": ["export", "json"],
}
BUDGETS = {
    (100_000, "grep, a rare word"): 60,
    (100_000, "grep, many hits"): 60,
}


def results(bench: Bench) -> Iterator[Single]:
    """Run each command twice, the second time with all that it needs of the index."""
    for size in bench.chosen(100_000):
        cold = bench.sandbox(f"cold-{size}")
        making = cold.cold_paperctl(bench.catalogue(size), ["list"])
        yield Single(f"list that makes the index, {size:,} entries", making())
        cold.forget()
        for name, argv in COMMANDS.items():
            measure = bench.warm_paperctl(size, argv)
            measure()
            yield Single(
                f"{name}, {size:,} entries",
                measure(),
                mebibytes_budget=BUDGETS.get((size, name)),
            )
