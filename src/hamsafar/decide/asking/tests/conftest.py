"""A survey, customers, an action that only remembers what it was asked for, and a spine that can be added to."""

import datetime as dt
import itertools
import json

import msgspec
import pytest

from hamsafar.base import clock
from hamsafar.base.eventstore import store
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.decide.asking import services as asking
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import registry
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.contracts import Action
from hamsafar.ground.jobs import handlers
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.store.events import services as events

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Asked(msgspec.Struct):
    person: str
    survey: int
    channel: str
    language: str = ""
    about: dict[str, str] = {}
    subject: dict[str, str] = {}
    text: dict[str, str] = {}
    campaign: str = ""


@pytest.fixture
def sent(monkeypatch) -> list[Asked]:
    """What was asked for by the action, in order."""
    done: list[Asked] = []
    handlers.discover()  # rooms that register the real one are imported before it is put aside
    monkeypatch.setattr(registry, "_actions", {})
    monkeypatch.setattr(registry, "_discovered", True)
    actions.register(
        Action(key="ask_survey", name_en="", name_fa="", input=Asked, do=lambda given, doing: done.append(given), needs_gate=True)
    )
    return done


@pytest.fixture
def spine(event_store, monkeypatch):
    """deliver(user, …) puts an Order Delivered on the spine."""
    numbers = itertools.count(1)
    monkeypatch.setattr(events, "settled", lambda: int(store().query("select max(seq) from events").value()))

    def add(user: str = "sara", *, name: str = "Order Delivered", at: dt.datetime | None = None, id: str = "", **properties):
        number = next(numbers)
        row = {
            "name": name, "person_key": key(user), "timestamp": at or clock.now(), "message_id": id or f"e{number}",
            "properties": json.dumps({"order_id": f"o{number}", **properties}, ensure_ascii=False),
        }  # fmt: skip
        plant([row], first=number)
        return row["message_id"]

    return add


@pytest.fixture
def noon():
    with clock.frozen_at(NOON):
        yield NOON


@pytest.fixture
def nps(db):
    made = surveys.create(survey(question("nps", "likely", required=True)))
    return surveys.publish(made.id, by=None)


@pytest.fixture
def world(db, noon, nps, sent, spine):
    """Sara can be reached by e-mail and SMS, Reza by SMS only, Mina by nothing. The contact rules are generous."""
    people.observe(
        [
            identify(user="sara", email="sara@example.com", phone="+989121234567", traits='{"city": "Tehran"}'),
            identify(user="reza", phone="+989121234568", traits='{"city": "Qom"}'),
            identify(user="mina"),
        ]
    )
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=5, days=7),), rest_days=0))
    asking.catch_up()


@pytest.fixture
def rule(world, nps):
    """make(…) keeps a rule and switches it on."""

    def make(**facts):
        kept = asking.save(asking.Rule(**{"survey": nps.id, "event": "Order Delivered", "channels": ("email", "sms")} | facts))
        return asking.switch(kept.id, on=True)

    return make
