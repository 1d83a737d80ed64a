"""An error as the user sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import QueryError

if TYPE_CHECKING:
    from paperctl.cli.context import Context
    from paperctl.errors import PaperctlError


def explain(error: PaperctlError, context: Context) -> None:
    """Print an error, where it is and what to do."""
    place = f"{error.location}: " if error.location else ""
    context.warn(f"paperctl: {place}{error.message}")
    if isinstance(error, QueryError) and error.query.strip():
        from paperctl.render.problems import caret_lines

        for line in caret_lines(error.query, error.column):
            context.warn(line)
    if error.hint:
        context.warn(f"hint: {error.hint}")
