"""Comments on the spine, and a small model that reads them: it was trained in a second with hashed vectors."""

import datetime as dt
import json

import pytest

from hamsafar.base import clock
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.science.text.services import Hashed, Model
from hamsafar.store.events import services as events

from .small import small_model

NOW = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)  # Sunday 26 Mehr 1405, 12:30 in Tehran
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    with clock.frozen_at(NOW):
        yield NOW


@pytest.fixture(scope="session")
def the_small_model() -> Model:
    return small_model()


@pytest.fixture
def reading(db, settings, the_small_model):
    """Comments are read, by the small model."""
    from hamsafar.measure.voice import desk
    from hamsafar.measure.voice.contracts import ModelKind, ModelState

    settings.COMMENTS = "light"
    desk.forget()
    row = desk.keep_model(the_small_model, kind=ModelKind.FIRST_DAY, state=ModelState.IN_USE, embedder=Hashed.name)
    yield row
    desk.leave()


@pytest.fixture
def write(event_store):
    """write("text", score=9, …) puts an answer with a text on the spine; other names and properties on request. Returns its id_hash."""
    count = 0

    def one(
        text, *, name="Survey Answered", days_ago=1.0, person=1, unit="tehran", channel="web", direction="inbound", flags=(), **properties
    ):
        nonlocal count
        count += 1
        if name == "Survey Answered":
            properties = {"survey": "after-purchase", "question": "nps", **properties}
        if text is not None:
            properties = {"text": text, **properties}
        row = {
            "name": name, "timestamp": NOW - days_ago * DAY, "person_key": person, "unit": unit, "channel": channel, "direction": direction,
            "flags": list(flags), "properties": json.dumps(properties, ensure_ascii=False),
        }  # fmt: skip
        plant([row], first=count)
        events.watermark.moved_to(count)
        return event_store.query("select id_hash from events where seq = {n:UInt64}", {"n": count}).value()

    yield one
    events.watermark.forget()
