"""What `paperctl list` imports beyond an empty application."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.bench import EMPTY_APP, PAPERS, PROGRAM
from benchmarks.measure import bare_environ, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def imports_of_list(folder: Path) -> str:
    """Tabulate what `paperctl list` imports beyond an empty application, by module."""
    environ = bare_environ(folder)
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    floor = import_times([str(empty)], environ)
    times = import_times([*PROGRAM, "-C", str(PAPERS), "list"], environ)
    beyond = {name: spent for name, spent in times.items() if name not in floor}
    rows = sorted(beyond.items(), key=lambda item: -item[1])
    return table(
        [
            ("module", "ms"),
            *((name, f"{spent / 1000:.1f}") for name, spent in rows if spent >= 500),
            ("all, with smaller ones", f"{sum(beyond.values()) / 1000:.1f}"),
            ("the empty application", f"{sum(floor.values()) / 1000:.1f}"),
        ]
    )


def import_times(
    arguments: Sequence[str], environ: Mapping[str, str]
) -> dict[str, float]:
    """Give the microseconds of each module by itself: the median of five runs."""
    runs: dict[str, list[int]] = defaultdict(list)
    for number in range(6):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *arguments],
            capture_output=True,
            text=True,
            env=environ,
            cwd=environ["HOME"],
            check=True,
        )
        for line in done.stderr.splitlines():
            own, _, name = line.removeprefix("import time:").split("|")
            if number and own.strip().isdecimal():
                runs[name.strip()].append(int(own))
    return {name: median(times) for name, times in runs.items()}
