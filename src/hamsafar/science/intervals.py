"""Intervals of estimates and differences between two, from counts or sums.

Every function takes sufficient statistics, so that a database can do the counting: `n` observations, `total` their sum, `squares` the
sum of their squares. Confidence is a share such as 0.95.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .errors import NotEnoughData


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its interval. Where one observation says nothing about spread, low and high are None."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Second minus first, its interval, and the two-sided probability of a difference at least as large if there were none."""

    value: float
    low: float
    high: float
    p: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """n observations with their sum and their sum of squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Unbiased. Rounding cannot make it negative."""
        return max(0.0, (self.squares - self.total * self.total / self.n) / (self.n - 1))


def sums_of(values: NDArray[np.float64]) -> Sums:
    return Sums(n=len(values), total=float(np.sum(values)), squares=float(np.sum(np.square(values))))


def normal_quantile(confidence: float) -> float:
    """1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def student_quantile(confidence: float, freedom: float) -> float:
    from scipy.special import stdtrit  # here, for scipy takes a quarter of a second to load and shares need none of it

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def wilson(successes: float, n: int, confidence: float = 0.95) -> Estimate:
    """Score interval of a share (Wilson 1927). `successes` may be a sum of probabilities, for which the interval is on the wide side."""
    if n <= 0:
        raise NotEnoughData("one observation")
    z, share = normal_quantile(confidence), min(max(successes / n, 0.0), 1.0)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At 0 and 1 the interval touches the bound exactly; rounding must not move it off.
    low = 0.0 if share == 0 else max(0.0, centre - reach)
    high = 1.0 if share == 1 else min(1.0, centre + reach)
    return Estimate(value=share, low=low, high=high, n=n)


def newcombe(first: tuple[float, int], second: tuple[float, int], confidence: float = 0.95) -> Difference:
    """Difference of two independent shares, given as (successes, n): hybrid score interval (Newcombe 1998, method 10), pooled z test."""
    a, b = wilson(*first, confidence), wilson(*second, confidence)
    assert a.low is not None and a.high is not None and b.low is not None and b.high is not None
    gap = b.value - a.value
    low = gap - math.hypot(b.value - b.low, a.high - a.value)
    high = gap + math.hypot(b.high - b.value, a.value - a.low)
    pooled = (a.value * a.n + b.value * b.n) / (a.n + b.n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n))
    return Difference(value=gap, low=low, high=high, p=_two_sided_normal(gap, error))


def student(sums: Sums, confidence: float = 0.95) -> Estimate:
    """Interval of a mean (Student 1908)."""
    if sums.n <= 0:
        raise NotEnoughData("one observation")
    if sums.n == 1:
        return Estimate(value=sums.mean, low=None, high=None, n=1)
    reach = student_quantile(confidence, sums.n - 1) * math.sqrt(sums.variance / sums.n)
    return Estimate(value=sums.mean, low=sums.mean - reach, high=sums.mean + reach, n=sums.n)


def welch(first: Sums, second: Sums, confidence: float = 0.95) -> Difference:
    """Difference of two independent means with unequal variances (Welch 1947). Needs two observations on each side."""
    if min(first.n, second.n) < 2:
        raise NotEnoughData("two observations on each side", found=min(first.n, second.n))
    parts = first.variance / first.n, second.variance / second.n
    gap, error = second.mean - first.mean, math.sqrt(sum(parts))
    if error == 0:
        return Difference(value=gap, low=gap, high=gap, p=1.0 if gap == 0 else 0.0)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (first.n - 1) + parts[1] ** 2 / (second.n - 1))
    reach = student_quantile(confidence, freedom) * error
    p = _two_sided_student(gap / error, freedom)
    return Difference(value=gap, low=gap - reach, high=gap + reach, p=p)


def nps(sums: Sums, confidence: float = 0.95) -> Estimate:
    """Net Promoter Score on the scale -100 to 100 from answers coded 1 (promoter), 0 and -1 (detractor).

    Adjusted Wald interval: three pseudo-answers, a quarter of them promoters, half passives, a quarter detractors, keep it honest for small
    samples where the plain Wald interval collapses (compared with others by Rocks, "Interval Estimation for the Net Promoter Score", The
    American Statistician 70, 2016).
    """
    if sums.n <= 0:
        raise NotEnoughData("one answer")
    centre, error = _adjusted_nps(sums)
    reach = normal_quantile(confidence) * error
    low, high = max(-1.0, centre - reach), min(1.0, centre + reach)
    return Estimate(value=100 * sums.mean, low=100 * min(low, sums.mean), high=100 * max(high, sums.mean), n=sums.n)


def nps_difference(first: Sums, second: Sums, confidence: float = 0.95) -> Difference:
    """Difference of two independent Net Promoter Scores, in points."""
    if min(first.n, second.n) < 1:
        raise NotEnoughData("one answer on each side")
    (centre_a, error_a), (centre_b, error_b) = _adjusted_nps(first), _adjusted_nps(second)
    gap, error = centre_b - centre_a, math.hypot(error_a, error_b)
    reach, value = normal_quantile(confidence) * error, second.mean - first.mean
    low, high = min(gap - reach, value), max(gap + reach, value)
    return Difference(value=100 * value, low=100 * low, high=100 * high, p=_two_sided_normal(gap, error))


def _adjusted_nps(sums: Sums) -> tuple[float, float]:
    n, total, squares = sums.n + 3, sums.total, sums.squares + 1.5
    centre = total / n
    return centre, math.sqrt(max(0.0, squares / n - centre * centre) / n)


def ratio(above: NDArray[np.float64], below: NDArray[np.float64], confidence: float = 0.95) -> Estimate:
    """Sum of one quantity over the sum of another, observed together on n units (people): delta method (Cochran 1977, §2.11).

    above, below: shape (n,), for instance complaints and orders of each customer. For rates whose parts repeat on one person.
    """
    n, floor = len(above), float(np.sum(below))
    if n < 2 or floor <= 0:
        raise NotEnoughData("two units with something to divide by", found=n)
    value = float(np.sum(above)) / floor
    residual = above - value * below
    error = math.sqrt(float(np.sum(np.square(residual))) / (n - 1) / n) / (floor / n)
    reach = student_quantile(confidence, n - 1) * error
    return Estimate(value=value, low=value - reach, high=value + reach, n=n)


def multiple(
    first: NDArray[np.float64], second: NDArray[np.float64], *, confidence: float = 0.95, times: int = 1000, seed: int = 1405
) -> Estimate:
    """How many times the mean of the second group is that of the first: percentile interval by resampling both (Efron 1979).

    For skewed amounts, such as revenue per customer with many zeros, where a formula with variances would promise too much. Units are
    drawn by a Poisson die each, which for large groups is the same as drawing with replacement.
    """
    n = min(len(first), len(second))
    if n < 2 or not first.mean() > 0:
        raise NotEnoughData("two units in each group, and something in the first", found=n)
    dice = np.random.default_rng(seed)
    means = [np.array([_drawn_mean(group, dice) for _ in range(times)]) for group in (first, second)]
    drawn = means[1] / np.maximum(means[0], 1e-12)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(value=float(second.mean() / first.mean()), low=float(low), high=float(high), n=len(first) + len(second))


def _drawn_mean(values: NDArray[np.float64], dice: np.random.Generator) -> float:
    weight = dice.poisson(1.0, len(values))
    return float(weight @ values / max(1, weight.sum()))


def bootstrap(
    values: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], float] = lambda sample: float(np.mean(sample)),
    *,
    confidence: float = 0.95,
    times: int = 2000,
    seed: int = 1405,
) -> Estimate:
    """Percentile interval by resampling (Efron 1979). The same data and seed give the same interval.

    For statistics without a formula, such as the median of a skewed time. values: shape (n,).
    """
    n = len(values)
    if n < 2:
        raise NotEnoughData("two observations", found=n)
    dice = np.random.default_rng(seed)
    drawn = np.fromiter((statistic(values[dice.integers(0, n, n)]) for _ in range(times)), dtype=np.float64, count=times)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(value=statistic(values), low=float(low), high=float(high), n=n)


def _two_sided_normal(gap: float, error: float) -> float:
    if error == 0:
        return 1.0 if gap == 0 else 0.0
    return math.erfc(abs(gap) / error / math.sqrt(2))


def _two_sided_student(t: float, freedom: float) -> float:
    from scipy.special import stdtr

    return 2 * float(stdtr(freedom, -abs(t)))
