"""Spikes are told, flat days are not."""

import numpy as np
import pytest
from scipy import stats

from hamsafar.science.spikes import beta_binomial_tail, p_of_count, p_of_share


def test_the_tail_is_that_of_another_implementation():
    for k, n, a, b in ((3, 10, 2.0, 5.0), (0, 4, 1.0, 1.0), (7, 7, 0.5, 9.0), (40, 300, 12.0, 90.0)):
        assert beta_binomial_tail(k, n, a, b) == pytest.approx(stats.betabinom.sf(k - 1, n, a, b), rel=1e-9)


def test_counts_are_judged_as_a_negative_binomial():
    before = [4, 6, 5, 7, 3, 5, 6, 4, 5, 5, 6, 4, 7, 3]
    mean = (sum(before) + 0.5) / 14
    variance = max(np.var(before, ddof=1), mean) * 15 / 14
    size = mean**2 / (variance - mean)
    assert p_of_count(before, 12) == pytest.approx(stats.nbinom.sf(11, size, size / (size + mean)), rel=1e-9)


def test_a_young_company_and_an_empty_day_are_never_a_spike():
    assert p_of_count([1] * 13, 50) == 1
    assert p_of_share([(1, 10)] * 13, (10, 10)) == 1
    assert p_of_count([1] * 30, 0) == 1
    assert p_of_share([(1, 10)] * 30, (0, 0)) == 1


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_flat_shares_raise_no_more_alarms_than_promised(spread):
    """Also where days differ more than chance would have it."""
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(1500):
        share = 0.1 if spread == 0 else rng.beta(0.1 * (1 / spread - 1), 0.9 * (1 / spread - 1), 57)
        sizes = rng.poisson(30, 57)
        hits = rng.binomial(sizes, share)
        alarms += p_of_share(list(zip(hits[:-1], sizes[:-1], strict=True)), (hits[-1], sizes[-1])) < 0.01
    assert alarms / 1500 < 0.02


def test_a_share_that_trebles_is_found():
    rng = np.random.default_rng(8)
    found = 0
    for _ in range(200):
        sizes = rng.poisson(100, 57)
        hits = rng.binomial(sizes, [*[0.08] * 56, 0.26])
        found += p_of_share(list(zip(hits[:-1], sizes[:-1], strict=True)), (hits[-1], sizes[-1])) < 0.0005
    assert found > 150
