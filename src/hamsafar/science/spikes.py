"""Is today unlike the days before? Two questions, each with the probability of seeing as much if nothing had changed.

Both let days differ from each other more than dice would (customers come in waves): the spread of the days before is taken as it is, and
that it is only known from so many days is taken into account. So a quiet company is not woken by its own noise.
"""

from collections.abc import Sequence

import numpy as np
from scipy import special

FEWEST_DAYS = 14


def p_of_count(before: Sequence[float], now: float) -> float:
    """How likely at least `now` is on a day like those before: negative binomial, fitted by moments.

    The variance is that of the days before, never less than that of a Poisson count, times 1 + 1/days for the doubt about the mean.
    """
    days = np.asarray(before, np.float64)
    if len(days) < FEWEST_DAYS or now <= 0:
        return 1.0
    mean = (days.sum() + 0.5) / len(days)
    variance = max(days.var(ddof=1), mean) * (1 + 1 / len(days))
    size = mean * mean / (variance - mean)
    # P(X >= now) of a negative binomial with this mean and size.
    return float(special.betainc(now, size, mean / (mean + size)))


def p_of_share(before: Sequence[tuple[float, float]], now: tuple[float, float]) -> float:
    """How likely at least k of n is on a day like those before, given as (k, n): beta-binomial, fitted by moments.

    The shares of the days before may differ by more than chance; how much is estimated from them (never less than nothing) and the
    doubt about the mean is added.
    """
    pairs = np.asarray([pair for pair in before if pair[1] > 0], np.float64).reshape(-1, 2)
    k, n = now
    if len(pairs) < FEWEST_DAYS or n <= 0 or k <= 0:
        return 1.0
    hits, sizes = pairs[:, 0], pairs[:, 1]
    total = sizes.sum()
    share = (hits.sum() + 0.5) / (total + 1)
    spread = _overdispersion(hits, sizes, share) + 1 / total  # the second part: the share itself is only known from so many comments
    weight = max(1 / spread - 1, 1e-3)
    return beta_binomial_tail(k, n, share * weight, (1 - share) * weight)


def _overdispersion(hits: np.ndarray, sizes: np.ndarray, share: float) -> float:  # type: ignore[type-arg]
    """rho of a beta-binomial with Var(k) = n p (1-p) (1 + (n-1) rho), by moments (Williams 1982 without iteration)."""
    expected = share * (1 - share)
    over = ((hits - sizes * share) ** 2 / (sizes * expected) - 1).sum()
    room = (sizes - 1).sum()
    return float(min(max(over / room, 0.0), 0.9)) if room > 0 else 0.0


def beta_binomial_tail(k: float, n: float, a: float, b: float) -> float:
    """P(X >= k) of n draws whose share is beta(a, b)."""
    at = np.arange(int(np.ceil(k)), int(n) + 1)
    if not len(at):
        return 0.0
    logs = (
        special.gammaln(n + 1) - special.gammaln(at + 1) - special.gammaln(n - at + 1)
        + special.betaln(at + a, n - at + b) - special.betaln(a, b)
    )  # fmt: skip
    return float(min(1.0, np.exp(logs).sum()))
