"""What the tests of all kinds of documents share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

import pytest

Linear: TypeAlias = Callable[[Callable[[str], object], str], None]

_SIZE = 40_000
_FACTOR = 8
_LEAST = 0.05


@pytest.fixture
def linear() -> Linear:
    """Check that eight times the text takes no more than some sixteen times as long.

    What is quadratic takes 64 times as long.
    """

    def seconds(read: Callable[[str], object], text: str) -> float:
        start = time.process_time()
        read(text)
        return time.process_time() - start

    def check(read: Callable[[str], object], piece: str) -> None:
        small = piece * (_SIZE // len(piece))
        short = min(seconds(read, small) for _ in range(2))
        long = seconds(read, small * _FACTOR)
        assert long < 3 * _FACTOR * max(short, _LEAST / _FACTOR)

    return check
