"""Whether a text holds anything but plain characters; most texts do not."""

from __future__ import annotations

_SIGNS = "\\${}~\u00a0"


def has_markup(text: str) -> bool:
    r"""Whether `paperctl.text.tokens` would find more than one plain token.

    >>> has_markup("Attention is all you need"), has_markup("50\\%")
    (False, True)
    """
    return any(sign in text for sign in _SIGNS)
