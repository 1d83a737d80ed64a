"""`import` of a .bib file into a new catalogue, beside bibtexparser's own parse."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.bench import say
from benchmarks.measure import Comparison, after, compare, reported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.bench import Bench, Sandbox

BUDGETS = {10_000: 1.5}
# The floor is the parse alone, without start-up; the import is a whole command.
PARSE = """\
import pathlib, sys, time
import bibtexparser
text = pathlib.Path(sys.argv[1]).read_text("utf-8")
start = time.perf_counter()
library = bibtexparser.parse_string(text)
print(time.perf_counter() - start)
assert library.entries
"""


def results(bench: Bench) -> Iterator[Comparison]:
    """Compare a whole command with a parse inside a process."""
    for size in bench.chosen(10_000):
        sandbox = bench.sandbox("imports")
        bib = exported(bench, sandbox, size)
        made = sandbox.home / "imported.yaml"
        importing = sandbox.paperctl(made, ["--quiet", "import", str(bib)])
        runs, floor = compare(
            after(partial(made.unlink, missing_ok=True), importing),
            partial(reported, [sys.executable, "-c", PARSE, str(bib)], sandbox.environ),
            rounds=bench.slow_rounds,
        )
        made.unlink(missing_ok=True)
        yield Comparison(
            f"import of a .bib file, {size:,} entries",
            "bibtexparser.parse_string",
            runs,
            floor,
            BUDGETS.get(size),
        )


def exported(bench: Bench, sandbox: Sandbox, size: int) -> Path:
    """Write the entries of a catalogue as BibTeX, once."""
    path = bench.kept / f"{size}.bib"
    if not path.exists():
        say(f"writing {size:,} entries as BibTeX")
        sandbox.home.mkdir(parents=True, exist_ok=True)
        catalogue = bench.catalogue(size)
        sandbox.paperctl(catalogue, ["export", "bibtex", "-o", str(path)])()
    return path
