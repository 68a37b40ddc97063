"""What was acknowledged but does not stand in the `events` table yet, on disk.

An insert of the event store costs ten milliseconds however small it is, a flushed write to a file a fraction of one. So a group of
events is written here and flushed, is then acknowledged, and reaches the table a moment later together with its neighbours. A segment
is emptied once the table holds all of it. After a crash the segments that are left are inserted first (docs/decisions/0007-journal.md).

Segments are files of zeros that are written over: flushing then needs no change of the file system's own records, which makes it three
times faster, and on a disk that others use as well the difference between two milliseconds and ten. Groups so large that their own bytes
take the time go to a new file instead, which is removed and not emptied.
"""

import logging
import os
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import xxhash

from hamsafar.base import disk

log = logging.getLogger("hamsafar.spine")

_HEAD = struct.Struct("<QQ")  # length and checksum of what follows; a length of zero ends the segment
_SUFFIX = ".journal"
_ROOM = 4 << 20  # of a segment that is made in advance; one that needs more grows
_SPARE = 2  # segments that wait for their turn
_LARGE = 200_000  # bytes of a group that is not worth a segment made in advance


@dataclass(frozen=True, slots=True)
class Segment:
    path: Path
    used: int


class Journal:
    """Segments of Arrow record batches. `append` and `rotate` are guarded by the backlog's lock; `empty` runs beside them."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._schema = schema
        self._file: int | None = None
        self._path = folder
        self._used = 0
        self._spare: deque[Path] = deque()
        self._number = max((int(path.stem) for path in self.segments()), default=0)

    def segments(self) -> list[Path]:
        """Oldest first."""
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def prepare(self) -> None:
        """Make segments in advance. Call when nothing is left to replay."""
        while len(self._spare) < _SPARE:
            path = self._next_path()
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                _fill_with_zeros(handle, _ROOM)
            finally:
                os.close(handle)
            self._spare.append(path)
        disk.flush(self._folder)

    def append(self, batch: pa.RecordBatch) -> int:
        """Durable when it returns (how many bytes it took). When it raises, nothing of the batch will come back after a crash."""
        framed = _framed(batch.serialize())
        size = sum(map(len, framed))
        if self._file is None:
            self._open(is_large=size >= _LARGE)
        assert self._file is not None
        try:
            _write(self._file, framed, self._used)
            os.fdatasync(self._file)
        except OSError:
            self._take_back(size)
            raise
        self._used += size
        return size

    def rotate(self) -> Segment | None:
        """Close the segment; the next append begins another."""
        if self._file is None:
            return None
        os.close(self._file)
        self._file = None
        return Segment(self._path, self._used)

    def empty(self, segment: Segment) -> None:
        """The table holds all of it. Its bytes are overwritten at once: they may be those of somebody who will be erased.

        Never raises: the thread that inserts goes on. A segment that stays is looked through at the next start, which changes nothing.
        """
        try:
            if len(self._spare) >= _SPARE or segment.used > _ROOM:
                segment.path.unlink()
            else:
                self._make_spare(segment)
        except OSError:
            log.exception("a segment of the journal could not be emptied")
            _remove(segment.path)

    def _make_spare(self, segment: Segment) -> None:
        handle = os.open(segment.path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            was_made_in_advance = os.fstat(handle).st_size == _ROOM
            _fill_with_zeros(handle, segment.used if was_made_in_advance else _ROOM)
        finally:
            os.close(handle)
        self._spare.append(segment.path)

    def close(self) -> None:
        """After an orderly stop nothing is left in the folder."""
        self.rotate()
        while self._spare:
            self._spare.pop().unlink()

    def _open(self, *, is_large: bool) -> None:
        """A segment counts as open once its head is written: what stood behind a head that is missing could not be read back."""
        is_spare = bool(self._spare) and not is_large
        path = self._spare[0] if is_spare else self._next_path()
        file = os.open(path, os.O_WRONLY | os.O_CLOEXEC | (0 if is_spare else os.O_CREAT | os.O_EXCL), 0o600)
        if is_spare:
            self._spare.popleft()
        framed = _framed(self._schema.serialize())
        try:
            _write(file, framed, 0)
            if not is_spare:
                disk.flush(self._folder)
        except OSError:
            os.close(file)
            _remove(path)
            raise
        self._file, self._path, self._used = file, path, sum(map(len, framed))

    def _next_path(self) -> Path:
        self._number += 1
        return self._folder / f"{self._number:012d}{_SUFFIX}"

    def _take_back(self, size: int) -> None:
        """A full disk leaves a torn frame at the end; what is unknown to the caller must not be replayed."""
        assert self._file is not None
        try:
            os.pwrite(self._file, bytes(min(size, _HEAD.size)), self._used)
            os.fdatasync(self._file)
        except OSError:
            pass  # the frame's checksum, and the look-up of every id before a replay, still stand


def read(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a segment up to the first torn one, which was never acknowledged."""
    frames = _frames(path)
    head = next(frames, None)
    if head is None:
        return
    schema = pa.ipc.read_schema(pa.py_buffer(head))
    for frame in frames:
        yield pa.ipc.read_record_batch(pa.py_buffer(frame), schema)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _framed(content: pa.Buffer) -> tuple[bytes, memoryview]:
    view = memoryview(content)
    return _HEAD.pack(len(view), xxhash.xxh3_64_intdigest(view)), view


def _write(handle: int, parts: Sequence[bytes | memoryview], offset: int) -> None:
    """All of it: a write may stop half-way when a disk fills up."""
    size = sum(map(len, parts))
    done = os.pwritev(handle, parts, offset)
    if done < size:
        whole = b"".join(parts)
        while done < size:
            done += os.pwrite(handle, whole[done:], offset + done)


def _fill_with_zeros(handle: int, size: int) -> None:
    zeros = bytes(1 << 20)
    for start in range(0, size, len(zeros)):
        os.pwrite(handle, zeros[: min(len(zeros), size - start)], start)
    os.fdatasync(handle)


def _frames(path: Path) -> Iterator[bytes]:
    left = path.stat().st_size
    with path.open("rb") as file:
        while True:
            head = file.read(_HEAD.size)
            left -= len(head)
            if len(head) < _HEAD.size:
                return
            length, checksum = _HEAD.unpack(head)
            if not 0 < length <= left:
                return
            content = file.read(length)
            left -= length
            if xxhash.xxh3_64_intdigest(content) != checksum:
                return
            yield content
