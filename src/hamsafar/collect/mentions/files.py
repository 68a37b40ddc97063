"""Uploaded tables: kept until they are read, by a job, and not a moment longer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hamsafar.base import clock, uploads
from hamsafar.base.errors import Refused
from hamsafar.collect.imports.services import safe_name
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from . import places, taking
from .connectors.csv import connector as tables
from .contracts import Taken
from .errors import FileNotFound, FileTooBig, NothingSaid
from .models import FileRow

JOB = "mentions.read_file"
LARGEST = 50 * 1024 * 1024
READY, WAITING, RUNNING, DONE, FAILED = "ready", "waiting", "running", "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    id: UUID
    place: int
    name: str
    state: str
    roles: Mapping[str, str]
    counts: Mapping[str, int]
    trouble: str
    by: str
    at: datetime


def _file(row: FileRow) -> File:
    return File(
        id=row.id, place=row.place_id, name=row.name, state=row.state, roles=row.roles, counts=row.counts, trouble=row.trouble,
        by=row.by_name, at=row.at,
    )  # fmt: skip


def _folder() -> Path:
    found = Path(settings.DATA) / "mentions"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def _path(file_id: UUID) -> Path:
    return _folder() / file_id.hex


def upload(place_id: int, chunks: Iterable[bytes], *, name: str, by: audit.Actor) -> File:
    """Keep a table until somebody has said what its columns are. What cannot be read is refused and not kept."""
    row = FileRow(place_id=place_id, name=safe_name(name)[:200], state=READY, by_name=by.audit_name, at=clock.now())
    path = _path(row.id)
    try:
        _write(path, chunks)
        columns, _rows = tables.head(path, row.name)
        row.roles = tables.guess(columns)
        row.save(force_insert=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _file(row)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise FileTooBig(megabytes=LARGEST // 1024 // 1024)
            file.write(chunk)
    uploads.settle(path)


def get_file(file_id: UUID, *, place_id: int) -> File:
    return _file(_row(file_id, place_id))


def _row(file_id: UUID, place_id: int) -> FileRow:
    row = FileRow.objects.filter(id=file_id, place_id=place_id).first()
    if row is None:
        raise FileNotFound
    return row


def list_files(place_id: int, *, limit: int = 10) -> list[File]:
    """Newest first."""
    return [_file(row) for row in FileRow.objects.filter(place_id=place_id)[:limit]]


def head(file: File) -> tuple[tuple[str, ...], list[list[str]]]:
    return tables.head(_path(file.id), file.name)


@transaction.atomic
def start(file_id: UUID, roles: Mapping[str, str], *, place_id: int, by: audit.Actor) -> File:
    """Queue the reading with these columns. Raises NothingSaid."""
    if not {"text", "title", "rating"} & roles.keys():
        raise NothingSaid
    row = FileRow.objects.select_for_update().filter(id=file_id, place_id=place_id, state=READY).first()
    if row is None:
        raise FileNotFound
    row.roles, row.state = dict(roles), WAITING
    row.save(update_fields=["roles", "state"])
    jobs.enqueue(JOB, {"file": str(row.id)}, key=str(row.id))
    audit.record("mentions.file_started", by=by, about=row.name)
    return _file(row)


def run(file_id: UUID, report: Any = None) -> Taken:
    """Read it in, and delete it. Read once more after a crash, it finds what it had read already."""
    row = FileRow.objects.filter(id=file_id).first()
    if row is None or row.state not in (WAITING, RUNNING):
        return Taken()
    FileRow.objects.filter(id=file_id).update(state=RUNNING)
    taken = Taken()
    try:
        place = places.get_place(row.place_id)
        for part in taking.walk(place, tables.items(_path(row.id), row.name, row.roles, place)):
            taken.add(part)
            if report:
                report(taken.all)
    except Refused as refused:
        _end(row, FAILED, taken, refused.code)
        return taken
    _end(row, DONE, taken)
    return taken


def _end(row: FileRow, state: str, taken: Taken, trouble: str = "") -> None:
    FileRow.objects.filter(id=row.id).update(state=state, counts=taken.counts() | taken.troubles, trouble=trouble, ended_at=clock.now())
    _path(row.id).unlink(missing_ok=True)


def clean(*, hours: int = 48) -> int:
    """Files that nobody told the columns of, and files without a row."""
    before = clock.now().timestamp() - 3600 * hours
    waiting = {row.id.hex for row in FileRow.objects.filter(state__in=(WAITING, RUNNING))}
    old = [path for path in _folder().iterdir() if path.name not in waiting and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    FileRow.objects.filter(state=READY, at__lt=clock.now() - timedelta(hours=hours)).delete()
    return len(old)


def forget(words: Sequence[str]) -> int:
    """Uploads that wait go with whoever is to be forgotten: what is packed cannot be searched, and whoever uploaded it has it still."""
    rows = list(FileRow.objects.filter(state=READY))
    for row in rows if words else ():
        _path(row.id).unlink(missing_ok=True)
        row.delete()
    return len(rows) if words else 0


def is_bringing() -> bool:
    """A file is being read: it could bring back what is being erased."""
    return FileRow.objects.filter(state__in=(WAITING, RUNNING)).exists()
