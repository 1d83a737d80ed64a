"""`paperctl.load` to typed entries, beside PyYAML's C loader to plain dicts."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.bench import PAPERS
from benchmarks.measure import Comparison, compare, reported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

BUDGETS = {10_000: 0.6}
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


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare within processes, everything imported."""
    environ = bench.sandbox("load").environ
    for size in bench.chosen(1000, 10_000):
        arguments = [str(bench.catalogue(size)), str(PAPERS)]
        runs, floor = compare(
            partial(reported, [sys.executable, "-c", LOAD, *arguments], environ),
            partial(reported, [sys.executable, "-c", YAML_LOAD, *arguments], environ),
            rounds=bench.slow_rounds,
        )
        yield Comparison(
            f"paperctl.load, {size:,} entries",
            "yaml.CSafeLoader",
            runs,
            floor,
            BUDGETS.get(size),
        )
