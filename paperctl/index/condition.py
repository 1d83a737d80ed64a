"""Conditions on rows of the index; `sql` writes them."""

from __future__ import annotations

from paperctl.values import frozen


@frozen()
class Condition:
    """A condition on a row of `entry`.

    Attributes:
        is_exact: It holds for what the query matches, and nothing else.
        needs_words: It asks the full text.
    """

    sql: str
    values: tuple[str | float, ...] = ()
    is_exact: bool = True
    needs_words: bool = False


ANY = Condition("1")
