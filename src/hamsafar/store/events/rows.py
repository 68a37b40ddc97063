"""From columns of events to the rows of the `events` table."""

from collections.abc import Callable, Iterable, Sequence
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
_WORTH_A_LOOK = 300
_TEXT_FIELDS = (
    "source", "message_id", "type", "name", "channel", "direction", "space", "user_id", "anonymous_id", "previous_id",
    "unit", "session_id", "currency", "properties", "context", "traits",
)  # fmt: skip

SAID = ("type", "user_id", "anonymous_id", "previous_id", "name")  # with the moment, properties and traits: what an event says

SCHEMA = pa.schema(
    [("person_key", pa.uint64()), ("seq", pa.uint64()), ("id_hash", pa.uint64())]
    + [("timestamp", _MOMENT), ("original_timestamp", _MOMENT), ("sent_at", _MOMENT), ("received_at", _MOMENT)]
    + [(name, pa.string()) for name in (*_TEXT_FIELDS, "identifiers")]
    + [("amount", _MONEY), ("flags", _FLAGS)]
)


def id_of(columns: Columns, row: int) -> bytes:
    """What exactly-once is decided by: source and message id."""
    return f"{columns.source[row]}\x1f{columns.message_id[row]}".encode()


def ids_in(rows: pa.RecordBatch | pa.Table) -> list[bytes]:
    pairs = zip(rows["source"].to_pylist(), rows["message_id"].to_pylist(), strict=True)
    return [f"{source}\x1f{message_id}".encode() for source, message_id in pairs]


def payload_hashes_in(rows: pa.RecordBatch) -> list[int]:
    texts = [rows[name].to_pylist() for name in SAID]
    moments = rows["original_timestamp"].view(pa.int64()).fill_null(NEVER).to_pylist()
    properties, traits = (rows[name].cast(pa.binary()).to_pylist() for name in ("properties", "traits"))
    return payload_hashes(texts, moments, properties, traits)


def id_hashes_of(columns: Columns) -> Numbers:
    """The `id_hash` of the table: ClickHouse's xxHash64 of the ids."""
    if not len(columns):
        return np.empty(0, np.uint64)
    digests = b"".join(map(xxhash.xxh64_digest, _ids(columns)))
    return np.frombuffer(digests, ">u8").astype(np.uint64)


def _ids(columns: Columns) -> Iterable[bytes]:
    """As `id_of`; a group from one source is put together as one text, in half of the time."""
    sources, message_ids = columns.source, columns.message_id
    if sources.count(sources[0]) == len(sources):
        before = f"{sources[0]}\x1f"
        ids = (before + f"\0{before}".join(message_ids)).encode().split(b"\0")
        if len(ids) == len(message_ids):  # else an id holds the separator itself
            return ids
    return (f"{source}\x1f{message_id}".encode() for source, message_id in zip(sources, message_ids, strict=True))


def payload_hashes(
    words: Sequence[Sequence[str]], moments: Sequence[int], properties: Sequence[bytes], traits: Sequence[bytes]
) -> list[int]:
    """The `payload_hash` of the table: what events say, as it was written. `words`: the columns that SAID names."""
    heads = zip(*words, ("" if at == NEVER else at for at in moments), strict=True)
    said = zip(map("%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f".__mod__, heads), properties, traits, strict=True)
    return [xxhash.xxh64_intdigest(b"".join((head.encode(), text, b"\x1f", trait))) for head, text, trait in said]


def batch_of(columns: Columns, *, keys: Numbers, seqs: Numbers, id_hashes: Numbers) -> pa.RecordBatch:
    numbers = {"person_key": keys, "seq": seqs, "id_hash": id_hashes}
    arrays = [pa.array(numbers[name]) if name in numbers else _BUILD[name](getattr(columns, name)) for name in SCHEMA.names]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _is_uniform(values: Sequence[Any]) -> bool:
    return len(values) > _WORTH_A_LOOK and values[0] == values[1] == values[-1] and values.count(values[0]) == len(values)


def _texts(values: Sequence[Any]) -> pa.Array:
    """A column that says the same everywhere (a source, a channel) is by far the most frequent one."""
    if _is_uniform(values):
        first = values[0]
        return pa.repeat(pa.scalar(first.decode() if isinstance(first, bytes) else first, pa.string()), len(values))
    return pa.array(values, pa.string())


def _json(values: Sequence[bytes]) -> pa.Array:
    if _is_uniform(values):
        return _texts(values)
    return pa.array(values, pa.binary()).view(pa.string())  # it is UTF-8 already: reading has seen to that


def _moments(values: Moments) -> pa.Array:
    missing = values == NEVER
    return pa.array(values, pa.int64(), mask=missing if missing.any() else None).view(_MOMENT)


def _amounts(values: Sequence[Any]) -> pa.Array:
    return pa.nulls(len(values), _MONEY) if values.count(None) == len(values) else pa.array(values, _MONEY)


def _identifiers(values: Sequence[tuple[Identifier, ...]]) -> pa.Array:
    if values.count(()) == len(values):
        return _texts(["[]"] * len(values))
    return pa.array([msgspec.json.encode(names).decode() if names else "[]" for names in values], pa.string())


def _flags(values: Sequence[tuple[str, ...]]) -> pa.Array:
    if values.count(values[0]) < len(values):
        return pa.array(values, _FLAGS)
    each = len(values[0])
    offsets = np.arange(len(values) + 1, dtype=np.int32) * each
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values[0] * len(values), pa.string()))


_BUILD: dict[str, Callable[[Any], pa.Array]] = {
    **dict.fromkeys(_TEXT_FIELDS, _texts),
    **dict.fromkeys(("timestamp", "original_timestamp", "sent_at", "received_at"), _moments),
    **dict.fromkeys(("properties", "context", "traits"), _json),
    "identifiers": _identifiers,
    "amount": _amounts,
    "flags": _flags,
}
