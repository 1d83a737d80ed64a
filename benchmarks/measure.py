"""Paired measurements: A B A B in one run, and the median of the rounds' ratios."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

LAUNCHER = Path(__file__).with_name("launch.py")
# What a process may see of the environment of whoever measures.
ALLOWED = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")


class MeasureError(Exception):
    """A process did not end as it should, or took too long."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    mebibytes: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a thing takes beside its floor."""

    name: str
    floor_name: str
    runs: tuple[Run, ...]
    floor: tuple[Run, ...]
    budget: float | None = None
    # What is taken from the time first: that of an empty application.
    less: tuple[Run, ...] = ()
    mebibytes_budget: float | None = None

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        less = self.less or (Run(0.0),) * len(self.runs)
        return [
            (one.seconds - start.seconds) / other.seconds
            for one, start, other in zip(self.runs, less, self.floor, strict=True)
        ]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def mebibytes(self) -> float:
        """The highest peak of all rounds."""
        return max(run.mebibytes for run in self.runs)

    @property
    def broken(self) -> bool:
        """Whether a budget that counts is not kept."""
        return _above(self.ratio, self.budget) or _above(
            self.mebibytes, self.mebibytes_budget
        )

    def row(self) -> tuple[str, ...]:
        """Give the cells of the printed table."""
        budgets = [
            _verdict(f"{self.budget:.2f}", self.ratio > self.budget)
            if self.budget is not None
            else "",
            _verdict(
                f"{self.mebibytes_budget:.0f} MiB",
                _above(self.mebibytes, self.mebibytes_budget),
            )
            if self.mebibytes_budget is not None
            else "",
        ]
        return (
            self.name,
            self.floor_name,
            _milliseconds(self.runs),
            _milliseconds(self.less),
            _milliseconds(self.floor),
            f"{self.ratio:.2f}",
            "-".join(f"{ratio:.2f}" for ratio in _quartiles(self.ratios)),
            f"{self.mebibytes:.0f}" if self.mebibytes else "",
            ", ".join(filter(None, budgets)),
        )


HEADER = (
    "what",
    "floor",
    "ms",
    "less ms",
    "floor ms",
    "ratio",
    "quartiles",
    "MiB",
    "budget",
)


@dataclass(frozen=True, slots=True)
class Single:
    """What is run once, beside nothing."""

    name: str
    run: Run | None
    note: str = ""
    mebibytes_budget: float | None = None

    @property
    def broken(self) -> bool:
        """Whether it needs more memory than it may."""
        return self.run is not None and _above(
            self.run.mebibytes, self.mebibytes_budget
        )

    def row(self) -> tuple[str, ...]:
        """Give the cells of the printed table."""
        budget = ""
        if self.mebibytes_budget is not None:
            budget = _verdict(f"{self.mebibytes_budget:.0f} MiB", self.broken)
        seconds = f"{self.run.seconds:.3f}" if self.run else "-"
        mebibytes = f"{self.run.mebibytes:.0f}" if self.run else "-"
        return self.name, seconds, mebibytes, budget, self.note


SINGLE_HEADER = ("what, run once", "s", "MiB", "budget", "")


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not measured, and why."""

    name: str
    reason: str

    broken = False

    def row(self) -> tuple[str, ...]:
        """Give the cells of the printed table."""
        return self.name, self.reason


SKIPPED_HEADER = ("not measured", "because")

Result = Comparison | Single | Skipped


def compare(*measures: Callable[[], Run], rounds: int) -> tuple[tuple[Run, ...], ...]:
    """Measure things in turn; one round before counts for none."""
    rows = [[measure() for measure in measures] for _ in range(rounds + 1)][1:]
    return tuple(zip(*rows, strict=True))


def run(
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    fine: Collection[int] = (0,),
    limit: float | None = None,
) -> Run:
    """Run a process into a pipe until it has ended, at most `limit` seconds.

    Raises:
        MeasureError: It took longer, or ended with another status than a `fine` one.
    """
    home = Path(environ["HOME"])
    errors = home / "stderr"
    errors.unlink(missing_ok=True)
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(errors), *command]
    with subprocess.Popen(
        launcher,
        stdout=subprocess.PIPE,
        env=dict(environ),
        cwd=home,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=limit)
        except BaseException as error:
            # The launcher's own child too.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise MeasureError(f"not done after {limit:.0f} s") from None
            raise
    said = errors.read_text("utf-8", "replace").strip() if errors.exists() else ""
    if process.returncode:
        raise MeasureError(f"{command[0]} could not be run: {said}")
    seconds, mebibytes, status = printed.split()
    if int(status) not in fine:
        raise MeasureError(f"{' '.join(command)[:200]} ended with {status}: {said}")
    return Run(float(seconds), float(mebibytes))


def after(first: Callable[[], object], measure: Callable[[], Run]) -> Callable[[], Run]:
    """Give a measurement with something done before it that is not measured."""

    def both() -> Run:
        first()
        return measure()

    return both


def reported(command: Sequence[str], environ: Mapping[str, str]) -> Run:
    """Run a process that measures itself and prints seconds."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, env=environ, cwd=environ["HOME"], check=True
    )
    return Run(float(done.stdout))


def bare_environ(home: Path) -> dict[str, str]:
    """Give the environment of a measured process: folders of its own, no settings."""
    home.mkdir(parents=True, exist_ok=True)
    environ = {name: os.environ[name] for name in ALLOWED if name in os.environ}
    folders = {
        f"XDG_{kind.upper()}_HOME": str(home / kind)
        for kind in ("cache", "config", "data", "state")
    }
    return {
        **environ,
        **folders,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
    }


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table, so that docs/performance.md can take it."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in map(list, rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _verdict(budget: str, broken: bool) -> str:
    return f"{budget} {'BROKEN' if broken else 'kept'}"


def _above(value: float, budget: float | None) -> bool:
    return budget is not None and value > budget


def _milliseconds(runs: Sequence[Run]) -> str:
    return f"{median(run.seconds for run in runs) * 1000:.0f}" if runs else ""


def _quartiles(values: Sequence[float]) -> tuple[float, float]:
    if len(values) == 1:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4)
    return low, high
