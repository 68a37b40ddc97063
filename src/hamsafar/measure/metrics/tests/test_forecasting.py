"""The value to come: from payments in the spine to fitted models."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from hamsafar.base.calendars import TEHRAN, named
from hamsafar.measure.metrics import forecasting
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.services import Why
from hamsafar.store.events.services import Scope

from .conftest import NOW, event
from .planting import plant

pytestmark = pytest.mark.django_db


def shop(customers=300, seed=4):
    """Orders of a year: everybody buys at a rate of their own and may leave after each purchase."""
    dice, rows = np.random.default_rng(seed), []
    for person in range(1, customers + 1):
        rate, leaving, spend = dice.gamma(1.2, 1 / 5), dice.beta(1, 4), dice.gamma(6, 20)
        day = 364 - dice.integers(0, 120)
        while day > 0:
            rows.append(event("Order Completed", int(day), person, amount=str(max(1, round(dice.gamma(8, spend / 8)))), currency="IRT"))
            if dice.random() < leaving:
                break
            day -= dice.exponential(1 / rate) * 7
    return rows


def test_a_forecast_says_its_models_and_how_it_would_have_done(event_store, now):
    plant(shop())
    found = metrics.measure("clv_forecast", scope=Scope(), period=named("last_30_days", NOW))
    assert found.n == 300 and found.currency == "IRR"
    assert found.low < found.value < found.high
    story = found.forecast
    assert 0 < story.alive <= story.customers == 300
    assert story.back_test.customers <= 300
    assert abs(story.back_test.bias) < 0.5


def test_too_few_buyers_are_said_and_no_buyers_at_all(event_store, now):
    none = metrics.measure("clv_forecast", scope=Scope(), period=named("last_30_days", NOW))
    assert (none.value, none.why, none.missing) == (None, Why.NO_EVENTS, ("Order Completed",))
    plant([event("Order Completed", 5, person, amount="10", currency="IRR") for person in range(1, 6)])
    few = metrics.measure("clv_forecast", scope=Scope(), period=named("last_30_days", NOW))
    assert (few.value, few.why, few.n) == (None, Why.TOO_FEW, 5)
    assert "customers" in few.needs


def slow_summary(payments, last_day):
    """Frequency, recency, age and mean repeat spend of one customer, day by day in Tehran."""
    days = {}
    for moment, amount in payments:
        day = moment.astimezone(TEHRAN.tz).date()
        days[day] = days.get(day, 0.0) + amount
    visits = sorted(days)
    repeats = [days[day] for day in visits[1:]]
    since_first = [(day - visits[0]).days / 7 for day in (visits[-1], last_day)]
    return len(repeats), *since_first, sum(repeats) / len(repeats) if repeats else 0.0


def test_payments_become_customers_as_counting_by_hand_says():
    dice = np.random.default_rng(2)
    people = [
        sorted((NOW - dt.timedelta(hours=int(hours)), float(dice.integers(1, 9))) for hours in dice.integers(0, 200, dice.integers(1, 9)))
        for _ in range(40)
    ]
    table = pa.table(
        {
            "moments": [[round(at.timestamp() * 1000) for at, _ in payments] for payments in people],
            "amounts": [[amount for _, amount in payments] for payments in people],
        }
    )
    today = NOW.astimezone(TEHRAN.tz).date()
    found = forecasting.summarise(forecasting.daily(table, TEHRAN), today.toordinal())
    rows = zip(found.frequency, found.recency, found.age, found.mean_spend, strict=True)
    assert [tuple(map(float, row)) for row in rows] == [pytest.approx(slow_summary(payments, today)) for payments in people]
