"""From a bitter answer to a customer who is won back.

Through the tracking API, the spine, a case and its page, the gate, letters over SMTP and the next answer.
"""

import datetime as dt

import pytest

from hamsafar.act.cases import looping
from hamsafar.act.cases import services as cases
from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.tests.conftest import mail_at
from hamsafar.act.messaging.tests.post_office import html_of
from hamsafar.base import clock
from hamsafar.base.calendars import Period
from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.config import people_feed
from hamsafar.decide.contact import services as contact
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events

from .test_asking_from_end_to_end import NOON, answer_by

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def desk(api, office, ali, settings):
    """The three first rules are on; whoever was helped is asked once more the next day."""
    settings.COMMENTS = "off"
    keys.set_exceptions({})
    people.wire(people_feed.wiring())
    with clock.frozen_at(NOON):
        cases.catch_up()
        messaging.change_mail(mail_at(office.port))
        contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=3, days=7),), rest_days=0))
        made = surveys.create(survey(question("nps", "likely", required=True), question("text", "why")))
        cases.begin(by=ali)
        for rule in cases.list_rules():
            cases.switch_rule(rule.id, on=True)
        cases.change_policy(cases.Policy(survey=surveys.publish(made.id, by=None).id, after=DAY))
        traits = {"email": "sara@example.com", "name": "سارا", "language": "fa"}
        api.post("/v1/identify", {"userId": "sara", "messageId": "i", "traits": traits, "timestamp": NOON.isoformat()})
    yield
    people.wire(None)
    keys.set_exceptions({})


def go_on(at: dt.datetime) -> None:
    """What the server's threads do, one after another."""
    with clock.frozen_at(at):
        intake.carry_outbox()
        events.settle(20)
        people.catch_up()
        cases.catch_up()
        jobs.run_due()


def answers(api, score: int, text: str = "") -> None:
    said = {"survey": "پس از خرید", "submission_id": "s1", "score_question": "nps", "score_beside": score}
    for number, facts in enumerate(({"question": "nps", "score": score}, {"question": "text", "text": text})):
        event = {"userId": "sara", "event": "Survey Answered", "messageId": f"a{number}", "timestamp": NOON.isoformat()}
        assert api.post("/v1/track", event | {"properties": said | facts}).status == 200


def test_a_bitter_answer_becomes_a_case_a_letter_a_cause_and_a_customer_who_is_won_back(api, desk, office, client_of, ali):
    answers(api, 1, "دو هفته دیر رسید و کسی جواب نداد")
    go_on(NOON)
    (case,) = cases.list_cases(cases.Wanted())
    assert (case.score, case.words, case.owner) == (1.0, "دو هفته دیر رسید و کسی جواب نداد", ali.id)

    client = client_of("ali")
    with clock.frozen_at(NOON + HOUR):
        page = client.get(f"/cases/{case.id}").content.decode()
        assert "سارا گرامی،" in page and case.words in page
        letter = {"channel": "email", "language": "fa", "subject": "پوزش ما", "text": "سارا گرامی،\n\nپوزش می‌خواهیم."}
        assert client.post(f"/cases/{case.id}/letter", letter).status_code == 302
    go_on(NOON + HOUR)
    assert "پوزش می‌خواهیم." in html_of(office.to("sara@example.com")[-1])
    assert cases.get_case(case.id).state is cases.State.CONTACTED

    with clock.frozen_at(NOON + 3 * HOUR):
        (late,) = [cause for cause in cases.list_causes() if cause.name_en == "Courier was late"]
        client.post(f"/cases/{case.id}/name", {"cause": late.id})
        client.post(f"/cases/{case.id}/fixed", {"words": "هزینهٔ ارسال برگشت"})
        client.post(f"/cases/{case.id}/close", {"ending": "solved"})
    go_on(NOON + 3 * HOUR)
    assert len(office.to("sara@example.com")) == 1, "a day has not passed"
    go_on(NOON + 3 * HOUR + DAY)
    assert len(office.to("sara@example.com")) == 2 and cases.get_case(case.id).asked_at is not None

    with clock.frozen_at(NOON + 2 * DAY):
        answer_by(office.to("sara@example.com")[1], score="۹", why="ممنون از پیگیری")
    go_on(NOON + 2 * DAY + HOUR)
    won = cases.get_case(case.id)
    assert (won.recovered, won.answer, won.state) == (True, 9.0, cases.State.CLOSED)
    assert len(cases.list_cases(cases.Wanted())) == 1

    go_on(NOON + 2 * DAY + HOUR)
    found = looping.loop_of(looping.runs(units=None), Period(since=NOON - DAY, until=NOON + 5 * DAY), NOON + 5 * DAY)
    assert (found.opened, found.in_time.value, found.within_a_day.value, found.recovered.value) == (1, 1.0, 1.0, 1.0)
    person = people.person_of(people.key_of(intake.Identifier("main", "user_id", "sara")))
    told = [each.name for each in events.timeline(person, scope=events.Scope(), limit=50).happenings if each.name.startswith("Case")]
    assert told == ["Case Closed", "Case Fixed", "Case Cause Named", "Case Contacted", "Case Opened"]
    board = client.get("/cases/causes?period=last_30_days")
    assert board.status_code == 200
