"""What moves a score: how much of its spread each driver explains, how far it moves a single score, and in which direction.

An additive model is fitted: each number bends at two places (linear splines), each flag and each level of a category has a step. Its
Shapley values are exact: what a driver adds to one score is Σ βⱼ(xⱼ - x̄ⱼ) over its columns, and `points` is the mean of its absolute value.
`share` is the driver's part of the explained spread: the Shapley value of R² over all subsets of drivers (Lindeman, Merenda and Gold,
"Introduction to Bivariate and Multivariate Analysis", 1980; Lipovetsky and Conklin, "Analysis of Regression in Game Theory Approach",
Applied Stochastic Models 17, 2001), which shares out fairly what correlated drivers explain together. Intervals are by a bootstrap that
draws people, not answers. Beside each fact stands what a plain linear regression says, and whether the two agree.

This tells what goes together, other facts being equal. It does not prove that one makes the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .errors import NotEnoughData

Floats = NDArray[np.floating[Any]]
FEWEST_SCORES: Final = 100
FEWEST_PRESENT: Final = 30  # scores that a fact is known for, that a flag is up or down, that a level has
MOST_DRIVERS: Final = 14  # all subsets of them are fitted
MOST_LEVELS: Final = 8
_BENDING_FROM: Final = 8  # distinct values
_EDGES: Final = (0.1, 0.9)
_RIDGE: Final = 1e-6  # columns have spread 1, so this only keeps columns that repeat others from dividing by nothing
_FOLDS: Final = 5


class Kind(StrEnum):
    NUMBER = "number"
    FLAG = "flag"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """One fact about each score, as part of a driver. NaN (for levels: "") where it does not apply or is not known."""

    key: str
    driver: str
    kind: Kind
    values: NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How far scores lie apart along one fact, others being equal.

    A number: between `start` and `end`, the edges of the middle four fifths of its values. A flag: up against down; `mean` is the share
    that is up. A level: this level against the average. `plain` is the same distance by a linear regression on everything at once.
    """

    key: str
    kind: Kind
    level: str = ""
    start: float = 0.0
    end: float = 1.0
    mean: float
    n: int
    effect: Part
    plain: Part

    @property
    def agrees(self) -> bool:
        """No contradiction: not both clear with different signs."""
        return not (self.effect.is_clear and self.plain.is_clear and self.effect.value * self.plain.value < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """`p`: the probability of explaining as much by chance, beside all others (F test), raised for the number of drivers (Holm)."""

    key: str
    share: Part
    points: Part
    p: float
    n: int
    effects: tuple[Effect, ...]

    @property
    def is_clear(self) -> bool:
        return self.p < 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`explained`: the share of the spread that the drivers explain beyond the controls; `unseen`: the same for people whom the model had
    not seen, the honest figure. `left_out`: facts that are known for too few, or are always the same."""

    n: int
    people: int
    mean: float
    explained: float
    unseen: float
    drivers: tuple[Driver, ...]
    left_out: tuple[str, ...]


def find_drivers(
    score: Floats,
    facts: Sequence[Fact],
    *,
    people: NDArray[Any] | None = None,
    controls: Sequence[NDArray[Any]] = (),
    times: int = 200,
    seed: int = 1405,
) -> Findings:
    """score: shape (n,), any unit. `people`: whose score each is; those of one are drawn together. `controls`: categories such as what was
    asked about, taken out before anything is shared. The most important driver first. Raises NotEnoughData."""
    if len(score) < FEWEST_SCORES:
        raise NotEnoughData(f"{FEWEST_SCORES} scores", found=len(score))
    if not np.ptp(score):
        raise NotEnoughData("scores that differ")
    who = np.unique(np.arange(len(score)) if people is None else people, return_inverse=True)[1]
    design = Design.of(score, facts, controls)
    if not design.groups:
        raise NotEnoughData("facts about the scores that differ from one to another")
    drawn = _drawn(design, who, times, seed)
    shares, explained = _shared(drawn, design)
    weights = _solved(drawn)
    return Findings(
        n=len(score), people=int(who.max()) + 1, mean=float(score.mean()), explained=float(explained[0]),
        unseen=_unseen(design, who, seed), drivers=_told(design, shares, explained, weights, int(who.max()) + 1), left_out=design.left_out,
    )  # fmt: skip


# The model's columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    fact: Fact
    level: str = ""
    knot: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Columns with mean 0 and spread 1: controls first, then driver by driver; `spread` undoes it."""

    score: Floats
    matrix: Floats
    spread: Floats
    control_count: int
    columns: tuple[Column, ...]  # of drivers, as they stand in `matrix` behind the controls
    groups: Mapping[str, NDArray[np.int64]]  # driver: its columns in `matrix`
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, score: Floats, facts: Sequence[Fact], controls: Sequence[NDArray[Any]]) -> "Design":
        usable = [fact for fact in facts if _varies(fact)]
        usable = _strongest(score, usable)
        held = [column for control in controls for column in _steps(control)]
        held += _absences(usable)
        found = [(column, values) for fact in sorted(usable, key=lambda one: one.driver) for column, values in _columns(fact)]
        raw = np.stack([*held, *(values for _, values in found)], axis=1) if held or found else np.zeros((len(score), 0))
        spread = raw.std(axis=0) + 1e-12
        drivers = np.array([column.fact.driver for column, _ in found])
        kept = {fact.key for fact in usable}
        return cls(
            score=score, matrix=(raw - raw.mean(axis=0)) / spread, spread=spread, control_count=len(held),
            columns=tuple(column for column, _ in found),
            groups={driver: len(held) + np.flatnonzero(drivers == driver) for driver in sorted(set(drivers.tolist()))},
            left_out=tuple(fact.key for fact in facts if fact.key not in kept),
        )  # fmt: skip


def is_known(fact: Fact) -> NDArray[np.bool_]:
    return fact.values != "" if fact.kind is Kind.LEVEL else ~np.isnan(fact.values)


def _varies(fact: Fact) -> bool:
    known = fact.values[is_known(fact)]
    if len(known) < FEWEST_PRESENT:
        return False
    if fact.kind is Kind.LEVEL:
        return len(_levels(fact)) > 1
    if fact.kind is Kind.FLAG:
        return bool(FEWEST_PRESENT <= known.sum() <= len(known) - FEWEST_PRESENT)
    return bool(np.ptp(known)) and int(np.count_nonzero(known != np.median(known))) >= FEWEST_PRESENT


def _strongest(score: Floats, facts: list[Fact]) -> list[Fact]:
    """The facts of as many drivers as all subsets can be fitted of: those that explain most by themselves."""
    drivers = {fact.driver for fact in facts}
    if len(drivers) <= MOST_DRIVERS:
        return facts
    alone = {driver: _explained_alone(score, [fact for fact in facts if fact.driver == driver]) for driver in drivers}
    kept = sorted(drivers, key=lambda driver: -alone[driver])[:MOST_DRIVERS]
    return [fact for fact in facts if fact.driver in kept]


def _explained_alone(score: Floats, facts: Sequence[Fact]) -> float:
    columns = np.stack([np.ones(len(score)), *(values for fact in facts for _, values in _columns(fact))], axis=1)
    rest = score - columns @ np.linalg.lstsq(columns, score, rcond=None)[0]
    return float(1 - rest.var() / score.var())


def _columns(fact: Fact) -> Iterator[tuple[Column, Floats]]:
    """What is not known stands in the middle, so that it pushes nowhere."""
    known = is_known(fact)
    if fact.kind is Kind.LEVEL:
        for level in _levels(fact)[1:]:
            yield Column(fact=fact, level=level), np.where(fact.values == level, 1.0, 0.0)
        return
    values = fact.values.astype(np.float64)
    for knot in _knots(values[known]) if fact.kind is Kind.NUMBER else (None,):
        bent = values if knot is None else np.maximum(values - knot, 0.0)
        yield Column(fact=fact, knot=knot), np.where(known, bent, bent[known].mean())


def _knots(values: Floats) -> tuple[float | None, ...]:
    if len(np.unique(values)) < _BENDING_FROM:
        return (None,)
    inner = sorted({float(one) for one in np.quantile(values, (1 / 3, 2 / 3))} - {float(values.min()), float(values.max())})
    return (None, *inner)


def _levels(fact: Fact) -> list[str]:
    """Those with enough scores, the most frequent first: it is what the others are held against."""
    names, counts = np.unique(fact.values[is_known(fact)].astype(str), return_counts=True)
    order = np.lexsort((names, -counts))
    return [str(names[at]) for at in order if counts[at] >= FEWEST_PRESENT][:MOST_LEVELS]


def _steps(control: NDArray[Any]) -> Iterator[Floats]:
    names, counts = np.unique(control.astype(str), return_counts=True)
    for name in names[np.argsort(-counts, kind="stable")][1:]:
        if np.count_nonzero(control.astype(str) == name) >= FEWEST_PRESENT:
            yield np.where(control.astype(str) == name, 1.0, 0.0)


def _absences(facts: Sequence[Fact]) -> list[Floats]:
    """That a fact does not apply says what kind of score it is, and is held equal like a control. Each pattern once."""
    patterns = {is_known(fact).tobytes(): is_known(fact) for fact in facts}
    return [np.where(known, 1.0, 0.0) for known in patterns.values() if FEWEST_PRESENT <= known.sum() <= len(known) - FEWEST_PRESENT]


# Drawing people, sharing out what is explained


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Second moments of columns and score, the score last, of everybody and of each draw. Shape (1 + times, columns + 1, columns + 1)."""

    moments: Floats
    score_spread: float


def _drawn(design: Design, who: NDArray[np.int64], times: int, seed: int) -> Drawn:
    score_spread = float(design.score.std())
    together = np.column_stack((design.matrix, (design.score - design.score.mean()) / score_spread))
    dice, people = np.random.default_rng(seed), int(who.max()) + 1
    moments = np.empty((times + 1, together.shape[1], together.shape[1]))
    for index in range(times + 1):
        # Everybody drawn as often as a Poisson die says: nearly the same as drawing as many people as there are, and no row is copied.
        weight = np.ones(len(who)) if index == 0 else dice.poisson(1.0, people)[who].astype(np.float64)
        moments[index] = _moments(together, weight)
    return Drawn(moments=moments, score_spread=score_spread)


def _moments(columns: Floats, weight: Floats) -> Floats:
    total = max(float(weight.sum()), 1.0)
    mean = weight @ columns / total
    found: Floats = (columns * weight[:, None]).T @ columns / total - np.outer(mean, mean)
    return found


def _less_first(moments: Floats, count: int) -> Floats:
    """What is left of everything when the first columns have explained their part of it; they themselves go."""
    across, left = moments[:, :count, count:], moments[:, count:, count:]
    if count == 1:
        return left - across.transpose(0, 2, 1) * (across / (moments[:, :1, :1] + _RIDGE))
    block = moments[:, :count, :count] + _RIDGE * np.eye(count)
    return left - across.transpose(0, 2, 1) @ np.linalg.solve(block, across)


def _shared(drawn: Drawn, design: Design) -> tuple[Floats, Floats]:
    """Each driver's Shapley value of R², shape (drivers, draws), and the whole R²; all beyond what the controls explain."""
    held = design.control_count
    left = _less_first(drawn.moments, held) if held else drawn.moments
    total = np.maximum(left[:, -1, -1], 1e-12)
    sizes = [len(columns) for columns in design.groups.values()]
    unexplained = np.stack(list(_subsets(left, sizes))) / total  # in the order of binary numbers, the first driver the highest bit
    explained = np.clip(1 - unexplained, 0.0, 1.0)
    count, subsets = len(sizes), np.arange(1 << len(sizes))
    members = np.array([subset.bit_count() for subset in subsets.tolist()])
    shares = []
    for place in range(count):
        bit = 1 << (count - 1 - place)
        without = subsets[(subsets & bit) == 0]
        gain = explained[without | bit] - explained[without]
        shares.append(_chances(members[without], count) @ gain)
    return np.stack(shares), explained[-1]


def _chances(members: NDArray[np.int64], count: int) -> Floats:
    """How likely exactly these come before a driver when all drivers come in a random order."""
    return np.array([1.0 / (count * comb(count - 1, size)) for size in members.tolist()])


def _subsets(left: Floats, sizes: Sequence[int]) -> Iterator[Floats]:
    """What every subset leaves unexplained of the score, shape (draws,) each. The block shrinks with every driver that is decided."""
    if not sizes:
        yield left[:, -1, -1]
        return
    yield from _subsets(left[:, sizes[0] :, sizes[0] :], sizes[1:])
    yield from _subsets(_less_first(left, sizes[0]), sizes[1:])


def _solved(drawn: Drawn) -> Floats:
    """Coefficients of the whole model in units of the score per spread of a column, shape (draws, columns)."""
    block = drawn.moments[:, :-1, :-1] + _RIDGE * np.eye(drawn.moments.shape[1] - 1)
    solved: Floats = np.linalg.solve(block, drawn.moments[:, :-1, -1:])[:, :, 0]
    return solved * drawn.score_spread


def _unseen(design: Design, who: NDArray[np.int64], seed: int) -> float:
    """R² beyond the controls for people whom the model did not see."""
    fold = np.random.default_rng(seed).integers(0, _FOLDS, int(who.max()) + 1)[who]
    with_all, with_held = np.zeros(len(who)), np.zeros(len(who))
    for number in range(_FOLDS):
        seen, other = fold != number, fold == number
        for wanted, columns in ((with_all, design.matrix), (with_held, design.matrix[:, : design.control_count])):
            wanted[other] = _predicted(columns, design.score, seen, other)
    worst = float(np.square(design.score - with_held).sum())
    return 1 - float(np.square(design.score - with_all).sum()) / worst if worst else 0.0


def _predicted(columns: Floats, score: Floats, seen: NDArray[np.bool_], other: NDArray[np.bool_]) -> Floats:
    mean = score[seen].mean()
    block = columns[seen].T @ columns[seen] + len(score) * _RIDGE * np.eye(columns.shape[1])
    solved = np.linalg.solve(block, columns[seen].T @ (score[seen] - mean))
    predicted: Floats = mean + columns[other] @ solved
    return predicted


# Telling


def _told(design: Design, shares: Floats, explained: Floats, weights: Floats, people: int) -> tuple[Driver, ...]:
    plain = _plain(design)
    chances = _holm([_chance(design, columns, people) for columns in design.groups.values()])
    found = []
    for place, (key, columns) in enumerate(design.groups.items()):
        pushes = design.matrix[:, columns] @ weights[:, columns].T
        of_driver = {column.fact.key: column.fact for column in design.columns if column.fact.driver == key}
        known = np.any([is_known(fact) for fact in of_driver.values()], axis=0)
        effects = tuple(effect for fact in of_driver.values() for effect in _effects(design, fact, weights, plain))
        found.append(
            Driver(
                key=key, share=_part(shares[place] / np.maximum(explained, 1e-12)), points=_part(np.abs(pushes).mean(axis=0)),
                p=chances[place], n=int(known.sum()), effects=tuple(sorted(effects, key=lambda one: -abs(one.effect.value))),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.share.value))


def _part(values: Floats) -> Part:
    """The first is of everybody, the others are the draws."""
    low, high = np.quantile(values[1:], (0.025, 0.975)) if len(values) > 1 else (values[0], values[0])
    return Part(value=float(values[0]), low=float(min(low, values[0])), high=float(max(high, values[0])))


def _chance(design: Design, columns: NDArray[np.int64], people: int) -> float:
    """F test of leaving a driver out. Answers of one person are not independent, so people are counted, which errs on the safe side."""
    every = np.arange(design.matrix.shape[1])
    without, whole = _residual(design, np.delete(every, columns)), _residual(design, every)
    freedom = people - design.matrix.shape[1] - 1
    if freedom <= 0 or whole <= 0:
        return 1.0
    from scipy.special import fdtrc  # here, and not scipy.stats: that takes a second to load

    f = max(0.0, (without - whole) / len(columns) / (whole / freedom))
    return float(fdtrc(len(columns), freedom, f))


def _residual(design: Design, columns: NDArray[np.int64]) -> float:
    some, score = design.matrix[:, columns], design.score - design.score.mean()
    solved = np.linalg.solve(some.T @ some + len(score) * _RIDGE * np.eye(len(columns)), some.T @ score)
    return float(np.square(score - some @ solved).sum())


def _holm(chances: Sequence[float]) -> list[float]:
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found, highest = [1.0] * len(chances), 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, chances[index] * (len(chances) - place)))
        found[index] = highest
    return found


def _effects(design: Design, fact: Fact, weights: Floats, plain: "Plain") -> Iterator[Effect]:
    own = [(at + design.control_count, column) for at, column in enumerate(design.columns) if column.fact is fact]
    steps = {column.level: weights[:, at] / design.spread[at] for at, column in own}
    known = is_known(fact)
    if fact.kind is Kind.LEVEL:
        levels = _levels(fact)
        rows = {level: fact.values == level for level in levels}
        part = {level: rows[level].sum() / known.sum() for level in levels}
        average = sum((part[level] * steps[level] for level in levels[1:]), np.zeros(len(weights)))
        for level in levels:
            moved = steps.get(level, np.zeros(len(weights))) - average
            yield Effect(
                key=fact.key, kind=fact.kind, level=level, mean=float(part[level]), n=int(rows[level].sum()), effect=_part(moved),
                plain=plain.of_level(fact, level),
            )  # fmt: skip
        return
    values = fact.values[known].astype(np.float64)
    start, end = (0.0, 1.0) if fact.kind is Kind.FLAG else _edges(values)
    moved = np.zeros(len(weights))
    for at, column in own:
        bent = (end - start) if column.knot is None else max(end - column.knot, 0.0) - max(start - column.knot, 0.0)
        moved = moved + weights[:, at] / design.spread[at] * bent
    yield Effect(
        key=fact.key, kind=fact.kind, start=start, end=end, mean=float(values.mean()), n=len(values), effect=_part(moved),
        plain=plain.of_move(fact, end - start),
    )  # fmt: skip


def _edges(values: Floats) -> tuple[float, float]:
    """A fact that is nearly always the same, such as a rare failure, has its edges at none and the mean of the others."""
    start, end = (float(one) for one in np.quantile(values, _EDGES))
    usual = float(np.median(values))
    if start == end:
        other = float(values[values != usual].mean())
        start, end = min(usual, other), max(usual, other)
    return start, end


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plain:
    """An ordinary regression on every fact as it is, without bends, with its usual intervals."""

    coefficients: Floats
    covariance: Floats
    places: Mapping[tuple[str, str], int]
    parts: Mapping[tuple[str, str], float]

    def of_move(self, fact: Fact, distance: float) -> Part:
        at = self.places[fact.key, ""]
        return self._part(float(self.coefficients[at]) * distance, sqrt(max(float(self.covariance[at, at]), 0.0)) * abs(distance))

    def of_level(self, fact: Fact, level: str) -> Part:
        weight = np.zeros(len(self.coefficients))
        for (key, name), part in self.parts.items():
            if key == fact.key:
                weight[self.places[key, name]] -= part
        if (fact.key, level) in self.places:
            weight[self.places[fact.key, level]] += 1
        return self._part(float(weight @ self.coefficients), sqrt(max(float(weight @ self.covariance @ weight), 0.0)))

    def _part(self, value: float, error: float) -> Part:
        return Part(value=value, low=value - 1.96 * error, high=value + 1.96 * error)


def _plain(design: Design) -> Plain:
    straight = [at + design.control_count for at, column in enumerate(design.columns) if column.knot is None]
    own = [column for column in design.columns if column.knot is None]
    matrix = np.column_stack((np.ones(len(design.score)), design.matrix[:, : design.control_count], design.matrix[:, straight]))
    inverse: Floats = np.linalg.pinv(matrix.T @ matrix)
    solved = inverse @ matrix.T @ design.score
    left = float(np.square(design.score - matrix @ solved).sum()) / max(1, len(design.score) - matrix.shape[1])
    scale = np.concatenate((np.ones(1 + design.control_count), design.spread[straight]))
    first = 1 + design.control_count
    places = {(column.fact.key, column.level): first + at for at, column in enumerate(own)}
    parts = {
        (column.fact.key, column.level): float((column.fact.values == column.level).sum() / is_known(column.fact).sum())
        for column in own
        if column.fact.kind is Kind.LEVEL
    }
    return Plain(coefficients=solved / scale, covariance=inverse * left / np.outer(scale, scale), places=places, parts=parts)
