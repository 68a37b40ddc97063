"""Which pairs are worth comparing: those that agree on something rare.

Every field, and every two fields together, is a block if agreeing on it by chance is rare enough, so that all blocks together stay within
a budget of pairs. Nothing is chosen by hand and nothing by labels: a table with other columns gets other blocks.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd

PAIRS_A_ROW = 60  # the budget: comparing sixty candidates for each row takes seconds for a hundred thousand rows
Block = tuple[str, ...]


def choose(rows: pd.DataFrame, columns: Sequence[str]) -> list[Block]:
    """Single columns first, then two, each in the order of how few pairs they make, as far as the budget goes."""
    budget = PAIRS_A_ROW * len(rows)
    chosen: list[Block] = []
    for pairs, block in sorted(((pairs_of(rows, block), block) for block in _candidates(columns)), key=_simplest_first):
        is_done_already = any(set(other) < set(block) for other in chosen)
        if pairs and pairs <= budget and not is_done_already:
            chosen.append(block)
            budget -= pairs
    return chosen


def _simplest_first(sized: tuple[int, Block]) -> tuple[int, int, Block]:
    pairs, block = sized
    return len(block), pairs, block


def _candidates(columns: Sequence[str]) -> Iterable[Block]:
    yield from ((column,) for column in columns)
    yield from combinations(columns, 2)


def pairs_of(rows: pd.DataFrame, block: Block) -> int:
    """How many pairs agree on all columns of the block; an empty value agrees with nothing."""
    sizes = rows.groupby(list(block), dropna=True).size()
    return int((sizes * (sizes - 1) // 2).sum())
