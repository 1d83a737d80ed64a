"""Trees of YAML as the plain values that records are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.yamltext.tree import Items, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperctl.sources._records import Findings
    from paperctl.yamltext.tree import Node


def to_plain_value(node: Node, findings: Findings) -> Any:
    """Give text, lists and mappings; of keys that come twice, the first one's value."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [to_plain_value(item, findings) for item in node.items]
    return mapping(node, findings)[0]


def mapping(
    node: Pairs, findings: Findings
) -> tuple[dict[str, Any], Mapping[str, int]]:
    """Give a mapping's values, and the line of each of its keys."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.pairs:
        name = key.text or ""
        if name in values:
            findings.warn(
                key.line,
                f"{name!r} stands on line {lines[name]} and again here, where it is"
                " left out",
            )
            continue
        values[name] = to_plain_value(value, findings)
        lines[name] = key.line
    return values, lines
