"""The Events pages."""

import asyncio
import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.base.eventstore import EventStoreBusy
from hamsafar.store.events import live
from hamsafar.store.events import services as spine

from .planting import NOON, plant

pytestmark = pytest.mark.django_db
PAGES = ("events", "events-volumes", "events-vocabulary", "events-not-kept", "events-quarantine")


@pytest.fixture
def noon():
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        yield


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
def test_every_page_opens_in_both_languages_with_and_without_events(event_store, client_of, ali, noon, page, language, direction):
    client = client_of("ali", language=language)
    for _ in range(2):
        answer = client.get(reverse(page))
        assert answer.status_code == 200
        assert f'dir="{direction}"' in answer.content.decode()
        plant(event_store, {"unit": "tehran"}, {"name": "Our Own", "properties": '{"<b>": "<script>"}'})


@pytest.mark.parametrize("page", [*PAGES, "events-live", "events-volumes-file"])
@pytest.mark.parametrize("who", ["bahar", "dara", "kian", "stranger", ""])
def test_only_who_works_with_data_sees_events(event_store, client_of, request, page, who):
    if who:
        request.getfixturevalue(who)
    assert client_of(who).get(reverse(page)).status_code in (302, 401, 403, 404)


def test_the_debugger_shows_what_came_and_opens_it_raw(event_store, client_of, ali, noon):
    plant(event_store, {"user_id": "u-17", "properties": '{"name": "کفش", "sku": "A1"}', "flags": ["bot"]})
    client = client_of("ali", language="en")
    page = client.get(reverse("events")).content.decode()
    assert "u-17" in page
    assert "کفش" in page
    assert ">bot<" in page
    drawer = client.get(reverse("event", args=[1]), headers={"HX-Request": "true"}).content.decode()
    assert "&quot;sku&quot;: &quot;A1&quot;" in drawer
    assert "<html" not in drawer
    assert client.get(reverse("event", args=[2])).status_code == 404
    assert client.get(reverse("event", args=[2**64])).status_code == 404


def test_the_debugger_is_narrowed_by_its_address(event_store, client_of, ali, noon):
    plant(event_store, {"user_id": "first"}, {"user_id": "second", "name": "Order Completed"})
    page = client_of("ali").get(reverse("events"), {"who": "second"}).content.decode()
    assert "second" in page
    assert "first" not in page


def test_the_vocabulary_says_what_was_seen_and_what_is_unknown(event_store, client_of, ali, noon):
    plant(event_store, {}, {"name": "Our Own"}, {"name": "Our Own"})
    client = client_of("ali", language="en")
    page = client.get(reverse("events-vocabulary"), {"kind": "unknown"}).content.decode()
    assert "Our Own" in page
    assert "Product viewed" not in page
    assert "2 events have names that are not in the vocabulary" in page
    assert "Order completed" in client.get(reverse("events-vocabulary"), {"kind": "unseen", "q": "order completed"}).content.decode()


def test_a_name_tells_its_properties_known_and_unknown(event_store, client_of, ali, noon):
    plant(event_store, {"properties": '{"sku": "A1", "colour": "آبی"}'})
    page = client_of("ali", language="en").get(reverse("events-name"), {"name": "Product Viewed"}).content.decode()
    assert "stock code" in page
    assert "کد انبار" in client_of("ali").get(reverse("events-name"), {"name": "Product Viewed"}).content.decode()
    assert "colour" in page
    assert "آبی" in page
    assert client_of("ali").get(reverse("events-name"), {"name": "No Such Thing"}).status_code == 404


def test_volumes_add_up_and_can_be_taken_home(event_store, client_of, ali, noon):
    plant(event_store, {"channel": "web"}, {"channel": "web"}, {"channel": "store", "name": "=cmd()"})
    client = client_of("ali", language="en")
    page = client.get(reverse("events-volumes")).content.decode()
    assert "Website" in page
    assert "66.7" in page
    file = client.get(reverse("events-volumes-file"))
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sum(int(row["events"]) for row in rows) == 3
    assert {row["name"] for row in rows} == {"Product Viewed", "'=cmd()"}


def test_what_was_not_kept_is_told_in_sentences(event_store, client_of, ali, noon):
    event_store.command(
        "insert into drops values ('2026-05-01', 'shop', 'too_large', 2, {at:DateTime64(3, 'UTC')}, '{\"a\": \"<i>\"}')", {"at": NOON}
    )
    page = client_of("ali", language="en").get(reverse("events-not-kept")).content.decode()
    assert "An event may have 32 KB." in page
    assert "2 events could not be kept" in page
    assert "&lt;i&gt;" in page


def test_what_somebody_did_not_allow_is_told_in_sentences_too(event_store, client_of, ali, noon):
    event_store.command("insert into drops values ('2026-05-01', 'shop', 'consent', 3, {at:DateTime64(3, 'UTC')}, '')", {"at": NOON})
    assert "This person does not allow that it is kept." in client_of("ali", language="en").get(reverse("events-not-kept")).content.decode()
    assert "این شخص اجازهٔ نگه‌داشتن" in client_of("ali", language="fa").get(reverse("events-not-kept")).content.decode()


def test_quarantine_shows_the_second_contents(event_store, client_of, ali, noon):
    row = "({at:DateTime64(3, 'UTC')}, 'shop', 'm-1', 'Order Completed', 'x', 5, '{\"total\": 99}')"
    event_store.command(f"insert into quarantine values {row}", {"at": NOON})
    client = client_of("ali", language="en")
    assert "&quot;total&quot;: 99" in client.get(reverse("events-quarantine")).content.decode()
    assert "m-1" not in client.get(reverse("events-quarantine"), {"q": "other"}).content.decode()


def read_feed(wanted, start, *, messages, store=None, then=()):
    """The first messages of a stream; `then` is written to the spine once the stream has begun."""

    async def listen():
        stream = live._stream(wanted, start)
        seen = [await anext(stream)]
        if then:
            await asyncio.to_thread(plant, store, *then, first=100)
        while len(seen) < messages + 1:
            seen.append(await asyncio.wait_for(anext(stream), 20))
        await stream.aclose()
        return seen[1:]

    return asyncio.run(listen())


def wanted(**filters):
    usual = {"reader": live.reader(), "scope": spine.Scope(include_marked=True), "source": "", "name": "", "who": "", "sources": {}}
    return live.Wanted(**usual | filters)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(live, "TICK", 0.01)
    monkeypatch.setattr(live, "TICK_ELSEWHERE", 0.01)


def test_the_feed_tells_what_is_written_after_it_began(event_store, quick):
    plant(event_store, {"user_id": "old"})
    (message,) = read_feed(wanted(), 1, messages=1, store=event_store, then=[{"user_id": "new"}])
    text = message.decode()
    assert text.startswith("id: 100\ndata: ")
    assert text.endswith("\n\n")
    assert "new" in text
    assert "old" not in text


def test_the_feed_goes_on_where_a_cut_line_ended(event_store, quick, ali, rf):
    plant(event_store, {"user_id": "one"}, {"user_id": "two"})
    request = rf.get(reverse("events-live"), {"after": "0"}, headers={"Last-Event-ID": "1"})
    request.user, request.session = ali, {}
    found, start = live._wanted(request)
    assert start == 1
    (message,) = read_feed(found, start, messages=1)
    assert b"two" in message
    assert b"one" not in message


def test_the_feed_keeps_to_its_filters_and_its_units(event_store, quick):
    rows = [{"unit": "north", "user_id": "n"}, {"unit": "south", "user_id": "s"}]
    (message,) = read_feed(wanted(scope=spine.Scope(units=("south",))), 0, messages=1, store=event_store, then=rows)
    assert b">s<" in message
    assert b">n<" not in message


def test_what_a_busy_store_refused_comes_with_the_next_look(event_store, quick, monkeypatch):
    asked, latest = [], live.latest

    def busy_at_first(**facts):
        asked.append(facts)
        if len(asked) == 1:
            raise EventStoreBusy
        return latest(**facts)

    monkeypatch.setattr(live, "latest", busy_at_first)
    (message,) = read_feed(wanted(), 0, messages=1, store=event_store, then=[{"user_id": "waited"}])
    assert b"waited" in message


def test_a_quiet_feed_says_that_it_is_there(event_store, quick, monkeypatch):
    monkeypatch.setattr(live, "QUIET", 0.01)
    assert read_feed(wanted(), 0, messages=1) == [b": still here\n\n"]


def test_a_feed_ends_so_that_the_right_to_see_is_checked_again(event_store, quick, monkeypatch):
    monkeypatch.setattr(live, "LIFE", 0.05)

    async def count():
        return len([part async for part in live._stream(wanted(), 0)])

    assert asyncio.run(count()) == 1


def test_feeds_end_when_the_server_stops(event_store, quick):
    async def count():
        stream = live._stream(wanted(), 0)
        await anext(stream)
        live.end_feeds()
        return [part async for part in stream]

    try:
        assert asyncio.run(count()) == []
    finally:
        live._ending.clear()
