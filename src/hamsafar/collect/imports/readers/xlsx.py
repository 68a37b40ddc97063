"""Workbooks of Excel (xlsx, xlsm) as a stream: one row of the sheet in memory at a time, and the texts that its cells share.

Expat is used as it is, with a handler that refuses any document type. Formulas are never run; a cell shows the value that was saved, a
date where its number format says so. What the parts are called and mean: ECMA-376, part 1, chapter 18.
"""

import datetime as dt
import posixpath
import re
import zipfile
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ..contracts import FileShape
from ..errors import FileDamaged, FileUnpacksTooLarge, LineTooLong, XmlForbidden
from .base import LIMITS, Line
from .bytes_ import BLOCK
from .csv_ import unique

MOST_SHARED = 256 << 20  # bytes of text that cells share: all of it is held
_BROKEN = (expat.ExpatError, zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, IndexError, OverflowError, RuntimeError)
Row = tuple[int, list[Any]]


class XlsxReader:
    def __init__(self, path: Path, shape: FileShape) -> None:
        try:
            self._book = _Book(path)
            self._sheet = self._book.part_of(shape.sheet)
            self._rows = self._book.rows(self._sheet)
        except _BROKEN as error:
            raise damaged(error) from None
        self._size = path.stat().st_size
        self.columns = shape.columns if shape.header is False else self._header()

    def position(self) -> int:
        return int(self._size * self._book.read_of(self._sheet))

    def _header(self) -> tuple[str, ...]:
        for _number, row in self._all():
            return unique(["" if cell is None else str(cell) for cell in row])[: LIMITS.columns]
        return ()

    def _all(self) -> Iterator[Row]:
        """Rows that hold anything."""
        try:
            for number, row in self._rows:
                if any(cell is not None and cell != "" for cell in row):
                    yield number, row
        except _BROKEN as error:
            raise damaged(error) from None

    def lines(self) -> Iterator[Line]:
        width = len(self.columns)
        for number, row in self._all():
            cells = [None if cell == "" else cell for cell in row[:width]]
            yield Line(number, cells + [None] * (width - len(cells)))


def damaged(error: BaseException) -> FileDamaged:
    return FileDamaged(detail=str(error).splitlines()[0][:120] if str(error) else type(error).__name__)


class _Book:
    """The parts of a workbook that say how its sheets are to be read."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._places = {name.lower(): name for name in self._archive.namelist()}
        main = next((target for kind, _id, target in self._links("") if kind == "officeDocument"), "xl/workbook.xml")
        self._targets = {id_: (kind, target) for kind, id_, target in self._links(main)}
        self._sheets, self._is_1904 = self._read_workbook(main)
        self._read = 0

    def part_of(self, sheet: str) -> str:
        """The part of the sheet of this name, or of the first. Raises FileDamaged, which names those that are there."""
        if not self._sheets:
            raise FileDamaged(detail="no sheets")
        if not sheet:
            return next(iter(self._sheets.values()))
        if sheet not in self._sheets:
            raise FileDamaged(detail=", ".join(self._sheets)[:120])
        return self._sheets[sheet]

    def rows(self, part: str) -> Iterator[Row]:
        sheet = _Sheet(self._shared(), self._dates(), is_1904=self._is_1904)
        for block in self._blocks(part):
            self._read += len(block)
            yield from sheet.feed(block)
        yield from sheet.feed(b"", is_last=True)

    def read_of(self, part: str) -> float:
        return min(1.0, self._read / max(1, self._archive.getinfo(self._place(part)).file_size))

    def _place(self, part: str) -> str:
        return self._places[part.lower()]

    def _blocks(self, part: str) -> Iterator[bytes]:
        with self._archive.open(self._place(part)) as file:
            while block := file.read(BLOCK):
                yield block

    def _links(self, part: str) -> list[tuple[str, str, str]]:
        """(kind, id, part that is meant) of what another part names."""
        folder, _, name = part.rpartition("/")
        links = posixpath.join(folder, "_rels", name + ".rels")
        if links.lower() not in self._places:
            return []
        found = _elements(self._blocks(links), "Relationship")
        return [
            (
                each.get("Type", "").rpartition("/")[2],
                each.get("Id", ""),
                posixpath.normpath(posixpath.join("/", folder, each["Target"]))[1:],
            )
            for each in found
            if "Target" in each
        ]

    def _read_workbook(self, main: str) -> tuple[dict[str, str], bool]:
        sheets: dict[str, str] = {}
        is_1904 = False
        for each in _elements(self._blocks(main), "sheet", "workbookPr"):
            if each[""] == "workbookPr":
                is_1904 = each.get("date1904") in ("1", "true")
                continue
            kind, target = self._targets.get(each.get("id", ""), ("", ""))
            if kind == "worksheet":
                sheets[each.get("name", "")] = target
        return sheets, is_1904

    def _linked(self, kind: str) -> str | None:
        return next((target for found, target in self._targets.values() if found == kind), None)

    def _shared(self) -> "_Shared":
        part = self._linked("sharedStrings")
        return _Shared(self._blocks(part) if part else ())

    def _dates(self) -> list[int]:
        part = self._linked("styles")
        return _date_styles(self._blocks(part)) if part else []


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: Any) -> None:
    raise XmlForbidden


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _elements(blocks: Iterator[bytes], *wanted: str) -> list[dict[str, str]]:
    """Attributes of all elements of these names, whatever their namespace is called; "" is the name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _bare(name) in wanted:
            found.append({_bare(key): value for key, value in attributes.items()} | {"": _bare(name)})

    parser = _parser()
    parser.StartElementHandler = start
    for block in blocks:
        parser.Parse(block)
    parser.Parse(b"", True)
    return found


class _Shared:
    """Texts that cells name by number, end to end in one piece of memory."""

    def __init__(self, blocks: Iterator[bytes] | tuple[()]) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])
        self._is_text = self._is_phonetic = False
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._start, self._end, self._said
        for block in blocks:
            parser.Parse(block)
            if len(self._bytes) + 8 * len(self._ends) > MOST_SHARED:
                raise FileUnpacksTooLarge(limit=MOST_SHARED >> 20)
        if blocks:
            parser.Parse(b"", True)

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        bare = _bare(name)
        if bare == "rPh":
            self._is_phonetic = True
        elif bare == "t":
            self._is_text = not self._is_phonetic

    def _end(self, name: str) -> None:
        bare = _bare(name)
        if bare == "si":
            self._ends.append(len(self._bytes))
        elif bare == "rPh":
            self._is_phonetic = False
        elif bare == "t":
            self._is_text = False

    def _said(self, text: str) -> None:
        if self._is_text:
            self._bytes += text.encode("utf-8", "replace")


# Number formats

_PLAIN, _MOMENT, _SPAN = 0, 1, 2
_BUILT_IN = {**dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), _MOMENT), 46: _SPAN}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_OF_TIME = re.compile(r"[dmyhs]|am/pm", re.IGNORECASE)
_OF_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def _date_styles(blocks: Iterator[bytes]) -> list[int]:
    """What each style of a cell makes of a number."""
    formats = dict(_BUILT_IN)
    styles: list[int] = []
    for each in _in_cells(blocks):
        if each[""] == "numFmt":
            formats[int(each.get("numFmtId", 0))] = _kind_of(each.get("formatCode", ""))
        else:
            styles.append(formats.get(int(each.get("numFmtId", 0)), _PLAIN))
    return styles


def _in_cells(blocks: Iterator[bytes]) -> list[dict[str, str]]:
    """Formats, and the styles of cells (not those of named styles, which look the same)."""
    found: list[dict[str, str]] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        bare = _bare(name)
        if bare == "numFmt" or (bare == "xf" and inside and inside[-1] == "cellXfs"):
            found.append(attributes | {"": bare})
        inside.append(bare)

    parser = _parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: inside.pop() and None
    for block in blocks:
        parser.Parse(block)
    parser.Parse(b"", True)
    return sorted(found, key=lambda each: each[""] != "numFmt")


def _kind_of(code: str) -> int:
    first = _QUOTED.sub("", code.partition(";")[0])
    if _OF_SPAN.search(first):
        return _SPAN
    return _MOMENT if first.lower() != "general" and _OF_TIME.search(first) else _PLAIN


_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - Excel knows no zone


def _moment(serial: float, *, is_1904: bool) -> Any:
    """A date where nothing stands behind the point, a time where nothing stands before it. Excel believes in 29 February 1900."""
    if 0 <= serial < 1:
        return (_EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))).time()
    days = serial if is_1904 or serial >= 60 else serial + 1
    at = (_EPOCH_1904 if is_1904 else _EPOCH) + dt.timedelta(milliseconds=round(days * 86_400_000))
    return at.date() if serial.is_integer() else at


# Cells


class _Sheet:
    """Collects rows while expat walks through a sheet."""

    def __init__(self, shared: _Shared, dates: Sequence[int], *, is_1904: bool) -> None:
        self._shared, self._dates, self._is_1904 = shared, dates, is_1904
        self._parser = _parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._said
        self._found: deque[Row] = deque()
        self._number, self._column, self._length = 0, 0, 0
        self._row: list[Any] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._is_text = self._is_phonetic = False
        self._places: dict[str, int] = {}

    def feed(self, block: bytes, *, is_last: bool = False) -> Iterator[Row]:
        self._parser.Parse(block, is_last)
        while self._found:
            yield self._found.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        bare = _bare(name)
        if bare == "c":
            self._cell, self._text, self._length = attributes, [], 0
            self._column = self._place(attributes["r"]) if "r" in attributes else self._column + 1
        elif bare == "row":
            self._number = int(attributes["r"]) if "r" in attributes else self._number + 1
            self._row, self._column = [], -1
        elif bare == "v" or (bare == "t" and not self._is_phonetic):
            self._is_text = True
        elif bare == "rPh":
            self._is_phonetic = True

    def _end(self, name: str) -> None:
        bare = _bare(name)
        if bare == "v" or bare == "t":
            self._is_text = False
        elif bare == "c":
            self._put()
        elif bare == "row":
            self._found.append((self._number, self._row))
        elif bare == "rPh":
            self._is_phonetic = False

    def _said(self, text: str) -> None:
        if self._is_text:
            self._length += len(text)
            if self._length > LIMITS.record:
                raise LineTooLong(line=self._number, limit=LIMITS.record)
            self._text.append(text)

    def _place(self, reference: str) -> int:
        """Column of a cell called C5: the letters count in base 26, without a zero."""
        letters = reference.rstrip("0123456789")
        if letters not in self._places:
            number = 0
            for letter in letters.upper():
                number = number * 26 + ord(letter) - ord("A") + 1
            self._places[letters] = number - 1
        return self._places[letters]

    def _put(self) -> None:
        if not self._text or not 0 <= self._column < LIMITS.columns:
            return
        value = self._value("".join(self._text))
        missing = self._column - len(self._row)
        if missing > 0:
            self._row.extend([None] * missing)
        if missing >= 0:
            self._row.append(value)
        else:
            self._row[self._column] = value

    def _value(self, text: str) -> Any:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._shared[int(text)]
        if kind == "n":
            return self._number_of(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        return None if kind == "e" else text

    def _number_of(self, text: str) -> Any:
        style = int(self._cell.get("s", 0))
        kind = self._dates[style] if style < len(self._dates) else _PLAIN
        if kind == _PLAIN:
            return int(text) if text.isdigit() and len(text) < 40 else float(text)
        serial = float(text)
        if kind == _SPAN:
            return dt.timedelta(milliseconds=round(serial * 86_400_000))
        return _moment(serial, is_1904=self._is_1904)
