"""The page of the contact rules."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.decide.contact import services as contact
from hamsafar.decide.contact.services import SURVEYS, Budget, Policy, Quiet
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)


def lines(*budgets: tuple[object, object, str, str]) -> dict[str, object]:
    given: dict[str, object] = {"budgets-TOTAL_FORMS": len(budgets), "budgets-INITIAL_FORMS": 0}
    for n, budget in enumerate(budgets):
        given |= {f"budgets-{n}-{name}": value for name, value in zip(("contacts", "days", "channel", "purpose"), budget, strict=True)}
    return given


FORM = {
    "rest_days": "۱۴",
    "quiet_start": "22:00",
    "quiet_end": "08:30",
    "quiet_channels": ["sms"],
    "quiet_weekdays": ["4"],
    "quiet_holidays": "on",
    "quiet_days": "۱۴۰۵/۷/۲۸\n2026-12-01",
    "ask_first": ["marketing"],
}


def test_ali_changes_the_rules_in_either_calendar_and_any_digits(client_of, ali):
    answer = client_of("ali").post("/settings/contact", FORM | lines(("۲", "۷", "", ""), (1, 30, "sms", SURVEYS), ("", "", "", "")))
    assert answer.status_code == 302
    assert contact.policy() == Policy(
        budgets=(Budget(contacts=2, days=7), Budget(contacts=1, days=30, channel="sms", purpose=SURVEYS)),
        rest_days=14,
        quiet=Quiet(
            start=dt.time(22),
            end=dt.time(8, 30),
            weekdays=frozenset({4}),
            holidays=True,
            days=frozenset({dt.date(2026, 10, 20), dt.date(2026, 12, 1)}),
            channels=frozenset({"sms"}),
        ),
        ask_first=frozenset({"marketing"}),
    )
    page = client_of("ali").get("/settings/contact").content.decode()
    assert "۱۴۰۵/۰۷/۲۸" in page


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"quiet_days": "someday"}, "quiet_days"), ({"rest_days": "-1"}, "rest_days"), ({"quiet_start": "25:00"}, "quiet_start")],
)
def test_what_makes_no_sense_is_said_at_its_field_and_changes_nothing(client_of, ali, wrong, where):
    answer = client_of("ali", language="en").post("/settings/contact", FORM | lines((5, 7, "", "")) | wrong)
    assert answer.status_code == 422
    assert f'id="id_{where}-error"' in answer.content.decode()
    assert contact.policy() == Policy()


def test_a_number_of_contacts_needs_a_number_of_days(client_of, ali):
    answer = client_of("ali", language="en").post("/settings/contact", FORM | lines((5, "", "", "")))
    assert answer.status_code == 422 and "Say in how many days." in answer.content.decode()


def test_who_may_only_read_changes_nothing(client_of, bahar, ali, units):
    from hamsafar.ground.organisation import services as organisation

    grants = [organisation.Grant(role=organisation.Role.MARKETER, unit="")]
    organisation.create_member(email="mina@example.com", name="Mina", password="travel with me 1405", grants=grants)
    from django.test import Client

    client = Client()
    client.post("/sign-in", {"email": "mina@example.com", "password": "travel with me 1405"})
    page = client.get("/settings/contact").content.decode()
    assert "disabled" in page
    assert client.post("/settings/contact", FORM | lines()).status_code == 403
    assert contact.policy() == Policy()
    assert client_of("bahar").get("/settings/contact").status_code == 403


@pytest.mark.parametrize(("language", "words"), [("en", "quiet hours where this person is"), ("fa", "ساعت سکوت است")])
def test_the_rules_can_be_tried_on_somebody(client_of, ali, language, words):
    people.observe([identify(user="sara", email="sara@example.com", traits='{"name": "Sara", "timezone": "Asia/Tokyo"}')])
    contact.change_policy(Policy(budgets=(), rest_days=0))
    client = client_of("ali", language=language)
    with clock.frozen_at(NOON):
        page = client.get("/settings/contact?who=sara&try_purpose=surveys&try_channel=email").content.decode()
        assert words not in page and "Asia/Tokyo" in page
    with clock.frozen_at(NOON + dt.timedelta(hours=6)):
        page = client.get("/settings/contact?who=sara&try_purpose=surveys&try_channel=email").content.decode()
        assert words in page
        nobody = client.get("/settings/contact?who=zzz&try_purpose=surveys&try_channel=email").content.decode()
        assert 'class="note wait"' in nobody and "Asia/Tokyo" not in nobody
    assert not contact.contacts_of(key("sara"), since=NOON - dt.timedelta(days=9), until=NOON + dt.timedelta(days=9))


def test_the_page_tells_what_the_rules_have_said(client_of, ali):
    people.observe([identify(user="sara")])
    contact.change_policy(Policy(budgets=(), rest_days=30, quiet=Quiet(channels=frozenset())))
    for n in range(3):
        contact.decide(key("sara"), purpose=SURVEYS, channel="sms", key=str(n))
    page = client_of("ali", language="en").get("/settings/contact").content.decode()
    assert "rest after a survey" in page
