"""Parquet, a few thousand rows at a time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..contracts import FileShape
from ..errors import FileDamaged, FileUnpacksTooLarge, LineTooLong
from .base import LIMITS, Line
from .csv_ import unique

_ROWS = 5000
_GROUP_AT_MOST = 1 << 30


class ParquetReader:
    def __init__(self, path: Path, _shape: FileShape) -> None:
        try:
            self._file = pq.ParquetFile(path)
            self._check()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise FileDamaged(detail=str(error).splitlines()[0][:120] if str(error) else "Parquet") from None
        self.columns = unique(self._file.schema_arrow.names)
        if len(self.columns) > LIMITS.columns:
            raise LineTooLong(line=1, limit=LIMITS.columns)
        self._size, self._read, self._total = path.stat().st_size, 0, max(self._file.metadata.num_rows, 1)

    def _check(self) -> None:
        """A group is unpacked as a whole, so its declared size is looked at before anything is read."""
        groups = (self._file.metadata.row_group(index) for index in range(self._file.metadata.num_row_groups))
        if any(group.total_byte_size > _GROUP_AT_MOST for group in groups):
            raise FileUnpacksTooLarge(limit=_GROUP_AT_MOST // 1024 // 1024)

    def position(self) -> int:
        return self._size * self._read // self._total

    def lines(self) -> Iterator[Line]:
        try:
            for batch in self._file.iter_batches(batch_size=_ROWS):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    self._read += 1
                    yield Line(self._read, cells)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise FileDamaged(detail=str(error).splitlines()[0][:120] if str(error) else "Parquet") from None
