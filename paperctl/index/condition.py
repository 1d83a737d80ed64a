"""Conditions on rows of the index, which `sql` writes, and what FTS5 is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def full_text_term(
    words: Sequence[str], *, prefix: bool = False, column: str | None = None
) -> str:
    """Write words that stand together as FTS5 wants them.

    >>> full_text_term(["low", "ran"], prefix=True, column="title")
    'title : "low ran" *'
    """
    # A word has letters and digits only: there is nothing to escape.
    phrase = f'"{" ".join(words)}"{" *" if prefix else ""}'
    return f"{column} : {phrase}" if column else phrase
