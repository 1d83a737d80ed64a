"""Every reading command on a few entries, beside an empty application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bench import PAPERS
from benchmarks.measure import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.bench import Bench
    from benchmarks.measure import Run

COMMANDS = {
    "list": ["list"],
    "list --area LG": ["list", "--area", "LG"],
    "show": ["show", "platonov2023critical"],
    "search": ["search", "pruning"],
    "grep": ["grep", "quanti[sz]"],
    "stats": ["stats"],
    "export bibtex": ["export", "bibtex"],
    "export json": ["export", "json"],
}
WARM_BUDGET = 1.15
NO_INDEX_BUDGET = 1.35


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare whole runs on the repository's own catalogue."""
    empty = bench.empty_app()

    def row(
        name: str, measure: Callable[[], Run], budget: float | None = None
    ) -> Comparison:
        runs, floor = compare(measure, empty, rounds=bench.rounds)
        return Comparison(f"{name}, 23 entries", "empty Typer app", runs, floor, budget)

    for name, argv in COMMANDS.items():
        yield row(name, bench.warm_paperctl(23, argv), WARM_BUDGET)
    without = bench.sandbox("no-index")
    without.forbid_cache()
    yield row(
        "list without an index", without.paperctl(PAPERS, ["list"]), NO_INDEX_BUDGET
    )
    cold = bench.sandbox("cold-23")
    yield row("list that makes the index", cold.cold_paperctl(PAPERS, ["list"]))
