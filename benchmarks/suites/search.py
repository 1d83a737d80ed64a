"""`search` on many entries, beside an interpreter that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.catalogues import RARE_WORD
from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

# In five entries, in 6 % of them, in 90 %, and in 60 % and 30 %.
WORDS = {
    "a rare word": [RARE_WORD],
    "a middling word": ["representation"],
    "a frequent word": ["quantization"],
    "two words": ["sparse", "homophily"],
}
BUDGETS = {100_000: 8}


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare warm runs, less the time of an empty application."""
    empty, nothing = bench.empty_app(), bench.python("-c", "pass")
    for size in bench.chosen(10_000, 100_000):
        for name, words in WORDS.items():
            argv = ["search", "--limit", "10", *words]
            runs, floor, less = compare(
                bench.warm_paperctl(size, argv), nothing, empty, rounds=bench.rounds
            )
            yield Comparison(
                f"search, {name}, {size:,} entries",
                "python -c pass",
                runs,
                floor,
                BUDGETS.get(size),
                less=less,
            )
