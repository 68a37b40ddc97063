"""How often will a customer buy again, and for how much? BG/NBD and Gamma-Gamma.

BG/NBD: Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model", Marketing Science 24, 2005.
Gamma-Gamma: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013, after Fader, Hardie and Lee, "RFM and CLV", JMR 42, 2005.

A customer is three numbers in one unit of time (weeks here): `frequency` repeat purchases after the first (days with a purchase, less one),
`recency` the age at the last of them (0 where there was none), `age` the time since the first purchase. Arrays have shape (n,).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .errors import NotEnoughData

Array = NDArray[np.float64]
FEWEST_BUYERS = 20
FEWEST_REPEATERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BgNbd:
    """While alive a customer buys at a rate that is gamma(r, alpha) over customers; after each purchase one leaves with a
    probability that is beta(a, b) over customers."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaGamma:
    """Spend of a purchase is gamma(p, ·) around the customer's mean, whose scale is gamma(q, v) over customers."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int

    @property
    def mean(self) -> float:
        """Mean spend of a purchase over all customers; needs q > 1."""
        return self.p * self.v / (self.q - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """A forecast made at the end of the calibration time, held against what then happened."""

    customers: int
    predicted: float
    actual: float
    mean_absolute_error: float
    correlation: float
    by_frequency: tuple[tuple[int, int, float, float], ...]  # frequency (the last is "or more"), customers, mean predicted, mean actual

    @property
    def bias(self) -> float:
        """(predicted - actual) / actual; 0 is perfect."""
        return (self.predicted - self.actual) / self.actual if self.actual else float("nan")


def fit_bg_nbd(frequency: Array, recency: Array, age: Array) -> BgNbd:
    """Fit BG/NBD (eq. 6 of the 2005 paper) by maximum likelihood.

    Raises NotEnoughData with fewer than 20 customers or 10 who bought twice, ValueError where recency > age.
    """
    _check(frequency, recency, age)
    x, t_x, t, weight = _grouped(frequency, recency, age)
    scale = float(np.average(t, weights=weight))  # the search likes numbers near one; alpha is scaled back
    total = float(weight.sum())

    def cost(theta: Array) -> float:
        r, alpha, a, b = np.exp(theta)
        return -float(np.sum(weight * _log_bg_nbd(r, alpha, a, b, x, t_x / scale, t / scale))) / total

    best = _smallest(cost, [np.log([1.0, 1.0, 1.0, 1.0]), np.log([0.3, 0.2, 0.8, 2.5]), np.log([2.0, 0.5, 0.3, 5.0])])
    r, alpha, a, b = np.exp(best)
    alpha *= scale
    likelihood = float(np.sum(weight * _log_bg_nbd(r, alpha, a, b, x, t_x, t)))
    return BgNbd(r=float(r), alpha=float(alpha), a=float(a), b=float(b), log_likelihood=likelihood, customers=len(frequency))


def fit_gamma_gamma(frequency: Array, mean_spend: Array) -> GammaGamma:
    """Fit Gamma-Gamma by maximum likelihood on those with at least one repeat purchase; mean_spend is the mean of the repeat purchases.

    Raises NotEnoughData with fewer than 10 such customers, ValueError where a mean spend is not above zero.
    """
    buys = frequency > 0
    x, z = frequency[buys].astype(np.float64), mean_spend[buys].astype(np.float64)
    if len(x) < FEWEST_REPEATERS:
        raise NotEnoughData(f"{FEWEST_REPEATERS} customers who bought again", found=len(x))
    if np.any(z <= 0):
        raise ValueError("a mean spend is above zero")
    scale = float(np.mean(z))

    def cost(theta: Array) -> float:
        p, q, v = np.exp(theta)
        return -float(np.sum(_log_gamma_gamma(p, q, v, x, z / scale))) / len(x)

    p, q, v = np.exp(_smallest(cost, [np.log([2.0, 3.0, 1.0]), np.log([6.0, 4.0, 0.5]), np.log([1.0, 1.5, 1.0])]))
    v *= scale
    likelihood = float(np.sum(_log_gamma_gamma(p, q, v, x, z)))
    return GammaGamma(p=float(p), q=float(q), v=float(v), log_likelihood=likelihood, customers=len(x))


def expected_purchases(model: BgNbd, frequency: Array, recency: Array, age: Array, ahead: float) -> Array:
    """Purchases that each customer will make in the next `ahead` units of time (eq. 10)."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x = frequency.astype(np.float64)
    z = ahead / (alpha + age + ahead)
    later = special.hyp2f1(r + x, b + x, a + b + x - 1, z)
    above = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * later)
    return np.asarray(above * probability_alive(model, x, recency, age), dtype=np.float64)


def probability_alive(model: BgNbd, frequency: Array, recency: Array, age: Array) -> Array:
    """P(alive) at the end of observation; 1 for those who bought once, since leaving only happens after a repeat purchase."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x = np.asarray(frequency, dtype=np.float64)
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
    return np.where(x > 0, 1 / (1 + odds), 1.0)


def expected_purchases_of_a_newcomer(model: BgNbd, ahead: float) -> float:
    """Purchases of a customer about whom nothing is known, `ahead` after the first one (eq. 9)."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    later = special.hyp2f1(r, b, a + b - 1, ahead / (alpha + ahead))
    return float((a + b - 1) / (a - 1) * (1 - (alpha / (alpha + ahead)) ** r * later))


def expected_spend(model: GammaGamma, frequency: Array, mean_spend: Array) -> Array:
    """Mean spend to expect of a customer's purchases: the own mean drawn towards everybody's, more so with few purchases."""
    x = frequency.astype(np.float64)
    return np.asarray(model.p * (model.v + x * np.where(x > 0, mean_spend, 0.0)) / (model.p * x + model.q - 1), dtype=np.float64)


def lifetime_value(
    purchases: BgNbd, spend: GammaGamma, frequency: Array, recency: Array, age: Array, mean_spend: Array, *,
    horizon: int = 52, yearly_discount: float = 0.1, units_a_year: float = 52.1775,
) -> Array:  # fmt: skip
    """Discounted revenue of each customer over the next `horizon` units of time. What a purchase costs us is not in it."""
    # Four-weekly steps: finer ones change the value by less than a thousandth and cost four times as much.
    steps = np.append(np.arange(4, horizon, 4, dtype=np.float64), float(horizon))
    ahead = np.stack([expected_purchases(purchases, frequency, recency, age, float(step)) for step in steps])
    each = np.diff(np.vstack([np.zeros(len(frequency)), ahead]), axis=0)
    middle = (np.append(0.0, steps[:-1]) + steps) / 2
    discount = (1 + yearly_discount) ** (-middle / units_a_year)
    return np.asarray(discount @ each * expected_spend(spend, frequency, mean_spend), dtype=np.float64)


def back_test(model: BgNbd, frequency: Array, recency: Array, age: Array, later: Array, ahead: float) -> BackTest:
    """How well the model, fitted on (frequency, recency, age), foresaw `later`: each customer's purchases in the next `ahead`."""
    if not len(frequency):
        raise NotEnoughData("customers to predict")
    predicted = expected_purchases(model, frequency, recency, age, ahead)
    classes = np.minimum(frequency, 7).astype(int)
    rows = tuple(
        (int(k), int((classes == k).sum()), float(predicted[classes == k].mean()), float(later[classes == k].mean()))
        for k in np.unique(classes)
    )
    varies = len(later) > 1 and np.std(predicted) > 0 and np.std(later) > 0
    return BackTest(
        customers=len(frequency),
        predicted=float(predicted.sum()),
        actual=float(later.sum()),
        mean_absolute_error=float(np.abs(predicted - later).mean()),
        correlation=float(np.corrcoef(predicted, later)[0, 1]) if varies else float("nan"),
        by_frequency=rows,
    )


def _check(frequency: Array, recency: Array, age: Array) -> None:
    if len(frequency) < FEWEST_BUYERS:
        raise NotEnoughData(f"{FEWEST_BUYERS} customers who bought", found=len(frequency))
    repeaters = int(np.sum(frequency > 0))
    if repeaters < FEWEST_REPEATERS:
        raise NotEnoughData(f"{FEWEST_REPEATERS} customers who bought again", found=repeaters)
    if np.any(recency > age) or np.any(recency < 0) or np.any(frequency < 0):
        raise ValueError("recency lies between 0 and age, frequency is not negative")


def _grouped(frequency: Array, recency: Array, age: Array) -> tuple[Array, Array, Array, Array]:
    """Customers who are alike are computed once."""
    rows, counts = np.unique(np.column_stack([frequency, recency, age]).astype(np.float64), axis=0, return_counts=True)
    return rows[:, 0], rows[:, 1], rows[:, 2], counts.astype(np.float64)


def _log_bg_nbd(r: float, alpha: float, a: float, b: float, x: Array, t_x: Array, t: Array) -> Array:
    # The gamma functions depend on the frequency alone, of which there are few: computing them once each makes the fit ten times faster.
    counts, place = np.unique(x, return_inverse=True)
    head = special.gammaln(r + counts) - special.gammaln(r) + r * np.log(alpha)
    head = head + special.gammaln(a + b) + special.gammaln(b + counts) - special.gammaln(b) - special.gammaln(a + b + counts)
    leaving = np.where(counts > 0, np.log(a) - np.log(b + np.maximum(counts, 1) - 1), -np.inf)
    alive = -(r + x) * np.log(alpha + t)
    gone = leaving[place] - (r + x) * np.log(alpha + t_x)
    return np.asarray(head[place] + np.logaddexp(alive, gone), dtype=np.float64)


def _log_gamma_gamma(p: float, q: float, v: float, x: Array, z: Array) -> Array:
    head = special.gammaln(p * x + q) - special.gammaln(p * x) - special.gammaln(q)
    return np.asarray(
        head + q * np.log(v) + (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(v + x * z), dtype=np.float64
    )


def _smallest(cost: Callable[[Array], float], starts: list[Array]) -> Array:
    """The best of a few searches: the surfaces are flat in places, so one start may stop early."""

    from scipy import optimize  # here, for it takes half a second to load and most never fit a model

    def bounded(theta: Array) -> float:
        value = cost(np.clip(theta, -12, 12))
        return value if np.isfinite(value) else 1e12

    found = [optimize.minimize(bounded, start, method="L-BFGS-B", options={"maxiter": 500}) for start in starts]
    best = min(found, key=lambda one: float(one.fun))
    polished = optimize.minimize(bounded, best.x, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-8, "fatol": 1e-12})
    return np.asarray(np.clip(polished.x, -12, 12), dtype=np.float64)
