"""The spine and people together: what is written is recognised, and the whole history follows a merge."""

import datetime as dt
import time

import pytest

from hamsafar.base import eventstore
from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.config import people_feed
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people
from hamsafar.store.events import append
from hamsafar.store.events import services as spine

AT = dt.datetime(2026, 3, 21, 6, tzinfo=dt.UTC)


@pytest.fixture
def stores(db, event_store):
    keys.set_exceptions({})
    append.stop()
    people.wire(people_feed.wiring())
    yield event_store
    people.wire(None)
    keys.set_exceptions({})
    append.stop()


def fact(number, minute=0, **facts):
    moment = AT + dt.timedelta(minutes=minute)
    return Event(source="web", message_id=f"m{number}", name="Product Viewed", timestamp=moment, received_at=moment, space="shop", **facts)


def key(value, kind="user_id"):
    return people.key_of(Identifier("shop", kind, value))


HISTORY = """
    select arraySort(groupArray(message_id)) from events
    where dictGetOrDefault('canonical', 'person', person_key, person_key) = {person:UInt64}"""


def history_of(person):
    return eventstore.store().query(HISTORY, {"person": person}).value()


def test_the_whole_history_follows_a_login_within_a_second(stores):
    spine.append([fact(1, 1, anonymous_id="tab"), fact(2, 2, anonymous_id="tab"), fact(3, 3, user_id="ali", anonymous_id="tab")])
    started = time.monotonic()
    people.catch_up()
    assert history_of(key("ali")) == ["m1", "m2", "m3"]
    assert time.monotonic() - started < 1


def test_a_merge_and_its_undo_are_seen_by_the_next_question(stores):
    spine.append([fact(1, user_id="ali"), fact(2, user_id="a.karimi")])
    people.catch_up()
    made = people.merge(keep=key("ali"), absorb=key("a.karimi"), because="same phone", by=None)
    assert history_of(key("ali")) == ["m1", "m2"]
    people.undo(made.id, by=None)
    assert history_of(key("ali")) == ["m1"]
    assert history_of(key("a.karimi")) == ["m2"]


def test_traits_and_identifiers_come_through_the_store(stores):
    moment = {"timestamp": AT, "received_at": AT}
    spine.append(
        [
            Event(source="web", message_id="i", type="identify", name="Profile Identified", space="shop", user_id="ali",
                  traits='{"name": "علی", "phone": "۰۹۱۲۱۲۳۴۵۶۷"}', **moment),
            Event(source="crm", message_id="j", name="Call Ended", identifiers=(Identifier("", "phone", "+98 912 123 4567"),), **moment),
        ]
    )  # fmt: skip
    people.catch_up()
    assert history_of(key("ali")) == ["i", "j"]
    assert people.display_name(key("ali"), "fa") == "علی"


def test_marked_traffic_makes_no_people(stores):
    spine.append([fact(1, user_id="bot", flags=("bot",))])
    people.catch_up()
    assert people.find_person_of(key("bot")) is None


def test_events_of_a_sold_tablet_move_to_their_own_key_and_back(stores):
    spine.append([fact(n, n, anonymous_id="ipad") for n in range(1, 5)] + [fact(9, 3, user_id="bahar", anonymous_id="ipad")])
    people.catch_up()
    made = people.split_since(Identifier("shop", "anonymous_id", "ipad"), AT + dt.timedelta(minutes=3), because="sold", by=None)
    people.catch_up()
    assert history_of(key("ipad", "anonymous_id")) == ["m1", "m2"]
    assert history_of(key("bahar")) == ["m3", "m4", "m9"]
    spine.append([fact(10, 10, anonymous_id="ipad"), fact(11, 0, anonymous_id="ipad")])
    people.catch_up()
    assert history_of(key("bahar")) == ["m10", "m3", "m4", "m9"]
    people.undo(made.id, by=None)
    people.catch_up()
    assert history_of(key("bahar")) == ["m1", "m10", "m11", "m2", "m3", "m4", "m9"]


def test_moving_twice_moves_once(stores):
    spine.append([fact(n, n, anonymous_id="ipad") for n in range(3)])
    change = people.ReKey(identifier=Identifier("shop", "anonymous_id", "ipad"), old=key("ipad", "anonymous_id"), new=7, since=None)
    people_feed.move(change)
    people_feed.move(change)
    assert history_of(7) == ["m0", "m1", "m2"]
    assert history_of(change.old) == []


def test_a_stride_grows_where_people_are_known_and_shrinks_among_strangers(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(people_feed.time, "monotonic", lambda: now[0])
    stride = people_feed.Stride()
    first = stride.length(200_000)
    now[0] += 0.01  # known people: hardly any time
    longer = stride.length(200_000)
    now[0] += 4.0  # strangers
    shorter = stride.length(200_000)
    assert first < longer
    assert shorter < longer / 2


def test_a_stride_is_never_longer_than_asked_for(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(people_feed.time, "monotonic", lambda: now[0])
    stride = people_feed.Stride()
    for _ in range(40):
        assert stride.length(5_000) <= 5_000
        now[0] += 0.001
