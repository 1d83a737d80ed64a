"""Regular expressions as users type them, compiled with errors that point."""

from __future__ import annotations

import re
import warnings

from paperctl.errors import QueryError

PERL_HINT = "-P takes Python's regular expressions, and more time"
"""What to try where the usual engine of `grep` cannot do something."""


def compile_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern for Python's `re`, without its warnings.

    Raises:
        QueryError: It is none; the column says where.
    """
    try:
        with warnings.catch_warnings():
            # "[[a]" may mean something else one day; today it means what it says.
            warnings.simplefilter("ignore")
            return re.compile(pattern, flags)
    except re.error as error:
        raise QueryError(
            f"not a regular expression: {error.msg}",
            query=pattern,
            column=min(error.pos or 0, len(pattern)),
        ) from error
    except (OverflowError, RecursionError) as error:
        raise QueryError(
            "the regular expression is too large", query=pattern
        ) from error
