"""A fast reader taught by the careful one: a table of weights, looked up by the numbers of runs of letters and words.

Nothing is learnt about texts that the teacher cannot read better; what it buys is speed: tens of thousands of short comments a second on
one core, for backlogs (knowledge distillation, Hinton, Vinyals and Dean 2015, with a linear student).
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .classifier import Floats, softmax
from .grams import Numbers, Recipe, Row

FORMAT = 1
BITS = 19
RECIPE = Recipe(letters=(3, 4, 5), words=(1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Student:
    """score of label k = sum of table[run, k] / root of the number of runs + bias[k]."""

    labels: tuple[str, ...]
    table: Floats  # (2 ** BITS, labels)
    bias: Floats
    facts: Mapping[str, Any]

    def probabilities(self, texts: Sequence[str] | Row) -> Floats:
        """Shape (texts, labels)."""
        row = texts if isinstance(texts, Row) else Row(texts)
        count, classes = row.letters.count, len(self.labels)
        scores, runs = np.zeros((count, classes)), np.zeros(count)
        for found in row.runs(RECIPE):
            at = place(found.number)
            runs += np.bincount(found.text, minlength=count)
            for k in range(classes):
                scores[:, k] += np.bincount(found.text, weights=self.table[at, k], minlength=count)
        return softmax(scores / np.sqrt(np.maximum(runs, 1))[:, None] + self.bias)

    def pushes(self, row: Row, label: NDArray[np.int64]) -> Floats:
        """How much each letter of the row speaks for the label of its text, in log odds against the average label."""
        own = self.table - self.table.mean(axis=1, keepdims=True)
        spread, count = Spread(len(row.letters.code)), row.letters.count
        runs = np.zeros(count)
        for found in row.runs(RECIPE):
            spread.add(found.start, found.end, own[place(found.number), label[found.text]])
            runs += np.bincount(found.text, minlength=count)
        per_text: Floats = 1 / np.sqrt(np.maximum(runs, 1))
        return spread.letters() * per_text[row.letters.text]

    def to_bytes(self) -> bytes:
        head = {"format": FORMAT, "labels": self.labels, "facts": dict(self.facts)}
        used = np.flatnonzero(self.table.any(axis=1)).astype(np.uint32)
        out = io.BytesIO()
        np.savez_compressed(
            out, head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8),
            used=used, weights=self.table[used].astype(np.float16), bias=self.bias,
        )  # fmt: skip
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Student":
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            if head["format"] != FORMAT:
                raise ValueError(f"A student of format {head['format']}, this program reads {FORMAT}.")
            table = np.zeros((1 << BITS, len(head["labels"])), np.float32)
            table[file["used"]] = file["weights"]
            return cls(labels=tuple(head["labels"]), table=table, bias=file["bias"], facts=head["facts"])


class Spread:
    """Weights of runs laid evenly over their letters."""

    def __init__(self, letters: int) -> None:
        self._steps = np.zeros(letters + 1)

    def add(self, start: NDArray[np.int32], end: NDArray[np.int32], weight: Floats) -> None:
        share = weight / np.maximum(end - start, 1)
        size = len(self._steps)
        self._steps += np.bincount(start, weights=share, minlength=size)[:size] - np.bincount(end, weights=share, minlength=size)[:size]

    def letters(self) -> Floats:
        return np.cumsum(self._steps)[:-1].astype(np.float32)


def place(number: Numbers) -> NDArray[np.int64]:
    return (number >> np.uint64(64 - BITS)).astype(np.int64)
