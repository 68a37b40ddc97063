"""What is unlike other days is told; what is like them is not."""

import datetime as dt

import numpy as np

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import services as notices
from hamsafar.measure.voice import alert_words, alerts
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice.alerts import Signal, _Day
from hamsafar.store.events.services import Scope

DAY = dt.date(2026, 10, 18)
TOPICS = [f"t{n}" for n in range(35)]


def a_day(rng, volume=60.0, bad=0.25, **more):
    """Each of 35 topics stands in one comment of twenty; `more` names others."""
    comments = int(rng.poisson(volume * rng.gamma(20, 1 / 20)))
    shares = dict.fromkeys(TOPICS, 0.05) | more
    topics = {name: int(rng.binomial(comments, share)) for name, share in shares.items()}
    return _Day(comments, int(rng.binomial(comments, bad)), {name: n for name, n in topics.items() if n})


def test_flat_days_raise_fewer_than_one_alarm_in_a_hundred():
    rng = np.random.default_rng(3)
    days = [a_day(rng) for _ in range(57 + 400)]
    told = [alerts.spikes_of(days[at : at + 57], DAY, is_over=True) for at in range(400)]
    assert sum(map(bool, told)) < 4


def test_a_topic_that_bursts_and_unhappiness_that_doubles_are_told():
    rng = np.random.default_rng(4)
    before = [a_day(rng) for _ in range(56)]
    (burst, *_rest) = alerts.spikes_of([*before, a_day(rng, t3=0.35)], DAY, is_over=False)
    assert (burst.signal, burst.topic) == (Signal.TOPIC, "t3")
    assert burst.found > 2 * burst.usual
    assert burst.share is not None and burst.share.low > 0.05
    assert Signal.UNHAPPY in {one.signal for one in alerts.spikes_of([*before, a_day(rng, bad=0.6)], DAY, is_over=False)}


def test_a_busy_day_alone_is_told_once_when_it_is_over_and_not_for_every_topic():
    rng = np.random.default_rng(5)
    before = [a_day(rng) for _ in range(56)]
    busy = a_day(rng, volume=600)
    assert [one.signal for one in alerts.spikes_of([*before, busy], DAY, is_over=True)] == [Signal.VOLUME]
    assert alerts.spikes_of([*before, busy], DAY, is_over=False) == []


def test_two_weeks_are_needed():
    rng = np.random.default_rng(6)
    quiet = [_Day(0, 0, {})] * 44
    assert alerts.spikes_of([*quiet, *[a_day(rng) for _ in range(12)], a_day(rng, t3=0.9)], DAY, is_over=True) == []


def test_a_burst_on_the_spine_is_shown_and_noted_once(reading, write, now, client_of):
    for day in range(2, 30):
        write("خوب بود", score=9, days_ago=day)
        write("ممنون", score=9, days_ago=day + 0.01)
    for n in range(12):
        write(f"پیک بی‌ادب بود {n}", score=1, days_ago=1 + n / 1000)
    voice.catch_up()
    signals = {(one.signal, one.topic) for one in alerts.look(scope=Scope(), day=now.date() - dt.timedelta(days=1))}
    assert (Signal.TOPIC, "courier") in signals
    assert "پیک و راننده" in client_of("ali").get("/comments/alerts").content.decode()
    for _ in range(2):
        alerts.tell_yesterday()
    assert audit.count_entries(deed="voice.spike", search="courier") == 1


def test_what_stood_out_goes_to_those_who_study_comments_once(db, ali, bahar, monkeypatch):
    spikes = [
        alerts.Spike(signal=Signal.TOPIC, topic="delivery", day=DAY, found=14, comments=60, usual=3.0, share=None, p=1e-9),
        alerts.Spike(signal=Signal.UNHAPPY, topic="", day=DAY, found=30, comments=60, usual=12.0, share=None, p=1e-8),
    ]
    for _again in range(2):
        alert_words.tell(spikes)
    (job,) = JobRow.objects.filter(name=notices.JOB)
    still = {DAY: spikes}
    monkeypatch.setattr(alerts, "look", lambda *, scope, day: still.get(day, []))
    letter = notices.ready(job.payload)
    assert letter.email == ali.email and letter.path == "/comments"
    assert "۱۴" in letter.words.text and "۳۰ از ۶۰" in letter.words.text
    still.clear()
    assert notices.ready(job.payload) is None, "what is no longer unlike other days is not told"
    assert alert_words.tell([]) == 0
