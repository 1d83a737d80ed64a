"""`grep` on many entries, beside ripgrep on the YAML file.

Not the same work: ripgrep knows nothing of entries, and misses what is folded
over lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.bench import tool
from benchmarks.catalogues import RARE_WORD
from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

BUDGET_ENTRIES = 100_000
MEBIBYTES_BUDGET = 60
HITS_OR_NONE = (0, 1)


class Pattern(NamedTuple):
    """A pattern, and how often ripgrep's time it may take."""

    name: str
    argv: tuple[str, ...]
    budget: float


# How many hits each has is in the documentation; `many hits` is some 27,000.
PATTERNS = (
    Pattern("a rare word", (RARE_WORD,), 2),
    Pattern("nothing found", ("zzyzx",), 2),
    Pattern("many hits", ("distributional",), 5),
    Pattern("-i, with literals", ("-i", r"low-rank|quantiz\w+ of"), 5),
    Pattern("-i, without", ("-i", r"[a-c]\w+ly [a-m]\w+ing|[0-9]+% \w+"), 5),
    Pattern("no literal", (r"[0-9]+\.[0-9]+x",), 5),
    Pattern("-w, Unicode", ("-w", r"\w+ication"), 5),
)


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare warm runs, less the time of an empty application."""
    ripgrep = [tool("rg"), "--no-config", "--color=never"]
    empty = bench.empty_app()
    for size in bench.chosen(10_000, 100_000):
        path = str(bench.catalogue(size))
        counts = size == BUDGET_ENTRIES
        for pattern in PATTERNS:
            runs, floor, less = compare(
                bench.warm_paperctl(size, ["grep", *pattern.argv], HITS_OR_NONE),
                bench.other([*ripgrep, *pattern.argv, path], HITS_OR_NONE),
                empty,
                rounds=bench.rounds,
            )
            yield Comparison(
                f"grep, {pattern.name}, {size:,} entries",
                "ripgrep",
                runs,
                floor,
                pattern.budget if counts else None,
                less=less,
                mebibytes_budget=MEBIBYTES_BUDGET if counts else None,
            )
