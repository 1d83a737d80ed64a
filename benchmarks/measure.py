"""Paired measurements: A B A B in one run, and the median of the rounds' ratios."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a thing takes beside its floor, in seconds of the clock."""

    name: str
    floor_name: str
    seconds: tuple[float, ...]
    floor: tuple[float, ...]
    budget: float | None = None

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        return [
            one / other for one, other in zip(self.seconds, self.floor, strict=True)
        ]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    def row(self) -> tuple[str, ...]:
        """Give the cells of the printed table."""
        low, _, high = quantiles(self.ratios, n=4)
        budget = "-"
        if self.budget is not None:
            verdict = "kept" if self.ratio <= self.budget else "BROKEN"
            budget = f"{self.budget:.2f} {verdict}"
        return (
            self.name,
            self.floor_name,
            f"{median(self.seconds) * 1000:.0f}",
            f"{median(self.floor) * 1000:.0f}",
            f"{self.ratio:.2f}",
            f"{low:.2f}-{high:.2f}",
            budget,
        )


HEADER = ("what", "floor", "ms", "floor ms", "ratio", "quartiles", "budget")


def compare(
    measure: Callable[[], float], measure_floor: Callable[[], float], *, rounds: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure two things in turn; one round before counts for neither."""
    pairs = [(measure(), measure_floor()) for _ in range(rounds + 1)][1:]
    seconds, floor = zip(*pairs, strict=True)
    return seconds, floor


def process_seconds(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Run a process into a pipe, and give the seconds until it has ended."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.PIPE, env=environ, check=True)
    return time.perf_counter() - start


def reported_seconds(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Run a process that measures itself and prints seconds."""
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environ, check=True)
    return float(done.stdout)


def bare_environ(home: str) -> dict[str, str]:
    """Give the environment of every measured process: its caches, no settings."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PAPERCTL_", "XDG_", "PYTHON"))
    }
    return environ | {"HOME": home, "COLUMNS": "80"}


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table, so that docs/performance.md can take it."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in map(list, rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
