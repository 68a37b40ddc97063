"""Surveys asked on sites and on the phone, with the floors behind them: who fits, who may be asked, what counts."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake import keyring
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.models import InvitationRow, SubmissionRow
from hamsafar.collect.surveys.ways import Ways, Widget
from hamsafar.config import people_feed
from hamsafar.decide.contact import services as contact
from hamsafar.decide.contact.models import ReservationRow
from hamsafar.ground.actions.models import DeedRow
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("event_store")]
DOCUMENT = d.of(
    {
        "title": {"en": "How was it", "fa": "چطور بود"}, "ends": [{"id": "thanks", "title": {"en": "Thanks", "fa": "سپاس"}}],
        "questions": [
            {"kind": "nps", "id": "likely", "required": True, "text": {"en": "Recommend?", "fa": "پیشنهاد؟"}},
            {"kind": "text", "id": "why", "text": {"en": "Why?", "fa": "چرا؟"}},
        ],
    }
)  # fmt: skip
NEGAR = Identifier("main", "user_id", "negar")


@pytest.fixture(autouse=True)
def _fresh():
    people.wire(people_feed.wiring())
    rate_limits.forget_all()
    yield
    people.wire(None)


@pytest.fixture
def shop():
    made = intake.create_source("Shop", slug="shop")
    keyring.forget()  # the transaction of a test never commits
    return made


@pytest.fixture
def asking(units):
    """A live survey whose widget has these rules."""

    def make(**rules) -> surveys.SurveyRecord:
        made = surveys.create(DOCUMENT, unit="retail")
        surveys.publish(made.id, by=None)
        surveys.change_ways(made.id, Ways(widget=Widget(is_on=True, **rules)), by=None)
        return surveys.get_survey(made.id)

    return make


@pytest.fixture
def negar() -> int:
    """Somebody whom the spine knows, from Yazd, with a phone."""
    at = clock.now() - dt.timedelta(days=2)
    known = Event(
        source="shop", message_id=str(uuid.uuid4()), type="identify", space="main", user_id="negar", anonymous_id="v-1",
        timestamp=at, received_at=at, identifiers=(Identifier("", "phone", "+989121234567"),),
        traits='{"city":"یزد","name":"نگار رضایی"}', unit="tehran",
    )  # fmt: skip
    intake.record([known])
    people.catch_up()
    return people.person_of(people.key_of(NEGAR))


def offer(shop, found, /, **more):
    usual = {"key": shop.live_key, "survey": found.slug, "user_id": "negar", "url": "https://shop.example/x?email=a@b.co"}
    said = {**usual, **more}
    return Client().post("/s/-/offer", said)


def test_an_offer_counts_as_one_contact_and_the_next_survey_has_to_wait(shop, asking, negar):
    first, second = asking(), asking()
    assert offer(shop, first).status_code == 200
    (place,) = ReservationRow.objects.all()
    assert (place.person, place.channel, place.purpose, place.state) == (negar, "web", "surveys", "sent")
    answer = offer(shop, second)
    assert (answer.status_code, answer.json()["code"]) == (404, "survey_not_now")
    assert ReservationRow.objects.count() == 1


def test_who_asks_to_be_heard_is_heard_whatever_the_budget(shop, asking, negar):
    contact.note_contact(negar, purpose="surveys", channel="email", key="a letter")
    assert offer(shop, asking()).status_code == 404
    assert offer(shop, asking(is_wanted=True)).status_code == 200


def test_who_said_no_is_not_asked(shop, asking, negar):
    consent.decide(negar, purpose="surveys", choice=consent.Choice.WITHDRAWN, evidence="call", by=None)
    assert offer(shop, asking()).status_code == 404


def test_a_condition_decides_by_what_the_spine_knows(shop, asking, negar):
    assert offer(shop, asking(only_if='{"trait":"city","is":["تهران"]}')).status_code == 404
    assert offer(shop, asking(only_if='{"trait":"city","is":["یزد"]}')).status_code == 200
    assert offer(shop, asking(only_if='{"trait":"city","is":["یزد"]}'), user_id="", anonymous_id="stranger").status_code == 404


def test_a_stranger_is_asked_where_nothing_needs_to_be_known(shop, asking):
    assert offer(shop, asking(), user_id="", anonymous_id="never seen").status_code == 200


def test_the_answers_are_the_visitors_own(shop, asking, negar):
    survey = asking()
    page = offer(shop, survey).json()["page"]
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=3)):
        opened = Client().post("/s/-/widget", {"page": page}).json()
    assert "likely" in opened["html"]
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=9)):
        Client().post("/s/-/widget", {"page": page, "asked": "likely", "a.likely": "9"})
    (row,) = SubmissionRow.objects.all()
    assert row.about == {"page": "https://shop.example/x"}  # without what stood behind the question mark
    assert [(name.kind, name.value) for name in row.names.all()] == [("user_id", "negar")]


# Hostile sites and visitors


@pytest.mark.parametrize(
    "wrong",
    [{"key": "nobody's"}, {"key": ""}, {"survey": "other"}, {"survey": "../x"}, {"key": "\0", "survey": "\0"}, {"survey": "x" * 5000}],
)
def test_an_offer_to_a_wrong_site_or_for_a_wrong_survey_is_refused(shop, asking, wrong):
    assert offer(shop, asking(), **wrong).status_code in (403, 404)
    assert not ReservationRow.objects.exists()


def test_a_site_that_is_not_named_gets_nothing(shop, asking):
    intake.change_source("shop", origins=["https://shop.example"])
    keyring.forget()
    survey = asking()
    said = {"key": shop.live_key, "survey": survey.slug}
    for origin, status in (("https://evil.example", 403), ("https://shop.example", 200)):
        assert Client().post("/s/-/offer", said, headers={"Origin": origin}).status_code == status
        assert Client().get(f"/s/-/sites/{shop.live_key}", headers={"Origin": origin}).status_code == status


def test_a_paused_or_closed_survey_is_offered_to_nobody(shop, asking):
    survey = asking()
    surveys.change_state(survey.id, surveys.State.PAUSED, by=None)
    assert offer(shop, survey).json()["code"] == "survey_paused"
    assert Client().get(f"/s/-/sites/{shop.live_key}").json() == {"surveys": []}


def test_a_site_brings_along_only_what_the_survey_has_a_field_for(shop, asking):
    page = offer(shop, asking(), **{"about.entered_by": "boss", "about.score": "10", "about.utm_source": "poster"}).json()["page"]
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=9)):
        Client().post("/s/-/widget", {"page": page, "asked": "likely", "a.likely": "9"})
    assert SubmissionRow.objects.get().about == {"utm_source": "poster", "page": "https://shop.example/x"}


@pytest.mark.parametrize(
    ("change", "status"),
    [({"page": "forged"}, 409), ({"page": ""}, 409), ({"website": "http://spam"}, 422), ({"asked": "why"}, 409), ({"asked": "x,y"}, 409)],
)
def test_a_hostile_answer_changes_nothing(shop, asking, change, status):
    page = offer(shop, asking()).json()["page"]
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=9)):
        answer = Client().post(
            "/s/-/widget", {"page": page, "asked": "likely", "a.likely": "9", **change}, headers={"Accept-Language": "fa"}
        )
    assert answer.status_code in (status, 400)
    assert answer.json()["language"] == "fa" and answer.json()["sentence"]
    assert not SubmissionRow.objects.exists()


def test_a_machine_that_answers_at_once_is_asked_to_press_again(shop, asking):
    page = offer(shop, asking()).json()["page"]
    answer = Client().post("/s/-/widget", {"page": page, "asked": "likely", "a.likely": "9"})
    assert not answer.json()["ended"]
    assert not SubmissionRow.objects.exists()


def test_a_thousand_offers_from_one_address_are_stopped(shop, asking):
    survey = asking(is_wanted=True)
    statuses = [offer(shop, survey, user_id="").status_code for _ in range(320)]
    assert statuses[0] == 200 and statuses[-1] == 429


# Ratings of an app's own


def rate(shop, found, /, **more):
    said = {"key": shop.live_key, "survey": found.slug, "id": str(uuid.UUID(int=7)), "score": "9", "comment": "خوب", **more}
    return Client().post("/s/-/rate", said)


def test_a_rating_is_kept_once_with_its_words(shop, asking):
    survey = asking()
    for _ in range(3):
        assert rate(shop, survey).json()["ended"]
    (row,) = SubmissionRow.objects.all()
    assert (row.way, row.channel, row.answers.count()) == ("app", "app", 2)
    assert surveys.get_survey(survey.id).finished == 1


@pytest.mark.parametrize("wrong", [{"score": "11"}, {"score": ""}, {"score": "nine"}, {"id": "7"}, {"id": ""}, {"key": "x"}])
def test_a_rating_that_makes_no_sense_is_kept_as_nothing(shop, asking, wrong):
    rate(shop, asking(), **wrong)
    assert not SubmissionRow.objects.filter(finished_at__isnull=False).exists()
    assert not SubmissionRow.objects.exists()


# On the phone


@pytest.fixture
def noon():
    """An ordinary day in Tehran, when one may call."""
    with clock.frozen_at(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)):
        yield


@pytest.mark.usefixtures("noon")
def test_bahar_asks_negar_on_the_phone_and_the_answers_say_so(client_of, bahar, asking, negar):
    survey, desk = asking(), client_of("bahar", language="en")
    found = desk.get(f"/surveys/{survey.id}/phone?q=نگار").content.decode()
    assert "نگار رضایی" in found and str(negar) in found
    talk = desk.post(f"/surveys/{survey.id}/phone", {"person": str(negar)})
    page = desk.get(talk["Location"])
    assert page.status_code == 200 and "embed=1" in page.content.decode()
    token = surveys.find_invitation(InvitationRow.objects.get().id).token
    frame = Client().get(f"/s/i/{token}?embed=1&lang=en")
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    form = frame.content.decode().split('name="page" value="')[1].split('"')[0]
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=9)):
        Client().post("/s/-/answer?embed=1", {"page": form, "asked": "likely", "a.likely": "8"})
    (row,) = SubmissionRow.objects.all()
    assert (row.channel, row.way, row.entered_by, row.person) == ("phone", "phone", bahar.audit_name, str(negar))
    assert ReservationRow.objects.get().channel == "phone"


@pytest.mark.usefixtures("noon")
def test_who_was_asked_lately_or_said_no_is_not_called(client_of, bahar, asking, negar):
    contact.note_contact(negar, purpose="surveys", channel="email", key="a letter")
    survey, desk = asking(), client_of("bahar", language="en")
    assert "left in peace" in desk.get(f"/surveys/{survey.id}/phone?q=نگار").content.decode()
    desk.post(f"/surveys/{survey.id}/phone", {"person": str(negar)})
    assert not InvitationRow.objects.exists()


@pytest.mark.usefixtures("noon")
def test_kian_neither_finds_nor_enters_what_bahar_asks(client_of, bahar, kian, asking, negar):
    survey = asking()
    talk = client_of("bahar").post(f"/surveys/{survey.id}/phone", {"person": str(negar)})
    assert client_of("kian").get(talk["Location"]).status_code == 404
    assert client_of("kian").get(f"/surveys/{survey.id}/phone?q=نگار").status_code == 404


@pytest.mark.usefixtures("noon")
def test_a_colleague_does_not_enter_answers_in_bahars_name(client_of, ali, bahar, asking, negar):
    talk = client_of("bahar").post(f"/surveys/{asking().id}/phone", {"person": str(negar)})
    assert client_of("ali").get(talk["Location"]).status_code == 404


# By a link in a chat, by a letter


@pytest.mark.usefixtures("noon")
def test_bahar_hands_negar_a_link_in_a_chat_that_knows_her_and_counts(client_of, bahar, asking, negar):
    survey, desk = asking(), client_of("bahar", language="en")
    made = desk.post(f"/surveys/{survey.id}/phone", {"person": str(negar), "channel": "chat"})
    page = desk.get(made["Location"]).content.decode()
    link = surveys.find_invitation(InvitationRow.objects.get().id).url
    assert link in page
    row = InvitationRow.objects.get()
    assert (row.channel, row.person, row.entered_by) == ("chat", str(negar), "")
    assert ReservationRow.objects.get().channel == "chat"
    opened = Client().get(f"/s/i/{row_token(row)}?lang=en")
    assert opened.status_code == 200 and "Recommend?" in opened.content.decode()


def row_token(row: InvitationRow) -> str:
    return surveys.find_invitation(row.id).token


@pytest.mark.usefixtures("noon")
def test_a_link_for_a_chat_is_shown_to_nobody_but_who_made_it(client_of, ali, bahar, asking, negar):
    survey = asking()
    made = client_of("bahar").post(f"/surveys/{survey.id}/phone", {"person": str(negar), "channel": "chat"})
    assert row_token(InvitationRow.objects.get()) not in client_of("ali").get(made["Location"]).content.decode()


@pytest.fixture
def letters(negar, monkeypatch):
    """Negar has an address, and e-mail is set up."""
    at = clock.now() - dt.timedelta(days=2)
    known = Event(
        source="shop", message_id=str(uuid.uuid4()), type="identify", space="main", user_id="negar", timestamp=at, received_at=at,
        identifiers=(Identifier("", "email", "negar@example.com"),), traits='{"tier":"gold"}', unit="tehran",
    )  # fmt: skip
    intake.record([known])
    people.catch_up()
    monkeypatch.setattr(messaging, "channels", lambda: ["email"])


@pytest.mark.usefixtures("noon", "letters")
def test_bahar_sends_one_customer_the_survey_past_the_contact_rules(client_of, bahar, asking, negar):
    survey, desk = asking(), client_of("bahar", language="en")
    assert 'value="email"' in desk.get(f"/surveys/{survey.id}/phone?q=نگار").content.decode()
    desk.post(f"/surveys/{survey.id}/phone", {"person": str(negar), "channel": "email"})
    (deed,) = DeedRow.objects.all()
    assert (deed.action, deed.input["survey"], deed.input["channel"]) == ("ask_survey", survey.id, "email")
    assert deed.by_name == bahar.audit_name
    refused = desk.post(f"/surveys/{survey.id}/phone", {"person": str(negar), "channel": "email"})
    assert "left in peace" in refused.content.decode()
    assert DeedRow.objects.count() == 1


@pytest.mark.usefixtures("noon")
def test_nobody_is_written_to_by_a_channel_that_does_not_reach_them(client_of, bahar, asking, negar):
    answer = client_of("bahar").post(f"/surveys/{asking().id}/phone", {"person": str(negar), "channel": "email"})
    assert answer.status_code == 400 and not DeedRow.objects.exists()


@pytest.mark.usefixtures("noon", "letters")
def test_a_question_may_depend_on_anything_that_is_known_of_whom_is_asked(client_of, bahar, units, negar):
    document = d.of(
        {
            "title": {"en": "How", "fa": "چطور"}, "ends": [{"id": "thanks", "title": {"en": "Thanks", "fa": "سپاس"}}],
            "questions": [
                {
                    "kind": "text", "id": "why", "text": {"en": "Gold wishes of {trait:city}?", "fa": "خواسته‌ها؟"},
                    "show_if": {"tests": [{"what": "trait:tier", "op": "is", "value": "gold"}]},
                },
                {"kind": "text", "id": "rest", "text": {"en": "Anything else?", "fa": "دیگر؟"}},
            ],
        }
    )  # fmt: skip
    survey = surveys.publish(surveys.create(document, unit="retail").id, by=None)
    client_of("bahar").post(f"/surveys/{survey.id}/phone", {"person": str(negar), "channel": "chat"})
    row = InvitationRow.objects.get()
    assert row.traits == {"tier": "gold", "city": "یزد"}
    assert "Gold wishes of یزد?" in Client().get(f"/s/i/{row_token(row)}?lang=en").content.decode()
