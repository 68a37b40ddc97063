"""The events of the last minutes, in memory: repeats are nearly always retries, and a retry comes soon."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .rows import Numbers

ROWS = 120_000  # at least so many are remembered, and always all that the table does not hold yet
_LARGE = 16_000


@dataclass(slots=True)
class Part:
    hashes: Numbers
    rows: pa.RecordBatch
    last_seq: int


class Recent:
    """Parts that grow like the store's own: a small one joins its neighbour, so that there are few to look through."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._count = 0

    def add(self, hashes: Numbers, rows: pa.RecordBatch, *, last_seq: int, visible_seq: int) -> None:
        self._parts.append(Part(hashes, rows, last_seq))
        self._count += len(hashes)
        while len(self._parts) > 1 and len(self._parts[-2].hashes) <= min(_LARGE, 2 * len(self._parts[-1].hashes)):
            newer, older = self._parts.pop(), self._parts.pop()
            self._parts.append(_joined(older, newer))
        while self._count - len(self._parts[0].hashes) >= ROWS and self._parts[0].last_seq <= visible_seq:
            self._count -= len(self._parts.pop(0).hashes)

    def find(self, hashes: Numbers) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Rows with one of these hashes."""
        for part in self._parts:
            for index in np.flatnonzero(np.isin(part.hashes, hashes)).tolist():
                yield part.rows, index

    def clear(self) -> None:
        self._parts, self._count = [], 0


def _joined(older: Part, newer: Part) -> Part:
    (rows,) = pa.Table.from_batches([older.rows, newer.rows]).combine_chunks().to_batches()
    return Part(np.concatenate([older.hashes, newer.hashes]), rows, newer.last_seq)
