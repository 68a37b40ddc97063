"""Excel (xlsx, xls, xlsb, ods). Formulas are never run; a cell shows the value that was saved."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine

from ..contracts import FileShape
from ..errors import FileDamaged, FileUnpacksTooLarge
from .base import LIMITS, Line
from .csv_ import unique

_UNPACKED_AT_MOST = 1 << 30
_RATIO = 200


class ExcelReader:
    def __init__(self, path: Path, shape: FileShape) -> None:
        _check_zip(path)
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


def _check_zip(path: Path) -> None:
    """Refuse a bomb before the library unpacks it."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileDamaged(detail=str(error)[:120]) from None
    if size > _UNPACKED_AT_MOST or (size > 64 << 20 and size > _RATIO * path.stat().st_size):
        raise FileUnpacksTooLarge(limit=_UNPACKED_AT_MOST // 1024 // 1024)


def _damaged(error: BaseException) -> FileDamaged:
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    return FileDamaged(detail=str(error).splitlines()[0][:120] if str(error) else type(error).__name__)
