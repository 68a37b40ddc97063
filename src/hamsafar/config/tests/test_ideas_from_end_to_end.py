"""From a wish on the public board to a letter that says that it came true.

Through the portal, the spine, who is who, the team's page, the gate and a real mail server on loopback.
"""

import datetime as dt

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.tests.conftest import mail_at
from hamsafar.act.messaging.tests.post_office import html_of
from hamsafar.act.told import services as told
from hamsafar.act.told import telling
from hamsafar.act.told.services import State
from hamsafar.base import clock
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Kind
from hamsafar.collect.ideas.tests.conftest import Browser, _unhurried, customer  # noqa: F401 (fixture)
from hamsafar.collect.intake import services as intake
from hamsafar.config import people_feed
from hamsafar.decide.contact import services as contact
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.notices import services as notices
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events

from .test_asking_from_end_to_end import NOON

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def house(api, office, ali, settings):
    settings.COMMENTS = "off"
    keys.set_exceptions({})
    people.wire(people_feed.wiring())
    with clock.frozen_at(NOON):
        messaging.change_mail(mail_at(office.port))
        notices.choose(organisation.get_member(ali.pk), (), by=ali)  # what the team hears is tried elsewhere
        ideas.change_board(ideas.Board(is_open=True, moderate_ideas=False))
    yield
    people.wire(None)
    keys.set_exceptions({})


def go_on(at: dt.datetime) -> None:
    """What the server's threads do, one after another."""
    with clock.frozen_at(at):
        for _ in range(3):
            intake.carry_outbox()
            events.settle(20)
            people.catch_up()
            jobs.run_due()


def done(idea_id: int, at: dt.datetime, kind: Kind = Kind.DONE) -> None:
    with clock.frozen_at(at):
        ideas.set_status(idea_id, next(one.id for one in ideas.list_statuses() if one.kind == kind))


def test_a_wish_is_posted_voted_for_shipped_and_everybody_hears_so_once(house, office, client_of, ali):
    with clock.frozen_at(NOON):
        browser = Browser()
        browser.get("/i/new")
        browser.post("/i/new", {"title": "ارسال شبانه", "text": ""})
        browser.post("/i/sign-in", {"email": "sara@example.com", "name": "سارا"})
        jobs.run_due()
        letter = office.only()
        code = letter["Subject"].split()[0]
        assert code.isdigit() and len(code) == 6 and letter["To"] == "sara@example.com"
        browser.post(browser.last.request["PATH_INFO"], {"code": code})
        (idea,) = ideas.list_ideas(ideas.Wanted())
        ideas.vote(idea.id, customer("reza@example.com").id)
        ideas.follow(idea.id, customer("mina@example.com").id)
    go_on(NOON + MINUTE)

    with clock.frozen_at(NOON + 2 * MINUTE):
        team = client_of("ali")
        ship = next(one.id for one in ideas.list_statuses() if one.kind is Kind.DONE)
        team.post(f"/ideas/{idea.id}/answer", {"answer": "از امشب تا ساعت ۲۳ می‌رسانیم."})
        assert team.post(f"/ideas/{idea.id}/status", {"status": ship}).status_code == 302
        page = team.get(f"/ideas/{idea.id}").content.decode()
        assert "reza@example.com" in page
    go_on(NOON + 3 * MINUTE)
    assert len(office.letters) == 1, "a wrong status can still be taken back"
    go_on(NOON + 13 * MINUTE)
    go_on(NOON + 14 * MINUTE)
    after = office.letters[1:]
    assert sorted(each["To"] for each in after) == ["mina@example.com", "reza@example.com", "sara@example.com"]
    assert "ارسال شبانه" in after[0]["Subject"] and "از امشب تا ساعت ۲۳ می‌رسانیم." in html_of(after[0])
    tally = told.tally(idea.id)
    assert tally.states == {State.TOLD: 3} and tally.strangers == 0

    for step, kind in enumerate((Kind.STARTED, Kind.DONE, Kind.OPEN, Kind.DONE)):
        done(idea.id, NOON + (20 + step) * MINUTE, kind)
        go_on(NOON + (60 + 20 * step) * MINUTE)
    assert len(office.letters) == 4, "nobody hears twice"
    sara = people.person_of(people.key_of(intake.Identifier("", "email", "sara@example.com")))
    lived = [each.name for each in events.timeline(sara, scope=events.Scope(), limit=50).happenings]
    assert lived.count("Idea Posted") == lived.count("Idea Voted") == lived.count("Idea Shipped") == 1 and "Email Sent" in lived


def test_followers_hear_of_a_new_status_once_and_voters_wait_until_it_is_done(house, office):
    with clock.frozen_at(NOON):
        idea = ideas.post("ارسال شبانه", participant=customer("sara@example.com").id)
        ideas.follow(idea.id, customer("mina@example.com").id)
    go_on(NOON + MINUTE)
    done(idea.id, NOON + 2 * MINUTE, Kind.DECLINED)
    done(idea.id, NOON + 3 * MINUTE, Kind.PLANNED)  # the first was a slip
    for minutes in (5, 14, 15, 40):
        go_on(NOON + minutes * MINUTE)
    (letter,) = office.letters
    planned = next(one for one in ideas.list_statuses() if one.kind is Kind.PLANNED)
    assert letter["To"] == "mina@example.com" and "ارسال شبانه" in letter["Subject"]
    assert planned.name_in("fa") in letter["Subject"] or planned.name_in("en") in letter["Subject"]
    done(idea.id, NOON + 60 * MINUTE)
    go_on(NOON + 80 * MINUTE)
    assert sorted(each["To"] for each in office.letters[1:]) == ["mina@example.com", "sara@example.com"]


def test_whoever_complained_about_it_elsewhere_hears_too_and_whoever_said_no_does_not(house, office, api):
    traits = {"email": "complainer@example.com", "language": "en"}
    api.post("/v1/identify", {"userId": "u1", "messageId": "i", "traits": traits, "timestamp": NOON.isoformat()})
    said = {"review_id": "r1", "rating": 1, "text": "Delivery only by day is useless"}
    api.post("/v1/track", {"userId": "u1", "event": "Review Posted", "messageId": "r1", "timestamp": NOON.isoformat(), "properties": said})
    with clock.frozen_at(NOON):
        idea = ideas.post("ارسال شبانه", participant=customer("sara@example.com").id)
        no = customer("no@example.com")
        ideas.vote(idea.id, no.id)
    go_on(NOON + MINUTE)
    (source,) = [each.slug for each in intake.list_sources() if each.slug != ideas.SOURCE]
    with clock.frozen_at(NOON + MINUTE):
        ideas.link(idea.id, source, "r1")
        person = people.person_of(people.key_of(no.identifier))
        withdrawn = consent.Choice.WITHDRAWN
        consent.decide(person, purpose=contact.SERVICE, channel="email", choice=withdrawn, evidence="a letter", by=None)
    done(idea.id, NOON + 2 * MINUTE)
    go_on(NOON + 13 * MINUTE)
    letters = {each["To"]: each for each in office.letters}
    assert "complainer@example.com" in letters and letters["complainer@example.com"]["Subject"].startswith("You said, we did")
    assert "You told us about something like this" in html_of(letters["complainer@example.com"])
    assert "sara@example.com" in letters and "no@example.com" not in letters
    assert told.tally(idea.id).states == {State.TOLD: 2, State.REFUSED: 1}


def test_a_crash_between_writing_down_and_sending_tells_nobody_twice(house, office, monkeypatch):
    with clock.frozen_at(NOON):
        idea = ideas.post("ارسال شبانه", participant=customer("sara@example.com").id)
        ideas.vote(idea.id, customer("reza@example.com").id)
    go_on(NOON + MINUTE)
    done(idea.id, NOON + 2 * MINUTE)
    real, calls = telling._ask, []

    def crashing(row_id, found):
        real(row_id, found)
        calls.append(row_id)
        if len(calls) == 1:
            raise RuntimeError("the machine goes down")

    monkeypatch.setattr(telling, "_ask", crashing)
    for minutes in (13, 20, 40, 90):
        go_on(NOON + minutes * MINUTE)
    assert sorted(each["To"] for each in office.letters) == ["reza@example.com", "sara@example.com"]
    assert told.tally(idea.id).states == {State.TOLD: 2}


def test_a_status_that_is_taken_back_in_time_is_heard_by_nobody(house, office):
    with clock.frozen_at(NOON):
        idea = ideas.post("ارسال شبانه", participant=customer("sara@example.com").id)
    go_on(NOON + MINUTE)
    done(idea.id, NOON + 2 * MINUTE)
    with clock.frozen_at(NOON + 5 * MINUTE):
        ideas.undo(idea.id)
    go_on(NOON + 60 * MINUTE)
    assert office.letters == [] and told.tally(idea.id).people == 0


def test_those_who_cannot_be_reached_are_shown_with_why_and_reached_once_e_mail_is_set_up(house, office, client_of, ali):
    with clock.frozen_at(NOON):
        from hamsafar.act.messaging.models import MailRow

        MailRow.objects.all().delete()
        idea = ideas.post("ارسال شبانه", participant=customer("sara@example.com").id)
    go_on(NOON + MINUTE)
    done(idea.id, NOON + 2 * MINUTE)
    go_on(NOON + 13 * MINUTE)
    assert told.tally(idea.id).states == {State.UNREACHABLE: 1} and told.tally(idea.id).why == {"channel_not_set_up": 1}
    with clock.frozen_at(NOON + 15 * MINUTE):
        assert "این کانال هنوز" in client_of("ali").get(f"/ideas/{idea.id}").content.decode()
        messaging.change_mail(mail_at(office.port))
        client_of("ali").post(f"/ideas/{idea.id}/tell-again")
    go_on(NOON + 16 * MINUTE)
    assert office.only()["To"] == "sara@example.com"
