"""How fast this machine is just now, so that a time measured today can be read beside one of next month."""

import hashlib
import time
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.record import figure

# What the machine on which the first figures were taken needed, in seconds. The index is 1 there, 2 on one twice as fast.
USUAL = {"python": 0.060, "numpy": 0.100, "bytes": 0.100}


def index() -> float:
    """Geometric mean over plain Python, arrays and bytes; the best of several tries, one core."""
    shares = [USUAL[name] / min(_timed(work) for _ in range(5)) for name, work in WORK.items()]
    return float(np.prod(shares) ** (1 / len(shares)))


def speed_figures(when: str) -> list[dict[str, Any]]:
    return [figure(f"machine: speed index {when} (1 is the machine of the first figures)", index(), "")]


def _python() -> None:
    counts: dict[int, int] = {}
    for number in range(500_000):
        counts[number & 1023] = counts.get(number & 1023, 0) + number


def _numpy() -> None:
    np.sort(np.random.default_rng(1).integers(0, 2**62, 1_000_000))


def _bytes() -> None:
    block = bytes(range(256)) * 4096
    for _ in range(12):
        hashlib.blake2b(zlib.compress(block, 1)).digest()
        hashlib.blake2b(block).digest()


WORK: dict[str, Callable[[], None]] = {"python": _python, "numpy": _numpy, "bytes": _bytes}


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
