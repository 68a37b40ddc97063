"""Rows of imports, and where their files lie."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from .contracts import Counts, FileShape, ImportRecord, Status
from .errors import AlreadyRunning, ImportNotFound
from .models import ImportRow
from .work import State, Work


def folder(name: str) -> Path:
    """A folder of ours in the data folder, closed to everyone else."""
    found = Path(settings.DATA) / name
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def file_of(row: ImportRow) -> Path:
    """Uploads are found by their name in our folder, wherever that lies now: a restored installation lies elsewhere."""
    return folder("uploads") / Path(row.path).name if row.is_upload else Path(row.path)


def work_path(row: ImportRow) -> Path:
    return folder("imports") / f"{row.token.hex}.sqlite"


def _lock_path(row: ImportRow) -> Path:
    return folder("imports") / f"{row.token.hex}.lock"


@contextmanager
def held(row: ImportRow) -> Iterator[None]:
    """Only one process runs an import. The kernel lets go when a process dies, so a kill leaves nothing locked."""
    handle = os.open(_lock_path(row), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield
    finally:
        os.close(handle)


def get_row(import_id: int) -> ImportRow:
    row = ImportRow.objects.filter(id=import_id).first()
    if row is None:
        raise ImportNotFound
    return row


def is_held(row: ImportRow) -> bool:
    try:
        with held(row):
            return False
    except AlreadyRunning:
        return True


def shape_of(row: ImportRow) -> FileShape:
    return msgspec.convert(row.shape, FileShape)


def delete_files(row: ImportRow) -> None:
    delete_upload(row)
    Work.delete(work_path(row))
    _lock_path(row).unlink(missing_ok=True)


def delete_upload(row: ImportRow) -> None:
    """Only files that we took in are ours to delete."""
    if row.is_upload:
        file_of(row).unlink(missing_ok=True)


def save_state(row: ImportRow, state: State, position: int) -> None:
    said = msgspec.to_builtins(msgspec.structs.replace(state, last_key=b""))
    row.state = {**said, "columns": row.state.get("columns", [])}
    row.position = position


def record_of(row: ImportRow) -> ImportRecord:
    said: dict[str, Any] = row.state or {}
    status, trouble = Status(row.status), row.trouble
    if status is Status.RUNNING and not is_held(row):
        status, trouble = Status.FAILED, _("The program ended before the import did. It can go on where it stopped.")
    if status is Status.READY and not file_of(row).is_file():
        status, trouble = Status.FAILED, _("The file is no longer there. Bring it once more.")
    counts = Counts(**{name: said.get(name, 0) for name in Counts.__dataclass_fields__})
    return ImportRecord(
        id=row.id, name=row.name, source=row.source, space=row.space, status=status, counts=counts,
        progress=1.0 if row.status == Status.DONE else _progress(row, said), created_at=row.created_at, created_by=row.created_by_name,
        finished_at=row.finished_at, seconds=row.seconds, trouble=trouble, reasons=said.get("reasons", {}), skips=said.get("skips", {}),
        names=said.get("names", {}), notes=said.get("notes", {}), has_rejected=counts.rejected > 0 and work_path(row).exists(),
        is_asked_to_stop=row.is_asked_to_stop,
    )  # fmt: skip


def _progress(row: ImportRow, said: dict[str, Any]) -> float:
    """Reading is half the way when lines are grouped afterwards."""
    read = min(1.0, row.position / row.size) if row.size else 0.0
    if "\ngroup:" not in f"\n{row.mapping}":
        return read
    if said.get("phase") == "lines":
        return read / 2
    done = said.get("imported", 0) + said.get("rejected", 0) + said.get("skipped", 0)
    return 0.5 + 0.5 * min(1.0, done / max(1, said.get("lines", 1)))
