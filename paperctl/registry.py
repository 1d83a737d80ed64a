"""Parts that are found by the names of their files: formats, sources, commands.

A module `csl_json.py` is the part `csl-json`; one whose name begins with `_` is none,
and a `_` at the end only keeps off Python's words, and the names that Windows gives to
devices whatever follows the dot. Names are listed without importing
anything, and a part is imported when it is asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from paperctl.errors import PaperctlError


_DEVICES = frozenset({"aux", "con", "nul", "prn"})


def part_names(path: Iterable[str]) -> list[str]:
    """List the parts in a package's `__path__`, sorted."""
    return sorted(
        file.removesuffix(".py").rstrip("_").replace("_", "-")
        for folder in path
        for file in os.listdir(folder)  # noqa: PTH208 - pathlib costs start-up time
        if file.endswith(".py") and not file.startswith("_")
    )


def import_part(
    package: str,
    path: Iterable[str],
    name: str,
    *,
    error: type[PaperctlError],
    kinds: str | None = None,
) -> ModuleType:
    """Import a part by its name.

    `kinds` is what errors call the parts; else as their package is called.

    Raises:
        PaperctlError: There is no such part, as an `error`; its hint says which are
            near, or which there are.
    """
    from importlib import import_module
    from keyword import iskeyword

    known = part_names(path)
    if name not in known:
        from paperctl.text.closest import did_you_mean

        kinds = kinds or package.rpartition(".")[2]
        raise error(
            f"no {kinds.removesuffix('s')} {name!r}",
            hint=did_you_mean(name, known) or f"the {kinds} are {', '.join(known)}",
        )
    module = name.replace("-", "_")
    is_taken = iskeyword(module) or module in _DEVICES
    return import_module(f"{package}.{module}{'_' if is_taken else ''}")
