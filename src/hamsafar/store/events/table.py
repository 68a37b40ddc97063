"""The `events` table as its writer sees it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pyarrow as pa

from hamsafar.base.eventstore import EventStore, numbers_in
from hamsafar.base.sql import questions_beside

from .dedupe import Payload
from .rows import Numbers, ids_in

question = questions_beside(__file__)

_IDS_A_LOOK_UP = 5_000
_ROWS_A_SLICE = 2_000_000


class Table:
    """The `events` table as the writer sees it."""

    def __init__(self, target: EventStore) -> None:
        self._store = target
        self._kept = ExitStack()
        self._client = self._kept.enter_context(target.client())  # of its own: an insert never waits behind a page's questions

    def close(self) -> None:
        self._kept.close()

    def insert(self, rows: pa.Table) -> None:
        # Old events of an import may belong to any month; the engine's limit of a hundred is a guard against mistakes, not a need.
        self._client.insert_arrow("events", rows, settings={"max_partitions_per_insert_block": 0})

    def insert_missing(self, rows: pa.Table) -> None:
        """Only those whose id does not stand in the table yet, each once, and none that was erased."""
        ids, hashes = ids_in(rows), numbers_in(rows["id_hash"])
        known, erased = set(self.known(hashes)), self.forgotten(hashes)
        missing = []
        for index, (id, hash) in enumerate(zip(ids, hashes.tolist(), strict=True)):
            if id not in known and hash not in erased:
                known.add(id)
                missing.append(index)
        if missing:
            self.insert(rows.take(missing))

    def known(self, id_hashes: Numbers) -> dict[bytes, int]:
        """Those of these ids that stand in the table, with the hash of what their first event said."""
        found: dict[bytes, int] = {}
        for start in range(0, len(id_hashes), _IDS_A_LOOK_UP):
            hashes = id_hashes[start : start + _IDS_A_LOOK_UP].tolist()
            rows = self._store.query_arrow(question("known_ids").stacked(), {"hashes": hashes})
            found.update(zip(ids_in(rows), rows["payload_hash"].to_pylist(), strict=True))  # the earliest comes last and stays
        return found

    def payload(self, id: bytes, id_hash: int) -> Payload:
        source, _, message_id = id.decode().partition("\x1f")
        values = {"hash": id_hash, "source": source, "message_id": message_id}
        (row,) = self._store.query(question("known_payload").stacked(), values).dicts()
        return Payload.of_row(row)

    def forgotten(self, id_hashes: Numbers) -> set[int]:
        """Those that belonged to somebody who was erased: they count as known for ever, and nothing else is known of them."""
        found: set[int] = set()
        for start in range(0, len(id_hashes), _IDS_A_LOOK_UP):
            hashes = id_hashes[start : start + _IDS_A_LOOK_UP].tolist()
            found.update(int(hash) for (hash,) in self._store.query(question("forgotten_ids").stacked(), {"hashes": hashes}).rows)
        return found

    def last_seq(self) -> int:
        return int(self._store.query("select greatest((select max(seq) from events), (select max(seq) from forgotten))").value())

    def count(self) -> int:
        return int(self._store.query("select (select count() from events) + (select count() from forgotten)").value())

    def hashes(self, last_seq: int) -> Iterator[Numbers]:
        """All id hashes, in slices that fit into memory."""
        for start in range(0, last_seq + 1, _ROWS_A_SLICE):
            bounds = {"start": start, "stop": start + _ROWS_A_SLICE}
            sql = "select id_hash from events where seq >= {start:UInt64} and seq < {stop:UInt64}"
            yield numbers_in(self._store.query_arrow(sql, bounds)["id_hash"])
        yield numbers_in(self._store.query_arrow("select id_hash from forgotten")["id_hash"])

    def quarantine(self, rows: pa.Table) -> None:
        self._store.insert_arrow("quarantine", rows)
