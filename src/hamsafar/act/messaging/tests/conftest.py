"""Sara the customer, a survey to ask her, and a post office."""

import datetime as dt

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.services import Mail, Security
from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.outbox import _decode
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

from .post_office import post_office

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday


@pytest.fixture
def office():
    with post_office() as office:
        yield office


@pytest.fixture
def noon():
    with clock.frozen_at(NOON):
        yield NOON


@pytest.fixture
def sara(db, noon):
    people.observe([identify(user="sara", email="sara@example.com", traits='{"name": "سارا", "language": "fa"}')])
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=3, days=7),), rest_days=0, ask_first=frozenset()))
    return key("sara")


@pytest.fixture
def mail(db, office):
    return messaging.change_mail(mail_at(office.port))


def mail_at(port: int, **changes) -> Mail:
    facts = {
        "host": "127.0.0.1",
        "port": port,
        "security": Security.NONE,
        "username": "",
        "password": "",
        "from_name": "فروشگاه آوند",
        "from_email": "hello@avand.example",
        "postal": "تهران، خیابان ولیعصر",
    }
    return Mail(**facts | changes)


@pytest.fixture
def write(sara):
    """Ask for a message through the gate, in one transaction, as every caller does."""

    def ask(name: str = "1", *, purpose: str = "surveys", whom: int = 0, **facts):
        person = whom or sara
        given = {"person": people.key_text(person), "channel": "email", "purpose": purpose, "text": {"fa": "سلام سارا", "en": "Hello Sara"}}
        return asked("send_message", name, given | facts, person, purpose)

    return ask


def asked(action: str, name: str, given: dict, person: int, purpose: str = "surveys"):
    answer = contact.decide(person, purpose=purpose, channel=given["channel"], key=f"{action}:{name}")
    assert isinstance(answer, contact.Pass), answer
    return actions.ask_for(action, given, key=name, about=contact.about(person), pass_token=answer.token, at=answer.at)


def ended(deed):
    jobs.run_due()
    return actions.get_deed(deed.id)


def told() -> list:
    """What waits to be carried to the spine."""
    return [_decode(bytes(row.event)) for row in OutboxRow.objects.order_by("id")]


__all__ = ["NOON", "asked", "ended", "intake", "mail_at", "organisation", "told"]
