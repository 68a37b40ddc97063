"""Which pairs are one person, learnt without a labelled pair, by expectation maximisation on three kinds of pairs.

A pair is **one person** (levels follow m, to be learnt), **one household** (what relatives have in common follows h, to be learnt; the rest
is chance), or **two people** (chance, counted). How many there are of each is learnt for each set of fields that two records can be
compared in: lists that lack a birthday hold other pairs than lists that have one. Only pairs of some blocks are looked at; what
the blocks cannot show of one person is reckoned with (`Reach`), so that a field on which pairs are chosen does not seem truer than it is.

After Fellegi and Sunter (1969) and Winkler (1988); the household as a class of its own after Christen (2012, §2.4: groups).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .blocking import Block
from .chance import Chance, Floats, Levels, spoken
from .comparing import EMPTY

ROUNDS, STEADY = 200, 1e-3
BELIEF = 8.0  # pairs that what is usual weighs against what is learnt
SAME, NOTHING = 0.85, 0.03  # usual shares among one person's values: the same, nothing alike; relatives' below
COMMON_SAME, COMMON_NOTHING = 0.8, 0.15
FIRST_GUESS = 0.02  # of each row's pairs
NEVER = 1e-13


@dataclass(slots=True)
class Groups:
    """Pairs that compare alike: levels, the set of fields compared, rarity of what agrees (all fields; those that are one's own)."""

    levels: Levels
    compared: NDArray[np.intp]  # index into Mixture.sets
    rarity: Floats
    own_rarity: Floats
    count: Floats

    def in_parts(self, length: int) -> "Iterator[Groups]":
        for n in range(0, max(1, len(self.count)), length):
            some = slice(n, n + length)
            yield Groups(self.levels[some], self.compared[some], self.rarity[some], self.own_rarity[some], self.count[some])


@dataclass(slots=True)
class Learnt:
    """`same[set]` and `home[set]`: how many of all pairs with these fields are one person, one household."""

    m: list[Floats]
    h: list[Floats]
    same: Floats
    home: Floats
    pairs: Floats = field(repr=False)  # of each set, among all rows

    @property
    def prior(self) -> float:
        return float((self.same * self.pairs).sum() / self.pairs.sum())

    @property
    def household(self) -> float:
        return float((self.home * self.pairs).sum() / self.pairs.sum())


class Mixture:
    """Learns from groups of candidate pairs, and tells what any pair of them is."""

    def __init__(self, chance: Chance, sets: NDArray[np.int64], blocks: Sequence[Block]) -> None:
        """sets: bit masks of the fields that some candidates have in common."""
        self.chance, self.sets = chance, sets
        names = [f.column for f in chance.fields]
        self.reach = [Reach(_places(int(mask), len(names)), [tuple(map(names.index, block)) for block in blocks]) for mask in sets]
        self.everyone = list(range(len(names)))
        self.own = [n for n, f in enumerate(chance.fields) if not f.common]
        self.alone = [names.index(block[0]) for block in blocks if len(block) == 1]
        self.pairs = pairs_by_set(chance.empty, sets)

    def learn(self, groups: Groups, rows: int) -> Learnt:
        widths = [len(average) for average in self.chance.average]
        m, h = ([_usual(width, *usual) for width in widths] for usual in ((SAME, NOTHING), (COMMON_SAME, COMMON_NOTHING)))
        start = np.full(len(self.sets), FIRST_GUESS / rows)
        learnt = Learnt(m, h, start, start / 10 if len(self.own) < len(widths) else np.zeros_like(start), self.pairs)
        for _ in range(ROUNDS):
            before = learnt.same
            learnt = self._round(groups, learnt)
            if np.abs(np.log(learnt.same / before)).max() < STEADY:
                break
        return learnt

    def probabilities(self, groups: Groups, learnt: Learnt) -> tuple[Floats, Floats]:
        """For each group the probability to be one person, and one household."""
        with np.errstate(divide="ignore"):
            same = np.log(learnt.same)[groups.compared] + _sum(learnt.m, groups.levels, self.everyone)
            home = np.log(learnt.home)[groups.compared] + self._household(groups, learnt)
        two = self.chance.log(groups.levels, self.everyone) + groups.rarity
        most = np.maximum(np.maximum(same, home), two)
        same, home, two = np.exp(same - most), np.exp(home - most), np.exp(two - most)
        total = same + home + two
        return same / total, home / total

    def _household(self, groups: Groups, learnt: Learnt) -> Floats:
        common = [n for n in self.everyone if n not in self.own]
        return self.chance.log(groups.levels, self.own) + groups.own_rarity + _sum(learnt.h, groups.levels, common)

    def _round(self, groups: Groups, learnt: Learnt) -> Learnt:
        same, home = self.probabilities(groups, learnt)
        same_found, home_found = same * groups.count, home * groups.count
        self._chance_of(groups, groups.count - same_found - home_found)
        seen = np.bincount(groups.compared, same_found, len(self.sets))
        unseen = [reach.unseen(learnt.m, float(n)) for reach, n in zip(self.reach, seen, strict=True)]
        missed = np.array([hidden.count for hidden in unseen])
        return Learnt(
            m=[self._told(groups, same_found, n, SAME, NOTHING, unseen) for n in self.everyone],
            h=[self._told(groups, home_found, n, COMMON_SAME, COMMON_NOTHING, ()) for n in self.everyone],
            same=self._share(np.asarray(seen + missed, float)),
            home=self._share(np.bincount(groups.compared, home_found, len(self.sets)).astype(float)) if learnt.home.any() else learnt.home,
            pairs=self.pairs,
        )

    def _chance_of(self, groups: Groups, two: Floats) -> None:
        """Where all pairs that agree on a field are candidates, the agreements of two people are what is not one person or household."""
        for n in self.alone:
            average = self.chance.average[n]
            found = float(two[groups.levels[:, n] == len(average) - 1].sum())
            average[-1] = max(found, 0.25) / self.chance.pairs[n]

    def _share(self, found: Floats) -> Floats:
        """Of the pairs of each set; a set of few pairs leans on what is true for all."""
        overall = max(float(found.sum() / self.pairs.sum()), NEVER)
        return np.asarray(np.maximum((found + 1) / (self.pairs + 1 / overall), NEVER))

    def _told(self, groups: Groups, found: Floats, n: int, same: float, nothing: float, unseen: "Sequence[Unseen]") -> Floats:
        """Shares of the levels of a field among the pairs found, and those that the blocks do not show."""
        width = len(self.chance.average[n])
        spoke = groups.levels[:, n] != EMPTY
        counted = np.bincount(groups.levels[spoke, n], found[spoke], width) + BELIEF * _usual(width, same, nothing)
        agreeing = sum(missed.agreeing.get(n, 0.0) for missed in unseen)
        others = sum(missed.count for missed in unseen if n in missed.agreeing) - agreeing
        below = counted[:-1] / counted[:-1].sum()
        counted[:-1] += below * max(0.0, others)
        counted[-1] += agreeing
        return np.asarray(counted / counted.sum())


@dataclass(frozen=True, slots=True)
class Unseen:
    """Pairs of one person that no block shows: how many, and in how many of them each field agrees."""

    count: float
    agreeing: dict[int, float]


class Reach:
    """Which part of one person's pairs the blocks can show, for one set of fields compared."""

    LEAST = 0.3  # of the pairs; where blocks show less, what they hide cannot be told from what they show

    def __init__(self, fields: list[int], blocks: Sequence[tuple[int, ...]]) -> None:
        self.fields = fields
        self.agree = ((np.arange(1 << len(fields))[:, None] >> np.arange(len(fields))) & 1).astype(bool)
        hidden = np.ones(len(self.agree), bool)
        for block in blocks:
            if set(block) <= set(fields):
                hidden &= ~self.agree[:, [fields.index(n) for n in block]].all(axis=1)
        self.agree = self.agree[hidden]

    def unseen(self, m: Sequence[Floats], seen: float) -> Unseen:
        exact = np.array([m[n][-1] for n in self.fields])
        each = np.where(self.agree, exact, 1 - exact).prod(axis=1)
        hidden = min(float(each.sum()), 1 - self.LEAST)
        count = seen * hidden / (1 - hidden)
        shares = (each @ self.agree) / max(float(each.sum()), NEVER)
        return Unseen(count, {n: count * float(share) for n, share in zip(self.fields, shares, strict=True)})


def pairs_by_set(empty: NDArray[np.bool_], sets: NDArray[np.int64]) -> Floats:
    """How many pairs of all rows have exactly these fields to compare."""
    masks = (~empty @ (1 << np.arange(empty.shape[1]))).astype(np.int64)
    kinds, rows = np.unique(masks, return_counts=True)
    total = dict.fromkeys(sets.tolist(), 0.0)
    for n, (mask, count) in enumerate(zip(kinds.tolist(), rows.tolist(), strict=True)):
        for other, others in zip(kinds[n:].tolist(), rows[n:].tolist(), strict=True):
            if mask & other in total:
                total[mask & other] += count * (count - 1) / 2 if other == mask else count * others
    return np.maximum(np.array([total[mask] for mask in sets.tolist()]), 1.0)


def _usual(width: int, same: float, nothing: float) -> Floats:
    """Shares of the levels before anything is learnt."""
    if width == 2:
        return np.array([1 - same - (1 - same - nothing) / 2, same + (1 - same - nothing) / 2])
    between = (1 - same - nothing) / (width - 2)
    return np.array([nothing, *([between] * (width - 2)), same])


def _places(mask: int, fields: int) -> list[int]:
    return [n for n in range(fields) if mask >> n & 1]


def _sum(by_level: Sequence[Floats], found: Levels, fields: Sequence[int]) -> Floats:
    return sum((spoken(np.log(by_level[n]), found[:, n]) for n in fields), np.zeros(len(found)))
