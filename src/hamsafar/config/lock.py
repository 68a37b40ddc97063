"""One process at a time holds a data folder with embedded stores. The lock says who, so that a refusal can name it.

A folder that a restore has not filled to the end is held by nobody: it lacks events, and whoever was erased is back in it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.base import disk
from hamsafar.base.errors import Refused


class Taken(Refused):
    code, status, message = (
        "data_folder_taken",
        503,
        _("{what} (process {pid}) is using the data folder {folder}. Stop it first, or set HAMSAFAR_DATA to another folder."),
    )


class NotWhole(Refused):
    code, status, message = (
        "restore_cut_off",
        503,
        _(
            "A restore into {folder} was cut off, so what is there is not whole, and people who were erased may be in it. "
            "Empty the folder (keep erasures.log) and the stores that DATABASE_URL and HAMSAFAR_EVENTS name, and restore again."
        ),
    )


def path() -> Path:
    return Path(settings.DATA) / "hamsafar.lock"


@contextmanager
def hold_folder(what: str, **more: Any) -> Iterator[None]:
    """Raises Taken. The operating system lets go when the process ends, however it ends: there is no stale lock."""
    _check_whole()
    handle = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(folder=settings.DATA, **_holder()) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"what": what, "pid": os.getpid(), **more}).encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def hold_stores(what: str) -> Iterator[None]:
    """The same for a single command, which needs the folder to itself only when the event store is embedded in it."""
    if not settings.EVENTS.startswith("chdb:"):
        _check_whole()
        yield
        return
    with hold_folder(what):
        yield


@contextmanager
def being_restored() -> Iterator[None]:
    """What this block fills counts only when it ends well; a crash, a full disk and a refusal in between leave the mark."""
    mark = _mark()
    with mark.open("xb") as file:
        os.fsync(file.fileno())
    disk.flush(mark.parent)
    yield
    mark.unlink()
    disk.flush(mark.parent)


def _check_whole() -> None:
    if _mark().exists():
        raise NotWhole(folder=settings.DATA)


def _mark() -> Path:
    return Path(settings.DATA) / "restoring"


def holder() -> dict[str, Any] | None:
    """Who holds the folder now, or None."""
    if not path().exists():
        return None
    with path().open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder()
    return None


def _holder() -> dict[str, Any]:
    try:
        return {"what": "?", "pid": "?", **json.loads(path().read_text())}
    except ValueError:
        return {"what": "?", "pid": "?"}
