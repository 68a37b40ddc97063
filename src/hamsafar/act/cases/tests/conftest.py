"""Sara the unhappy customer, Ali and Bahar who work on cases, and the spine."""

import datetime as dt
import itertools

import pytest

from hamsafar.act.cases import following
from hamsafar.act.cases import services as cases
from hamsafar.act.cases.contracts import Rule, Told
from hamsafar.act.messaging.tests.conftest import mail_at
from hamsafar.act.messaging.tests.post_office import post_office
from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.outbox import _decode
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)


@pytest.fixture
def noon():
    with clock.frozen_at(NOON):
        yield NOON


@pytest.fixture
def sara(db, noon):
    traits = '{"name": "سارا", "language": "fa"}'
    people.observe([identify(user="sara", email="sara@example.com", phone="+989121112233", traits=traits, unit="tehran")])
    return key("sara")


@pytest.fixture
def reza(db, noon):
    people.observe([identify(user="reza", traits='{"name": "Reza", "language": "en"}', unit="parts-kish")])
    return key("reza")


@pytest.fixture
def office():
    with post_office() as office:
        yield office


@pytest.fixture
def mail(db, office):
    from hamsafar.act.messaging import services as messaging

    return messaging.change_mail(mail_at(office.port))


@pytest.fixture(autouse=True)
def _worth_nothing(request, monkeypatch):
    """Only tests that look at the event store pay for it."""
    if "event_store" not in request.fixturenames:
        from hamsafar.act.cases import opening

        monkeypatch.setattr(opening, "worth_of", lambda _person: (None, ""))
        monkeypatch.setattr("hamsafar.store.events.services.settled", lambda: 0)


@pytest.fixture
def detractors(units):
    """The rule that is on in most tests."""
    rule = cases.save_rule(Rule(name="Detractors", asked="nps", at_most=6, due=dt.timedelta(hours=8)))
    return cases.switch_rule(rule.id, on=True)


def told(person, score=2.0, **facts) -> Told:
    number = next(_numbers)
    given = {
        "seq": 10**9, "person": person, "source": "surveys", "message_id": f"a{number}", "name": "Survey Answered", "at": clock.now(),
        "unit": "tehran", "channel": "email", "asked": "nps", "score": score,
    }  # fmt: skip
    return Told(**given | facts)


def heard(*what: Told) -> None:
    """As the follower does with what it has read."""
    for one in what:
        following.consider(one, following.rules.rules_at_work())


@pytest.fixture
def case(sara, ali, bahar, detractors):
    """Sara gave 2 of 10 and said why."""
    heard(told(sara, words="سفارشم دو هفته دیر رسید"))
    (found,) = cases.list_cases(cases.Wanted())
    return found


def said() -> list[tuple[str, dict]]:
    """What waits to be carried to the spine from cases: names and properties."""
    import msgspec

    events = [_decode(bytes(row.event)) for row in OutboxRow.objects.order_by("id")]
    return [(event.name, msgspec.json.decode(event.properties)) for event in events if event.source == "cases"]


__all__ = ["DAY", "NOON", "heard", "intake", "said", "told"]
