"""Pages of automatic asking: a rule is written, looked at beforehand, switched on, and tells whom it asked and whom not, and why."""

import re

import pytest

from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.ready import READY
from hamsafar.measure.segments import services as segments

from .conftest import DAY, HOUR, NOON
from .test_asking import go_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(nps):
    return {
        "name": "پس از تحویل", "survey": str(nps.id), "event": "Order Delivered", "own_event": "", "delay": "۲", "delay_unit": "hours",
        "share": "۱۰۰", "first": "email", "second": "sms", "third": "", "language": "", "patience": "3", "carried": "order_id، city",
        "subject_fa": "سفارش شما", "subject_en": "", "text_fa": "", "text_en": "", "save": "1",
        "where.0.name": "late", "where.0.op": "is", "where.0.value": "true",
        "segment.who": "some", "segment.0.join": "all", "segment.0.0.kind": "did", "segment.0.0.name": "Order Delivered",
        "segment.0.0.how": "at_least", "segment.0.0.times": "1",
    }  # fmt: skip


def test_ali_writes_a_rule_and_switches_it_on(client_of, ali, world, form, nps):
    client = client_of("ali", language="en")
    page = client.post("/asking/new", form, follow=True).content.decode()
    (rule,) = asking.list_rules()
    assert (rule.event, rule.delay, rule.channels, rule.carried) == ("Order Delivered", 2 * HOUR, ("email", "sms"), ("order_id", "city"))
    assert segments.written(rule.condition) == {"all": [{"did": "Order Delivered", "at_least": 1}]}
    assert not rule.is_on and "The rule is off" in page and "late is true" in page and "after 2 hours" in page
    client.post(f"/asking/{rule.id}/switch", {"on": "1"})
    assert asking.get_rule(rule.id).is_on
    client.post(f"/asking/{rule.id}/switch", {"on": "0"})
    assert not asking.get_rule(rule.id).is_on


def test_what_was_kept_is_what_the_form_shows_again(client_of, ali, world, form):
    client = client_of("ali")
    client.post("/asking/new", form)
    (rule,) = asking.list_rules()
    page = client.get(f"/asking/{rule.id}/edit").content.decode()
    assert 'value="late"' in page and 'value="پس از تحویل"' in page and 'value="order_id, city"' in page
    assert re.search(r'<option value="hours" selected', page) and re.search(r'<option value="Order Delivered" selected', page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": ""}, {"event": "-"},
        {"survey": ""}, {"survey": "999"}, {"delay": "-1"}, {"share": "0"}, {"share": "101"}, {"first": "pigeon"},
        {"where.0.op": "more", "where.0.value": "x"}, {"where.0.value": ""}, {"segment.0.0.name": ""},
        {"delay": "9999", "delay_unit": "days"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(client_of, ali, world, form, wrong):
    assert client_of("ali", language="en").post("/asking/new", form | wrong).status_code == 422
    assert asking.list_rules() == []


def test_an_event_of_ones_own_is_taken_by_its_name(client_of, ali, world, form):
    client_of("ali").post("/asking/new", form | {"event": "-", "own_event": "Warranty Registered"})
    assert asking.list_rules()[0].event == "Warranty Registered"


def test_buttons_of_the_editor_keep_what_was_typed(client_of, ali, world, form):
    page = client_of("ali").post("/asking/new", form | {"segment.act": "add:0"}).content.decode()
    assert 'name="segment.0.1.kind"' in page and 'value="late"' in page and "پس از تحویل" in page
    assert asking.list_rules() == []


@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.key)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_ready_made_rule_can_be_kept_as_it_is(client_of, ali, world, form, ready, language):
    client = client_of("ali", language=language)
    page = client.get(f"/asking/new?ready={ready.key}").content.decode()
    filled = dict(re.findall(r'<(?:input|textarea)[^>]*name="([\w.]+)"[^>]*?value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select[^>]*name="([\w.]+)"(?:(?!</select>).)*?<option value="([^"]*)" selected', page, re.DOTALL))
    kept = {**filled, **chosen, "segment.who": "everyone", "text_fa": ready.text["fa"], "text_en": ready.text["en"]}
    assert client.post("/asking/new", kept).status_code == 302, page
    (rule,) = asking.list_rules()
    assert (rule.event, rule.delay, rule.carried, rule.subject) == (ready.event, ready.delay, ready.carried, ready.subject)
    assert segments.written(segments.Did(event="x", where=rule.where)).get("where", []) == [dict(one) for one in ready.where]


def test_the_outlook_stands_beside_the_form_before_anything_is_kept(client_of, ali, world, spine, form):
    for user, late in (("sara", True), ("sara", True), ("reza", True), ("mina", False)):
        spine(user, at=NOON - DAY, late=late)
    client = client_of("ali", language="en")
    said = client.post("/asking/outlook", form).content.decode()
    assert "3 events of 2 people. 2 of these people fit." in said and "2 people would have been asked" in said
    said = client.post("/asking/outlook", form | {"segment.0.0.times": "3", "share": "50", "where.0.name": ""}).content.decode()
    assert "4 events of 3 people. 0 of these people fit." in said and "About 0 people" in said
    assert "Choose an event" in client.post("/asking/outlook", form | {"segment.0.0.name": ""}).content.decode()


def test_the_page_tells_whom_a_rule_asked_and_whom_not_and_why(client_of, ali, rule, spine, sent):
    made = rule()
    for user in ("sara", "reza", "mina"):
        spine(user)
    go_on()
    client = client_of("ali", language="en")
    page = client.get(f"/asking/{made.id}").content.decode()
    assert page.count("Arrived") >= 3 and "No address of the person is known" in page
    assert ">o1</bdi>" in page and "/customers/" in page
    only = client.get(f"/asking/{made.id}?state=refused").content.decode()
    assert ">o3</bdi>" in only and ">o1</bdi>" not in only
    listed = client.get("/asking").content.decode()
    assert re.search(r">2<.*>2<.*>1<", listed, re.DOTALL)


def test_what_waits_for_the_morning_says_so_in_both_languages(client_of, ali, rule, spine, sent):
    made = rule(delay=10 * HOUR)
    spine("sara")
    go_on()
    go_on(NOON + 10 * HOUR)
    assert "quiet hours" in client_of("ali", language="en").get(f"/asking/{made.id}").content.decode()
    assert "ساعت سکوت" in client_of("ali").get(f"/asking/{made.id}").content.decode()


def test_a_rule_whose_survey_is_not_open_cannot_be_switched_on(client_of, ali, world, form, nps):
    client = client_of("ali", language="en")
    client.post("/asking/new", form)
    surveys.change_state(nps.id, surveys.State.PAUSED, by=None)
    (rule,) = asking.list_rules()
    page = client.post(f"/asking/{rule.id}/switch", {"on": "1"}, follow=True).content.decode()
    assert "The survey is not open." in page and "paused" in page
    assert not asking.get_rule(rule.id).is_on


def test_an_archived_rule_leaves_the_list_and_comes_back_switched_off(client_of, ali, rule):
    made = rule()
    client = client_of("ali")
    client.post(f"/asking/{made.id}/archive")
    assert asking.list_rules() == [] and client.get(f"/asking/{made.id}").status_code == 200
    assert client.post(f"/asking/{made.id}/switch", {"on": "1"}).status_code == 404
    client.post(f"/asking/{made.id}/restore")
    assert [(each.id, each.is_on) for each in asking.list_rules()] == [(made.id, False)]


def test_the_list_offers_ready_made_rules_while_there_are_none(client_of, ali, world):
    page = client_of("ali", language="en").get("/asking").content.decode()
    assert page.count("/asking/new?ready=") == len(READY)


def test_the_chosen_event_tells_what_it_carries(client_of, ali, world):
    page = client_of("ali", language="en").get("/asking/properties?event=Order+Delivered").content.decode()
    assert "order_id" in page and "courier" in page
    assert "order_id" not in client_of("ali").get("/asking/properties?event=Nothing+Known").content.decode()


def test_dara_and_bahar_do_not_see_rules(client_of, bahar, dara, rule):
    made = rule()
    for who in ("bahar", "dara"):
        assert client_of(who).get("/asking").status_code == 403
        assert client_of(who).get(f"/asking/{made.id}").status_code == 403
        assert client_of(who).post(f"/asking/{made.id}/switch", {"on": "0"}).status_code == 403
    assert asking.get_rule(made.id).is_on


def test_a_rule_nobody_made_is_not_there(client_of, ali, world):
    assert client_of("ali").get("/asking/999").status_code == 404
    assert client_of("ali").post("/asking/999/switch", {"on": "1"}).status_code == 404
