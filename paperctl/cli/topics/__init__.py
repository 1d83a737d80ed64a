"""Topics of `paperctl help`, found by the names of their files.

A topic `exit-codes` is a text `exit-codes.txt` of this folder, at most 79 columns wide.
Its first line says what it is about; see `paperctl.render.topic` for the rest. One that
the program knows best itself is a module, with that line as `SUMMARY` and a function
`text`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_SUFFIX = ".txt"


def topic_names() -> list[str]:
    """List the topics, sorted.

    >>> {"exit-codes", "formats"} <= set(topic_names())
    True
    """
    from paperctl.registry import part_names

    texts = [path.stem for path in _folder().glob(f"*{_SUFFIX}")]
    return sorted([*texts, *part_names(__path__)])


def topic_text(name: str) -> str:
    """Read one of them."""
    path = _folder() / f"{name}{_SUFFIX}"
    if path.exists():
        return path.read_text(encoding="utf-8")
    text: str = _module(name).text()
    return text


def topic_summary(name: str) -> str:
    """Say in a line what a topic is about.

    >>> topic_summary("exit-codes")
    'Exit codes, as grep has them.'
    """
    if (_folder() / f"{name}{_SUFFIX}").exists():
        return topic_text(name).partition("\n")[0]
    summary: str = _module(name).SUMMARY
    return summary


def _module(name: str) -> ModuleType:
    from paperctl.errors import PaperctlError
    from paperctl.registry import import_part

    return import_part(__name__, __path__, name, error=PaperctlError)


def _folder() -> Path:
    return Path(__file__).parent
