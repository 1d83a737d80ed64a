"""The parts of the table, each a module with a function `results`.

A new row is one more `Comparison` or `Single` from one of them; a new part is a module
and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.suites import (
    cold,
    edit,
    export,
    grep,
    imports,
    listing,
    load,
    memory,
    million,
    peers,
    search,
    snapshot,
    startup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.bench import Bench
    from benchmarks.measure import Result

SUITES: Mapping[str, Callable[[Bench], Iterator[Result]]] = {
    "startup": startup.results,
    "list": listing.results,
    "grep": grep.results,
    "search": search.results,
    "cold": cold.results,
    "edit": edit.results,
    "export": export.results,
    "import": imports.results,
    "snapshot": snapshot.results,
    "load": load.results,
    "memory": memory.results,
    "peers": peers.results,
    "million": million.results,
}
# They take long, or install something: only if asked for.
ON_DEMAND = ("peers", "million", "snapshot")
