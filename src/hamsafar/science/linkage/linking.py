"""Probabilistic record linkage after Fellegi and Sunter (1969): Splink compares, `learning` tells what the comparisons mean.

Learnt without a labelled pair. How often values agree by chance is counted (`chance`), how often they agree for one person is estimated.
A pair's probability is meant literally: of a hundred pairs of 90 % ninety are one person (`make evaluate` counts them).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import blocking
from .chance import Chance
from .comparing import AT_ONCE, EMPTY, ROW, Compared, Comparer, levels_of
from .contracts import Agreement, Field, Model, Pair, TooFewRows
from .learning import Groups, Learnt, Mixture

FEWEST = 10
FINENESS = 4  # steps of rarity in which pairs are put together for learning: a quarter of a nat


def find_pairs(rows: pd.DataFrame, fields: Sequence[Field], *, row_id: str, at_least: float = 0.5) -> tuple[list[Pair], Model]:
    """Pairs of rows that are one person with at least this probability, likeliest first, and the model that says so.

    rows: one line a record, `row_id` unique, text columns already in normal form (base.text.fold); empty values as None or "".
    Raises TooFewRows. The same table gives the same answer.
    """
    if len(rows) < FEWEST:
        raise TooFewRows(len(rows))
    if not rows[row_id].is_unique:
        raise ValueError(f"{row_id} names a row twice")
    table = _prepared(rows, fields)
    fields = [field for field in fields if table[field.column].nunique() > 1]
    blocks = blocking.choose(table, [field.column for field in fields])
    if not blocks:
        raise TooFewRows(len(rows))
    return _Search(table, fields, blocks).pairs(rows[row_id].tolist(), at_least)


def _prepared(rows: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Text columns with None for empty, numbered rows."""
    table = pd.DataFrame({ROW: np.arange(len(rows))})
    for field in fields:
        text = rows[field.column].astype("string").str.strip().reset_index(drop=True)
        table[field.column] = text.where(text.fillna("") != "", None).astype(object)
    return table


class _Search:
    """One search through one table."""

    def __init__(self, table: pd.DataFrame, fields: list[Field], blocks: list[blocking.Block]) -> None:
        self.table, self.fields, self.blocks = table, fields, blocks
        self.comparer = Comparer(table, fields)
        self.labels = self.comparer.labels
        self.chance = Chance(table, fields, self.comparer.at_random(), [len(names) for names in self.labels])

    def pairs(self, ids: Sequence[Any], at_least: float) -> tuple[list[Pair], Model]:
        found = self.comparer.candidates(self.blocks)
        each = self._groups(found)
        mixture = Mixture(self.chance, self.sets, self.blocks)
        learnt = mixture.learn(_together(each, found.pattern), len(self.table))
        sure = np.concatenate([mixture.probabilities(some, learnt)[0] for some in each.in_parts(AT_ONCE)])
        shown = np.flatnonzero(sure >= at_least)
        order = shown[np.lexsort((found.right[shown], found.left[shown], -sure[shown]))]
        model = Model(prior=learnt.prior, household=learnt.household, blocks=tuple(self.blocks), compared=len(found))
        return [self._pair(found, each, int(n), float(sure[n]), learnt, ids) for n in order], model

    def _groups(self, found: Compared) -> Groups:
        """Each pair as a group of its own."""
        levels = levels_of(found.pattern, len(self.fields))
        masks = (levels != EMPTY) @ (1 << np.arange(len(self.fields)))
        self.sets, compared = np.unique(masks.astype(np.int64), return_inverse=True)
        rarity, own = np.zeros(len(found)), np.zeros(len(found))
        for n, field in enumerate(self.fields):
            of_field = self.chance.rarity(n, found, levels)
            rarity += of_field
            own += 0.0 if field.common else of_field
        return Groups(levels, compared, rarity, own, np.ones(len(found)))

    def _pair(self, found: Compared, each: Groups, n: int, sure: float, learnt: Learnt, ids: Sequence[Any]) -> Pair:
        left, right = int(found.left[n]), int(found.right[n])
        one = Compared(found.left[n : n + 1], found.right[n : n + 1], found.pattern[n : n + 1])
        agreements = tuple(self._agreement(f, one, each.levels[n : n + 1], learnt) for f in range(len(self.fields)))
        weight = float(np.log2(sure / (1 - sure))) if sure < 1 else 60.0
        return Pair(left=ids[left], right=ids[right], probability=sure, weight=weight, reasons=agreements)

    def _agreement(self, f: int, pair: Compared, levels: Any, learnt: Learnt) -> Agreement:
        level = int(levels[0, f])
        values = self.table[self.fields[f].column]
        weight = 0.0
        if level != EMPTY:
            by_chance = np.log(self.chance.average[f][level]) + self.chance.rarity(f, pair, levels)[0]
            weight = float((np.log(learnt.m[f][level]) - by_chance) / np.log(2))
        return Agreement(
            field=self.fields[f].column,
            left=_text(values[int(pair.left[0])]),
            right=_text(values[int(pair.right[0])]),
            level=self.labels[f][level] if level != EMPTY else "",
            weight=weight,
        )


def _together(each: Groups, patterns: NDArray[np.int64]) -> Groups:
    """Pairs that compare alike and agree on values of about the same rarity, counted: thousands instead of millions to learn from."""
    _, alike = np.unique(patterns, return_inverse=True)
    for rarity in (each.rarity, each.own_rarity):
        steps, step = np.unique(np.round(rarity * FINENESS), return_inverse=True)
        alike = alike * len(steps) + step
    _, first, count = np.unique(alike, return_index=True, return_counts=True)
    return Groups(each.levels[first], each.compared[first], each.rarity[first], each.own_rarity[first], count.astype(float))


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
