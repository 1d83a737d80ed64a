"""What the tests of all kinds of documents share."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeAlias

import pytest

Linear: TypeAlias = Callable[[Callable[[str], object], str], None]

_SIZE = 20_000
_FACTOR = 8
_LEAST = 0.05
_ATTEMPTS = 3


@pytest.fixture
def linear() -> Linear:
    """Check that eight times the text takes no more than some 24 times as long.

    What is quadratic takes 64 times as long, each time it is tried; a busy machine does
    not slow the same of three attempts.
    """

    def seconds(read: Callable[[str], object], text: str) -> float:
        # The collector would look at all that other tests have left.
        gc.disable()
        try:
            start = time.process_time()
            read(text)
            return time.process_time() - start
        finally:
            gc.enable()

    def growth(read: Callable[[str], object], piece: str) -> float:
        small = piece * (_SIZE // len(piece))
        short = min(seconds(read, small) for _ in range(2))
        return seconds(read, small * _FACTOR) / max(short, _LEAST / _FACTOR)

    def check(read: Callable[[str], object], piece: str) -> None:
        tried: list[float] = []
        while len(tried) < _ATTEMPTS:
            tried.append(growth(read, piece))
            if tried[-1] < 3 * _FACTOR:
                return
        raise AssertionError(f"{_FACTOR} times the text takes {tried} times as long")

    return check
