"""The first command after one entry was edited, beside one that reads everything."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Comparison, after, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench, Sandbox

ARGV = ["list", "--area", "LG"]
BUDGETS = {100_000: 0.3}
TITLE = b'\n    title: "'


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare an edit, and no index."""
    for size in bench.chosen(100_000):
        sandbox = bench.sandbox(f"edit-{size}")
        path = own_copy(bench.catalogue(size), sandbox)
        runs, floor = compare(
            after(partial(edit, path), sandbox.paperctl(path, ARGV)),
            sandbox.cold_paperctl(path, ARGV),
            rounds=bench.slow_rounds,
        )
        path.unlink()
        sandbox.forget()
        yield Comparison(
            f"list --area LG after an edit, {size:,} entries",
            "itself without an index",
            runs,
            floor,
            BUDGETS.get(size),
        )


def own_copy(catalogue: Path, sandbox: Sandbox) -> Path:
    """Copy a catalogue, so that the kept one stays as it is."""
    sandbox.home.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(catalogue, sandbox.home / "edited.yaml"))


def edit(path: Path) -> None:
    """Make the title of an entry in the middle longer, so that all behind it moves."""
    middle = path.stat().st_size // 2
    with path.open("r+b") as stream:
        stream.seek(middle)
        rest = stream.read()
        place = rest.index(TITLE) + len(TITLE)
        stream.seek(middle + place)
        stream.write(b"Edited " + rest[place:])
