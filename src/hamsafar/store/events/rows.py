"""From columns of events to the rows of the `events` table."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

from hamsafar.collect.intake.services import NEVER, Columns, Identifier, Moments

Numbers = NDArray[np.uint64]

_MOMENT = pa.timestamp("ms", "UTC")
_MONEY = pa.decimal128(18, 4)
_FLAGS = pa.list_(pa.string())
_TEXT_FIELDS = (
    "source", "message_id", "type", "name", "channel", "direction", "space", "user_id", "anonymous_id", "previous_id",
    "unit", "session_id", "currency", "properties", "context", "traits",
)  # fmt: skip

SCHEMA = pa.schema(
    [("person_key", pa.uint64()), ("seq", pa.uint64()), ("id_hash", pa.uint64()), ("payload_hash", pa.uint64())]
    + [("timestamp", _MOMENT), ("original_timestamp", _MOMENT), ("sent_at", _MOMENT), ("received_at", _MOMENT)]
    + [(name, pa.string()) for name in (*_TEXT_FIELDS, "identifiers")]
    + [("amount", _MONEY), ("flags", _FLAGS)]
)


def ids_of(columns: Columns) -> list[bytes]:
    """What exactly-once is decided by: source and message id."""
    return [f"{source}\x1f{id}".encode() for source, id in zip(columns.source, columns.message_id, strict=True)]


def hashes_of(ids: Sequence[bytes]) -> Numbers:
    """The `id_hash` of the table: ClickHouse's xxHash64, so that the store can fill the filter of known ids."""
    return np.fromiter(map(xxhash.xxh64_intdigest, ids), np.uint64, len(ids))


def payload_hashes_of(columns: Columns) -> list[int]:
    """What an event says, as it was written: two that differ are compared in canonical form (dedupe.py) before one is called other.

    Never sentAt, receivedAt or the transport's context: official clients change those on every retry.
    """
    heads = zip(
        columns.type, columns.user_id, columns.anonymous_id, columns.previous_id, columns.name, columns.original_timestamp, strict=True
    )
    said = zip(map("%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%d\x1f".__mod__, heads), columns.properties, columns.traits, strict=True)
    return [xxhash.xxh64_intdigest(b"".join((head.encode(), properties, b"\x1f", traits))) for head, properties, traits in said]


def batch_of(columns: Columns, *, keys: Numbers, seqs: Numbers, id_hashes: Numbers, payload_hashes: Sequence[int]) -> pa.RecordBatch:
    numbers = {"person_key": keys, "seq": seqs, "id_hash": id_hashes, "payload_hash": np.array(payload_hashes, np.uint64)}
    arrays = [numbers[name] if name in numbers else _BUILD[name](getattr(columns, name)) for name in SCHEMA.names]
    return pa.RecordBatch.from_arrays([pa.array(array) if isinstance(array, np.ndarray) else array for array in arrays], schema=SCHEMA)


def _texts(values: Sequence[Any]) -> pa.Array:
    """A column that says the same everywhere (a source, a channel) is by far the most frequent one."""
    if values and values.count(values[0]) == len(values):
        first = values[0]
        return pa.repeat(pa.scalar(first.decode() if isinstance(first, bytes) else first, pa.string()), len(values))
    return pa.array(values, pa.string())


def _moments(values: Moments) -> pa.Array:
    missing = values == NEVER
    return pa.array(values, pa.int64(), mask=missing if missing.any() else None).cast(_MOMENT)


def _amounts(values: Sequence[Any]) -> pa.Array:
    return pa.nulls(len(values), _MONEY) if values.count(None) == len(values) else pa.array(values, _MONEY)


def _identifiers(values: Sequence[tuple[Identifier, ...]]) -> pa.Array:
    if values.count(()) == len(values):
        return pa.repeat(pa.scalar("[]"), len(values))
    return pa.array([msgspec.json.encode(names).decode() if names else "[]" for names in values], pa.string())


def _flags(values: Sequence[tuple[str, ...]]) -> pa.Array:
    return pa.array(values, _FLAGS)


_BUILD: dict[str, Callable[[Any], pa.Array]] = {
    **dict.fromkeys(_TEXT_FIELDS, _texts),
    **dict.fromkeys(("timestamp", "original_timestamp", "sent_at", "received_at"), _moments),
    "identifiers": _identifiers,
    "amount": _amounts,
    "flags": _flags,
}
