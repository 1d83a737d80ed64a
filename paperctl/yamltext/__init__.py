"""YAML as text: the parser's events, trees with lines, and a writer's quotes.

Below `store`, which knows the catalogue's format, and `sources` and `formats`, which
know those of others. Scalars are text here, whatever another reader would make of them.
"""

from __future__ import annotations

__all__ = ["NULLS"]

NULLS = frozenset({"", "~", "null"})
"""What means "no value" where it stands without quotes."""
