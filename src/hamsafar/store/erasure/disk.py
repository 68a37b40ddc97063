"""The bytes on disk: getting rid of what a deleted row leaves behind, and looking whether anything was left.

Looking means unpacking: the event store's files are compressed, so a plain search finds nothing whether it is there or not.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from hamsafar.base import disk
from hamsafar.base.eventstore import store

from .errors import BytesRemain
from .registry import spellings

_NONE, _LZ4, _ZSTD = 0x02, 0x82, 0x90
_HEAD = struct.Struct("<16sBII")  # checksum, method, compressed size with this head (without the checksum), size
OVERLAP = 8192  # more than the longest word, however it is written


def scrub_relational(words: Sequence[str] | None) -> None:
    """SQLite overwrites what is deleted (secure_delete); its log is emptied; if some slack still holds a word, the file is rewritten.

    None stands for words that nobody knows any more: the file is rewritten without looking. Raises BytesRemain, to be tried again.
    """
    if connection.in_atomic_block:
        return  # whoever holds a transaction around an erasure (a test) has no bytes on disk yet
    if connection.vendor != "sqlite":
        _run("vacuum")
        return
    _empty_log()
    if words is None or any(_holds(path, encoded(words)) for path in _sqlite_files()):
        _run("vacuum")
        _empty_log()


def _empty_log() -> None:
    """The engine waits for those who read; whoever reads longer than that keeps the old pages where they are."""
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
        is_busy, *_counts = cursor.fetchone()
    if is_busy:
        raise BytesRemain(parts=1)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _sqlite_files() -> list[Path]:
    name = str(connection.settings_dict["NAME"])
    files = [Path(name), Path(name + "-wal")]
    return [path for path in files if path.is_file()]


def settle_removals() -> None:
    """A file that was removed can be back after a power cut until its folder is flushed: those of rooms, and of the engine's tables."""
    data = Path(settings.DATA)
    engine = store().folder
    tables = engine.glob("store/*/*") if engine else ()
    for folder in (data, *data.iterdir(), *tables):
        if folder.is_dir():
            _flush(folder)


def _flush(folder: Path) -> None:
    with suppress(FileNotFoundError):  # of a table that was taken away meanwhile
        disk.flush(folder)


def find_remnants(words: Sequence[str], *, folder: Path | None = None) -> dict[str, int]:
    """Files below the data folder that hold one of these words, unpacked where they are packed."""
    folder = folder or Path(settings.DATA)
    wanted = encoded(words)
    if not wanted:
        return {}
    found = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file() and _holds(path, wanted)]
    return dict.fromkeys(found, 1)


def encoded(words: Sequence[str]) -> list[bytes]:
    return [word.encode("utf-8", "surrogatepass") for word in spellings(words)]


def _holds(path: Path, wanted: Sequence[bytes]) -> bool:
    try:
        is_packed = path.suffix == ".bin" and _is_of_engine(path)
        pieces = unpacked(path) if is_packed else _read(path)
        return any(word in piece for piece in pieces for word in wanted)
    except FileNotFoundError:  # removed while we looked: all the better
        return False


def _is_of_engine(path: Path) -> bool:
    folder = store().folder
    return folder is not None and path.is_relative_to(folder)


def _read(path: Path) -> Iterator[bytes]:
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            yield tail + piece
            tail = piece[-OVERLAP:]


def unpacked(path: Path) -> Iterator[bytes]:
    """The blocks of a column file, unpacked; a word may lie across two of them. What cannot be unpacked is given as it is."""
    tail = b""
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            if len(head) < _HEAD.size:
                yield head
                return
            _, method, packed, size = _HEAD.unpack(head)
            body = file.read(max(0, packed - (_HEAD.size - 16)))
            block = _unpack(method, body, size)
            yield tail + block
            tail = block[-OVERLAP:]


def _unpack(method: int, body: bytes, size: int) -> bytes:
    if method == _LZ4:
        import lz4.block

        return bytes(lz4.block.decompress(body, uncompressed_size=size))
    if method == _ZSTD:
        return _unpack_zstd(body)
    return body  # stored as it is, or a codec of numbers


def _unpack_zstd(body: bytes) -> bytes:
    try:
        from compression import zstd  # Python 3.14
    except ImportError:
        from backports import zstd
    return bytes(zstd.decompress(body))
