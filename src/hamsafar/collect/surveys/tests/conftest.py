"""A published survey, and a way to answer it as a person with a browser would."""

import re

import msgspec
import pytest
from django.test import Client

from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake.contracts import Event
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import public, services
from hamsafar.collect.surveys.contracts import SurveyRecord

from .examples import SHORT


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch) -> None:
    """Tests read faster than people."""
    monkeypatch.setattr(public, "READ_SECONDS", 0)
    rate_limits.forget_all()


@pytest.fixture
def publish(db):
    def make(document: d.Document = SHORT, **more) -> SurveyRecord:
        made = services.create(document, **more)
        return services.publish(made.id, by=None)

    return make


@pytest.fixture
def short(publish) -> SurveyRecord:
    return publish()


def told() -> list[Event]:
    """What waits to be carried to the spine."""
    return [msgspec.msgpack.decode(bytes(row.event), type=Event) for row in OutboxRow.objects.order_by("id")]


def answers_told() -> dict[str, dict]:
    """Properties of the answers that were told, by message id."""
    return {event.message_id: msgspec.json.decode(event.properties) for event in told() if event.name == "Survey Answered"}


class Person:
    """A browser without scripts: reads a page, fills in its form, sends it, follows where it leads."""

    def __init__(self, address: str, **headers: str) -> None:
        self.client = Client(headers=headers)
        self.open(address)

    def open(self, address: str):
        self.answer = self.client.get(address, follow=True)
        self.page = self.answer.content.decode()
        self.address = address
        return self

    @property
    def fields(self) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page))

    @property
    def asked(self) -> list[str]:
        return re.findall(r'data-question="([^"]+)"', self.page)

    def send(self, fields: dict[str, object] | None = None, **answers: object):
        data = {**self.fields, **{f"a.{name}": value for name, value in answers.items()}, **(fields or {})}
        self.answer = self.client.post("/s/-/answer", data)
        if self.answer.status_code == 303:
            return self.open(self.answer["Location"])
        self.page = self.answer.content.decode()
        return self

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def has_ended(self) -> bool:
        return "data-end" in self.page


@pytest.fixture
def person(db):
    return Person


@pytest.fixture
def later():
    """Let time pass: `with later(minutes=40): …`."""
    import datetime as dt

    return lambda **span: clock.frozen_at(clock.now() + dt.timedelta(**span))
