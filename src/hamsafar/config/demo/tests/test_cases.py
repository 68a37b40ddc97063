"""The care desk: cases of the last months, worked on through the room's own deeds, once."""

import datetime as dt
import json

import pytest

from hamsafar.act.cases import services as cases
from hamsafar.act.cases.models import StepRow
from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.config.demo import cases as desk
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.store.events import services as events

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def unhappy(event_store, ali, bahar, monkeypatch):
    """So many customers, one unhappy answer each, so far apart; the rule that is made looks at the last 120 days."""
    monkeypatch.setattr(intake, "carry_outbox", lambda: 0)

    def answer(count, apart):
        monkeypatch.setattr(events, "settled", lambda: count)
        rows = []
        for number in range(count):
            user = f"u{number}"
            people.observe([identify(user=user, unit="tehran")])
            said = json.dumps({"question": "nps", "score": number % 7, "about": "delivery"})
            at = NOW - apart * number - dt.timedelta(hours=2)
            rows.append({"name": "Survey Answered", "person_key": key(user), "timestamp": at, "properties": said, "unit": "tehran"})
        plant(rows)

    with clock.frozen_at(NOW):
        yield answer


@pytest.fixture
def world(unhappy):
    unhappy(20, 6 * DAY)


def test_cases_are_in_all_states_and_nothing_happens_before_it_can_or_after_now(world, bahar):
    assert desk.follow_up() == 20
    found = cases.list_cases(cases.Wanted(), limit=100)
    states = {case.state for case in found}
    assert cases.State.CLOSED in states and len(states) >= 2
    assert all(case.owner == bahar.id for case in found)
    assert all(case.told_at < case.opened_at <= (case.contacted_at or case.opened_at) <= (case.closed_at or NOW) <= NOW for case in found)
    assert not StepRow.objects.filter(at__gt=NOW).exists()
    assert all(rule.is_on for rule in cases.list_rules())
    assert any(case.cause for case in found) and any(case.recovered is not None for case in found)
    steps = StepRow.objects.count()
    assert desk.follow_up() == 0 and StepRow.objects.count() == steps  # a second making leaves the desk alone


def test_the_desk_keeps_up_and_what_is_late_is_the_smaller_part(unhappy):
    unhappy(60, DAY / 2)
    assert desk.follow_up() == 60
    found = cases.list_cases(cases.Wanted(), limit=100)
    closed = [case for case in found if case.closed_at]
    assert sum(case.closed_at <= case.due_at for case in closed) > 0.6 * len(closed)
    still_open = [case for case in found if not case.closed_at]
    assert still_open and min(case.opened_at for case in still_open) > NOW - 25 * DAY
    assert sum(case.is_late(NOW) for case in still_open) <= 0.6 * len(still_open)
