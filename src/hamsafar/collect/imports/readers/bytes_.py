"""The bytes of a file, unpacked where it is gzip, never more than is safe."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from ..errors import FileDamaged, FileMissing, FileUnpacksTooLarge
from .base import LIMITS

BLOCK = 1 << 18
_FREE = 64 * 1024 * 1024


class Unpacked:
    """A readable stream of a file's content that counts and refuses bombs. Use as a context."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._raw: IO[bytes] = path.open("rb")
            self.is_packed = self._raw.read(2) == b"\x1f\x8b"
            self._raw.seek(0)
            self.size = path.stat().st_size
        except OSError:
            raise FileMissing(name=path.name) from None
        self._stream = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw, mode="rb")) if self.is_packed else self._raw
        self._unpacked = 0

    def __enter__(self) -> "Unpacked":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()
        self._raw.close()

    def position(self) -> int:
        """Bytes read of the file as it lies on disk."""
        return self._raw.tell() if not self._raw.closed else self.size

    def read(self, size: int = BLOCK) -> bytes:
        try:
            block = self._stream.read(min(size, BLOCK) if size > 0 else BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileDamaged(detail=str(error)[:120]) from None
        except OSError as error:
            raise FileDamaged(detail=error.strerror or str(error)[:120]) from None
        self._unpacked += len(block)
        if self.is_packed and self._is_bomb():
            raise FileUnpacksTooLarge(limit=LIMITS.unpacked // 1024 // 1024)
        return block

    def blocks(self) -> Iterator[bytes]:
        while block := self.read():
            yield block

    def _is_bomb(self) -> bool:
        if self._unpacked > LIMITS.unpacked:
            return True
        return self._unpacked > _FREE and self._unpacked > LIMITS.ratio * max(self._raw.tell(), 1)


def fingerprint(path: Path) -> str:
    """SHA-256 of the file as it lies on disk."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()
