"""Rows put straight into the spine's table, for tests of measuring."""

import datetime as dt
import itertools

import pyarrow as pa

from hamsafar.base import eventstore

_DEFAULTS = {
    "source": "shop", "type": "track", "name": "Product Viewed", "channel": "web", "direction": "inbound", "space": "", "user_id": "",
    "anonymous_id": "", "previous_id": "", "identifiers": "[]", "unit": "", "session_id": "", "amount": None, "currency": "",
    "properties": "{}", "context": "{}", "traits": "{}", "flags": [],
}  # fmt: skip
_TYPES = {
    "person_key": pa.uint64(),
    "seq": pa.uint64(),
    "payload_hash": pa.uint64(),
    "amount": pa.decimal128(18, 4),
    "flags": pa.list_(pa.string()),
}
_MOMENTS = ("timestamp", "received_at")


def plant(rows, first=1):
    """Each row is a dict of columns; what it leaves out is ordinary."""
    full = [_filled(row, number) for row, number in zip(rows, itertools.count(first), strict=False)]
    columns = {name: pa.array([row[name] for row in full], _type(name)) for name in full[0]}
    eventstore.store().insert_arrow("events", pa.table(columns))


def plant_readings(found):
    """What was read from planted texts: (number of the event, moment, score, version)."""
    for number, at, score, version in found:
        eventstore.store().command(
            "insert into annotations (id_hash, seq, timestamp, score, version) "
            "select xxHash64(concat('shop', '\x1f', {id:String})), {n:UInt64}, {at:DateTime64(3, 'UTC')}, "
            "{score:Float32}, {version:UInt64}",
            {"id": f"m{number}", "n": number, "at": at, "score": score, "version": version},
        )


def _filled(row, number):
    at = row.get("timestamp", dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC))
    own = {"seq": number, "message_id": f"m{number}", "payload_hash": number, "timestamp": at, "received_at": at, "person_key": 1}
    return {**_DEFAULTS, **own, **row}


def _type(name):
    return _TYPES.get(name) or (pa.timestamp("ms", "UTC") if name in _MOMENTS else pa.string())
