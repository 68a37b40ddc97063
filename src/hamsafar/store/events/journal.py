"""What was acknowledged but does not stand in the `events` table yet, on disk.

An insert of the event store costs ten milliseconds however small it is, a flushed append to a file a quarter of one. So a group of
events is appended here and flushed, is then acknowledged, and reaches the table a moment later together with its neighbours. A segment
is removed once the table holds all of it. After a crash the segments that are left are inserted first (docs/decisions/0007-journal.md).
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import xxhash

_HEAD = struct.Struct("<QQ")  # length and checksum of what follows
_SUFFIX = ".journal"


class Journal:
    """Segments of Arrow record batches. Not thread-safe: the spine's lock guards it."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._schema = schema
        self._file: int | None = None
        self._path: Path | None = None
        self._size = 0
        self._number = max((int(path.stem) for path in self.segments()), default=0)

    def segments(self) -> list[Path]:
        """Oldest first."""
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def append(self, batch: pa.RecordBatch) -> int:
        """Durable when it returns (how many bytes it took). When it raises, nothing of the batch will come back after a crash."""
        if self._file is None:
            self._open()
        assert self._file is not None
        framed = _frame(batch.serialize())
        try:
            _write(self._file, framed)
            os.fdatasync(self._file)
        except OSError:
            self._take_back()
            raise
        size = sum(map(len, framed))
        self._size += size
        return size

    def rotate(self) -> Path | None:
        """Close the segment and give its path; the next append begins another."""
        path, self._path = self._path, None
        self._close()
        return path

    def _open(self) -> None:
        self._number += 1
        path = self._folder / f"{self._number:012d}{_SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        framed = _frame(self._schema.serialize())
        _write(self._file, framed)
        self._size = sum(map(len, framed))
        flush_folder(self._folder)
        self._path = path

    def _take_back(self) -> None:
        """A full disk leaves a torn frame at the end; what is unknown to the caller must not be replayed."""
        assert self._file is not None
        try:
            os.ftruncate(self._file, self._size)
            os.fdatasync(self._file)
        except OSError:
            pass  # the frame's checksum, and the look-up of every id before a replay, still stand

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a segment up to the first torn one, which was never acknowledged."""
    frames = _frames(path)
    head = next(frames, None)
    if head is None:
        return
    schema = pa.ipc.read_schema(pa.py_buffer(head))
    for frame in frames:
        yield pa.ipc.read_record_batch(pa.py_buffer(frame), schema)


def flush_folder(folder: Path) -> None:
    """A new file is only durable when its folder's entry is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _frame(content: pa.Buffer) -> tuple[bytes, memoryview]:
    view = memoryview(content)
    return _HEAD.pack(len(view), xxhash.xxh3_64_intdigest(view)), view


def _write(handle: int, framed: tuple[bytes, memoryview]) -> None:
    """All of it: a write may stop half-way when a disk fills up."""
    head, content = framed
    missing = len(head) + len(content) - os.writev(handle, framed)
    while missing:
        missing -= os.write(handle, content[-missing:] if missing <= len(content) else head[-(missing - len(content)) :] + bytes(content))


def _frames(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while True:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                return
            length, checksum = _HEAD.unpack(head)
            content = file.read(length)
            if len(content) < length or xxhash.xxh3_64_intdigest(content) != checksum:
                return
            yield content
