"""A small world: three weeks of answers, orders and talks in two units, the last of them yesterday."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from hamsafar.base import clock

from .planting import plant

NOW = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)  # Sunday 26 Mehr 1405, 12:30 in Tehran
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    with clock.frozen_at(NOW):
        yield NOW


def event(name, days_ago, person=1, *, unit="tehran", channel="web", amount=None, currency="", hours=0.0, **props):
    return {
        "name": name, "timestamp": NOW - days_ago * DAY + dt.timedelta(hours=hours), "person_key": person, "unit": unit, "channel": channel,
        "amount": None if amount is None else Decimal(amount), "currency": currency, "properties": json.dumps(props, ensure_ascii=False),
    }  # fmt: skip


def answers(scores, *, days_ago=3, question="nps", unit="tehran", **props):
    return [
        event("Survey Answered", days_ago, person, unit=unit, question=question, score=score, **props)
        for person, score in enumerate(scores, 1)
    ]


@pytest.fixture
def world(event_store, now):
    """NPS 50 of 4 in Tehran, -100 of 2 in Kish (another business unit); last period 0 of 2 in Tehran."""
    plant(
        [
            *answers([10, 9, 8, 9]),
            *answers([0, 6], unit="parts-kish"),
            *answers([10, 0], days_ago=40),
            event("Order Completed", 5, 1, amount="1000000", currency="IRR", order_id="a", gateway="mellat"),
            event("Order Completed", 4, 2, amount="50000", currency="IRT", order_id="b", gateway="saman"),
            event("Order Completed", 4, 3, amount="20", currency="USD", order_id="c"),
            event("Order Refunded", 3, 1, amount="400000", currency="IRR", order_id="a"),
            event("Complaint Raised", 3, 1, complaint_id="k", topic="late"),
        ]
    )
