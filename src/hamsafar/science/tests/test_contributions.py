"""What a part contributes to a change, against a slow plain twin and against simulated worlds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hamsafar.science.contributions import contribution
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Sums, sums_of

OBSERVED = st.lists(st.tuples(st.sampled_from("abc"), st.integers(-3, 9)), min_size=2, max_size=40)


def fast(before, now, group):
    def sums(told):
        return sums_of(np.array([float(x) for _, x in told])) if told else Sums(n=0, total=0, squares=0)

    def part(told):
        return [one for one in told if one[0] == group]

    return contribution((sums(part(before)), sums(part(now))), (sums(before), sums(now)))


def mean(values):
    return sum(values) / len(values)


def slow(before, now, group):
    """Rate and mix by the definition, one group at a time."""
    inside = [[x for g, x in told if g == group] for told in (before, now)]
    w0, w1 = len(inside[0]) / len(before), len(inside[1]) / len(now)
    if not inside[0] and not inside[1]:
        return 0.0, 0.0
    m0, m1 = mean(inside[0] or inside[1]), mean(inside[1] or inside[0])
    centre = (mean([x for _, x in before]) + mean([x for _, x in now])) / 2
    return (w0 + w1) / 2 * (m1 - m0), ((m0 + m1) / 2 - centre) * (w1 - w0)


@given(OBSERVED, OBSERVED)
def test_rate_and_mix_are_those_of_the_definition_and_add_up_to_the_change(before, now):
    parts = {group: fast(before, now, group) for group in "abc"}
    for group, found in parts.items():
        assert (found.rate, found.mix) == pytest.approx(slow(before, now, group), abs=1e-9)
        assert found.total.value == pytest.approx(found.rate + found.mix, abs=1e-9)
    change = mean([x for _, x in now]) - mean([x for _, x in before])
    assert sum(found.total.value for found in parts.values()) == pytest.approx(change, abs=1e-9)
    assert sum(found.excess.value for found in parts.values()) == pytest.approx(0, abs=1e-9)


@given(OBSERVED, OBSERVED)
def test_its_certainty_is_that_of_a_difference_of_means_written_out(before, now):
    centre = (mean([x for _, x in before]) + mean([x for _, x in now])) / 2
    written = [[x - centre if g == "a" else 0.0 for g, x in told] for told in (before, now)]
    found = fast(before, now, "a").total
    if min(np.var(one) for one in written) > 1e-6:
        theirs = stats.ttest_ind(written[1], written[0], equal_var=False)
        assert found.p == pytest.approx(theirs.pvalue, abs=1e-6)
        assert found.low == pytest.approx(theirs.confidence_interval().low, rel=1e-4, abs=1e-6)


def world(dice, rates, sizes):
    """(n, total, squares) of each group of yes-or-no answers."""
    yes = [int(dice.binomial(n, rate)) for n, rate in zip(sizes, rates, strict=True)]
    groups = [Sums(n=n, total=float(k), squares=float(k)) for n, k in zip(sizes, yes, strict=True)]
    return groups, Sums(n=sum(sizes), total=float(sum(yes)), squares=float(sum(yes)))


def told(seed, before_rates, now_rates, times=2000, size=600, shares=(0.6, 0.3, 0.1)):
    dice = np.random.default_rng(seed)
    for _ in range(times):
        before, before_whole = world(dice, before_rates, [int(n) for n in dice.multinomial(size, shares)])
        now, now_whole = world(dice, now_rates, [int(n) for n in dice.multinomial(size, shares)])
        yield [contribution((b, n), (before_whole, now_whole)) for b, n in zip(before, now, strict=True)]


def test_no_group_is_singled_out_more_often_than_said_where_all_changed_alike():
    hits = [parts[2].excess.p < 0.05 for parts in told(5, (0.8, 0.5, 0.6), (0.6, 0.3, 0.4))]
    assert 0.03 <= np.mean(hits) <= 0.07


def test_the_group_that_changed_is_singled_out_and_the_interval_covers_its_part():
    rates = (0.8, 0.5, 0.6), (0.8, 0.5, 0.1)
    parts = list(told(6, *rates, times=1000))
    assert np.mean([one[2].excess.p < 0.01 for one in parts]) > 0.95
    centre = sum(share * (a + b) / 2 for share, a, b in zip((0.6, 0.3, 0.1), *rates, strict=True))
    truth = 0.1 * ((rates[1][2] - centre) - (rates[0][2] - centre))
    assert 0.93 <= np.mean([one[2].total.low <= truth <= one[2].total.high for one in parts]) <= 0.97


def test_more_of_an_unhappy_group_is_a_mix_effect():
    before = [("a", 10)] * 90 + [("b", 0)] * 10
    now = [("a", 10)] * 70 + [("b", 0)] * 30
    found = fast(before, now, "b")
    assert found.rate == 0
    assert found.mix == pytest.approx(-0.2 * 8)  # b scores 0 where the average of both times is 8


def test_a_group_that_is_new_brings_mix_only():
    found = fast([("a", 5)] * 10, [("a", 5)] * 10 + [("b", 1)] * 10, "b")
    assert (found.rate, found.mix) == (0, pytest.approx((1 - 4) * 0.5))


def test_everything_in_one_group_explains_nothing():
    found = fast([("a", x) for x in (1, 2, 3)], [("a", x) for x in (4, 5, 9)], "a")
    assert found.total.value == pytest.approx(4)
    assert (found.excess.value, found.excess.p) == (0, 1)


def test_one_observation_is_not_enough():
    with pytest.raises(NotEnoughData):
        fast([("a", 1)], [("a", 2), ("a", 3)], "a")
