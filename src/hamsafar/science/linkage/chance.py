"""How two records compare that are of two people: by chance.

Counted, not assumed: exact agreement from how often each value occurs, likeness from random pairs. Fields that hang together within a
record (a first name and a gender, a postcode and a city) agree together by chance more often than fields that do not; the strongest such
bonds are kept as a tree (Chow and Liu 1968), so that one coincidence is not counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .comparing import EMPTY, Compared, levels_of
from .contracts import Field, Kind

Floats = NDArray[np.float64]
Levels = NDArray[np.int8]
LEAST = 0.25  # pairs that stand for "never seen"
FEW = 20.0  # expected pairs under which a bond between two levels is hardly believed
WEAK = 5e-4  # nats of mutual information under which two fields are taken for independent


@dataclass(frozen=True, slots=True)
class Bond:
    """Two fields that agree together: how many times likelier than alone, by level of the one and of the other."""

    one: int
    other: int
    times: Floats


@dataclass(frozen=True, slots=True)
class Commonness:
    """How common the value of each row is: rows that have it, and how much the field's values differ in that.

    With values drawn from a gamma prior of this shape, two people agree on a value that `count` of n rows have with
    u · (count - 1 + shape) / (n · u + 1 + shape), u being the field's average. So a value of only these two rows is as rare as the field's
    values are, and «محمدی» is as common as it is counted.
    """

    count: Floats
    shape: float
    rows: int

    def agreement(self, average: float, left: NDArray[np.int32]) -> Floats:
        times = (self.count[left] - 1 + self.shape) / (self.rows * average + 1 + self.shape)
        return np.asarray(np.clip(times, 1e-4, 0.9 / average))


class Chance:
    """What agreement is worth. `average[f][level]` is how often two people's values compare so, where both have one."""

    def __init__(self, table: pd.DataFrame, fields: Sequence[Field], random: Compared, widths: Sequence[int]) -> None:
        self.fields = list(fields)
        seen = levels_of(random.pattern, len(fields))
        columns = [table[field.column] for field in fields]
        self.pairs = [_pairs(column.notna().sum()) for column in columns]  # of rows that both have a value
        self.average = [_average(seen[:, f], widths[f], column, self.pairs[f]) for f, column in enumerate(columns)]
        self.common = [_commonness(column) for column in columns]
        self.bonds = _bonds(seen, self.average)
        self.empty = np.stack([column.isna().to_numpy() for column in columns], axis=1)

    def rarity(self, field: int, pairs: Compared, found: Levels) -> Floats:
        """Logarithm of how much more (or less) common than the field's average the value is on which these pairs agree; else 0."""
        same = found[:, field] == len(self.average[field]) - 1
        if self.fields[field].kind is Kind.CODE:
            return np.zeros(len(found))
        agreement = self.common[field].agreement(float(self.average[field][-1]), pairs.left)
        return np.where(same, np.log(agreement), 0.0)

    def log(self, found: Levels, fields: Sequence[int]) -> Floats:
        """Logarithm of the chance of these levels in these fields, an average value taken."""
        total = sum((spoken(np.log(self.average[f]), found[:, f]) for f in fields), np.zeros(len(found)))
        for bond in self.bonds:
            if bond.one in fields and bond.other in fields:
                one, other = found[:, bond.one], found[:, bond.other]
                both = (one != EMPTY) & (other != EMPTY)
                total = total + np.where(both, np.log(bond.times)[np.maximum(one, 0), np.maximum(other, 0)], 0.0)
        return total


def spoken(by_level: Floats, found: Levels) -> Floats:
    """The figure of each level, and 0 where there was nothing to compare."""
    return np.where(found == EMPTY, 0.0, by_level[np.maximum(found, 0)])


def _pairs(count: float) -> float:
    return max(1.0, float(count) * (float(count) - 1) / 2)


def _average(found: Levels, width: int, column: pd.Series, pairs: float) -> Floats:
    counted = np.bincount(found[found != EMPTY], minlength=width) + LEAST
    share = counted / counted.sum()
    share[-1] = max(sum(_pairs_of_one(column.value_counts().to_numpy(float))), LEAST) / pairs
    return np.asarray(share / share.sum())


def _pairs_of_one(counts: Floats) -> Floats:
    return counts * (counts - 1) / 2


def _commonness(column: pd.Series) -> Commonness:
    """The shape by the second and third moment of how common values are: for a gamma prior their ratio is (shape + 2) / (shape + 1)."""
    counts = column.value_counts()
    held, rows = counts.to_numpy(float), float(counts.sum())
    second = float((held * (held - 1)).sum()) / max(rows * (rows - 1), 1)
    third = float((held * (held - 1) * (held - 2)).sum()) / max(rows * (rows - 1) * (rows - 2), 1)
    ratio = third / second**2 if second else 1.0
    shape = float(np.clip((2 - ratio) / (ratio - 1), 0, 1e4)) if ratio > 1 else 1e4
    return Commonness(column.map(counts).fillna(0).to_numpy(float), shape, int(rows))


def _bonds(seen: Levels, average: Sequence[Floats]) -> list[Bond]:
    """The tree of the strongest bonds between fields."""
    fields = len(average)
    found = [_bond(seen, average, one, other) for one in range(fields) for other in range(one)]
    parts = list(range(fields))
    tree = []
    for _told, bond in sorted((pair for pair in found if pair[0] > WEAK), key=lambda pair: -pair[0]):
        if parts[bond.one] != parts[bond.other]:
            tree.append(bond)
            old, new = parts[bond.one], parts[bond.other]
            parts = [new if part == old else part for part in parts]
    return tree


def _bond(seen: Levels, average: Sequence[Floats], one: int, other: int) -> tuple[float, Bond]:
    """How much the two fields tell of each other, and how. Rare combinations are mostly true pairs, so they are hardly believed."""
    both = (seen[:, one] != EMPTY) & (seen[:, other] != EMPTY)
    shape = len(average[one]), len(average[other])
    places = np.ravel_multi_index((seen[both, one].astype(int), seen[both, other].astype(int)), shape)
    counted = np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)
    expected = np.outer(average[one], average[other]) * max(1, both.sum())
    together = expected * (counted + FEW) / (expected + FEW)
    together = together / together.sum()
    apart = np.outer(together.sum(axis=1), together.sum(axis=0))
    times = together / apart
    return float((together * np.log(times)).sum()), Bond(one, other, times)
