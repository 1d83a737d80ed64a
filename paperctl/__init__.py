"""Catalogues of papers for scripts and notebooks.

>>> import paperctl
>>> catalogue = paperctl.load("data/papers.yaml")
>>> catalogue["platonov2023critical"].year
2023
>>> [entry.citekey for entry in paperctl.select(catalogue, "area:SI")]
['platonov2022characterizing']
>>> print(paperctl.export(paperctl.select(catalogue, "area:SI"), "keys"), end="")
platonov2022characterizing

The names of `__all__` are stable; they are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperctl.api import export, load, save, select
    from paperctl.errors import PaperctlError
    from paperctl.model.catalogue import Catalogue
    from paperctl.model.entry import Entry

__version__ = "0.1.0"

__all__ = [
    "Catalogue",
    "Entry",
    "PaperctlError",
    "export",
    "load",
    "save",
    "select",
]

_HOMES = {
    "Catalogue": "paperctl.model.catalogue",
    "Entry": "paperctl.model.entry",
    "PaperctlError": "paperctl.errors",
    "export": "paperctl.api",
    "load": "paperctl.api",
    "save": "paperctl.api",
    "select": "paperctl.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'paperctl' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
