"""Writing lists and mappings of texts as YAML, an item a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from paperctl.errors import FieldError
from paperctl.yamltext.scalar import (
    WIDTH,
    can_fold,
    join_plain,
    write_prose,
    write_scalar,
)

Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value] | None"
"""What YAML holds; text stays text to every reader, numbers are for those who ask."""

# Longer keys need YAML's "? " form (libyaml looks 1024 characters ahead for the colon).
_LONGEST_KEY = 900
# Readers refuse what is nested 100 deep; what these stand in takes a few levels.
_DEEPEST = 90


def write_item(
    key: str, value: Value, indent: int, step: int = 2, depth: int = 0
) -> list[str]:
    """Write a key and its value as lines.

    >>> write_item("tags", ["a", "b"], 2)
    ['  tags: [a, b]']

    Raises:
        FieldError: A text cannot be stored, or it is nested too deeply.
    """
    head = _write_head(key, indent)
    if isinstance(value, str):
        if "\n" in value and can_fold(value):
            return [f"{head} {write_prose(value, start=0, indent=indent + step)}"]
        return [f"{head} {write_scalar(value)}"]
    short = _write_short(value, WIDTH - len(head) - 1)
    if short is not None:
        return [f"{head} {short}"]
    return [head, *write_lines(value, indent + step, step, depth + 1)]


def _write_short(value: Value, width: int) -> str | None:
    """Write what fits on one line: nothing, empty ones, and short lists of texts."""
    if value and type(value) is list:
        return _write_flow(value, width)
    if value is None:
        return "null"
    if isinstance(value, str):
        return write_scalar(value)
    if isinstance(value, int):
        return str(value)
    if not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    return None if isinstance(value, Mapping) else _write_flow(value, width)


def _write_flow(items: Sequence[Value], width: int) -> str | None:
    bare = [item for item in items if isinstance(item, str)]
    if sum(map(len, bare)) + len(", ") * len(items) > width:
        return None  # known before a word of it is written
    if len(bare) == len(items) and (joined := join_plain(bare)) is not None:
        return f"[{joined}]" if len(joined) + len("[]") <= width else None
    words = [_write_word(item) for item in items if _is_word(item)]
    line = f"[{', '.join(words)}]"
    return line if len(words) == len(items) and len(line) <= width else None


def _is_word(value: Value) -> bool:
    if isinstance(value, str):
        return True
    if isinstance(value, list):  # of numbers: the parts of a date
        return bool(value) and all(isinstance(item, int) for item in value)
    return value is None or isinstance(value, int)


def _write_word(value: Value) -> str:
    if isinstance(value, str):
        return write_scalar(value, flow=True)
    return "null" if value is None else str(value)


def write_lines(value: Value, indent: int, step: int = 2, depth: int = 0) -> list[str]:
    """Write a mapping or list as a block, an item a line: so it differs by items.

    Raises:
        FieldError: A text cannot be stored, or it is nested too deeply.
    """
    if depth > _DEEPEST:
        raise FieldError(f"lists and mappings are nested more than {_DEEPEST} deep")
    if isinstance(value, Mapping):
        return [
            line
            for key, item in value.items()
            for line in write_item(key, item, indent, step, depth)
        ]
    margin = " " * indent
    items = value if isinstance(value, Sequence) else ()
    texts = [item for item in items if isinstance(item, str)]
    if texts and len(texts) == len(items) and join_plain(texts) is not None:
        return [f"{margin}- {text}" for text in texts]
    lines: list[str] = []
    for item in items:
        if isinstance(item, str):
            lines.append(f"{margin}- {write_scalar(item)}")
        elif isinstance(item, int) or not item:
            lines.append(f"{margin}- {_write_short(item, WIDTH)}")
        else:
            block = write_lines(item, indent + 2, 2, depth + 1)
            lines += with_dash(block, indent)
    return lines


def with_dash(lines: list[str], indent: int) -> list[str]:
    """Make an item of a block list of lines that are indented two more."""
    first, *rest = lines
    return [f"{' ' * indent}- {first[indent + 2 :]}", *rest]


# The names of fields are few.
@lru_cache(maxsize=1 << 10)
def _write_head(key: str, indent: int) -> str:
    return " " * indent + write_key(key, indent)


def write_key(text: str, indent: int) -> str:
    """Write a key and its colon, which stand at some column.

    Raises:
        FieldError: The text cannot be stored.
    """
    key = write_scalar(text)
    if len(key) > _LONGEST_KEY:
        return f"? {key}\n{' ' * indent}:"
    return f"{key}:"
