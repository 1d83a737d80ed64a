"""How many examples a property is tried with."""

from __future__ import annotations

import os

# The gate tries all of them in a step of its own (1), who changes something a part.
_SHARE = float(os.environ.get("PAPERCTL_EXAMPLES", "0.25"))


def examples(number: int) -> int:
    """Give the share that is wanted of so many examples, at least five."""
    return max(5, round(number * _SHARE))
