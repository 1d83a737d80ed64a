"""`import` of arXiv's metadata snapshot: all of it into a new catalogue, and a part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.bench import say
from benchmarks.measure import Single, after
from benchmarks.snapshots import VERSION, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.bench import Bench

SIZE = 100_000
LIMIT = 7200
MEBIBYTES = 200
FEW = ["--where", "area:cs.LG year:2024 title:sparse"]


def results(bench: Bench) -> Iterator[Single]:
    """Run each once: with `--sizes 1000000` on a million lines."""
    for size in bench.chosen(SIZE):
        source = snapshot(bench, size)
        sandbox = bench.sandbox("snapshot")
        made = sandbox.home / "made.yaml"
        for name, options in (("a few of", FEW), ("all of", [])):
            command = ["--quiet", "import", str(source), *options]
            importing = sandbox.paperctl(made, command, limit=LIMIT)
            taken = after(partial(made.unlink, missing_ok=True), importing)()
            yield Single(
                f"import {name} a snapshot, {size:,} lines",
                taken,
                f"{size / taken.seconds:,.0f} lines a second",
                mebibytes_budget=MEBIBYTES,
            )
        made.unlink(missing_ok=True)


def snapshot(bench: Bench, size: int) -> Path:
    """Give a snapshot of so many lines."""
    path = bench.kept / f"snapshot-{size}-v{VERSION}.json"
    if not path.exists():
        say(f"writing {size:,} lines of a snapshot")
        write_snapshot(path, size)
    return path
