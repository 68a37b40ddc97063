"""The door of the gate: passes and places, withdrawn consent that always wins, and people who are merged."""

import datetime as dt
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils.translation import override

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.decide.contact import gate, passes
from hamsafar.decide.contact import services as contact
from hamsafar.decide.contact.models import ReservationRow
from hamsafar.decide.contact.services import SURVEYS, Budget, Pass, Policy, Quiet, Reason, Refusal
from hamsafar.ground.audit import services as audit
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import event, identify, key

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday
DAY = dt.timedelta(days=1)
CALM = Policy(budgets=(Budget(contacts=2, days=7),), rest_days=0)


@pytest.fixture
def sara(db):
    people.observe([identify(user="sara", email="sara@example.com", traits='{"name": "Sara", "email": "sara@example.com"}')])
    contact.change_policy(CALM)
    with clock.frozen_at(NOON):
        yield key("sara")


def ask(person: int, name: str = "1", *, purpose: str = SURVEYS, channel: str = "email", at=None):
    return contact.decide(person, purpose=purpose, channel=channel, key=name, at=at)


def no(person: int, purpose: str = SURVEYS, channel: str = "") -> None:
    consent.decide(person, purpose=purpose, channel=channel, choice=Choice.WITHDRAWN, evidence="phone", by=None)


def test_a_pass_keeps_a_place_and_the_same_key_the_same_place(sara):
    first, again = ask(sara), ask(sara)
    assert isinstance(first, Pass) and isinstance(again, Pass)
    assert first.id == again.id
    assert isinstance(ask(sara, "2"), Pass)
    third = ask(sara, "3")
    assert isinstance(third, Refusal)
    assert (third.reason, third.retry_at, third.facts) == (Reason.BUDGET, NOON + 7 * DAY, {"contacts": 2, "days": 7})


def test_what_is_rolled_back_keeps_no_place(sara):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(sara)
        raise RuntimeError
    assert ReservationRow.objects.count() == 0


def test_who_is_not_known_cannot_be_contacted(sara):
    with pytest.raises(NotFound):
        ask(12345)


def test_a_withdrawn_consent_refuses_for_good_and_for_this_purpose_and_channel_only(sara):
    no(sara, SURVEYS, "email")
    refusal = ask(sara)
    assert isinstance(refusal, Refusal) and (refusal.reason, refusal.retry_at) == (Reason.WITHDRAWN, None)
    assert isinstance(ask(sara, channel="sms"), Pass)


def test_a_place_that_is_released_is_free_again(sara):
    passes_ = [ask(sara, str(n)) for n in range(2)]
    contact.release(passes_[0].token)
    assert isinstance(ask(sara, "3"), Pass)
    assert isinstance(ask(sara, "0"), Refusal), "its own place went to somebody else"


def test_looking_keeps_no_place(sara):
    assert contact.look(sara, purpose=SURVEYS, channel="email") is None
    assert ReservationRow.objects.count() == 0
    no(sara)
    assert contact.look(sara, purpose=SURVEYS, channel="email").reason is Reason.WITHDRAWN


# Right before sending


def confirm(given: Pass, person: int, **changes):
    asked = {"person": person, "purpose": given.purpose, "channel": given.channel} | changes
    return contact.confirm(given.token, **asked)


def test_consent_that_is_withdrawn_after_queueing_wins(sara):
    given = ask(sara)
    assert isinstance(confirm(given, sara), Pass)
    with clock.frozen_at(NOON + dt.timedelta(minutes=1)):
        no(sara)
    with clock.frozen_at(NOON + dt.timedelta(minutes=2)):
        refusal = confirm(given, sara)
    assert isinstance(refusal, Refusal) and (refusal.reason, refusal.retry_at) == (Reason.WITHDRAWN, None)


def test_where_it_has_become_night_the_place_moves_to_the_morning(sara):
    given = ask(sara)
    with clock.frozen_at(NOON + dt.timedelta(hours=10)):
        refusal = confirm(given, sara)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.retry_at) == (Reason.QUIET_HOURS, dt.datetime(2026, 10, 19, 5, 30, tzinfo=dt.UTC))
    assert ReservationRow.objects.get().at == refusal.retry_at
    with clock.frozen_at(refusal.retry_at):
        assert isinstance(confirm(given, sara), Pass)


def test_a_pass_is_short_lived(sara):
    given = ask(sara)
    with clock.frozen_at(NOON + passes.HOLDS + DAY):
        refusal = confirm(given, sara)
    assert isinstance(refusal, Refusal) and (refusal.reason, refusal.retry_at) == (Reason.TOO_LATE, None)


def test_ones_own_place_does_not_stand_in_ones_way(sara):
    contact.change_policy(Policy(budgets=(Budget(contacts=1, days=7),), rest_days=30))
    given = ask(sara)
    assert isinstance(confirm(given, sara), Pass)


@pytest.mark.parametrize("changes", [{"purpose": "marketing"}, {"channel": "sms"}])
def test_a_pass_is_good_for_what_it_was_given_for_only(sara, changes):
    with pytest.raises(contact.NoPass):
        confirm(ask(sara), sara, **changes)


def test_a_pass_of_somebody_else_is_none(sara):
    people.observe([event(user="reza")])
    with pytest.raises(contact.NoPass):
        confirm(ask(sara), key("reza"))


@pytest.mark.parametrize("token", ["", "nonsense", "WyJhIiwxXQ:1xxx:yyy"])
def test_a_forged_pass_is_none(sara, token):
    with pytest.raises(contact.NoPass):
        contact.confirm(token, person=sara, purpose=SURVEYS, channel="email")


def test_a_pass_is_used_once(sara):
    given = ask(sara)
    contact.note_sent(given.token)
    with pytest.raises(contact.NoPass):
        confirm(given, sara)
    with pytest.raises(contact.NoPass):
        contact.release(given.token)
        confirm(given, sara)
    assert ReservationRow.objects.get().state == gate.SENT, "what has gone out cannot be released"


# People


def test_two_who_become_one_share_a_budget(sara):
    people.observe([event(user="s.karimi")])
    for n in range(2):
        assert isinstance(ask(key("s.karimi"), f"other {n}"), Pass)
    given = ask(sara)
    assert isinstance(given, Pass)
    people.merge(keep=sara, absorb=key("s.karimi"), because="", by=None)
    assert isinstance(ask(sara, "new"), Refusal)
    refusal = confirm(given, sara)
    assert isinstance(refusal, Refusal) and refusal.reason is Reason.BUDGET


def test_a_pass_outlives_a_merge(sara):
    given = ask(sara)
    people.observe([event(user="s.karimi")])
    people.merge(keep=key("s.karimi"), absorb=sara, because="", by=None)
    assert isinstance(confirm(given, key("s.karimi")), Pass)


def test_contacts_that_nobody_asked_for_count_too(sara):
    for n in range(2):
        contact.note_contact(sara, purpose=SURVEYS, channel="web", key=f"widget {n}")
        contact.note_contact(sara, purpose=SURVEYS, channel="web", key=f"widget {n}")
    assert isinstance(ask(sara), Refusal)


# The person's clock


@pytest.mark.parametrize(
    ("traits", "zone"),
    [
        ('{"timezone": "Europe/Berlin"}', "Europe/Berlin"),
        ('{"timezone": "nowhere", "phone": "+4915112345678"}', "Europe/Berlin"),
        ('{"phone": "0912 345 6789"}', "Asia/Tehran"),
        ('{"phone": "+12025550123"}', "America/New_York"),
        ('{"phone": "+61412345678"}', "Asia/Tehran"),  # several zones: leaves doubt, so the company's
        ("{}", "Asia/Tehran"),
    ],
)
def test_quiet_hours_go_by_the_clock_that_is_known_of_the_person(db, traits, zone):
    people.observe([identify(user="sara", traits=traits)])
    assert contact.zone_of(key("sara")).key == zone


# The rules


def test_rules_are_kept_and_their_changes_stand_in_the_audit_log(db, ali):
    rules = Policy(
        budgets=(Budget(contacts=1, days=1, channel="sms"), Budget(contacts=3, days=7)),
        rest_days=14,
        quiet=Quiet(start=dt.time(20), end=dt.time(8), weekdays=frozenset({4}), holidays=False, days=frozenset({dt.date(2026, 10, 20)})),
        ask_first=frozenset({SURVEYS}),
    )
    assert contact.change_policy(rules, by=ali) == rules == contact.policy()
    contact.change_policy(rules, by=ali)
    (entry,) = audit.list_entries(deed="contact.policy_changed")
    assert entry.facts["rest_days"] == [30, 14]


def test_of_two_budgets_for_the_same_the_stricter_holds(db):
    kept = contact.change_policy(Policy(budgets=(Budget(contacts=3, days=7), Budget(contacts=1, days=7))))
    assert kept.budgets == (Budget(contacts=1, days=7),)


def test_every_reason_has_a_sentence_in_both_languages():
    for reason in Reason:
        refusal = Refusal(reason=reason, retry_at=None, facts={"contacts": 2, "days": 7})
        with override("en"):
            english = contact.refused(refusal).sentence
        with override("fa"):
            persian = contact.refused(refusal).sentence
        assert english != persian and "{" not in english + persian
        assert "7" not in persian


def test_what_the_gate_said_is_counted(sara):
    for n in range(4):
        ask(sara, str(n))
    assert [(said, count) for _, _, _, said, count in contact.tallies(NOON.date())] == [("allowed", 2), ("budget", 2)]


# Many at once


def race(person: int, threads: int = 8, asks: int = 6) -> int:
    """How many passes come out when many ask at the same moment."""
    got: list[object] = []

    def run(number: int) -> None:
        try:
            got.extend(contact.decide(person, purpose=SURVEYS, channel="email", key=f"{number}-{n}") for n in range(asks))
        finally:
            connections.close_all()

    runners = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for each in runners:
        each.start()
    for each in runners:
        each.join()
    assert len(got) == threads * asks
    return sum(isinstance(each, Pass) for each in got)


@pytest.mark.django_db(transaction=True)
def test_never_more_than_the_budget_however_many_ask_at_once_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL; SQLite in memory is one database for all threads, see the next test")
    people.observe([event(user="sara")])
    contact.change_policy(Policy(budgets=(Budget(contacts=3, days=7),), rest_days=0, quiet=Quiet(channels=frozenset())))
    assert race(key("sara")) == 3


def test_never_more_than_the_budget_however_many_ask_at_once_on_sqlite(tmp_path):
    """In a process of its own: a real file, a real writer's lock."""
    environment = {**os.environ, "HAMSAFAR_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hamsafar.config.settings"}
    for name in ("DATABASE_URL", "HAMSAFAR_EVENTS", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, str(Path(__file__).with_name("racing.py"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "3", done.stderr[-3000:]
