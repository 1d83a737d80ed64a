"""Tables of hashes, eight bytes for each: what a million entries are known by.

A set of a million strings takes a hundred times a string's hash. Hashes of 64 bits are
unequal for all that anybody imports; where a number is kept beside a shorter one, who
asks has to see whether it is the right entry.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

_BITS = 64
_MASK = (1 << _BITS) - 1
_NUMBER_BITS = 26
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
_FIRST_BITS = 12
_FULL = 0.75

MOST = _NUMBER_MASK - 1
"""How many entries can be told apart."""


class _Words:
    """Words of 64 bits, put where their first bits say, else behind that."""

    def __init__(self) -> None:
        self._bits = _FIRST_BITS
        self._slots = _zeros(self._bits)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def _put(self, word: int) -> None:
        if self._count >= len(self._slots) * _FULL:
            self._grow()
        self._count += 1
        _place(self._slots, self._bits, word)

    def _grow(self) -> None:
        # Not one bit less than twice as many: from here on nothing moves for long.
        self._bits += 1
        slots = _zeros(self._bits)
        for word in self._slots:
            if word:
                _place(slots, self._bits, word)
        self._slots = slots


class HashSet(_Words):
    """What was added, as far as its hash tells.

    >>> keys = HashSet()
    >>> keys.add("a")
    >>> "a" in keys, "b" in keys
    (True, False)
    """

    def add(self, item: Hashable) -> None:
        """Add something, once or again."""
        if item not in self:
            self._put(_hash(item))

    def __contains__(self, item: Hashable) -> bool:
        word = _hash(item)
        slots = self._slots
        last = len(slots) - 1
        at = word >> (_BITS - self._bits)
        # Written out: it is asked for every citekey, and nearly always in vain.
        while other := slots[at]:
            if other == word:
                return True
            at = (at + 1) & last
        return False


class HashTable(_Words):
    """Numbers under what they belong to: nearly always the right ones.

    >>> table = HashTable()
    >>> table.add("a", 7)
    >>> table.add("a", 5)
    >>> table.find("a"), table.find("b")
    ([5, 7], [])
    """

    def add(self, item: Hashable, number: int) -> None:
        """Put a number, below `MOST`, under something."""
        head = _hash(item) & ~_NUMBER_MASK
        # No word is zero: that is an empty place.
        self._put(head | (number + 1))

    def find(self, item: Hashable) -> list[int]:
        """List the numbers that may belong to something, the lowest first."""
        head = _hash(item) & ~_NUMBER_MASK
        slots = self._slots
        last = len(slots) - 1
        at = head >> (_BITS - self._bits)
        numbers: list[int] = []
        while word := slots[at]:
            if word & ~_NUMBER_MASK == head:
                numbers.append((word & _NUMBER_MASK) - 1)
            at = (at + 1) & last
        return sorted(numbers)


def _hash(item: Hashable) -> int:
    return (hash(item) & _MASK) or 1


def _zeros(bits: int) -> array[int]:
    return array("Q", bytes(8 << bits))


def _place(slots: array[int], bits: int, word: int) -> None:
    last = len(slots) - 1
    at = word >> (_BITS - bits)
    while slots[at]:
        at = (at + 1) & last
    slots[at] = word
