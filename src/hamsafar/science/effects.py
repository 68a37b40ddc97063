"""What a treatment changed, estimated from people who were not assigned by chance: inverse-propensity weighting.

Those who were not treated are weighted until they look like those who were (Rosenbaum and Rubin, “The central role of the propensity
score”, Biometrika 70, 1983; weights of the average effect on the treated, Hirano and Imbens, 2001). It corrects for what is given as a
covariate and for nothing else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import NotEnoughData

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 30  # treated, and untreated after weighting: below, an interval from resampling is not to be trusted
RIDGE = 1e-3  # keeps the fit finite where a covariate separates the groups
ROUNDS = 300
WELL_BALANCED = 0.1  # of a standard deviation; Austin, Multivariate Behavioral Research 46, 2011


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """`value` is treated minus similar, in the unit of the outcome. `worst_balance` is what still differs most, in standard deviations."""

    value: float
    low: float
    high: float
    treated: float  # mean outcome
    similar: float
    n_treated: int
    n_similar: int
    effective: float  # how many unweighted people the weighted ones are worth (Kish)
    worst_balance: float

    @property
    def is_clear(self) -> bool:
        return self.low > 0 or self.high < 0

    @property
    def is_balanced(self) -> bool:
        return self.worst_balance <= WELL_BALANCED


def effect_on_treated(
    treated: Flags, outcome: Floats, covariates: Floats, *, confidence: float = 0.95, rounds: int = ROUNDS, seed: int = 1
) -> Effect:
    """treated, outcome: shape (n,); covariates: shape (n, k). Raises NotEnoughData where too few are comparable.

    Whoever has no counterpart (a propensity outside the range that both groups share) is left out. The interval is the percentile
    interval of a bootstrap that fits the propensities anew, so it knows that they are estimated.
    """
    columns = _standardised(covariates)
    scores = propensities(treated, columns)
    kept = _comparable(treated, scores)
    treated, outcome, columns = treated[kept], outcome[kept], columns[kept]
    if treated.sum() < FEWEST:
        raise NotEnoughData("treated people with a counterpart", found=int(treated.sum()))
    weights = _weights(treated, propensities(treated, columns))
    others = weights[~treated]
    effective = float(others.sum() ** 2 / (others**2).sum()) if len(others) else 0.0
    if effective < FEWEST:
        raise NotEnoughData("untreated people who are similar", found=int(effective))
    low, high = _interval(treated, outcome, columns, confidence, rounds, seed)
    mean_treated, mean_similar = _means(treated, outcome, weights)
    return Effect(
        value=mean_treated - mean_similar, low=low, high=high, treated=mean_treated, similar=mean_similar, n_treated=int(treated.sum()),
        n_similar=int((~treated).sum()), effective=effective, worst_balance=_worst_balance(treated, columns, weights),
    )  # fmt: skip


def propensities(treated: Flags, columns: Floats, *, ridge: float = RIDGE) -> Floats:
    """Probabilities of being treated, by logistic regression (Newton's method)."""
    design = np.column_stack([np.ones(len(columns)), columns])
    penalty = np.diag([0.0, *[ridge * len(columns)] * columns.shape[1]])
    beta = np.zeros(design.shape[1])
    for _ in range(30):
        p = _sigmoid(design @ beta)
        gradient = design.T @ (treated - p) - penalty @ beta
        curvature = (design * (p * (1 - p))[:, None]).T @ design + penalty + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return _sigmoid(design @ beta)


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))


def _standardised(covariates: Floats) -> Floats:
    spread = covariates.std(axis=0)
    return (covariates - covariates.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _comparable(treated: Flags, scores: Floats) -> Flags:
    if not treated.any() or treated.all():
        return np.zeros(len(treated), dtype=bool)
    low = max(scores[treated].min(), scores[~treated].min())
    high = min(scores[treated].max(), scores[~treated].max())
    return (scores >= low) & (scores <= high)


def _weights(treated: Flags, scores: Floats) -> Floats:
    return np.where(treated, 1.0, scores / (1 - scores))


def _means(treated: Flags, outcome: Floats, weights: Floats) -> tuple[float, float]:
    others = ~treated
    return float(outcome[treated].mean()), float((weights[others] * outcome[others]).sum() / weights[others].sum())


def _interval(treated: Flags, outcome: Floats, columns: Floats, confidence: float, rounds: int, seed: int) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    ours, others = np.flatnonzero(treated), np.flatnonzero(~treated)
    found = np.empty(rounds)
    for turn in range(rounds):
        drawn = np.concatenate([rng.choice(ours, len(ours)), rng.choice(others, len(others))])
        flags = treated[drawn]
        above, below = _means(flags, outcome[drawn], _weights(flags, propensities(flags, columns[drawn])))
        found[turn] = above - below
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _worst_balance(treated: Flags, columns: Floats, weights: Floats) -> float:
    if not columns.shape[1]:
        return 0.0
    others = ~treated
    spread = np.sqrt((columns[treated].var(axis=0) + columns[others].var(axis=0)) / 2)
    weighted = (weights[others, None] * columns[others]).sum(axis=0) / weights[others].sum()
    gap = np.abs(columns[treated].mean(axis=0) - weighted)
    return float(np.max(np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)))
