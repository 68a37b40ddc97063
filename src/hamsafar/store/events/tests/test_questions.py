"""What the question door lets through."""

import datetime as dt
import random

import pytest

from hamsafar.base.eventstore import EventStore, QueryTooLarge, QueryTooSlow
from hamsafar.base.sql import parse
from hamsafar.store.events import overriding, scoping
from hamsafar.store.events import services as spine
from hamsafar.store.events.scoping import AsksPastTheScope

from .planting import NOON, plant

COUNT = parse("count", "-- How many?\nselect count() from scope")
WHO = parse("who", "-- Who?\nselect person_key, count() from scope group by person_key order by person_key")
EVERYTHING = spine.Scope()


def count(scope):
    return spine.ask(COUNT, scope=scope).value()


def test_units_and_time_cut_what_is_seen(event_store):
    plant(event_store, {"unit": "north"}, {"unit": "south"}, {"unit": "north", "timestamp": NOON + dt.timedelta(days=40)})
    assert count(EVERYTHING) == 3
    assert count(spine.Scope(units=("north",))) == 2
    assert count(spine.Scope(units=())) == 0
    assert count(spine.Scope(since=NOON, until=NOON + dt.timedelta(milliseconds=1))) == 2
    assert count(spine.Scope(until=NOON)) == 0


def test_the_first_moment_belongs_to_a_range_and_the_last_does_not(event_store):
    plant(event_store, {"timestamp": NOON + dt.timedelta(milliseconds=1)})
    assert count(spine.Scope(since=NOON + dt.timedelta(milliseconds=1))) == 1
    assert count(spine.Scope(since=NOON + dt.timedelta(milliseconds=2))) == 0
    assert count(spine.Scope(until=NOON + dt.timedelta(milliseconds=1))) == 0


def test_bots_and_tests_are_left_out_unless_asked_for(event_store):
    plant(event_store, {}, {"flags": ["bot"]}, {"flags": ["clock_skew", "test"]}, {"flags": ["clock_skew"]})
    assert count(EVERYTHING) == 2
    assert count(spine.Scope(include_marked=True)) == 4


def test_history_follows_a_merge_and_comes_back_with_its_undoing(event_store):
    plant(event_store, {"person_key": 7}, {"person_key": 8}, {"person_key": 8})
    spine.override({8: 7})
    assert spine.ask(WHO, scope=EVERYTHING).rows == [(7, 3)]
    spine.override({8: 8})
    assert spine.ask(WHO, scope=EVERYTHING).rows == [(7, 1), (8, 2)]


def test_a_person_is_found_under_every_key(event_store):
    plant(event_store, {"person_key": 7}, {"person_key": 8}, {"person_key": 9})
    spine.override({8: 7})
    assert count(spine.Scope(people=(7,))) == 2
    assert count(spine.Scope(people=(8,))) == 0
    assert count(spine.Scope(people=(7, 9))) == 3
    assert spine.canonical_of((7, 8, 9)) == {7: 7, 8: 7, 9: 9}


def test_overrides_of_another_process_are_noticed_on_a_server(event_store, monkeypatch):
    monkeypatch.setattr(EventStore, "is_embedded", False)
    monkeypatch.setattr(overriding, "_FRESH", 0.0)
    assert spine.canonical_of([8]) == {8: 8}
    event_store.command("insert into person_overrides values (8, 7, 1)")
    assert spine.canonical_of([8]) == {8: 7}
    assert spine.keys_of([7, 8]) == [7, 8]


SEEN = parse("seen", "-- Which, whose?\nselect seq, person_key, own_key from scope order by seq")


def twin(rows, overrides, scope):
    """What a scope lets through, one event after the other."""
    for seq, row in enumerate(rows, 1):
        person = overrides.get(row["person_key"], row["person_key"])
        if (
            (scope.include_marked or not {"bot", "test"} & set(row["flags"]))
            and (scope.units is None or row["unit"] in scope.units)
            and (scope.since is None or row["timestamp"] >= scope.since)
            and (scope.until is None or row["timestamp"] < scope.until)
            and (scope.people is None or person in scope.people)
        ):
            yield seq, person, row["person_key"]


@pytest.mark.parametrize("seed", range(3))
def test_a_scope_means_what_the_twin_means(event_store, seed):
    rng = random.Random(seed)
    moments = [NOON + dt.timedelta(days=rng.randrange(200), milliseconds=rng.randrange(3)) for _ in range(6)]
    rows = [
        {
            "person_key": rng.randrange(6) + 2**64 - 6,  # keys use all 64 bits
            "unit": rng.choice(["", "north", "south"]),
            "timestamp": rng.choice(moments),
            "flags": rng.choice([[], [], ["bot"], ["clock_skew"], ["unknown_name", "test"]]),
        }
        for _ in range(40)
    ]
    people = [2**64 - 6 + n for n in range(6)]
    overrides = {people[5]: people[0], people[4]: people[0], people[3]: people[2]}
    plant(event_store, *rows)
    spine.override(overrides)
    for _ in range(25):
        scope = spine.Scope(
            units=rng.choice([None, None, (), ("north",), ("north", "south"), ("",)]),
            since=rng.choice([None, *moments]),
            until=rng.choice([None, *moments]),
            include_marked=rng.random() < 0.5,
            people=rng.choice([None, None, (people[0],), (people[5],), tuple(people), ()]),
        )
        assert spine.ask(SEEN, scope=scope).rows == list(twin(rows, overrides, scope)), scope


def test_looking_up_a_person_reads_few_rows(event_store):
    plant(event_store, *({"person_key": key} for key in range(50_000)))
    spine.override({40_000: 7})
    statement, values = scoping.scoped(WHO, spine.Scope(people=(7,)), {})
    plan = event_store.query(f"explain indexes = 1 {statement}", values)
    assert next(row[0].rpartition("| ")[2].strip() for row in plan.rows if "Granules" in row[0]) == "Granules: 2"  # of 7


@pytest.mark.parametrize(
    "text",
    [
        "select count() from events",
        "select 1",
        "select count() from scope join events using seq",
        "select 1 from scope where seq in events",
        "select count() from scope, events",
    ],
)
def test_a_question_past_the_scope_cannot_be_built(event_store, text):
    with pytest.raises(AsksPastTheScope):
        spine.ask(parse("sly", f"-- Sly?\n{text}"), scope=EVERYTHING)


def test_stages_build_on_each_other_and_can_be_walked(event_store, capsys):
    plant(event_store, {"person_key": 7}, {"person_key": 7}, {"person_key": 8})
    twice = parse(
        "twice",
        "-- How many came twice?\n"
        "-- stage: each\nselect person_key, count() as n from $previous group by person_key\n"
        "-- stage: often\nselect person_key from $previous where n >= {least:UInt32}\n"
        "-- stage: counted\nselect count() as people from $previous\n",
    )
    assert spine.ask(twice, scope=EVERYTHING, least=2).value() == 1
    walked = dict(spine.walk(twice, scope=EVERYTHING, least=2))
    assert list(walked) == ["each", "often", "counted"]
    assert sorted(walked["each"].rows) == [(7, 2), (8, 1)]
    spine.print_stages(twice, scope=EVERYTHING, least=2)
    assert capsys.readouterr().out.endswith("-- twice: counted\tpeople\n\t1\n")


def test_the_engine_gets_the_comments(event_store):
    assert COUNT.stacked().startswith("-- How many?\n")


def test_a_question_over_its_limits_is_refused_with_a_sentence(event_store):
    endless = "select count() from numbers(1000000000000) where not ignore(sipHash64(number))"
    slow = parse("slow", f"-- Slow?\n{endless} and 0 = (select count() from scope)")
    with pytest.raises(QueryTooSlow) as refused:
        spine.ask(slow, scope=EVERYTHING, limits=spine.Limits(seconds=0.2))
    assert "۰٫۲" in refused.value.sentence
    hoarding = "select length(groupArray(number)) from numbers(100000000)"
    large = parse("large", f"-- Large?\n{hoarding} where 0 = (select count() from scope)")
    with pytest.raises(QueryTooLarge):
        spine.ask(large, scope=EVERYTHING, limits=spine.Limits(bytes=20_000_000))
