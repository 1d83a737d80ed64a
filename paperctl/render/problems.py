"""Where in a query or a pattern something is wrong."""

from __future__ import annotations

from paperctl.text.display import one_line


def caret_lines(query: str, column: int) -> tuple[str, str]:
    """Show a query with a caret under the character in question.

    >>> caret_lines("titel:x", 0)
    ('  titel:x', '  ^')
    """
    before = one_line(query[:column]) if column else ""
    return f"  {one_line(query)}", f"  {' ' * len(before)}^"
