"""The door of consent: decisions stay with identifiers, survive merges, and reach the spine's gate."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice, State
from hamsafar.identify.people import following
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import START, Spine, at, event, key


@pytest.fixture
def spine(db):
    spine = Spine()
    following.wire(spine.wiring(listeners=(consent.observe,)))
    with clock.frozen_at(START + dt.timedelta(days=1)):
        yield spine
    following.wire(None)


def said(minute, name, user, purpose="news", channel="email", more=""):
    return event(minute, user=user, name=name, properties=f'{{"purpose": "{purpose}", "channel": "{channel}"{more}}}')


def test_the_spine_feeds_the_ledger_once(spine):
    given = said(1, "Consent Given", "ali", more=', "text_version": "v3", "evidence": "sign-up form", "expires_at": "2027-01-01T00:00:00Z"')
    spine.append(given, given)
    people.catch_up()
    (entry,) = consent.history(key("ali"))
    assert (entry.text_version, entry.evidence, entry.expires_at.year) == ("v3", "sign-up form", 2027)
    assert consent.allows(key("ali"), "news", "email")
    assert not consent.allows(key("ali"), "news", "sms")


def test_a_withdrawal_counts_and_the_history_stays(spine):
    spine.append(said(1, "Consent Given", "ali"), said(2, "Consent Withdrawn", "ali"))
    people.catch_up()
    assert not consent.allows(key("ali"), "news", "email")
    assert [e.choice for e in consent.history(key("ali"))] == [Choice.WITHDRAWN, Choice.GIVEN]


@pytest.mark.parametrize(("keep", "absorb"), [("ali", "a.karimi"), ("a.karimi", "ali")])
def test_the_latest_word_survives_a_merge_whichever_side_is_kept(spine, keep, absorb):
    spine.append(said(1, "Consent Given", "ali"), said(2, "Consent Withdrawn", "a.karimi"))
    people.catch_up()
    merged = people.merge(keep=key(keep), absorb=key(absorb), because="", by=None)
    assert not consent.allows(key("ali"), "news", "email")
    assert not consent.allows(key("a.karimi"), "news", "email")
    people.undo(merged.id, by=None)
    assert consent.allows(key("ali"), "news", "email")
    assert not consent.allows(key("a.karimi"), "news", "email")


def test_bahar_writes_down_what_a_customer_said_on_the_phone(spine, bahar):
    spine.append(event(1, user="ali"))
    people.catch_up()
    entry = consent.decide(key("ali"), purpose="news", channel="sms", choice=Choice.GIVEN, evidence="call of today", by=bahar)
    assert entry.by == "Bahar"
    assert consent.allows(key("ali"), "news", "sms")
    assert audit.list_entries()[0].deed == "consent.given"
    (standing,) = consent.state_of(key("ali"))
    assert (standing.state, standing.entry.evidence) == (State.GIVEN, "call of today")


def test_refusals(spine):
    spine.append(event(1, user="ali"))
    people.catch_up()
    with pytest.raises(consent.NoPurpose):
        consent.decide(key("ali"), purpose=" ", choice=Choice.GIVEN, evidence="", by=None)
    with pytest.raises(consent.EndsBeforeItBegins):
        consent.decide(key("ali"), purpose="news", choice=Choice.GIVEN, evidence="", by=None, expires_at=at(0))
    with pytest.raises(NotFound):
        consent.decide(99, purpose="news", choice=Choice.GIVEN, evidence="", by=None)


@pytest.mark.parametrize("properties", ["{}", "[]", "no json", '{"purpose": 7}', '{"purpose": "news", "expires_at": "soon"}'])
def test_a_malformed_consent_breaks_nothing(spine, properties):
    spine.append(event(1, user="ali", name="Consent Given", properties=properties))
    people.catch_up()
    assert len(consent.history(key("ali"))) == ("news" in properties)


def test_whoever_refuses_analytics_is_known_by_all_their_keys(spine):
    spine.append(
        said(1, "Consent Withdrawn", "ali", purpose="analytics", channel=""), event(2, user="ali", visitor="tab"), event(3, user="bahar")
    )
    people.catch_up()
    assert consent.refused_keys() == {key("ali"), key("tab", "anonymous_id")}
    spine.append(said(9, "Consent Given", "ali", purpose="analytics", channel=""))
    people.catch_up()
    assert consent.refused_keys() == frozenset()
