"""Whoever is forgotten leaves no reading and no correction; what others wrote keeps what was read from it, without the words."""

import datetime as dt
import io
import json
import zipfile

import pytest

from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.config import people_feed
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import again
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice.models import CorrectionRow
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

NOW = dt.datetime(2026, 10, 18, 12, 0, tzinfo=dt.UTC)
ALL = Scope(include_marked=True)


def said(number, user, text):
    properties = json.dumps({"survey": "s", "question": "csat", "score": 1, "text": text}, ensure_ascii=False)
    return Event(
        source="web", message_id=f"m{number}", name="Survey Answered", timestamp=NOW, received_at=NOW, user_id=user, space="shop",
        properties=properties,
    )  # fmt: skip


@pytest.fixture
def sara(event_store, reading):
    """Sara complained, Reza complained about her, and somebody corrected what was read from Sara's comment."""
    people.wire(people_feed.wiring())
    events.start()
    named = Event(
        source="web", message_id="m0", type="identify", name="", timestamp=NOW, received_at=NOW, user_id="koohsari-17", space="shop",
        traits=json.dumps({"name": "سارا"}),
    )  # fmt: skip
    events.append(
        [named, said(1, "koohsari-17", "پیک افتضاح بود"), said(2, "18", "خانم koohsari-17 بی‌ادب بود"), said(3, "18", "بسته پاره بود")]
    )
    events.settle()
    people.catch_up()
    voice.catch_up()
    yield people.find_person_of(people.key_of(Identifier("shop", "user_id", "koohsari-17")))
    events.stop()
    people.wire(None)


def texts():
    return {one.message_id: one for one in voice.explore(voice.Filters(), scope=ALL).comments}


def test_nothing_of_her_is_left_and_what_others_wrote_keeps_its_reading(sara, ali, event_store):
    comments = texts()
    voice.correct(comments["m1"].id_hash, feeling=voice.Feeling.NEUTRAL, scope=ALL, by=ali)
    feeling = comments["m2"].feeling
    erasure.erase(sara, by=None)
    left = texts()
    assert set(left) == {"m2", "m3"}
    assert not CorrectionRow.objects.exists()
    assert "koohsari" not in left["m2"].text
    assert left["m2"].feeling == feeling
    assert event_store.query("select count() from annotations where position(concat(text, stems), 'koohsari')").value() == 0
    again.read_all(lambda *_: None)
    assert texts()["m2"].feeling == feeling, "words that were struck out are not read anew"


def test_what_was_read_from_her_words_stands_in_what_she_is_told(sara):
    with zipfile.ZipFile(io.BytesIO(erasure.export(sara))) as told:
        everything = "".join(told.read(name).decode("utf-8", "replace") for name in told.namelist() if not name.endswith(".pdf"))
    assert "پیک افتضاح بود" in everything
    assert "negative" in everything or '"feeling": -1' in everything or "-1" in everything


def test_a_comment_that_goes_by_age_takes_its_reading_along(sara):
    from hamsafar.store.erasure import spine

    spine.forget_where("message_id = 'm3'")
    assert set(texts()) == {"m1", "m2"}
