"""Which ids may be known already: a Bloom filter over 64-bit hashes, held in arrays and asked for many ids at once.

Each id marks four bits in each of two words (a blocked filter: Putze, Sanders and Singler 2009), so asking costs two reads of memory
instead of eight. It never forgets an id, and wrongly suspects one new id in ten thousand when it is full, which costs an exact look-up.
With the usual twelve bits an id every group of some thousand events would hold such a suspect and wait.
"""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BITS_AN_ID = 24
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ONE, _WORD, _SHIFT = np.uint64(1), np.uint64(63), np.uint64(24)
_BITS = tuple(np.uint64(shift) for shift in (0, 6, 12, 18))


class Layer:
    """A filter of fixed size."""

    def __init__(self, capacity: int) -> None:
        bits = 1 << max(capacity * BITS_AN_ID - 1, 1 << 10).bit_length()
        self.capacity = bits // BITS_AN_ID
        self.count = 0
        self._words = np.zeros(bits >> 6, np.uint64)
        self._mask = np.uint64(len(self._words) - 1)

    def add(self, hashes: Hashes) -> None:
        for half in (hashes, _mixed(hashes)):
            np.bitwise_or.at(self._words, (half >> _SHIFT) & self._mask, _marks(half))
        self.count += len(hashes)

    def contains(self, hashes: Hashes) -> NDArray[np.bool_]:
        return self._has(hashes) & self._has(_mixed(hashes))

    def _has(self, half: Hashes) -> NDArray[np.bool_]:
        marks = _marks(half)
        found: NDArray[np.bool_] = (self._words[(half >> _SHIFT) & self._mask] & marks) == marks
        return found

    @property
    def bytes(self) -> int:
        return int(self._words.nbytes)


def _mixed(hashes: Hashes) -> Hashes:
    """A second hash from the first (Fibonacci hashing of its folded halves)."""
    mixed = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return mixed ^ (mixed >> np.uint64(29))


def _marks(hashes: Hashes) -> Hashes:
    marks = np.zeros_like(hashes)
    for shift in _BITS:
        marks |= _ONE << ((hashes >> shift) & _WORD)
    return marks


class Bloom:
    """Layers, each twice as large as the one before, so that it may grow while it is used."""

    def __init__(self, expected: int = 0) -> None:
        self._layers = [Layer(max(expected, 1 << 22))]

    def __len__(self) -> int:
        return sum(layer.count for layer in self._layers)

    def add(self, hashes: Hashes) -> None:
        top = self._layers[-1]
        if top.count + len(hashes) > top.capacity:
            top = Layer(2 * top.capacity)
            self._layers.append(top)
        top.add(hashes)

    def contains(self, hashes: Hashes) -> NDArray[np.bool_]:
        found = self._layers[0].contains(hashes)
        for layer in self._layers[1:]:
            found |= layer.contains(hashes)
        return found

    @property
    def bytes(self) -> int:
        return sum(layer.bytes for layer in self._layers)
