"""On a large spine Home comes at once, with what is known; the rest fills by itself."""

import datetime as dt
import json

import pytest

from hamsafar.base import clock
from hamsafar.base.eventstore import EventStore
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.shelf import services as shelf
from hamsafar.measure.shelf.models import ShelfRow
from hamsafar.store.events.tests.planting import plant

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)
WORDS = "the parcel came open"


@pytest.fixture(autouse=True)
def large(monkeypatch, event_store):
    monkeypatch.setattr("hamsafar.store.events.services.newest", lambda: 10**9)
    unhappy = {"question": "nps", "score": 2, "text": WORDS}
    plant(event_store, said(11, "Survey Answered", **unhappy), *(said(person, "Page Viewed") for person in range(20, 60)))
    with clock.frozen_at(NOW):
        yield


def said(person, name, **properties):
    return {
        "person_key": person, "name": name, "timestamp": NOW - dt.timedelta(hours=3), "channel": "web", "unit": "tehran",
        "properties": json.dumps(properties),
    }  # fmt: skip


def test_what_is_not_known_yet_is_said_and_asked_for_again(client_of, ali):
    page = client_of("ali", language="en").get("/").content.decode()
    assert "Looking for who needs a person…" in page
    assert 'hx-select="#needs"' in page and 'hx-select="#stages"' in page
    assert "Nobody is waiting" not in page
    assert WORDS not in page


def test_when_it_is_known_the_page_rests(client_of, ali):
    home = client_of("ali", language="en")
    home.get("/")
    jobs.run_due()
    page = home.get("/").content.decode()
    assert WORDS in page
    assert 'hx-select="#needs"' not in page and 'hx-select="#stages"' not in page
    assert "40" in page


def test_what_is_known_is_shown_without_a_question_to_the_spine(client_of, ali, monkeypatch):
    home = client_of("ali", language="en")
    home.get("/")
    jobs.run_due()
    monkeypatch.setattr(EventStore, "query", _nobody_asks)
    assert WORDS in home.get("/").content.decode()


def _nobody_asks(*_args, **_params):
    raise AssertionError("a question to the event store")


def test_whoever_may_not_see_people_queues_no_question_about_them(client_of, dara):
    client_of("dara", language="en").get("/")
    assert sorted(ShelfRow.objects.values_list("kind", flat=True)) == ["home.stages", "metrics.board"]


def test_the_words_of_somebody_who_is_forgotten_are_gone_from_home(client_of, ali):
    home = client_of("ali", language="en")
    home.get("/")
    jobs.run_due()
    shelf.empty()
    assert WORDS not in home.get("/").content.decode()
