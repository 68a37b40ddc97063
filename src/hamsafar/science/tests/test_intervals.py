"""Intervals against published tables and another implementation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hamsafar.science import intervals
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Sums, sums_of

VALUES = st.lists(st.floats(-1e3, 1e3).map(lambda value: round(value, 3)), min_size=2, max_size=40)


# Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_interval(successes, n, low, high):
    found = intervals.wilson(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


# Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
    ],
)
def test_newcombe_gives_the_published_interval(a, b, low, high):
    found = intervals.newcombe(a, b)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_known_experiment_gives_its_known_answer():
    # Cookie Cats: seven-day retention of 44,700 and 45,489 players; published: -0.82 points, 95 % [-1.33, -0.31], p = 0.0016.
    found = intervals.newcombe((8502, 44700), (8279, 45489))
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4), round(found.p, 4)) == (-0.0082, -0.0133, -0.0031, 0.0016)
    assert found.is_clear


@given(VALUES)
def test_student_agrees_with_scipy(values):
    found = intervals.student(sums_of(np.array(values)))
    assert found.value == pytest.approx(np.mean(values), abs=1e-9)
    spread = stats.sem(values)
    if spread > 1e-6:
        low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=spread)
        assert (found.low, found.high) == (pytest.approx(low, rel=1e-4, abs=1e-4), pytest.approx(high, rel=1e-4, abs=1e-4))


@given(VALUES, VALUES)
def test_welch_agrees_with_scipy(first, second):
    found = intervals.welch(sums_of(np.array(first)), sums_of(np.array(second)))
    if np.var(first) > 1e-6 and np.var(second) > 1e-6:
        theirs = stats.ttest_ind(second, first, equal_var=False)
        assert found.p == pytest.approx(theirs.pvalue, abs=1e-5)
        interval = theirs.confidence_interval()
        assert (found.low, found.high) == (
            pytest.approx(interval.low, rel=1e-4, abs=1e-3),
            pytest.approx(interval.high, rel=1e-4, abs=1e-3),
        )


def test_one_observation_has_a_value_but_no_interval():
    found = intervals.student(Sums(n=1, total=4.0, squares=16.0))
    assert (found.value, found.low, found.high) == (4.0, None, None)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_nps_interval_holds_its_value_and_stays_on_the_scale(promoters, passives, detractors):
    n = promoters + passives + detractors
    if n == 0:
        with pytest.raises(NotEnoughData):
            intervals.nps(Sums(n=0, total=0, squares=0))
        return
    found = intervals.nps(Sums(n=n, total=promoters - detractors, squares=promoters + detractors))
    assert found.value == pytest.approx(100 * (promoters - detractors) / n)
    assert -100 <= found.low <= found.value <= found.high <= 100
    assert found.high > found.low


@pytest.mark.parametrize(("n", "shares"), [(10, (0.2, 0.5, 0.3)), (20, (0.05, 0.35, 0.6)), (50, (0.1, 0.2, 0.7)), (200, (0.3, 0.4, 0.3))])
def test_the_nps_interval_covers_the_truth_about_as_often_as_it_says(n, shares):
    dice = np.random.default_rng(7)
    counts = dice.multinomial(n, shares, size=3000)
    truth = 100 * (shares[2] - shares[0])
    found = [intervals.nps(Sums(n=n, total=int(c[2] - c[0]), squares=int(c[2] + c[0]))) for c in counts]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.985


def test_the_ratio_interval_covers_the_truth_for_people_who_repeat():
    dice = np.random.default_rng(3)
    hits = 0
    for _ in range(600):
        rate = dice.beta(2, 8, 300)
        orders = dice.poisson(4, 300) + 1.0
        complaints = dice.binomial(orders.astype(int), rate).astype(float)
        found = intervals.ratio(complaints, orders)
        hits += found.low <= 0.2 <= found.high
    assert 0.92 <= hits / 600 <= 0.98


def test_the_bootstrap_gives_the_same_interval_every_time():
    values = np.random.default_rng(1).exponential(10, 200)
    first, second = intervals.bootstrap(values, lambda v: float(np.median(v))), intervals.bootstrap(values, lambda v: float(np.median(v)))
    assert first == second
    assert first.low < first.value < first.high
    mean = intervals.bootstrap(values)
    plain = intervals.student(sums_of(values))
    assert (mean.low, mean.high) == (pytest.approx(plain.low, rel=0.05), pytest.approx(plain.high, rel=0.05))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_mirrors(pair):
    successes, n = pair
    one, other = intervals.wilson(successes, n), intervals.wilson(n - successes, n)
    assert math.isclose(one.low, 1 - other.high, abs_tol=1e-9)
    assert 0 <= one.low <= one.value <= one.high <= 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda: intervals.wilson(0, 0),
        lambda: intervals.student(Sums(n=0, total=0, squares=0)),
        lambda: intervals.bootstrap(np.array([1.0])),
        lambda: intervals.ratio(np.array([1.0]), np.array([1.0])),
        lambda: intervals.welch(Sums(n=1, total=1, squares=1), Sums(n=9, total=1, squares=1)),
    ],
)
def test_too_little_data_is_said(ask):
    with pytest.raises(NotEnoughData):
        ask()


def test_a_multiple_covers_the_truth_of_skewed_amounts():
    """Half buy nothing; the second group spends twice as much. 95 of 100 intervals should hold 2; 88 is far outside of chance."""
    held = 0
    for seed in range(100):
        dice = np.random.default_rng(seed)
        first, second = (scale * dice.lognormal(0, 1, 300) * (dice.random(300) < 0.5) for scale in (1.0, 2.0))
        found = intervals.multiple(first, second, times=300)
        held += found.low < 2 < found.high
    assert held >= 88


def test_a_multiple_of_nothing_is_refused():
    with pytest.raises(NotEnoughData):
        intervals.multiple(np.zeros(5), np.ones(5))
