"""A survey on a site shows itself to those who fit its condition and may be contacted: surveys, segments and the gate together."""

import datetime as dt
import json

import pytest
from django.test import Client

from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import editing, services
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.collect.surveys.ways import Ways, Widget
from hamsafar.decide.contact import services as contact
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.metrics.tests.planting import plant

NOON, DAY = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC), dt.timedelta(days=1)
BOUGHT_TWICE = {"all": [{"trait": "city", "is": ["Tehran"]}, {"did": "Order Completed", "at_least": 2}]}


@pytest.fixture
def site(shop, event_store):
    """Sara lives in Tehran and has bought twice, Reza once, Mina lives elsewhere."""
    rate_limits.forget_all()
    with clock.frozen_at(NOON):
        people.observe([identify(user=user, space="main") for user in ("sara", "reza", "mina")])
        rows = [{"name": "Order Completed", "person_key": theirs(user)} for user in ("sara", "sara", "reza", "mina", "mina")]
        cities = {"sara": "Tehran", "reza": "Tehran", "mina": "Yazd"}
        rows += [
            {"name": "Profile Identified", "type": "identify", "person_key": theirs(user), "traits": json.dumps({"city": city})}
            for user, city in cities.items()
        ]
        plant([{**row, "timestamp": NOON - DAY} for row in rows])
        contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=7),), rest_days=0))
        yield shop


@pytest.fixture
def asked(site):
    """asked("sara"): does her browser get the survey? The answer's status."""
    made = services.publish(services.create(survey(question("nps", "likely"))).id, by=None)
    widget = Widget(is_on=True, only_if=json.dumps(BOUGHT_TWICE))
    editing.change_ways(made.id, Ways(widget=widget), by=None)

    def ask(user: str = "", visitor: str = "", **changes) -> int:
        if changes:
            editing.change_ways(made.id, Ways(widget=Widget(is_on=True, **changes)), by=None)
        said = {"key": site.live_key, "survey": made.slug, "user_id": user, "anonymous_id": visitor or f"tab-{user}", "language": "fa"}
        return Client().post("/s/-/offer", said, headers={"Origin": "https://shop.example"}).status_code

    return ask


def theirs(user: str) -> int:
    return key(user, space="main")


def test_only_those_who_fit_are_shown_it(asked):
    assert asked("sara") == 200
    assert asked("reza") != 200, "one purchase is not two"
    assert asked("mina") != 200, "another city"


def test_a_visitor_of_whom_nothing_is_known_does_not_fit_a_condition(asked):
    assert asked(visitor="somebody") != 200
    assert asked(visitor="somebody", only_if="") == 200


def test_a_survey_that_shows_itself_counts_as_a_contact(asked):
    assert asked("sara") == 200
    assert [each.channel for each in contact.contacts_of(theirs("sara"), since=NOON - DAY, until=NOON + DAY)] == ["web"]
    assert contact.look(theirs("sara"), purpose=contact.SURVEYS, channel="email") is not None


def test_who_was_contacted_often_enough_or_said_no_is_not_shown_it(asked):
    contact.note_contact(theirs("sara"), purpose="surveys", channel="email", key="yesterday", at=NOON - DAY)
    assert asked("sara") != 200
    assert asked("sara", only_if=json.dumps(BOUGHT_TWICE), is_wanted=True) == 200, "whoever presses a button wants to be heard"


def test_who_said_no_to_surveys_is_not_shown_one(asked):
    consent.decide(theirs("sara"), purpose="surveys", choice=consent.Choice.WITHDRAWN, evidence="phone", by=None)
    assert asked("sara") != 200


def test_an_unknown_key_gets_nothing(asked, site):
    assert intake.find_source(site.live_key, "https://shop.example") is not None
    said = {"key": "nobody's", "survey": "x", "anonymous_id": "t"}
    assert Client().post("/s/-/offer", said, headers={"Origin": "https://shop.example"}).status_code in (401, 403, 404)
