"""Rows for the tests of this room, put into the spine without the writer."""

import datetime as dt
import itertools

import pyarrow as pa

_DEFAULTS = {
    "source": "shop", "type": "track", "name": "Product Viewed", "channel": "web", "direction": "inbound", "space": "", "user_id": "",
    "anonymous_id": "", "previous_id": "", "identifiers": "[]", "unit": "", "session_id": "", "amount": None, "currency": "",
    "properties": "{}", "context": "{}", "traits": "{}", "flags": [],
}  # fmt: skip
_TYPES = {
    "person_key": pa.uint64(), "seq": pa.uint64(), "payload_hash": pa.uint64(),
    "amount": pa.decimal128(18, 4), "flags": pa.list_(pa.string()),
}  # fmt: skip
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def plant(store, *rows, first=1):
    """Each row is a dict of columns; what it leaves out is ordinary. Numbered in the order given; returns the last number."""
    numbers = itertools.count(first)
    full = [_filled(row, next(numbers)) for row in rows]
    columns = {name: pa.array([row[name] for row in full], _type(name, full[0][name])) for name in full[0]}
    store.insert_arrow("events", pa.table(columns))
    return first + len(rows) - 1


def _filled(row, number):
    at = row.get("timestamp", NOON)
    own = {"seq": number, "message_id": f"m{number}", "payload_hash": number, "timestamp": at, "received_at": at, "person_key": 1}
    return {**_DEFAULTS, **own, **row}


def _type(name, value):
    return _TYPES.get(name) or (pa.timestamp("ms", "UTC") if isinstance(value, dt.datetime) else pa.string())
