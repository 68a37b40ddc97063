"""Rules that ask: exactly once per event, through the gate, and honest about whom they did not ask and why."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.base import clock
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.asking import considering, following, watching
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import CaseState, Rule
from hamsafar.decide.asking.models import CaseRow, OffsetRow
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.segments import services as segments

from .conftest import DAY, HOUR, NOON


def go_on(at: dt.datetime = NOON) -> None:
    with clock.frozen_at(at):
        asking.catch_up()
        jobs.run_due()


def whom(sent) -> list[str]:
    return [given.person for given in sent]


def text(user: str) -> str:
    return people.key_text(key(user))


def states(rule) -> list[tuple[str, str]]:
    return [(case.state.value, case.code) for case in reversed(asking.list_cases(rule.id))]


def test_after_the_event_the_person_is_asked_about_it(rule, spine, sent, nps):
    rule(subject={"fa": "سفارش شما"}, language="fa")
    spine("sara", order_id="88213", late=True)
    go_on()
    (given,) = sent
    assert (given.person, given.survey, given.channel, given.about) == (text("sara"), nps.id, "email", {"order_id": "88213"})
    assert (given.subject, given.language) == ({"fa": "سفارش شما"}, "fa")


def test_an_event_asks_once_however_often_the_spine_is_read(rule, spine, sent):
    made = rule()
    spine("sara")
    go_on()
    OffsetRow.objects.update(seq=0)
    go_on()
    go_on()
    assert len(sent) == 1
    assert states(made) == [("asked", "")]


def test_a_crash_between_opening_cases_and_moving_on_repeats_nothing(rule, spine, sent, monkeypatch):
    rule()
    spine("sara")
    spine("reza")
    real = OffsetRow.objects.update_or_create

    def cut_off(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(OffsetRow.objects, "update_or_create", cut_off)
    with pytest.raises(RuntimeError):
        asking.catch_up()
    monkeypatch.setattr(OffsetRow.objects, "update_or_create", real)
    go_on()
    assert sorted(whom(sent)) == sorted([text("sara"), text("reza")])


def test_two_rules_each_ask_about_the_same_event_within_the_persons_budget(rule, spine, sent):
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=7),), rest_days=0))
    one, two = rule(), rule(patience=dt.timedelta())
    spine("sara")
    go_on()
    assert len(sent) == 1
    assert sorted(states(one) + states(two)) == [("asked", ""), ("refused", "contact_over_budget")]


def test_the_delay_counts_from_the_event(rule, spine, sent):
    rule(delay=DAY)
    spine("sara", at=NOON - 2 * HOUR)
    go_on()
    go_on(NOON + 21 * HOUR)
    assert sent == []
    go_on(NOON + 22 * HOUR)
    assert len(sent) == 1


def test_what_would_be_asked_at_night_waits_for_the_morning(rule, spine, sent):
    made = rule(delay=10 * HOUR)
    spine("sara")
    go_on(NOON)
    go_on(NOON + 10 * HOUR)
    assert sent == [] and states(made) == [("waiting", "contact_quiet_hours")]
    go_on(dt.datetime(2026, 10, 19, 5, 31, tzinfo=dt.UTC))
    assert len(sent) == 1


def test_who_must_be_left_alone_longer_than_the_rule_waits_is_not_asked(rule, spine, sent):
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=30),), rest_days=0))
    contact.note_contact(key("sara"), purpose="surveys", channel="email", key="before", at=NOON - DAY)
    made = rule(patience=3 * DAY)
    spine("sara")
    go_on()
    assert states(made) == [("refused", "contact_over_budget")]


def test_who_said_no_is_never_asked(rule, spine, sent):
    consent.decide(key("sara"), purpose="surveys", choice=Choice.WITHDRAWN, evidence="phone", by=None)
    made = rule()
    spine("sara")
    go_on()
    assert sent == [] and states(made) == [("refused", "contact_withdrawn")]


def test_the_first_channel_that_may_and_can_is_taken(rule, spine, sent):
    consent.decide(key("sara"), purpose="surveys", channel="email", choice=Choice.WITHDRAWN, evidence="link", by=None)
    made = rule(channels=("telegram", "email", "sms"))
    for user in ("sara", "reza", "mina"):
        spine(user)
    go_on()
    assert {given.person: given.channel for given in sent} == {text("sara"): "sms", text("reza"): "sms"}
    assert sorted(states(made)) == [("asked", ""), ("asked", ""), ("refused", "asking_nowhere")]


def test_only_events_whose_properties_fit_are_asked_about(rule, spine, sent):
    late = segments.parse({"did": "x", "where": [{"property": "late", "is": ["true"]}]})
    rule(where=late.where)
    spine("sara", late=False)
    spine("reza", late=True)
    spine("reza", name="Order Completed", late=True)
    go_on()
    assert whom(sent) == [text("reza")]


def test_only_people_of_the_segment_are_asked_as_they_are_when_it_is_due(rule, spine, sent):
    many = segments.parse({"did": "Order Delivered", "at_least": 2})
    made = rule(condition=many, delay=2 * HOUR)
    spine("sara")
    spine("reza")
    go_on()
    spine("reza")
    go_on(NOON + 3 * HOUR)
    assert set(whom(sent)) == {text("reza")}
    assert ("left_out", "asking_not_in_segment") in states(made)


@given(st.floats(0, 1), st.integers(1, 2**64 - 1), st.integers(1, 99))
def test_a_person_is_always_in_the_share_or_always_out(share, person, number):
    small, large = Rule(id=number, share=share / 2), Rule(id=number, share=share)
    assert following.is_in_share(small, person) <= following.is_in_share(large, person), "a larger share only adds people"
    assert not following.is_in_share(Rule(id=number, share=0.0), person)
    assert following.is_in_share(Rule(id=number, share=1.0), person)


def test_a_share_is_about_that_share_of_people():
    asked = sum(following.is_in_share(Rule(id=7, share=0.3), person) for person in range(4000))
    assert 1100 < asked < 1300


def test_who_is_not_in_the_share_is_counted_not_kept(rule, spine, sent):
    made = rule(share=0.0)
    spine("sara")
    spine("reza")
    go_on()
    assert sent == [] and CaseRow.objects.count() == 0
    assert asking.tally_of(made.id).left_out == {"asking_not_in_share": 2}


def test_history_that_is_imported_is_not_asked_about(rule, spine, sent):
    made = rule(delay=HOUR)
    spine("sara", at=NOON - 40 * DAY)
    spine("reza", at=NOON - DAY)
    go_on()
    assert whom(sent) == [text("reza")]
    assert asking.tally_of(made.id).left_out == {"asking_long_ago": 1}


def test_what_happened_before_a_rule_was_switched_on_is_not_asked_about(rule, world, spine, sent, nps):
    spine("sara")
    made = asking.save(Rule(survey=nps.id, event="Order Delivered"))
    spine("sara")
    asking.switch(made.id, on=True)
    go_on()
    assert sent == []
    spine("sara")
    go_on()
    assert len(sent) == 1


def test_what_waits_under_a_rule_that_is_switched_off_is_left_out(rule, spine, sent):
    made = rule(delay=HOUR)
    spine("sara")
    go_on()
    asking.switch(made.id, on=False)
    go_on(NOON + 2 * HOUR)
    assert sent == [] and states(made) == [("left_out", "asking_rule_off")]


def test_a_survey_that_was_closed_asks_nobody(rule, spine, sent, nps):
    made = rule()
    surveys.change_state(nps.id, surveys.State.CLOSED, by=None)
    spine("sara")
    go_on()
    assert sent == [] and states(made) == [("left_out", "survey_not_live")]
    with pytest.raises(asking.SurveyNotLive):
        asking.switch(made.id, on=True)


def test_somebody_who_is_not_known_yet_is_asked_a_moment_later(rule, spine, sent):
    made = rule()
    spine("newcomer")
    go_on()
    assert states(made) == [("waiting", "")]
    people.observe([identify(user="newcomer", email="new@example.com")])
    go_on(NOON + dt.timedelta(minutes=1))
    assert whom(sent) == [text("newcomer")]


def test_somebody_who_is_never_known_is_given_up(rule, spine, sent):
    made = rule()
    spine("ghost")
    go_on()
    for minute in range(1, 15):
        go_on(NOON + dt.timedelta(minutes=minute))
    assert states(made) == [("refused", "asking_nobody")]


def test_a_rule_tells_how_it_has_done(rule, spine, sent):
    made = rule(condition=segments.parse({"did": "Order Delivered", "where": [{"property": "city", "is": ["Tehran", "Qom"]}]}), delay=HOUR)
    for user, city in (("sara", "Tehran"), ("reza", "Yazd"), ("mina", "Qom")):
        spine(user, city=city)
    go_on()
    assert (asking.tally_of(made.id).waiting, asking.tally_of(made.id).looked_at) == (3, 3)
    go_on(NOON + 2 * HOUR)
    tally = asking.tally_of(made.id)
    assert (tally.waiting, tally.asked, tally.arrived) == (0, 1, 1)
    assert (tally.left_out, tally.refused) == ({"asking_not_in_segment": 1}, {"asking_nowhere": 1})


def test_asking_carries_the_gates_pass_and_a_key_of_its_own(rule, spine, sent):
    made = rule()
    spine("sara")
    go_on()
    case = asking.list_cases(made.id)[0]
    deed = actions.get_deed(case.deed)
    assert deed.key == considering.deed_key(made.id, case.id) and deed.pass_token and deed.about == contact.about(key("sara"))


def test_rules_and_their_switches_stand_in_the_audit_log(world, nps, ali):
    made = asking.save(Rule(survey=nps.id, event="Order Delivered"), by=ali)
    asking.save(Rule(id=made.id, survey=nps.id, event="Store Visited"), by=ali)
    asking.switch(made.id, on=True, by=ali)
    asking.switch(made.id, on=False, by=ali)
    asking.archive(made.id, by=ali)
    deeds = [entry.deed for entry in audit.list_entries()]
    assert [deed for deed in deeds if deed.startswith("asking.")] == [
        "asking.rule_archived", "asking.switched_off", "asking.switched_on", "asking.rule_changed", "asking.rule_made",
    ]  # fmt: skip
    assert asking.list_rules() == []


@pytest.mark.parametrize("facts", [{"event": ""}, {"survey": 0}, {"channels": ()}, {"channels": ("pigeon",)}])
def test_a_rule_that_says_too_little_is_refused(world, nps, facts):
    with pytest.raises(asking.RuleIncomplete):
        asking.save(Rule(**{"survey": nps.id, "event": "Order Delivered"} | facts))


def test_the_outlook_tells_what_there_would_have_been_to_do(rule, spine, sent):
    for user in ("sara", "sara", "reza"):
        spine(user, at=NOON - DAY)
    made = rule(condition=segments.parse({"did": "Order Delivered", "at_least": 2}), share=0.5)
    outlook = asking.outlook(made)
    assert (outlook.events, outlook.people, outlook.fitting) == (3, 2, 1)


def test_many_events_are_opened_in_slices(rule, spine, sent, monkeypatch):
    monkeypatch.setattr(following, "SLICE", 2)
    made = rule(delay=HOUR)
    for _ in range(5):
        spine("sara")
    assert asking.catch_up() == 5
    assert asking.tally_of(made.id).waiting == 5
    assert len(jobs.list_jobs(name=following.JOB)) == 5


def test_a_case_ends_as_one_of_its_states():
    assert {state.value for state in CaseState} == {"waiting", "asked", "refused", "left_out"}


def test_answers_are_counted_by_invitation_and_for_each_rule_by_itself(rule, event_store):
    first, second = rule(), rule()
    told = [
        ("Survey Sent", {"invitation_id": "a", "campaign": f"rule:{first.id}"}),
        ("Survey Sent", {"invitation_id": "b", "campaign": f"rule:{first.id}"}),
        ("Survey Sent", {"invitation_id": "c", "campaign": f"rule:{second.id}"}), ("Survey Answered", {"invitation_id": "a", "score": 9}),
        ("Survey Answered", {"invitation_id": "a", "text": "well"}), ("Survey Answered", {"invitation_id": "other", "score": 1}),
        ("Survey Answered", {"score": 1}), ("Survey Sent", {"campaign": "rule:1x", "invitation_id": "d"}),
    ]  # fmt: skip
    plant([{"name": name, "person_key": 5, "timestamp": NOON, "properties": json.dumps(said)} for name, said in told])
    assert (watching.answered(first), watching.answered(second)) == ((1, 2), (0, 1))
