"""How far long work has come, on a terminal, once it takes long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

_PATIENCE = 0.5
"""Seconds before anything is shown: most work is done by then."""


class ProgressBar:
    """Draws one bar on a terminal, and takes it away when the work is done."""

    def __init__(
        self, stream: TextIO, *, color: bool, width: int | None = None
    ) -> None:
        self._stream = stream
        self._color = color
        self._width = width
        self._begin: float | None = None
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, stage: str, part: float) -> None:
        """Tell what is being done, and how much of it is, from 0 to 1."""
        now = time.monotonic()
        if self._begin is None:
            self._begin = now
        if part >= 1:
            self.close()
        elif self._bar is not None:
            self._bar.update(self._task, completed=part, description=stage)
        elif now - self._begin > _PATIENCE:
            self._open(stage, part)

    def _open(self, stage: str, part: float) -> None:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        from paperctl.render.console import make_console

        console = make_console(
            self._stream, width=self._width, color=self._color, is_live=True
        )
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TaskProgressColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task(stage, total=1.0, completed=part)
        self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
