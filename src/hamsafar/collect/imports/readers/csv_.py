"""CSV and its relatives: any delimiter, or columns set apart by blanks; a broken quote costs one line, not the file."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import mode

from ..contracts import FileShape
from ..errors import EncodingUnknown, LineTooLong, QuotesBroken
from .base import LIMITS, Line
from .bytes_ import Unpacked

_DELIMITERS = (",", ";", "\t", "|", "،", "؛")
_UNDECODED = re.compile("[\udc80-\udcff]")
_LONE_RETURN = re.compile("\r(?!\n)")
_ENDS = re.compile("[^\r\n]*(?:\r\n|\r|\n)")
_RECOVERIES = 200
_FIGURES = re.compile(r"[\d۰-۹٠-٩.,٬٫/:+\-TZ ]+")


class CsvReader:
    """`shape` must be complete (see `complete`)."""

    def __init__(self, path: Path, shape: FileShape) -> None:
        self._file = Unpacked(path)
        self._shape = shape
        self._physical = _Physical(self._file, shape.encoding)
        self._records = _by_blanks(self._physical) if shape.delimiter == "whitespace" else _by_delimiter(self._physical, shape.delimiter)
        self.columns = shape.columns if shape.header is False else self._header()

    def position(self) -> int:
        return self._file.position()

    def lines(self) -> Iterator[Line]:
        width = len(self.columns)
        for line in self._records:
            if line.problem or len(line.cells) == width:
                yield line
            elif any(line.cells):  # else an empty line, as at the end of many files
                yield Line(line.number, line.cells, "too_many_fields" if len(line.cells) > width else "too_few_fields")
        self._file.close()

    def _header(self) -> tuple[str, ...]:
        first = next((line for line in self._records if any(line.cells)), None)
        if first is None:
            return ()
        if len(first.cells) > LIMITS.columns:
            raise LineTooLong(line=first.number, limit=LIMITS.columns)
        return unique(first.cells)


def unique(names: Iterable[object]) -> tuple[str, ...]:
    """Column names without blanks around them; nameless ones get a number, repeated ones a count."""
    seen: dict[str, int] = {}
    found = []
    for index, said in enumerate(names, 1):
        name = plain_name("" if said is None else str(said)) or f"column {index}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def plain_name(said: str) -> str:
    """A column's name is kept in places that know neither zeros nor broken characters."""
    return said.replace("\0", "").encode("utf-8", "replace").decode().strip().strip("\ufeff")[:200]


class _Physical:
    """Lines as they stand in the file, counted, of bounded length. Remembers which lines the record at hand has taken."""

    def __init__(self, file: Unpacked, encoding: str) -> None:
        try:
            decoder = codecs.getincrementaldecoder(encoding)
            self.replaces = "16" in encoding or "32" in encoding  # these have no byte to keep aside
            self._decoder = decoder("replace" if self.replaces else "surrogateescape")
            self._decoder.decode(b"")
        except (LookupError, AttributeError):
            raise EncodingUnknown(encoding=encoding) from None
        self._source = self._split(file)
        self._again: deque[str] = deque()
        self._length = 0
        self.number = 0
        self.taken: list[str] = []
        self.is_at_end = False

    def __iter__(self) -> "_Physical":
        return self

    def __next__(self) -> str:
        text = self._again.popleft() if self._again else next(self._source, None)
        if text is None:
            self.is_at_end = True
            raise StopIteration
        self.number += 1
        self._length += len(text)
        self.taken.append(text)
        if self._length > LIMITS.record:
            raise csv.Error("record too long")
        return text

    def begin(self) -> int:
        """Start a record; the number of its first line."""
        self.taken, self._length = [], 0
        return self.number + 1

    def give_back_all_but_first(self) -> None:
        self.number -= len(self.taken) - 1
        self._again.extendleft(reversed(self.taken[1:]))
        self.is_at_end = False

    def has_foreign_bytes(self, text: str) -> bool:
        if "\0" in text:
            return True
        return not text.isascii() and bool(_UNDECODED.search(text) or (self.replaces and "\ufffd" in text))

    def _split(self, file: Unpacked) -> Iterator[str]:
        rest = ""
        for block in file.blocks():
            *whole, rest = _lines_of(rest + self._decoded(block))
            yield from whole
            if len(rest) > LIMITS.line:
                raise LineTooLong(line=self.number + 1, limit=LIMITS.line)
        *whole, rest = _lines_of(rest + self._decoded(b"", is_last=True) + "\n")
        yield from whole if whole[-1] != "\n" else whole[:-1]

    def _decoded(self, block: bytes, *, is_last: bool = False) -> str:
        try:
            return self._decoder.decode(block, is_last)
        except UnicodeError as error:  # some decoders know no way around a broken byte
            raise EncodingUnknown(encoding=str(error)[:60]) from None


def _lines_of(text: str) -> list[str]:
    """Whole lines with their ends, and last what is not yet ended. A return at the very end may still get its newline."""
    if "\r" not in text or not _LONE_RETURN.search(text, 0, len(text) - 1 if text.endswith("\r") else len(text)):
        parts = text.split("\n")
        return [part + "\n" for part in parts[:-1]] + parts[-1:]
    held = 1 if text.endswith("\r") else 0
    whole = _ENDS.findall(text[: len(text) - held])
    return [*whole, text[sum(map(len, whole)) :]]


def _by_blanks(physical: _Physical) -> Iterator[Line]:
    for text in physical:
        physical.begin()
        if cells := text.split():
            yield Line(physical.number, cells, "encoding_broken" if physical.has_foreign_bytes(text) else "")


def _by_delimiter(physical: _Physical, delimiter: str) -> Iterator[Line]:
    """The csv module over our physical lines. When a quote never closes, it has swallowed many: all but the first are read again."""
    recoveries = 0
    reader = csv.reader(physical, delimiter=delimiter)
    while True:
        number = physical.begin()
        try:
            cells = next(reader)
            is_broken = physical.is_at_end  # the record asked for more and there was none: an open quote
        except StopIteration:
            return
        except csv.Error:
            is_broken = True
        if not is_broken:
            if cells:
                taken = physical.taken
                foreign = any(map(physical.has_foreign_bytes, taken))
                yield Line(number, cells, "encoding_broken" if foreign else "")
            continue
        recoveries += 1
        if recoveries > _RECOVERIES:
            raise QuotesBroken(line=number)
        first = physical.taken[0]
        yield Line(
            number,
            [first.rstrip("\r\n")[:2000]],
            "field_too_large" if len(physical.taken) == 1 and len(first) > 100_000 else "quotes_broken",
        )
        physical.give_back_all_but_first()
        reader = csv.reader(physical, delimiter=delimiter)


# Guessing


def complete(path: Path, shape: FileShape) -> FileShape:
    """The shape with what was left out guessed from the head of the file."""
    texts = _head(path, shape.encoding)
    delimiter = shape.delimiter or _delimiter(texts)
    rows = _rows(texts, delimiter)
    header = shape.header if shape.header is not None else not shape.columns and _has_header(rows)
    columns = shape.columns
    if not header and not columns:
        columns = tuple(f"column {index}" for index in range(1, len(rows[0]) + 1)) if rows else ()
    return replace(shape, delimiter=delimiter, header=header, columns=columns)


def _head(path: Path, encoding: str) -> list[str]:
    with Unpacked(path) as file:
        return list(islice(_Physical(file, encoding), 200))


def _rows(texts: list[str], delimiter: str) -> list[list[str]]:
    if delimiter == "whitespace":
        return [text.split() for text in texts if text.strip()]
    try:
        return [row for row in csv.reader(texts, delimiter=delimiter) if row]
    except csv.Error:
        return [text.split(delimiter) for text in texts]


def _delimiter(texts: list[str]) -> str:
    """The sign that splits most lines into the same number of columns; columns set apart by several blanks where none does."""
    scores = {sign: _evenness(_rows(texts, sign)) for sign in _DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    if scores[best] > 0:
        return best
    return "whitespace" if _evenness([text.split() for text in texts if text.strip()], floor=0.95) > 0 else ","


def _evenness(rows: list[list[str]], *, floor: float = 0.6) -> float:
    widths = [len(row) for row in rows]
    if not widths or (usual := mode(widths)) < 2:
        return 0.0
    share = widths.count(usual) / len(widths)
    return share * (1 + usual / 1000) if share >= floor else 0.0


def _has_header(rows: list[list[str]]) -> bool:
    """A header has no cell that is only figures, and its names differ. One row alone is taken for a header."""
    if not rows:
        return True
    first = [cell.strip() for cell in rows[0]]
    return not any(cell and _FIGURES.fullmatch(cell) for cell in first) and len(set(first)) == len(first)
