"""People in one line each, held to a plain-Python twin."""

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

import pytest

from hamsafar.store.events import services as spine

from .planting import NOON, plant

EVERYTHING = spine.Scope()
NAMES = ("Product Viewed", "Order Completed", "Order Refunded", "Article Viewed")


def random_life(seed):
    rng = random.Random(seed)
    for _ in range(rng.randrange(1, 120)):
        name = rng.choice(NAMES)
        paid = name.startswith("Order")
        yield {
            "person_key": rng.randrange(1, 9),
            "name": name,
            "channel": rng.choice(["web", "app", "store"]),
            "timestamp": NOON + dt.timedelta(minutes=rng.randrange(30)),
            "amount": Decimal(rng.randrange(100)) if paid and rng.random() < 0.9 else None,
            "currency": rng.choice(["IRR", "IRT", "EUR"]) if paid else "",
            "unit": rng.choice(["north", "south"]),
            "flags": ["bot"] if rng.random() < 0.1 else [],
        }


def twin(rows, overrides, units=None):
    """What each person's line means, one event at a time."""
    lives = defaultdict(list)
    for seq, row in enumerate(rows, 1):
        if not row["flags"] and (units is None or row["unit"] in units):
            lives[overrides.get(row["person_key"], row["person_key"])].append((row["timestamp"], seq, row))
    return {person: _line(sorted(life, key=lambda one: one[:2])) for person, life in lives.items()}


def _line(life):
    revenue = defaultdict(Decimal)
    for _, _, row in life:
        if row["name"].startswith("Order"):
            revenue[row["currency"]] += (row["amount"] or 0) * (1 if row["name"] == "Order Completed" else -1)
    return {
        "first_at": life[0][0],
        "last_at": life[-1][0],
        "events": len(life),
        "orders": sum(row["name"] == "Order Completed" for _, _, row in life),
        "revenue": dict(revenue),
        "last_channel": life[-1][2]["channel"],
        "last_name": life[-1][2]["name"],
        "channels": tuple(sorted({row["channel"] for _, _, row in life})),
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("units", [None, ("north",)])
def test_a_line_means_what_the_twin_means(event_store, seed, units):
    rows, overrides = list(random_life(seed)), {2: 1, 3: 1, 5: 4}
    plant(event_store, *rows)
    spine.override(overrides)
    expected = twin(rows, overrides, units)
    found = spine.rollups_of(range(1, 9), scope=spine.Scope(units=units))
    assert found.keys() == expected.keys()
    for person, line in expected.items():
        assert {name: getattr(found[person], name) for name in line} == line


RANKS = {
    spine.PeopleOrder.LAST_AT: lambda line: line["last_at"],
    spine.PeopleOrder.FIRST_AT: lambda line: line["first_at"],
    spine.PeopleOrder.EVENTS: lambda line: line["events"],
    spine.PeopleOrder.ORDERS: lambda line: line["orders"],
    spine.PeopleOrder.REVENUE: lambda line: line["revenue"].get("IRR", 0) + 10 * line["revenue"].get("IRT", 0),
}


@pytest.mark.parametrize("order", list(RANKS))
def test_pages_of_people_go_down_the_ranking_without_gaps(event_store, order):
    rows, overrides = list(random_life(11)), {2: 1}
    plant(event_store, *rows)
    spine.override(overrides)
    lines = twin(rows, overrides)
    expected = sorted(lines, key=lambda person: (RANKS[order](lines[person]), person), reverse=True)
    read, cursor = [], None
    while True:
        page = spine.people_rollup(scope=EVERYTHING, order=order, after=cursor, limit=3)
        read += [line.person for line in page.people]
        cursor = page.next
        if cursor is None:
            break
    assert read == expected
    assert spine.count_people(scope=EVERYTHING) == len(expected)


def test_people_are_narrowed_to_those_who_did_something_somewhere(event_store):
    plant(
        event_store, {"person_key": 1, "channel": "web"}, {"person_key": 2, "channel": "app"}, {"person_key": 2, "name": "Article Viewed"}
    )
    assert [line.person for line in spine.people_rollup(scope=EVERYTHING, channel="app").people] == [2]
    assert [line.person for line in spine.people_rollup(scope=EVERYTHING, name="Article Viewed").people] == [2]
    assert spine.count_people(scope=EVERYTHING, channel="app") == 1


def test_someone_without_events_has_no_line(event_store):
    assert spine.rollup_of(99, scope=EVERYTHING) is None
    assert spine.people_rollup(scope=EVERYTHING).people == ()
