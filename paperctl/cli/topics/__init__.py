"""Topics of `paperctl help`: texts that are found by the names of their files.

A topic `exit-codes` is a file `exit-codes.txt` of this folder, at most 79 columns wide.
Its first line says what it is about; see `paperctl.render.topic` for the rest.
"""

from __future__ import annotations

from pathlib import Path

_SUFFIX = ".txt"


def topic_names() -> list[str]:
    """List the topics, sorted."""
    return sorted(path.stem for path in _folder().glob(f"*{_SUFFIX}"))


def topic_text(name: str) -> str:
    """Read one of them."""
    return (_folder() / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def topic_summary(name: str) -> str:
    """Say in a line what a topic is about.

    >>> topic_summary("exit-codes")
    'Exit codes, as grep has them.'
    """
    return topic_text(name).partition("\n")[0]


def _folder() -> Path:
    return Path(__file__).parent
