"""Which ids may be known already: a Bloom filter over 64-bit hashes, held in arrays and asked for many ids at once.

It never forgets an id. It wrongly suspects about one new id in a hundred thousand, which costs one exact look-up: with the 12 bits an
id that are usual, every group of some thousand events would contain a few suspects and wait for one.
"""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BITS_AN_ID = 24
PROBES = 10
_STEPS = np.arange(PROBES, dtype=np.uint64)
_ONE, _SIX, _WORD, _HALF = np.uint64(1), np.uint64(6), np.uint64(63), np.uint64(32)


class Layer:
    """A filter of fixed size."""

    def __init__(self, capacity: int) -> None:
        bits = 1 << max(capacity * BITS_AN_ID - 1, 64).bit_length()
        self.capacity = bits // BITS_AN_ID
        self.count = 0
        self._mask = np.uint64(bits - 1)
        self._words = np.zeros(bits >> 6, np.uint64)

    def add(self, hashes: Hashes) -> None:
        positions = self._positions(hashes).ravel()
        np.bitwise_or.at(self._words, positions >> _SIX, _ONE << (positions & _WORD))
        self.count += len(hashes)

    def contains(self, hashes: Hashes) -> NDArray[np.bool_]:
        positions = self._positions(hashes)
        found = (self._words[positions >> _SIX] >> (positions & _WORD)) & _ONE
        return found.all(axis=1)

    def _positions(self, hashes: Hashes) -> Hashes:
        """Two halves of one good hash give all probes (Kirsch and Mitzenmacher 2006). The step is odd, so that probes differ."""
        step = (hashes >> _HALF) | _ONE
        return (hashes[:, None] + _STEPS * step[:, None]) & self._mask

    @property
    def bytes(self) -> int:
        return int(self._words.nbytes)


class Bloom:
    """Layers, each twice as large as the one before, so that it may grow while it is used."""

    def __init__(self, expected: int = 0) -> None:
        self._layers = [Layer(max(expected, 1 << 20))]

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
