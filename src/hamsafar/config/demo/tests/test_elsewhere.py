"""What is said elsewhere in the demo world: repeatable, sized by people, about three brands, answered in part."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.mentions.models import AnswerRow, ItemRow
from hamsafar.config.demo import elsewhere, truths
from hamsafar.config.demo.simulate import simulate

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def said(ali, units, monkeypatch):
    monkeypatch.setattr(intake, "carry_outbox", lambda: 0)
    with clock.frozen_at(NOW):
        elsewhere.listen(seed=7, size=500)
        yield


def test_three_brands_are_spoken_of_at_three_places_and_some_is_answered(said):
    rows = list(ItemRow.objects.all())
    assert len(rows) >= elsewhere.FEWEST
    assert {row.about for row in rows} == {"own", "patiran", "koomebazar"}
    assert {row.network for row in rows} == {"نظرنامه", "اپ چین", "وبلاگ"}
    assert any(row.repeats_id for row in rows) and all(row.at <= NOW for row in rows)
    assert 0.3 < AnswerRow.objects.count() / sum(row.about == "own" and not row.repeats_id for row in rows) < 0.6


def test_a_second_call_adds_nothing(said):
    before = ItemRow.objects.count()
    assert elsewhere.listen(seed=7, size=500) == 0 and ItemRow.objects.count() == before


def test_the_same_world_says_the_same(units, db):
    with clock.frozen_at(NOW):
        brands = elsewhere._brands()
        first, second = ([one.item for one in elsewhere.speak(brands, 7, 500)] for _ in range(2))
        assert first == second != [one.item for one in elsewhere.speak(brands, 8, 500)]


def test_those_who_are_brought_come_by_a_code_that_somebody_else_had_shared():
    start = dt.date(2025, 11, 21)
    until = dt.datetime.combine(start, dt.time(12), dt.UTC) + 90 * dt.timedelta(days=1)
    days = simulate(seed=7, size=500, start=start, until=until, truths=truths.load(), horizon=60)  # newcomers come early
    events = [event for day in days for event in day]
    shared = {event.user_id for event in events if event.name == "Referral Shared"}
    joined = [event for event in events if event.name == "Referral Joined"]
    assert joined
    for event in joined:
        code = event.properties.split('"referral_code":"')[1].split('"')[0]
        inviter = f"u-{code.removeprefix('DIB')}"
        assert inviter in shared and inviter != event.user_id
    came, bought = ({event.user_id for event in events if event.name == name} for name in ("Referral Joined", "Order Completed"))
    assert came & bought and came - bought and len(came) == len(joined)  # some only look, and nobody comes twice
