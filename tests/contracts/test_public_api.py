"""The public names: few, lazy, documented."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import paperctl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Spawn


def test_all_is_sorted_and_every_name_is_there() -> None:
    assert paperctl.__all__ == sorted(paperctl.__all__)
    for name in paperctl.__all__:
        assert getattr(paperctl, name) is not None
        assert name in dir(paperctl)


def test_star_import_gives_all(spawn: Spawn) -> None:
    program = (
        "from paperctl import *; import paperctl;"
        "print(set(paperctl.__all__) - set(globals()))"
    )
    assert spawn(python=("-c", program)).stdout == "set()\n"


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(paperctl, "nosuch")


def test_every_name_has_a_docstring_and_a_place_in_the_docs(root: Path) -> None:
    page = (root / "docs" / "python.md").read_text(encoding="utf-8")
    for name in paperctl.__all__:
        assert inspect.getdoc(getattr(paperctl, name))
        assert re.search(rf"`paperctl\.{name}\b", page), name
