"""Which texts are nearly the same: reposts with another link, another name in front or a word more.

Texts are compared by the share of pairs of neighbouring words that they have in common (Jaccard). Min-hashes in bands find whom to compare
with (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3): two texts with 80 % in common share a band with a
probability of 1 - (1 - 0.8^4)^12 = 99.8 %, two with 30 % with one of 9 %.
"""

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hamsafar.base.text import fold

ALIKE = 0.8
FEWEST_WORDS = 8  # two people may well say the same in seven
MOST_WORDS = 400
ROWS, BANDS = 4, 12
_NOISE = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w+|\brt\b", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")
_PRIME = np.uint64((1 << 61) - 1)
_chance = np.random.default_rng(20261122)
_A = _chance.integers(1, 1 << 31, ROWS * BANDS, dtype=np.uint64)
_B = _chance.integers(0, 1 << 31, ROWS * BANDS, dtype=np.uint64)

Shingles = NDArray[np.uint32]
NONE: Shingles = np.empty(0, np.uint32)


def plain_words(text: str) -> list[str]:
    """Folded words without links, names of users and signs."""
    return _NOT_WORD.sub(" ", fold(_NOISE.sub(" ", text))).split()


def shingles_of(text: str) -> Shingles:
    """Hashes of neighbouring words, sorted; none where the text is too short to say anything."""
    words = plain_words(text)[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return NONE
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return np.array(sorted(map(_hash, pairs)), np.uint32)


def _hash(pair: str) -> int:
    return int.from_bytes(hashlib.blake2b(pair.encode("utf-8", "replace"), digest_size=4).digest(), "little")


def bands_of(shingles: Shingles) -> list[int]:
    if not len(shingles):
        return []
    mixed = (np.multiply.outer(_A, shingles.astype(np.uint64)) + _B[:, None]) % _PRIME
    least = mixed.min(axis=1).reshape(BANDS, ROWS)
    return [_band(number, row.tobytes()) for number, row in enumerate(least)]


def _band(number: int, row: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(row, digest_size=8, key=bytes([number])).digest(), "little") >> 1


def likeness(one: Shingles, other: Shingles) -> float:
    together = len(np.union1d(one, other))
    return len(np.intersect1d(one, other)) / together if together else 0.0


def packed(shingles: Shingles) -> bytes:
    return shingles.tobytes()


def unpacked(kept: bytes | memoryview) -> Shingles:
    return np.frombuffer(bytes(kept), np.uint32)


def most_alike(own: Shingles, others: Sequence[tuple[object, Shingles]]) -> object | None:
    """Which of these says the same; None where none does."""
    best = max(others, key=lambda other: likeness(own, other[1]), default=None)
    return best[0] if best is not None and likeness(own, best[1]) >= ALIKE else None
