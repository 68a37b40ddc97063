"""Timelines, following, counting."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from hamsafar.base.errors import NotFound
from hamsafar.store.events import services as spine
from hamsafar.store.events import watermark as marks

from .planting import NOON, plant

EVERYTHING = spine.Scope()


@pytest.fixture
def written_to(monkeypatch):
    """Pretend that the writer of this process has come so far."""
    monkeypatch.setattr(marks.watermark, "_value", None)
    return marks.watermark.moved_to


def minutes(n):
    return NOON + dt.timedelta(minutes=n)


def test_a_timeline_is_read_page_by_page_without_gaps_or_repeats(event_store):
    rng = random.Random(3)
    rows = [{"person_key": rng.choice([7, 8, 9]), "timestamp": minutes(rng.randrange(5))} for _ in range(60)]
    plant(event_store, *rows)
    spine.override({8: 7})
    expected = sorted(((row["timestamp"], seq) for seq, row in enumerate(rows, 1) if row["person_key"] != 9), reverse=True)
    read, cursor = [], None
    while True:
        page = spine.timeline(7, scope=EVERYTHING, before=cursor, limit=7)
        read += [(h.timestamp, h.seq) for h in page.happenings]
        cursor = page.next
        if cursor is None:
            break
    assert read == expected


def test_a_timeline_keeps_the_own_key_beside_the_person(event_store):
    plant(event_store, {"person_key": 8, "properties": '{"sku": "a"}', "flags": ["clock_skew"]})
    spine.override({8: 7})
    (happening,) = spine.timeline(7, scope=EVERYTHING).happenings
    assert (happening.person, happening.person_key) == (7, 8)
    assert happening.properties == {"sku": "a"}
    assert happening.flags == ("clock_skew",)


def test_a_timeline_is_filtered_by_family_and_channel(event_store):
    plant(
        event_store,
        {"name": "Order Completed", "channel": "web"},
        {"name": "Order Completed", "channel": "store"},
        {"name": "Our Own Event", "channel": "web"},
        {"name": "Article Viewed", "channel": "help"},
    )

    def names(**filters):
        return [h.name for h in spine.timeline(1, scope=EVERYTHING, **filters).happenings]

    assert names(families=("orders",)) == ["Order Completed"] * 2
    assert names(families=("orders",), channels=("store",)) == ["Order Completed"]
    assert names(families=("system",)) == ["Our Own Event"]
    assert sorted(names(families=("system", "help"))) == ["Article Viewed", "Our Own Event"]


def test_kian_sees_no_event_of_another_unit(event_store):
    plant(event_store, {"unit": "north"})
    kian = spine.Scope(units=("south",))
    assert spine.timeline(1, scope=kian).happenings == ()
    assert spine.latest(scope=kian) == ()
    with pytest.raises(NotFound):
        spine.get_event(1, scope=kian)
    assert spine.get_event(1, scope=EVERYTHING)["unit"] == "north"


def test_the_newest_events_come_first_and_narrow_down(event_store, written_to):
    written_to(
        plant(
            event_store,
            {"source": "shop", "user_id": "u1"},
            {"source": "app", "anonymous_id": "a1"},
            {"source": "shop", "identifiers": '[["","email","sara@example.com"]]', "name": "Order Completed"},
        )
    )
    assert [h.seq for h in spine.latest(scope=EVERYTHING)] == [3, 2, 1]
    assert [h.seq for h in spine.latest(scope=EVERYTHING, source="shop")] == [3, 1]
    assert [h.seq for h in spine.latest(scope=EVERYTHING, name="Order Completed")] == [3]
    assert [h.seq for h in spine.latest(scope=EVERYTHING, who="a1")] == [2]
    assert [h.seq for h in spine.latest(scope=EVERYTHING, who="sara@example.com")] == [3]
    assert [h.seq for h in spine.latest(scope=EVERYTHING, after=2)] == [3]


def test_a_rare_event_is_found_behind_many_others(event_store, written_to):
    plant(event_store, {"source": "rare"})
    plant(event_store, {"timestamp": minutes(1)}, first=30_001)
    written_to(30_001)
    assert [h.seq for h in spine.latest(scope=EVERYTHING, source="rare")] == [1]


def test_a_follower_never_passes_the_watermark(event_store, written_to):
    plant(event_store, *({"timestamp": minutes(n % 3 * 50_000)} for n in range(10)))
    written_to(4)
    followed = spine.follow(0)
    assert [w.seq for w in followed.written] == [1, 2, 3, 4]
    assert (followed.upto, followed.is_all) == (4, True)
    written_to(10)
    assert [w.seq for w in spine.follow(followed.upto).written] == [5, 6, 7, 8, 9, 10]


def test_following_in_small_steps_sees_everything_once_also_over_gaps(event_store, written_to):
    plant(event_store, *[{}] * 7)
    plant(event_store, *[{}] * 5, first=40)
    written_to(44)
    seen, upto = [], 0
    for _ in range(100):
        followed = spine.follow(upto, limit=3)
        seen += [w.seq for w in followed.written]
        upto = followed.upto
        if followed.is_all:
            break
    assert seen == [*range(1, 8), *range(40, 45)]


def test_a_followed_event_is_whole(event_store, written_to):
    row = {
        "user_id": "u2",
        "identifiers": '[["", "phone", "+989121234567"]]',
        "amount": Decimal("12.5"),
        "currency": "EUR",
        "flags": ["test"],
    }
    written_to(plant(event_store, row))
    (written,) = spine.follow(0).written
    assert (written.seq, written.person_key) == (1, 1)
    assert written.event.identifiers[0].value == "+989121234567"
    assert (written.event.timestamp, written.event.amount, written.event.flags) == (NOON, Decimal("12.5"), ("test",))


def test_without_a_writer_here_only_what_has_settled_is_followed(event_store, written_to, monkeypatch):
    time = [100.0]
    monkeypatch.setattr(marks.time, "monotonic", lambda: time[0])
    monkeypatch.setattr(marks, "_settling", marks._Settling())
    plant(event_store, {}, {})
    assert spine.follow(0).written == ()
    time[0] += 3
    assert [w.seq for w in spine.follow(0).written] == [1, 2]
    plant(event_store, {}, first=3)
    time[0] += 0.1
    assert spine.follow(2).written == ()
    time[0] += 3
    assert [w.seq for w in spine.follow(2).written] == [3]


def test_volumes_are_counted_between_the_edges_given(event_store):
    plant(event_store, {"person_key": 1}, {"timestamp": minutes(59), "person_key": 2}, {"timestamp": minutes(60), "channel": "app"})
    counted = spine.volumes([NOON, minutes(60)], scope=spine.Scope(since=NOON))
    read = [(volume.since, volume.channel, volume.events, volume.people) for volume in counted]
    assert read == [(NOON, "web", 2, 2), (minutes(60), "app", 1, 1)]


def test_names_and_their_properties_are_counted(event_store):
    plant(
        event_store,
        {"name": "Our Own", "properties": '{"a": 1, "b": "x"}'},
        {"name": "Our Own", "properties": '{"a": 2}'},
        {"name": "Order Completed"},
    )
    assert [(n.name, n.events) for n in spine.names(scope=EVERYTHING)] == [("Our Own", 2), ("Order Completed", 1)]
    used = spine.properties("Our Own", scope=EVERYTHING)
    assert [(u.property, u.events) for u in used] == [("a", 2), ("b", 1)]
    assert sorted(used[0].examples) == ["1", "2"]


def test_the_first_event_of_a_source_counts_even_when_it_is_a_test(event_store):
    assert spine.first_event("shop") is None
    plant(event_store, {"source": "shop", "flags": ["test"]}, {"source": "shop"})
    assert spine.first_event("shop").seq == 1


def test_drops_and_quarantine_are_listed(event_store):
    for moment, example in ((NOON, "first"), (minutes(5), "second")):
        event_store.command(
            "insert into drops values ('2026-05-01', 'shop', 'too_large', 2, {at:DateTime64(3, 'UTC')}, {example:String})",
            {"at": moment, "example": example},
        )
    (drop,) = spine.drops(dt.date(2026, 5, 1), dt.date(2026, 5, 2))
    assert (drop.events, drop.latest_at, drop.example) == (4, minutes(5), "second")
    event_store.command(
        "insert into quarantine values ({at:DateTime64(3, 'UTC')}, 'shop', 'm1', 'Order Completed', 'other_payload', 5, '{}')", {"at": NOON}
    )
    (waiting,) = spine.quarantined()
    assert (waiting.message_id, waiting.received_at) == ("m1", NOON)
    assert spine.quarantined(source="app") == ()
