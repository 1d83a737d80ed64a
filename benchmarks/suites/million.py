"""One run of everything on a million entries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.catalogues import RARE_WORD
from benchmarks.measure import MeasureError, Single, Skipped, after
from benchmarks.suites.edit import edit, own_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Bench

SIZE = 1_000_000
AN_AREA = ["list", "--area", "LG"]
MIDDLING = ["search", "--limit", "10", "representation"]
AFTER_AN_EDIT = "list --area LG after an edit"
# In this order: the first makes the index, and the first grep and search their own
# parts of it.
COMMANDS = {
    "list that makes the index": ["list"],
    "list --area LG": AN_AREA,
    "list": ["list"],
    "grep, the first": ["grep", RARE_WORD],
    "grep, a rare word": ["grep", RARE_WORD],
    "grep, many hits": ["grep", "distributional"],
    "search, the first": MIDDLING,
    "search, a rare word": ["search", "--limit", "10", RARE_WORD],
    "search, a middling word": MIDDLING,
    "search, a frequent word": ["search", "--limit", "10", "quantization"],
    AFTER_AN_EDIT: AN_AREA,
}
LIMIT = 1800


def results(bench: Bench) -> Iterator[Single | Skipped]:
    """Run each command once."""
    (size,) = bench.chosen(SIZE)[-1:]
    sandbox = bench.sandbox(f"once-{size}")
    path = own_copy(bench.catalogue(size), sandbox)
    for command, argv in COMMANDS.items():
        name = f"{command}, {size:,} entries"
        measure = sandbox.paperctl(path, argv, limit=LIMIT)
        if command == AFTER_AN_EDIT:
            measure = after(partial(edit, path), measure)
        try:
            taken = measure()
        except MeasureError as error:
            yield Skipped(name, str(error))
            continue
        yield Single(name, taken, f"index {sandbox.index_mebibytes:,.0f} MiB")
    path.unlink()
    sandbox.forget()
