"""Purchase models against published figures (CDNOW) and against customers simulated from known parameters."""

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from hamsafar.science import purchases
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.purchases import BgNbd, GammaGamma

CDNOW = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "cdnow"
PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4, customers=2357)
PUBLISHED_SPEND = GammaGamma(p=6.25, q=3.74, v=15.44, log_likelihood=0.0, customers=946)
with_cdnow = pytest.mark.skipif(not CDNOW.exists(), reason="the data set cdnow is not beside the checkout (../shared/data)")


def one(*values):
    return tuple(np.array([float(value)]) for value in values)


def test_the_published_forecast_of_customer_one():
    # Fader and Hardie, "Implementing the BG/NBD Model in Excel": x = 2, t_x = 30.43, T = 38.86 is expected to buy 1.226 times in 39 weeks.
    assert purchases.expected_purchases(PUBLISHED, *one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_who_bought_once_is_alive_and_who_stopped_buying_often_is_not():
    alive = purchases.probability_alive(PUBLISHED, np.array([0.0, 10, 10]), np.array([0.0, 38, 10]), np.array([38.0, 39, 39]))
    assert alive[0] == 1
    assert alive[1] > 0.85 and alive[2] < 0.05


def test_expected_spend_is_drawn_to_the_mean_of_all():
    spend = purchases.expected_spend(PUBLISHED_SPEND, np.array([0.0, 1, 50]), np.array([0.0, 100, 100]))
    assert spend[0] == pytest.approx(PUBLISHED_SPEND.mean)
    assert PUBLISHED_SPEND.mean < spend[1] < spend[2] < 100
    assert spend[2] == pytest.approx(100, rel=0.05)


def test_a_newcomer_is_the_mean_of_simulated_newcomers():
    dice = np.random.default_rng(5)
    counts = [len(history(dice, PUBLISHED, 52.0)) for _ in range(20_000)]
    assert purchases.expected_purchases_of_a_newcomer(PUBLISHED, 52) == pytest.approx(np.mean(counts), rel=0.05)


def history(dice, model, length):
    """Repeat purchases of one simulated customer, as the paper tells the story."""
    rate, leaving = dice.gamma(model.r, 1 / model.alpha), dice.beta(model.a, model.b)
    times, now = [], dice.exponential(1 / rate) if rate > 0 else np.inf
    while now < length:
        times.append(now)
        if dice.random() < leaving:
            break
        now += dice.exponential(1 / rate)
    return times


def test_parameters_of_simulated_customers_are_found_again():
    truth = BgNbd(r=0.6, alpha=6.0, a=0.9, b=3.0, log_likelihood=0, customers=0)
    dice = np.random.default_rng(11)
    stories = [history(dice, truth, 60.0) for _ in range(12_000)]
    frequency = np.array([len(s) for s in stories], dtype=float)
    recency = np.array([s[-1] if s else 0.0 for s in stories])
    found = purchases.fit_bg_nbd(frequency, recency, np.full(len(stories), 60.0))
    assert (found.r, found.alpha) == (pytest.approx(0.6, rel=0.12), pytest.approx(6.0, rel=0.12))
    assert found.a / (found.a + found.b) == pytest.approx(0.9 / 3.9, rel=0.12)


def test_value_falls_with_the_discount_and_grows_with_the_horizon():
    customer = one(4, 30, 39)
    value = {
        (horizon, discount): purchases.lifetime_value(
            PUBLISHED, PUBLISHED_SPEND, *customer, np.array([40.0]), horizon=horizon, yearly_discount=discount
        )[0]
        for horizon in (26, 52)
        for discount in (0.0, 0.2)
    }
    assert value[52, 0.0] > value[52, 0.2] > value[26, 0.2]
    undiscounted = purchases.expected_purchases(PUBLISHED, *customer, 52) * purchases.expected_spend(
        PUBLISHED_SPEND, one(4)[0], np.array([40.0])
    )
    assert value[52, 0.0] == pytest.approx(undiscounted[0])


@pytest.mark.parametrize(("frequency", "needs"), [(np.zeros(5), "customers who bought"), (np.zeros(100), "customers who bought again")])
def test_too_few_customers_are_said(frequency, needs):
    with pytest.raises(NotEnoughData) as said:
        purchases.fit_bg_nbd(frequency, np.zeros(len(frequency)), np.full(len(frequency), 10.0))
    assert needs in said.value.needs


def test_impossible_customers_are_a_mistake():
    with pytest.raises(ValueError, match="recency"):
        purchases.fit_bg_nbd(np.ones(50), np.full(50, 20.0), np.full(50, 10.0))
    with pytest.raises(ValueError, match="above zero"):
        purchases.fit_gamma_gamma(np.ones(50), np.zeros(50))


def cdnow_customers():
    """(x, t_x, T, mean repeat spend, purchases in weeks 40 to 78) of the 1/10 sample, days with a purchase counted once."""
    spend = defaultdict(lambda: defaultdict(float))
    for line in (CDNOW / "CDNOW_sample.txt").read_text().splitlines():
        _, customer, day, _, amount = line.split()
        spend[customer][dt.datetime.strptime(day, "%Y%m%d").replace(tzinfo=dt.UTC).date()] += float(amount)
    end, rows = dt.date(1997, 9, 30), []
    for days in spend.values():
        seen = sorted(day for day in days if day <= end)
        repeat = [days[day] for day in seen[1:]]
        first = seen[0]
        later = sum(day > end for day in days)
        rows.append((len(repeat), (seen[-1] - first).days / 7, (end - first).days / 7, np.mean(repeat) if repeat else 0.0, later))
    return np.array(rows, dtype=float).T


@with_cdnow
def test_cdnow_gives_the_published_parameters():
    with (CDNOW / "cdnow_customers_summary.csv").open() as file:
        rows = np.array([[float(r["frequency"]), float(r["recency"]), float(r["T"])] for r in csv.DictReader(file)]).T
    found = purchases.fit_bg_nbd(*rows)
    assert [round(value, 3) for value in (found.r, found.alpha, found.a, found.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == -9582.4


@with_cdnow
def test_cdnow_gives_the_published_spend_and_a_fair_forecast():
    frequency, recency, age, mean, later = cdnow_customers()
    found = purchases.fit_gamma_gamma(frequency, mean)
    assert [round(value, 2) for value in (found.p, found.q, found.v)] == [6.25, 3.74, 15.44]
    tested = purchases.back_test(purchases.fit_bg_nbd(frequency, recency, age), frequency, recency, age, later, 39)
    assert tested.actual == 1882
    assert abs(tested.bias) < 0.15
    assert tested.correlation > 0.6
