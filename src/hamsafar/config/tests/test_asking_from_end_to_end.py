"""From an event at the tracking API to an answer on the timeline, through every room in between; and who is left alone on the way."""

import datetime as dt
import html as escaping
import re
from urllib.parse import urlsplit

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.tests.conftest import mail_at
from hamsafar.act.messaging.tests.post_office import html_of
from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.conftest import Person
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.config import people_feed
from hamsafar.decide.asking import considering, following, watching
from hamsafar.decide.asking import services as asking
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday
HOUR = dt.timedelta(hours=1)
NAMES = {"sara": "سارا", "reza": "رضا", "mina": "مینا"}


@pytest.fixture
def company(api, office):
    """Sara may be asked, Reza has said no, Mina was asked yesterday; two hours after a delivery the survey goes out."""
    keys.set_exceptions({})
    people.wire(people_feed.wiring())
    asking.catch_up()
    with clock.frozen_at(NOON):
        messaging.change_mail(mail_at(office.port))
        contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=1, days=7),), rest_days=0))
        for user, name in NAMES.items():
            traits = {"email": f"{user}@example.com", "name": name, "language": "fa"}
            api.post("/v1/identify", {"userId": user, "messageId": f"i-{user}", "traits": traits, "timestamp": NOON.isoformat()})
        events.settle(20)
        people.catch_up()
        consent.decide(key("reza"), purpose="surveys", choice=consent.Choice.WITHDRAWN, evidence="phone", by=None)
        contact.note_contact(key("mina"), purpose="surveys", channel="email", key="yesterday", at=NOON - 24 * HOUR)
        made = surveys.create(survey(question("nps", "likely", required=True), question("text", "why")))
        rule = asking.save(asking.Rule(survey=surveys.publish(made.id, by=None).id, event="Order Delivered", delay=2 * HOUR))
        yield asking.switch(rule.id, on=True)
    people.wire(None)
    keys.set_exceptions({})


def key(user: str) -> int:
    return people.key_of(intake.Identifier("main", "user_id", user))


def deliver(api, user: str = "sara", *, at: dt.datetime = NOON, number: str = "88213") -> None:
    said = {"userId": user, "event": "Order Delivered", "messageId": f"{user}-{number}", "timestamp": at.isoformat()}
    assert api.post("/v1/track", said | {"properties": {"order_id": number, "city": "تهران"}}).status == 200


def go_on(at: dt.datetime) -> None:
    """What the server's threads do, one after another."""
    with clock.frozen_at(at):
        events.settle(20)
        people.catch_up()
        asking.catch_up()
        jobs.run_due()


def test_a_delivery_becomes_a_letter_a_click_and_an_answer_on_the_timeline(api, company, office):
    for user in NAMES:
        deliver(api, user)
    go_on(NOON)
    assert office.letters == [], "two hours have not passed"
    go_on(NOON + 2 * HOUR)
    letter = office.only()
    assert letter["To"] == "sara@example.com"
    with clock.frozen_at(NOON + 3 * HOUR):
        answer_by(letter, score="۹", why="عالی بود")
        intake.carry_outbox()
        people.catch_up()
    answered = {each.properties["question"]: each.properties for each in timeline("sara", "Survey Answered")}
    assert (answered["nps"]["score"], answered["nps"]["order_id"], answered["nps"]["city"]) == (9, "88213", "تهران")
    assert answered["text"]["text"] == "عالی بود"
    assert watching.answered(company) == (1, 1)
    assert {"Order Delivered", "Email Sent", "Survey Sent", "Survey Viewed"} <= {each.name for each in timeline("sara")}


def test_who_said_no_or_was_asked_often_enough_gets_nothing_and_the_page_says_why(api, company, office, client_of, ali):
    for user in ("reza", "mina"):
        deliver(api, user)
    go_on(NOON)
    go_on(NOON + 2 * HOUR)
    assert office.letters == []
    assert asking.tally_of(company.id).refused == {"contact_withdrawn": 1, "contact_over_budget": 1}
    page = client_of("ali", language="en").get(f"/asking/{company.id}").content.decode()
    assert "does not want to be contacted" in page and "as often as the contact rules allow (1 in 7 days)" in page
    assert {each.name for each in timeline("reza")} == {"Profile Identified", "Order Delivered"}


def test_what_would_be_asked_at_night_is_asked_in_the_morning(api, company, office):
    evening = NOON + 9 * HOUR  # half past nine in Tehran, when it is due
    deliver(api, at=evening - 2 * HOUR)
    go_on(evening - 2 * HOUR)
    go_on(evening)
    assert office.letters == [] and asking.list_cases(company.id)[0].code == "contact_quiet_hours"
    go_on(evening + 8 * HOUR)
    assert office.letters == []
    go_on(evening + 12 * HOUR)
    assert office.only()["To"] == "sara@example.com"


def cut(monkeypatch, module, name, *, before: bool):
    """The first call breaks off, before it does anything or right after."""
    real, broken = getattr(module, name), []

    def call(*args, **kwargs):
        if broken:
            return real(*args, **kwargs)
        broken.append(True)
        if not before:
            real(*args, **kwargs)
        raise OSError("the process died here")

    monkeypatch.setattr(module, name, call)
    return broken


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("module", "name"), [(following, "_keep"), (following, "count_left_out"), (considering, "_queue"), (actions, "ask_for")]
)
def test_a_crash_anywhere_between_forgets_nothing_and_repeats_nothing(api, company, office, monkeypatch, module, name, before):
    broken = cut(monkeypatch, module, name, before=before)
    deliver(api)
    for hours in (0, 2, 3, 4):
        try:
            go_on(NOON + hours * HOUR)
        except OSError:
            go_on(NOON + hours * HOUR)
    assert broken and len(office.letters) == 1
    assert [case.state for case in asking.list_cases(company.id)] == [asking.CaseState.ASKED]


def timeline(user: str, name: str = "") -> list:
    return [each for each in events.timeline(key(user), scope=events.Scope()).happenings if name in ("", each.name)]


def answer_by(letter, *, score: str, why: str) -> None:
    """Press a number in the letter, then fill in what the page asks."""
    links = {label: escaping.unescape(url) for url, label in re.findall(r'href="([^"]+)"[^>]*>([\d۰-۹]+)</a>', html_of(letter))}
    reader = Person(urlsplit(links[score]).path)
    (pressed,) = re.findall(r'name="a.likely"[^>]*value="(\d+)"[^>]*checked', reader.page)
    for seconds, said in ((20, {"likely": pressed}), (40, {"why": why})):
        with clock.frozen_at(clock.now() + dt.timedelta(seconds=seconds)):  # nobody reads faster
            reader.send(**said)
    assert reader.has_ended
