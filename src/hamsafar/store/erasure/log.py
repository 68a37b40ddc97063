"""The erasure log: outside the stores, so that a restored backup learns who was forgotten since.

A line of JSON an erasure in HAMSAFAR_DATA/erasures.log, appended and flushed before anything is erased. It names nobody: identifiers are
HMACs with a key made from the installation's secret, which cannot be turned back and match the same identifier for ever.
"""

import datetime as dt
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hamsafar.collect.intake.services import Identifier

from .errors import NotAnErasureLog

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    at: dt.datetime
    id: str
    identifiers: tuple[str, ...]


def path() -> Path:
    return Path(settings.DATA) / "erasures.log"


def append(line: Line) -> None:
    """Durable when it returns. What a crash left of a line is taken away first: it had erased nothing, and two in one would be rubbish."""
    text = json.dumps({"at": line.at.isoformat(), "id": line.id, "identifiers": line.identifiers}) + "\n"
    is_new = not path().exists()
    handle = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.ftruncate(handle, _whole(handle))
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        folder = os.open(path().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _whole(handle: int) -> int:
    """How long the file is up to the end of its last whole line."""
    size = os.fstat(handle).st_size
    for start in range(max(0, size - _PIECE), -_PIECE, -_PIECE):
        end = os.pread(handle, _PIECE, max(0, start)).rfind(b"\n")
        if end >= 0:
            return max(0, start) + end + 1
    return 0


def read(file: Path) -> Iterator[Line]:
    """The lines of a log; a torn last line (a crash while it was written) had erased nothing yet and is passed over."""
    rows = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, row in enumerate(rows):
        try:
            found = json.loads(row)
            yield Line(at=dt.datetime.fromisoformat(found["at"]), id=found["id"], identifiers=tuple(found["identifiers"]))
        except (ValueError, KeyError, TypeError):
            if number < len(rows) - 1:
                raise NotAnErasureLog(file=file) from None


def hash_of(identifier: Identifier) -> str:
    """Stands for an identifier in logs and receipts."""
    said = "\0".join((identifier.space, identifier.kind, identifier.value))
    return hmac.new(_key(b"erasure log"), said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:40]


def sign(facts: dict[str, object]) -> str:
    """The signature of a receipt."""
    return hmac.new(_key(b"erasure receipt"), json.dumps(facts, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _key(purpose: bytes) -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose).digest()
