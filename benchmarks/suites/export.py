"""`export bibtex` of many entries, beside programs that read and write the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bench import Bench, count_entries
from benchmarks.measure import Comparison, MeasureError, Skipped, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.measure import Run

# Beside bibtool, the fastest of them.
BUDGETS = {10_000: 0.5}
PYBTEX = "from pybtex.database.convert.__main__ import main; main()"


def results(bench: Bench) -> Iterator[Comparison | Skipped]:
    """Compare warm runs; papis exports in the suite `peers`, where it is installed."""
    for size in bench.chosen(10_000):
        exporting = bench.warm_paperctl(size, ["export", "bibtex"])
        for name, other in (("bibtool", Bench.bibtool), ("pybtex-convert", pybtex)):
            try:
                floor_run = other(bench, size)
            except MeasureError as error:
                yield Skipped(f"export bibtex, {size:,} entries, {name}", str(error))
                continue
            runs, floor = compare(exporting, floor_run, rounds=bench.slow_rounds)
            yield Comparison(
                f"export bibtex, {size:,} entries",
                name,
                runs,
                floor,
                BUDGETS.get(size) if name == "bibtool" else None,
            )


def pybtex(bench: Bench, size: int) -> Callable[[], Run]:
    """Give a measurement of pybtex, from BibTeX to BibTeX.

    Raises:
        MeasureError: It is not installed, or does not read all entries.
    """
    bib = bench.folder / f"{size}-pybtex.bib"
    copy = bench.folder / "pybtex-copy.bib"
    bench.warm_paperctl(size, ["export", "bibtex", "-o", str(bib)])()
    measure = bench.python("-c", PYBTEX, "--to=bibtex", str(bib), str(copy))
    measure()
    read = count_entries(copy)
    if read != size:
        raise MeasureError(f"it reads {read:,} of {size:,} entries")
    return measure
