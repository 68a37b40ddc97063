"""Asking a group once, by hand: each who fits and can be reached once, past the contact rules, and the page tells what became of it."""

import pytest

from hamsafar.base import clock
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.asking import rounds
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import Rule
from hamsafar.decide.asking.models import CaseRow, RuleRow
from hamsafar.decide.contact import services as contact
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice
from hamsafar.identify.people.tests.world import key
from hamsafar.measure.segments import services as segments

from .conftest import DAY, HOUR, NOON
from .test_asking import states, text, whom

BOUGHT = segments.parse({"did": "Order Delivered"})


@pytest.fixture
def bought(world, spine):
    """Sara, Reza and Mina bought something; nobody can reach Mina. A visitor without a name did, too."""
    for user in ("sara", "reza", "mina", "visitor"):
        spine(user, at=NOON - DAY)


def wanted(nps, **facts) -> Rule:
    return Rule(**{"survey": nps.id, "condition": BOUGHT, "channels": ("email", "sms")} | facts)


def go_on(hours: int = 1) -> None:
    with clock.frozen_at(NOON + hours * HOUR):
        jobs.run_due()


def test_everybody_in_the_group_is_asked_once(bought, sent, nps, ali):
    made = asking.begin(wanted(nps, subject={"fa": "سلام"}), by=ali)
    go_on()
    assert sorted(whom(sent)) == sorted([text("sara"), text("reza")])
    assert {(given.survey, given.channel) for given in sent} == {(nps.id, "email"), (nps.id, "sms")}
    assert states(made) == [("asked", "")] * 2
    asking.open_round(made.id)  # a crash had it done again
    go_on(2)
    assert len(sent) == 2


def test_what_it_comes_to_is_said_before(bought, nps):
    assert asking.look(wanted(nps)) == asking.Reached(fitting=4, reachable=2, asked=2)
    assert asking.look(wanted(nps, channels=("email",))).reachable == 1


def test_who_said_no_or_was_asked_lately_is_left_in_peace(bought, sent, nps):
    consent.decide(key("sara"), purpose="surveys", choice=Choice.WITHDRAWN, evidence="call", by=None)
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=7),), rest_days=0))
    contact.note_contact(key("reza"), purpose="surveys", channel="sms", key="yesterday", at=NOON - DAY)
    made = asking.begin(wanted(nps, patience=0 * DAY), by=None)
    go_on()
    assert sent == []
    assert sorted(state for state, _code in states(made)) == ["refused", "refused"]


def test_two_rounds_share_the_budget_of_each_person(bought, sent, nps):
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=7),), rest_days=0))
    asking.begin(wanted(nps, patience=0 * DAY), by=None)
    asking.begin(wanted(nps, patience=0 * DAY), by=None)
    go_on()
    assert len(sent) == 2


def test_what_is_stopped_asks_nobody_else_and_is_not_begun_again(bought, sent, nps):
    made = asking.begin(wanted(nps), by=None)
    asking.open_round(made.id)
    asking.switch(made.id, on=False)
    go_on()
    assert sent == []
    assert {code for _state, code in states(made)} == {"asking_rule_off"}
    with pytest.raises(asking.RoundIsOver):
        asking.switch(made.id, on=True)


def test_a_share_of_the_group_is_asked(bought, sent, nps, monkeypatch):
    monkeypatch.setattr(rounds, "is_in_share", lambda rule, person: rule.share == 0.5 and person == key("reza"))
    asking.begin(wanted(nps, share=0.5), by=None)
    go_on()
    assert whom(sent) == [text("reza")]


def test_a_group_that_is_too_large_is_refused_before_anybody_is_asked(bought, nps, monkeypatch):
    monkeypatch.setattr(rounds, "MOST", 1)
    with pytest.raises(asking.GroupTooLarge):
        asking.begin(wanted(nps), by=None)
    assert not RuleRow.objects.exists()


def test_a_survey_that_is_not_open_asks_nobody(bought, nps):
    surveys.change_state(nps.id, surveys.State.PAUSED, by=None)
    with pytest.raises(asking.SurveyNotLive):
        asking.begin(wanted(nps), by=None)


def test_a_round_is_no_rule_that_follows_the_spine(bought, sent, nps, spine):
    asking.begin(wanted(nps), by=None)
    go_on()
    spine("sara", at=NOON + 2 * HOUR)
    with clock.frozen_at(NOON + 3 * HOUR):
        asking.catch_up()
        jobs.run_due()
    assert len(sent) == 2 and CaseRow.objects.count() == 2


# Pages

FORM = {
    "share": "۱۰۰", "first": "email", "second": "sms", "third": "", "language": "", "patience": "3", "subject_fa": "", "subject_en": "",
    "text_fa": "", "text_en": "", "save": "1", "segment.who": "some", "segment.0.join": "all", "segment.0.0.kind": "did",
    "segment.0.0.name": "Order Delivered", "segment.0.0.how": "at_least", "segment.0.0.times": "1",
}  # fmt: skip


def test_ali_asks_a_group_from_the_survey_and_sees_what_became_of_it(client_of, ali, bought, sent, nps):
    page = client_of("ali", language="en")
    assert f'href="/surveys/{nps.id}/group"' in page.get(f"/surveys/{nps.id}/ways").content.decode()
    reached = page.post(f"/surveys/{nps.id}/group/outlook", FORM).content.decode()
    assert "2 of them can be reached" in reached and "2 customers would be asked" in reached
    told = page.post(f"/surveys/{nps.id}/group", FORM, follow=True).content.decode()
    assert "A group is being asked, once." in told and "Switch on" not in told
    go_on()
    (rule,) = asking.list_rules()
    told = page.get(f"/asking/{rule.id}").content.decode()
    assert "A group was asked, once." in told and "/edit" not in told
    assert f'href="/asking/{rule.id}"' in page.get(f"/surveys/{nps.id}/group").content.decode()
    assert page.get(f"/asking/{rule.id}/edit").status_code == 404
    assert "Once, a group of customers" in page.get("/asking").content.decode()


def test_a_condition_that_is_not_filled_in_asks_nobody(client_of, ali, bought, nps):
    answer = client_of("ali").post(f"/surveys/{nps.id}/group", {**FORM, "segment.0.0.name": ""})
    assert answer.status_code == 422 and not RuleRow.objects.exists()


def test_bahar_and_dara_ask_no_groups(client_of, bahar, dara, bought, nps):
    for who in ("bahar", "dara"):
        assert client_of(who).post(f"/surveys/{nps.id}/group", FORM).status_code in (403, 404)
    assert not RuleRow.objects.exists()
