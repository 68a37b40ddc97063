"""JSON lines: one object a line. Keys inside objects are reached with a dot: customer.phone."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..contracts import FileShape
from .base import LIMITS, Line
from .bytes_ import Unpacked
from .csv_ import _Physical, plain_name

_SCANNED = 1000
_decode = msgspec.json.Decoder().decode


class JsonLinesReader:
    """Columns are the keys of the first thousand objects and those that the mapping asks for."""

    def __init__(self, path: Path, shape: FileShape, wanted: Sequence[str] = ()) -> None:
        self._path, self._encoding = path, shape.encoding or "utf-8"
        self._file = Unpacked(path)
        self.columns = tuple(dict.fromkeys([*self._scan(), *wanted]))[: LIMITS.columns]

    def position(self) -> int:
        return self._file.position()

    def lines(self) -> Iterator[Line]:
        columns = self.columns
        physical = _Physical(self._file, self._encoding)
        for text in physical:
            physical.begin()
            if not text.strip():
                continue
            found = None if physical.has_foreign_bytes(text) else _object(text)
            if found is None:
                problem = "encoding_broken" if physical.has_foreign_bytes(text) else "not_json"
                yield Line(physical.number, [text.strip()[:2000]], problem)
            else:
                yield Line(physical.number, [found.get(column) for column in columns])
        self._file.close()

    def _scan(self) -> list[str]:
        keys: dict[str, None] = {}
        with Unpacked(self._path) as file:
            for number, text in enumerate(_Physical(file, self._encoding)):
                keys.update(dict.fromkeys(key for key in _object(text) or () if key == plain_name(key)))
                if number >= _SCANNED:
                    break
        return list(keys)


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = _decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    return _flat(found) if isinstance(found, dict) else None


def _flat(found: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Objects inside are opened to a depth of five; lists of plain values stay lists, others become JSON text."""
    flat: dict[str, Any] = {}
    for key, value in found.items():
        if isinstance(value, dict) and depth < 5:
            flat |= _flat(value, f"{prefix}{key}.", depth + 1)
        elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value)):
            flat[prefix + key] = msgspec.json.encode(value).decode()
        else:
            flat[prefix + key] = value
    return flat
