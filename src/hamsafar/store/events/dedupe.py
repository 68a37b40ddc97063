"""Exactly once: which of a group of events are new.

`(source, message_id)` counts once, for ever. Three memories answer, the cheapest first: a Bloom filter over all ids, the events of the
last minutes, and for what remains the store itself. The first event of an id wins; one that says something else under the same id is
set aside. An id whose event was erased stays known, so that a client that sends it again brings nobody back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from hamsafar.base.eventstore import numbers_in
from hamsafar.collect.intake.services import NEVER, Columns, Outcome

from .bloom import Bloom
from .recent import Recent
from .rows import SAID, Numbers, id_of, ids_in, payload_hashes, payload_hashes_in


@dataclass(frozen=True, slots=True)
class Payload:
    """What an event says: everything of it that a client repeats unchanged when it sends the event again.

    Never sentAt, receivedAt or the transport's context: official clients change those on every retry.
    """

    type: str
    user_id: str
    anonymous_id: str
    previous_id: str
    name: str
    original_timestamp: int
    properties: bytes
    traits: bytes

    @classmethod
    def at(cls, columns: Columns, row: int) -> "Payload":
        return cls(
            type=columns.type[row],
            user_id=columns.user_id[row],
            anonymous_id=columns.anonymous_id[row],
            previous_id=columns.previous_id[row],
            name=columns.name[row],
            original_timestamp=int(columns.original_timestamp[row]),
            properties=columns.properties[row],
            traits=columns.traits[row],
        )

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Payload":
        texts = {name: row[name].encode() for name in ("properties", "traits")}
        moment = row["original_timestamp"]
        return cls(**{**row, **texts, "original_timestamp": NEVER if moment is None else moment})

    def says_the_same_as(self, other: "Payload") -> bool:
        return self == other or self.canonical() == other.canonical()

    def canonical(self) -> bytes:
        """The same for the same content, whatever the order of keys, the white space between them and how numbers are written."""
        moment = None if self.original_timestamp == NEVER else self.original_timestamp
        words = [self.type, self.user_id, self.anonymous_id, self.previous_id, self.name, moment]
        return msgspec.json.encode([*words, _sorted(self.properties), _sorted(self.traits)])


_encode = msgspec.json.Encoder(order="deterministic", decimal_format="number").encode


def _sorted(text: bytes) -> bytes:
    try:
        return _encode(json.loads(text, parse_int=_exact, parse_float=_exact))
    except (ValueError, RecursionError, InvalidOperation):
        return text


def _exact(number: str) -> Decimal:
    """100, 100.0 and 1e2 are one number: a client may read its queue back with another program than wrote it. Nothing is rounded."""
    sign, digits, exponent = Decimal(number).as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    if not significant or not isinstance(exponent, int):
        return Decimal(0)
    return Decimal((sign, tuple(map(int, significant)), exponent + len(digits) - len(significant)))


class Memory(Protocol):
    """The exact memory behind the filter: the event store."""

    def known(self, id_hashes: Numbers) -> dict[bytes, int]:
        """Those of these ids that stand in the table, with the hash of what their first event said."""

    def payload(self, id: bytes, id_hash: int) -> Payload:
        """What the first event of an accepted id said, also when it is not in the table yet."""

    def forgotten(self, id_hashes: Numbers) -> set[int]:
        """Those of these ids whose event was erased."""


@dataclass(slots=True)
class Group:
    """Events on their way in, with the hashes of their ids."""

    columns: Columns
    id_hashes: Numbers

    def __len__(self) -> int:
        return len(self.id_hashes)


class Known:
    """All ids that were ever accepted. Not thread-safe: the spine's lock guards it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._recent = Recent()
        self.bloom = Bloom()

    def judge(self, group: Group) -> dict[int, Outcome]:
        """What becomes of those that are not new. Remembers nothing: that is `remember`, once they are durable."""
        known = self.bloom.contains(group.id_hashes)
        twins = _repeated(group.id_hashes)
        if not known.any() and not len(twins):
            return {}
        suspects = sorted({*np.flatnonzero(known).tolist(), *twins.tolist()})
        firsts = self._first_words(group.id_hashes[known])
        erased = self._memory.forgotten(group.id_hashes[known]) if known.any() else set()
        return self._outcomes(group, suspects, firsts, erased)

    def remember(self, rows: pa.RecordBatch, *, last_seq: int, visible_seq: int) -> None:
        """These were accepted and are durable."""
        hashes = numbers_in(rows["id_hash"])
        self.bloom.add(hashes)
        self._recent.add(hashes, rows, last_seq=last_seq, visible_seq=visible_seq)

    def forget_recent(self) -> None:
        """Look every id up in the store again; call it once all that is acknowledged stands there."""
        self._recent.clear()

    def _first_words(self, id_hashes: Numbers) -> dict[bytes, int]:
        """Hashes of what the first events of these ids said. What is recent may not be in the table yet, so it is asked first."""
        if not len(id_hashes):
            return {}
        words: dict[bytes, int] = {}
        seen: list[Numbers] = []
        for rows in self._recent.find(id_hashes):
            words = {**dict(zip(ids_in(rows), payload_hashes_in(rows), strict=True)), **words}
            seen.append(numbers_in(rows["id_hash"]))
        missing = id_hashes[~np.isin(id_hashes, np.concatenate(seen))] if seen else id_hashes
        return {**self._memory.known(missing), **words} if len(missing) else words

    def _outcomes(self, group: Group, suspects: Sequence[int], firsts: dict[bytes, int], erased: set[int]) -> dict[int, Outcome]:
        """Row by row, as they came: the first of an id that nobody knows is accepted and is what later ones are compared with."""
        outcomes: dict[int, Outcome] = {}
        new: dict[bytes, int] = {}  # rows of this group that are the first of their id
        for row, said in zip(suspects, _payload_hashes(group.columns, suspects), strict=True):
            id = id_of(group.columns, row)
            if int(group.id_hashes[row]) in erased:
                outcomes[row] = Outcome.DUPLICATE
            elif id not in firsts:
                firsts[id], new[id] = said, row
            else:
                same = said == firsts[id] or self._means_the_same(group, row, id, new.get(id))
                outcomes[row] = Outcome.DUPLICATE if same else Outcome.QUARANTINED
        return outcomes

    def _means_the_same(self, group: Group, row: int, id: bytes, first: int | None) -> bool:
        """Written differently; does it say something else? The rare case, so it may look at the events themselves."""
        said = Payload.at(group.columns, row)
        if first is not None:
            return said.says_the_same_as(Payload.at(group.columns, first))
        return said.says_the_same_as(self._memory.payload(id, int(group.id_hashes[row])))


def _payload_hashes(columns: Columns, rows: Sequence[int]) -> list[int]:
    def pick(column: Sequence[Any]) -> list[Any]:
        return [column[row] for row in rows]

    moments = columns.original_timestamp[list(rows)].tolist()
    words = [pick(getattr(columns, name)) for name in SAID]
    return payload_hashes(words, moments, pick(columns.properties), pick(columns.traits))


def _repeated(hashes: Numbers) -> Any:
    """Rows whose hash stands in the group more than once, the first one included."""
    ordered = np.sort(hashes)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(np.isin(hashes, twice)) if len(twice) else twice
