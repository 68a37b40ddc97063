"""How well a classifier does on texts that it has not seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`calibration` is the mean distance between how sure it was and how often it was right (expected calibration error, ten bins)."""

    n: int
    accuracy: float
    macro_f1: float
    weighted_f1: float
    calibration: float
    log_loss: float
    most_frequent: float  # the accuracy of always naming the most frequent label
    recall: tuple[float, ...]
    precision: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]  # row: true, column: named

    def as_dict(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def judge(true: NDArray[np.int64], probabilities: NDArray[np.floating[Any]], named: NDArray[np.int64]) -> Figures:
    """true, named: shape (n,), numbers of labels. probabilities: shape (n, labels)."""
    classes = probabilities.shape[1]
    confusion = np.bincount(true * classes + named, minlength=classes * classes).reshape(classes, classes)
    right = np.diag(confusion)
    of_true, of_named = confusion.sum(axis=1), confusion.sum(axis=0)
    recall, precision = right / np.maximum(of_true, 1), right / np.maximum(of_named, 1)
    f1 = 2 * right / np.maximum(of_true + of_named, 1)
    return Figures(
        n=len(true),
        accuracy=float(right.sum() / len(true)),
        macro_f1=float(f1[of_true > 0].mean()),
        weighted_f1=float((f1 * of_true).sum() / len(true)),
        calibration=calibration_error(true, probabilities),
        log_loss=float(-np.log(probabilities[np.arange(len(true)), true] + 1e-9).mean()),
        most_frequent=float(of_true.max() / len(true)),
        recall=tuple(map(float, recall)),
        precision=tuple(map(float, precision)),
        confusion=tuple(tuple(map(int, line)) for line in confusion),
    )


def calibration_error(true: NDArray[np.int64], probabilities: NDArray[np.floating[Any]], bins: int = 10) -> float:
    sure, named = probabilities.max(axis=1), probabilities.argmax(axis=1)
    which = np.minimum((sure * bins).astype(int), bins - 1)
    count = np.bincount(which, minlength=bins)
    gap = np.abs(np.bincount(which, weights=sure, minlength=bins) - np.bincount(which, weights=named == true, minlength=bins))
    return float(gap.sum() / count.sum())
