"""XES, the XML of event logs (IEEE 1849), as a stream: no tree, no document type, no entities.

One event is one line; attributes of its trace are columns with the prefix `case:`. Expat is used as it is, with a handler that refuses
any document type, so neither entities nor external files can be reached, however the file is encoded.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.parsers import expat

from ..contracts import FileShape
from ..errors import FileDamaged, LineTooLong, XmlForbidden
from .base import LIMITS, Line
from .bytes_ import BLOCK, Unpacked
from .csv_ import plain_name

_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_DEEPEST = 64
_SCANNED = 1000


class XesReader:
    def __init__(self, path: Path, _shape: FileShape, wanted: Sequence[str] = ()) -> None:
        self._path = path
        self._file = Unpacked(path)
        self.columns = tuple(dict.fromkeys([*self._scan(), *wanted]))[: LIMITS.columns]

    def position(self) -> int:
        return self._file.position()

    def lines(self) -> Iterator[Line]:
        columns = self.columns
        for number, event in _events(self._file):
            yield Line(number, [event.get(column) for column in columns])
        self._file.close()

    def _scan(self) -> list[str]:
        keys: dict[str, None] = {}
        with Unpacked(self._path) as file:
            for seen, (_number, event) in enumerate(_events(file)):
                keys.update(dict.fromkeys(key for key in event if key == plain_name(key)))
                if seen >= _SCANNED:
                    break
        return list(keys)


def _events(file: Unpacked) -> Iterator[tuple[int, dict[str, str]]]:
    log = _Log()
    for block in file.blocks():
        yield from log.feed(block)
    yield from log.feed(b"", is_last=True)


class _Log:
    """Collects events while expat walks through the file."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._found: deque[tuple[int, dict[str, str]]] = deque()
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._line = 0
        self._path: list[str] = []

    def feed(self, block: bytes, *, is_last: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
        before = self._parser.CurrentByteIndex
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as error:
            raise FileDamaged(detail=str(error)[:120]) from None
        self._pending = self._pending + len(block) if self._parser.CurrentByteIndex == before else 0
        if self._pending > LIMITS.record:
            raise LineTooLong(line=self._parser.CurrentLineNumber, limit=LIMITS.record)
        while self._found:
            yield self._found.popleft()

    _pending = 0

    def _doctype(self, *_declaration: object) -> None:
        raise XmlForbidden

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "trace":
            self._trace = {}
        elif name == "event":
            self._event, self._line = dict(self._trace), self._parser.CurrentLineNumber
        elif name in _VALUES and self._path and self._path[-1] in {"trace", "event"}:
            self._keep(attributes.get("key", ""), attributes.get("value", ""))
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise FileDamaged(detail="XML")

    def _keep(self, key: str, value: str) -> None:
        if not key:
            return
        if self._event is not None:
            self._event[key] = value
        else:
            self._trace[f"case:{key}"] = value

    def _end(self, _tag: str) -> None:
        name = self._path.pop()
        if name == "event" and self._event is not None:
            self._found.append((self._line, self._event))
            self._event = None


assert LIMITS.record >= BLOCK
