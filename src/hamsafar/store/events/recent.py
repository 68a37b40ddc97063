"""The events of the last minutes, in memory: repeats are nearly always retries, and a retry comes soon."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .rows import Numbers

ROWS = 120_000  # at least so many are remembered, and always all that the table does not hold yet
SMALL_PARTS, LARGE = 64, 2_000


@dataclass(slots=True)
class Part:
    hashes: Numbers
    rows: pa.RecordBatch
    last_seq: int


class Recent:
    """Few large parts and a handful of small ones, which are joined when there are many: there is never much to look through."""

    def __init__(self) -> None:
        self._parts: deque[Part] = deque()
        self._small: list[Part] = []
        self._count = 0

    def add(self, hashes: Numbers, rows: pa.RecordBatch, *, last_seq: int, visible_seq: int) -> None:
        self._small.append(Part(hashes, rows, last_seq))
        self._count += len(hashes)
        if len(self._small) >= SMALL_PARTS or len(hashes) >= LARGE:
            self._parts.append(_joined(self._small))
            self._small = []
        while self._parts and self._count - len(self._parts[0].hashes) >= ROWS and self._parts[0].last_seq <= visible_seq:
            self._count -= len(self._parts.popleft().hashes)

    def find(self, hashes: Numbers) -> Iterator[pa.RecordBatch]:
        """Rows with one of these hashes, the earliest first."""
        for part in (*self._parts, *self._small):
            found = np.flatnonzero(np.isin(part.hashes, hashes))
            if len(found):
                yield part.rows.take(pa.array(found))

    def clear(self) -> None:
        self._parts.clear()
        self._small, self._count = [], 0


def _joined(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    (rows,) = pa.Table.from_batches([part.rows for part in parts]).combine_chunks().to_batches()
    return Part(np.concatenate([part.hashes for part in parts]), rows, parts[-1].last_seq)
