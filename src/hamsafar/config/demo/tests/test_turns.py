"""Deeds of the demo world in the order of time."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.config.demo.turns import Plan

DAY = dt.timedelta(days=1)


@pytest.mark.django_db
def test_deeds_happen_in_the_order_of_time_also_those_that_come_of_others():
    until = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    plan, done = Plan(until=until), list[tuple[str, dt.datetime]]()

    def refused() -> None:
        raise KeyError

    def first() -> None:
        done.append(("first", clock.now()))
        plan.add(until - 2 * DAY, lambda: done.append(("of the first", clock.now())))
        plan.add(until + DAY, lambda: done.append(("too late", clock.now())))

    plan.add(until - DAY, lambda: done.append(("last", clock.now())))
    plan.add(until - 3 * DAY, first)
    plan.add(until - 2.5 * DAY, refused)
    plan.work(forgiving=KeyError)
    assert done == [("first", until - 3 * DAY), ("of the first", until - 2 * DAY), ("last", until - DAY)]
