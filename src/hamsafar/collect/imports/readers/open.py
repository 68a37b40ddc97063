"""One look at a file decides what it is; then the reader of its format opens it."""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..contracts import AS_FOUND, FileShape, Format, Inspection
from ..errors import ColumnMissing, FileEmpty, FileMissing, FormatUnknown
from . import csv_
from .base import LIMITS, Limits, Line, Reader
from .bytes_ import BLOCK, Unpacked
from .encoding import Guess, utf16_without_mark
from .excel import open_workbook
from .jsonl import JsonLinesReader
from .parquet import ParquetReader
from .xes import XesReader

__all__ = ["LIMITS", "Limits", "Line", "Reader", "inspect", "open_reader"]

_ENDINGS = {
    ".csv": Format.CSV, ".tsv": Format.CSV, ".txt": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".json": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.EXCEL, ".xlsm": Format.EXCEL, ".xls": Format.EXCEL, ".xlsb": Format.EXCEL, ".ods": Format.EXCEL,
    ".xes": Format.XES,
}  # fmt: skip
TEXT = frozenset({Format.CSV, Format.JSONL})


def inspect(path: Path, said: FileShape = AS_FOUND, *, name: str = "") -> Inspection:
    """Read the whole file once, so that a damaged, cut or dangerous one is refused before anything is imported."""
    name = name or path.name
    if not path.is_file():
        raise FileMissing(name=name)
    if path.stat().st_size == 0:
        raise FileEmpty(name=name)
    head = _head(path)
    kind = Format(said.format) if said.format else _format(path, name, head)
    found, guess = hashlib.sha256(), Guess()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    if kind not in {Format.PARQUET, Format.EXCEL}:
        with Unpacked(path) as unpacked:
            for block in unpacked.blocks():
                guess.feed(block)
    shape = replace(said, format=kind.value)
    if kind in TEXT:
        shape = replace(shape, encoding=said.encoding or guess.result())
    if kind is Format.CSV:
        shape = csv_.complete(path, shape)
    return Inspection(name=name, bytes=path.stat().st_size, sha256=found.hexdigest(), shape=shape)


def _head(path: Path) -> bytes:
    with Unpacked(path) as file:
        return file.read(4096)


def _format(path: Path, name: str, head: bytes) -> Format:
    """By what the file holds; its name decides only between kinds of text."""
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"\xd0\xcf\x11\xe0") or (head.startswith(b"PK") and zipfile.is_zipfile(path)):
        return Format.EXCEL
    ending = Path(name.lower().removesuffix(".gz")).suffix
    found = _ENDINGS.get(ending, Format.CSV)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if start.startswith(b"<") and ending not in (".csv", ".tsv"):  # a table may begin with any sign
        return Format.XES
    if start.startswith(b"{"):
        return Format.JSONL
    if _is_binary(head) or head.startswith(b"PK\x03\x04"):  # the latter is a workbook that was cut off
        raise FormatUnknown(name=name)
    return found if found in TEXT else Format.CSV


def _is_binary(head: bytes) -> bool:
    """More control signs than any text has, UTF-16 left aside."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.startswith(b"\0\0\xfe\xff") or utf16_without_mark(head):
        return False
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return strange * 10 > len(head)


def open_reader(path: Path, shape: FileShape, wanted: Sequence[str] = (), optional: Sequence[str] = ()) -> Reader:
    """The reader of a complete shape. `wanted` columns must be there, or be optional and are then empty; objects may lack any of them."""
    if shape.format == Format.JSONL:
        return JsonLinesReader(path, shape, wanted)
    if shape.format == Format.XES:
        return XesReader(path, shape, wanted)
    opened: Reader
    if shape.format == Format.PARQUET:
        opened = ParquetReader(path, shape)
    elif shape.format == Format.EXCEL:
        opened = open_workbook(path, shape)
    else:
        opened = csv_.CsvReader(path, shape)
    missing = tuple(column for column in wanted if column not in opened.columns)
    for column in missing:
        if column not in optional:
            raise ColumnMissing(column=column, columns="، ".join(opened.columns) if len(opened.columns) < 60 else "…")
    return _Padded(opened, missing) if missing else opened


class _Padded:
    """Another reader with empty columns after its own."""

    def __init__(self, reader: Reader, extra: tuple[str, ...]) -> None:
        self._reader, self._empty = reader, [None] * len(extra)
        self.columns = reader.columns + extra

    def position(self) -> int:
        return self._reader.position()

    def lines(self) -> Iterator[Line]:
        for line in self._reader.lines():
            yield line if line.problem else Line(line.number, [*line.cells, *self._empty])
