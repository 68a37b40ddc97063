"""Exactly once: which of a group of events are new.

`(source, message_id)` counts once, for ever. Three memories answer, the cheapest first: the ids of the last minutes with what they said,
a Bloom filter over all ids, and for its few hits the store itself. The first event of an id wins; one that says something else
under the same id is set aside.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import numpy as np

from hamsafar.collect.intake.services import NEVER, Columns, Outcome

from .bloom import Bloom
from .rows import Numbers

GENERATION = 150_000  # recent ids are forgotten in generations of this size


@dataclass(frozen=True, slots=True)
class Payload:
    """What an event says: everything of it that a client repeats unchanged when it sends the event again."""

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

    def canonical(self) -> bytes:
        """The same for the same content, whatever the order of keys and the white space between them."""
        moment = None if self.original_timestamp == NEVER else self.original_timestamp
        words = [self.type, self.user_id, self.anonymous_id, self.previous_id, self.name, moment]
        return msgspec.json.encode([*words, _sorted(self.properties), _sorted(self.traits)])


def _sorted(text: bytes) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return text.decode("utf-8", "replace")


class Memory(Protocol):
    """The exact memory behind the filter: the `events` table."""

    def known(self, id_hashes: Numbers) -> dict[bytes, int]:
        """Those of these ids that stand in the table, with their payload hashes."""

    def payload(self, id: bytes, id_hash: int) -> Payload:
        """What an accepted event said, also when it is not in the table yet."""


@dataclass(slots=True)
class Group:
    """Events on their way in, with the hashes that are made once."""

    columns: Columns
    ids: Sequence[bytes]
    id_hashes: Numbers
    payload_hashes: Sequence[int]


class Known:
    """All ids that were ever accepted. Not thread-safe: the spine's lock guards it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._recent: list[tuple[int, dict[bytes, int]]] = [(0, {})]  # (last seq, id -> payload hash), newest last
        self.bloom = Bloom()

    def judge(self, group: Group) -> dict[int, Outcome]:
        """What becomes of those that are not new. Remembers nothing: that is `remember`, once they are durable."""
        suspects = self._suspects(group)
        return self._resolve(group, suspects) if suspects else {}

    def remember(self, group: Group, rows: Sequence[int] | None, *, last_seq: int, visible_seq: int) -> None:
        """`rows` of the group (all, if None) were accepted and are durable."""
        hashes = group.id_hashes if rows is None else group.id_hashes[list(rows)]
        self.bloom.add(hashes)
        pairs = zip(group.ids, group.payload_hashes, strict=True)
        _, young = self._recent[-1]
        young.update(pairs if rows is None else ((group.ids[row], group.payload_hashes[row]) for row in rows))
        self._recent[-1] = (last_seq, young)
        if len(young) >= GENERATION:
            self._age(visible_seq)

    def _age(self, visible_seq: int) -> None:
        """An id may leave the recent ones only when the store's look-up can find it."""
        older = [(seq, ids) for seq, ids in self._recent[:-1] if seq > visible_seq]
        self._recent = [*older, self._recent[-1], (0, {})]

    def _suspects(self, group: Group) -> list[int]:
        """Rows whose id may be known: seen lately, twice in this group, or in the filter."""
        found = set(np.flatnonzero(self.bloom.contains(group.id_hashes)).tolist())
        ids = group.ids
        distinct = set(ids)
        if len(distinct) < len(ids):
            seen: set[bytes] = set()
            for row, id in enumerate(ids):
                if id in seen:
                    found.add(row)
                seen.add(id)
        for _, recent in self._recent:
            if not recent.keys().isdisjoint(distinct):
                found.update(row for row, id in enumerate(ids) if id in recent)
        return sorted(found)

    def _resolve(self, group: Group, suspects: Sequence[int]) -> dict[int, Outcome]:
        unplaced = [row for row in suspects if self._recent_hash(group.ids[row]) is None]
        stored = self._memory.known(group.id_hashes[unplaced]) if unplaced else {}
        firsts = _firsts(group.ids) if len(set(group.ids)) < len(group.ids) else {}
        outcomes: dict[int, Outcome] = {}
        for row in suspects:
            same = self._says_the_same(group, row, stored, firsts)
            if same is not None:
                outcomes[row] = Outcome.DUPLICATE if same else Outcome.QUARANTINED
        return outcomes

    def _says_the_same(self, group: Group, row: int, stored: Mapping[bytes, int], firsts: Mapping[bytes, int]) -> bool | None:
        """Compared with the first event of that id; None when the id is new after all."""
        id, said = group.ids[row], group.payload_hashes[row]
        first_said = stored.get(id)
        if first_said is None:
            first_said = self._recent_hash(id)
        if first_said is not None:
            return said == first_said or _alike(group, row, self._memory.payload(id, int(group.id_hashes[row])))
        first = firsts.get(id, row)
        if first == row:
            return None
        return said == group.payload_hashes[first] or _alike(group, row, Payload.at(group.columns, first))

    def _recent_hash(self, id: bytes) -> int | None:
        return next((ids[id] for _, ids in self._recent if id in ids), None)


def _alike(group: Group, row: int, first: Payload) -> bool:
    return Payload.at(group.columns, row).canonical() == first.canonical()


def _firsts(ids: Iterable[bytes]) -> dict[bytes, int]:
    firsts: dict[bytes, int] = {}
    for row, id in enumerate(ids):
        firsts.setdefault(id, row)
    return firsts
