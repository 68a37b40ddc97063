"""An open board, two customers, a browser, and letters that are only noted."""

import re

import msgspec
import pytest
from django.test import Client

from hamsafar.base import rate_limits
from hamsafar.collect.ideas import public
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.intake.contracts import Event
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.jobs import services as jobs


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Tests write faster than people."""
    monkeypatch.setattr(public, "READ_SECONDS", 0)
    rate_limits.forget_all()


class Letters:
    """In place of the mail server: what was sent to whom."""

    def __init__(self) -> None:
        self.sent, self.is_set_up = [], True

    def can_send_codes(self) -> bool:
        return self.is_set_up

    def send_code(self, email, code, *, language, board) -> None:  # noqa: ARG002
        self.sent.append((email, code, language))


letters = Letters()


@pytest.fixture
def office(settings):
    letters.__init__()
    settings.IDEAS_AROUND = f"{__name__}.letters"
    return letters


@pytest.fixture
def board(db, office):
    return ideas.change_board(ideas.Board(is_open=True, name={"fa": "ایده‌های آوند", "en": "Avand ideas"}, moderate_ideas=False))


def customer(email: str, name: str = "") -> ideas.Participant:
    return ideas.known_as(Identifier("", "email", email), name=name)


@pytest.fixture
def sara(db):
    return customer("sara@example.com", "سارا")


@pytest.fixture
def reza(db):
    return customer("reza@example.com", "رضا")


@pytest.fixture
def status(db):
    """The first status of a kind."""
    return lambda kind: next(one for one in ideas.list_statuses() if one.kind == kind)


def told() -> list[Event]:
    return [msgspec.msgpack.decode(bytes(row.event), type=Event) for row in OutboxRow.objects.order_by("id")]


def names() -> list[str]:
    return [event.name for event in told()]


def facts(event: Event) -> dict:
    return msgspec.json.decode(event.properties)


class Browser:
    """Somebody without a script, who minds tokens and cookies."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str, **headers):
        self.last = self.client.get(path, headers=headers)
        return self.last

    @property
    def page(self) -> str:
        return self.last.content.decode()

    def post(self, path: str, data: dict | None = None, *, follow: bool = True, **headers):
        """With the hidden fields of the form that leads there, as it stands on the page."""
        form = re.search(rf'<form[^>]*action="{re.escape(path)}".*?</form>', self.page, re.S)
        assert form, f"no form leads to {path}"
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        self.last = self.client.post(path, hidden | (data or {}), follow=follow, headers=headers)
        return self.last

    def sign_in(self, office, email: str, name: str = "") -> None:
        self.get("/i/sign-in")
        self.post("/i/sign-in", {"email": email, "name": name})
        jobs.run_due()
        self.post(self.last.request["PATH_INFO"], {"code": office.sent[-1][1]})


@pytest.fixture
def browser(board):
    return Browser()
