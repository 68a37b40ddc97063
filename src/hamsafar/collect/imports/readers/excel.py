"""Workbooks. Those of Excel since 2007 are a stream (xlsx.py); xls, xlsb and ods are held whole, so they may not be as large.

Formulas are never run; a cell shows the value that was saved.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine

from ..contracts import FileShape
from ..errors import FileDamaged, FileUnpacksTooLarge
from .base import LIMITS, Line, Reader
from .csv_ import unique
from .xlsx import XlsxReader, damaged

_STREAMED_AT_MOST, _HELD_AT_MOST = 4 << 30, 256 << 20  # bytes, unpacked


def open_workbook(path: Path, shape: FileShape) -> Reader:
    """Raises FileUnpacksTooLarge for a bomb before anything of it is unpacked."""
    if not zipfile.is_zipfile(path):
        return HeldReader(path, shape)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename.lower() for entry in archive.infolist()}
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(error) from None
    is_streamed = "xl/workbook.xml" in names
    most = _STREAMED_AT_MOST if is_streamed else _HELD_AT_MOST
    if size > most or (size > 64 << 20 and size > LIMITS.ratio * path.stat().st_size):
        raise FileUnpacksTooLarge(limit=most >> 20)
    return XlsxReader(path, shape) if is_streamed else HeldReader(path, shape)


class HeldReader:
    def __init__(self, path: Path, shape: FileShape) -> None:
        try:
            book = calamine.load_workbook(str(path))
            name = shape.sheet if shape.sheet in book.sheet_names else ""
            if shape.sheet and not name:
                raise FileDamaged(detail=", ".join(book.sheet_names)[:120])
            self._rows = book.get_sheet_by_name(name).iter_rows() if name else book.get_sheet_by_index(0).iter_rows()
        except FileDamaged:
            raise
        except BaseException as error:  # the reader's panics are not Exceptions
            raise _damaged(error) from None
        self._size, self._number = path.stat().st_size, 0
        self.columns = shape.columns if shape.header is False else self._header()

    def position(self) -> int:
        return min(self._size, self._number * 100)

    def _header(self) -> tuple[str, ...]:
        for row in self._all():
            if any(cell != "" for cell in row):
                return unique([str(cell) for cell in row])[: LIMITS.columns]
        return ()

    def _all(self) -> Iterator[Sequence[object]]:
        while True:
            try:
                row = next(self._rows, None)
            except BaseException as error:
                raise _damaged(error) from None
            if row is None:
                return
            self._number += 1
            yield row

    def lines(self) -> Iterator[Line]:
        width = len(self.columns)
        for row in self._all():
            cells = [None if cell == "" else cell for cell in row[:width]]
            if any(cell is not None for cell in cells):
                yield Line(self._number, cells + [None] * (width - len(cells)))


def _damaged(error: BaseException) -> FileDamaged:
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    return damaged(error)
