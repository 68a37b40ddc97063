"""Rules ask as they would have asked: letters through the gate and a post office, and nothing afterwards that goes out by itself."""

import datetime as dt
import json

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.config.demo import asked, reaching
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.following import JOB
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.segments import services as segments
from hamsafar.store.events import services as events

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
RETURNED = 12


@pytest.fixture
def returned(event_store, ali, monkeypatch):
    """Twelve customers sent something back, three days to two weeks ago."""
    monkeypatch.setattr(intake, "carry_outbox", lambda: 0)
    monkeypatch.setattr(events, "settled", lambda: 10_000)
    rows = []
    for number in range(RETURNED):
        user = f"u{number}"
        people.observe([identify(user=user, unit="tehran", email=f"u{number}@mail.example")])
        facts = {"person_key": key(user), "unit": "tehran", "properties": json.dumps({"order_id": f"A{number}"})}
        rows.append({"name": "Order Returned", "timestamp": NOW - DAY * (3 + number), **facts})
    plant(rows)
    with clock.frozen_at(NOW):
        asked._settled((NOW - 90 * DAY).date())
        yield


def test_letters_went_out_then_and_nothing_is_left_to_be_done(returned):
    sent = reaching.reach_out()
    reviews, survey = sorted(asking.list_rules(), key=lambda rule: rule.id)
    tally = asking.tally_of(survey.id)
    assert sent == tally.asked == tally.arrived > RETURNED / 2
    assert tally.looked_at == RETURNED and not tally.waiting and reviews.is_on and survey.is_on
    deeds = actions.list_deeds()
    assert len(deeds) == sent and {deed.outcome for deed in deeds} == {actions.Outcome.DONE}
    assert all(NOW - 20 * DAY < message.sent_at < NOW for message in messaging.list_messages())
    assert not jobs.list_jobs(name=JOB) and messaging.find_mail() is None
    assert all(one.counted is not None for one in segments.list_segments()) and len(segments.list_segments()) == len(reaching.GROUPS)
    assert reaching.reach_out() == 0 and len(actions.list_deeds()) == sent  # a second making leaves it alone
