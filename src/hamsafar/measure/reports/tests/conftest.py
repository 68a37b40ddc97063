"""A small year of orders, answers and words in which lateness, and nothing else, makes people unhappy."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from hamsafar.base import clock, eventstore
from hamsafar.store.events.services import Scope

NOW = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EVERYTHING = Scope()
_DEFAULTS = {
    "source": "shop", "type": "track", "channel": "web", "direction": "inbound", "space": "", "user_id": "", "anonymous_id": "",
    "previous_id": "", "identifiers": "[]", "unit": "tehran", "session_id": "", "amount": None, "currency": "", "properties": "{}",
    "context": "{}", "traits": "{}", "flags": [],
}  # fmt: skip
_TYPES = {
    "person_key": pa.uint64(), "seq": pa.uint64(), "payload_hash": pa.uint64(), "amount": pa.decimal128(18, 4),
    "flags": pa.list_(pa.string()),
}  # fmt: skip


@pytest.fixture
def now():
    with clock.frozen_at(NOW):
        yield NOW


def event(name, days_ago, person=1, *, amount=None, currency="", traits=None, unit="tehran", channel="web", **props):
    return {
        "name": name, "timestamp": NOW - dt.timedelta(days=days_ago), "person_key": person, "unit": unit, "channel": channel,
        "amount": None if amount is None else Decimal(amount), "currency": currency,
        "properties": json.dumps(props, ensure_ascii=False), "traits": json.dumps(traits or {}, ensure_ascii=False),
    }  # fmt: skip


def answer(score, days_ago, person=1, *, question="nps", unit="tehran", channel="web", **props):
    return event("Survey Answered", days_ago, person, unit=unit, channel=channel, question=question, score=score, **props)


def plant(rows, first=1):
    full = [
        {**_DEFAULTS, "seq": n, "message_id": f"m{n}", "payload_hash": n, "received_at": row["timestamp"], **row}
        for n, row in enumerate(rows, first)
    ]  # fmt: skip
    kind = pa.timestamp("ms", "UTC")
    columns = {
        name: pa.array([row[name] for row in full], _TYPES.get(name) or (kind if name in ("timestamp", "received_at") else pa.string()))
        for name in full[0]
    }
    eventstore.store().insert_arrow("events", pa.table(columns))
    return first + len(full)


def read(rows):
    """What was read from the words of some answers: (message number, asked, topics, days ago)."""
    hashes = dict(eventstore.store().query("select message_id, id_hash from events").rows)
    columns = {
        "id_hash": pa.array([hashes[f"m{n}"] for n, *_ in rows], pa.uint64()), "message_id": pa.array([f"m{n}" for n, *_ in rows]),
        "source": pa.array(["shop"] * len(rows)), "person_key": pa.array([n for n, *_ in rows], pa.uint64()),
        "timestamp": pa.array([NOW - dt.timedelta(days=ago) for *_, ago in rows], pa.timestamp("ms", "UTC")),
        "unit": pa.array(["tehran"] * len(rows)), "asked": pa.array([asked for _, asked, *_ in rows]),
        "topics": pa.array([topics for _, _, topics, _ in rows], pa.list_(pa.string())),
        "topic_scores": pa.array([[0.0] * len(topics) for _, _, topics, _ in rows], pa.list_(pa.float32())),
        "topic_starts": pa.array([[0] * len(topics) for _, _, topics, _ in rows], pa.list_(pa.uint32())),
        "topic_ends": pa.array([[5] * len(topics) for _, _, topics, _ in rows], pa.list_(pa.uint32())),
        "version": pa.array([1] * len(rows), pa.uint64()), "language": pa.array(["en"] * len(rows)),
        "emotion": pa.array([""] * len(rows)), "text": pa.array(["words"] * len(rows)), "name": pa.array(["Survey Answered"] * len(rows)),
    }  # fmt: skip
    eventstore.store().insert_arrow("annotations", pa.table(columns))


@pytest.fixture
def shop(event_store, db, now):
    """400 customers: one in four gets the parcel late and scores three lower; every second one says so. Prices say nothing about scores."""
    dice = np.random.default_rng(5)
    rows, words = [], []
    for person in range(1, 401):
        late = dice.random() < 0.25
        days = 6.0 if late else 2.0
        promised = (NOW - dt.timedelta(days=30 - 4)).isoformat()
        paid = int(dice.integers(1, 50)) * 1_000_000
        score = int(np.clip(round(8.5 - 3 * late + dice.normal(0, 1)), 0, 10))
        rows += [
            event("Order Completed", 30, person, amount=paid, currency="IRR", order_id=f"o{person}", gateway="mellat", products=[1]),
            event("Order Delivered", 30 - days, person, order_id=f"o{person}", carrier="tizpa", days=days, late=late, promised_at=promised),
            answer(score, 20 - person / 50, person, about="delivery", survey="s", order_id=f"o{person}", text="words" * (person % 2)),
        ]
        if person % 2:
            words.append((len(rows), "nps", ["delivery"] if late else ["quality"], 20 - person / 50))
    plant(rows)
    read(words)
