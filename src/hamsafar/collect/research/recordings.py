"""Recordings: checked by what they begin with, kept under random names in the data folder, played and never run."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hamsafar.base import clock, uploads
from hamsafar.collect.imports.services import safe_name
from hamsafar.ground.audit import services as audit

from . import sessions
from .contracts import Recording
from .errors import NotAgreed, NotAudio, RecordingTooLarge, SessionNotFound
from .models import ParticipantRow, RecordingRow

LARGEST = 300 * 1024 * 1024
PLAYED = "research.recording_played"
LISTENING = dt.timedelta(hours=1)  # parts that are fetched within it are one listening
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ID3", "audio/mpeg"), (0, b"\xff\xfb", "audio/mpeg"), (0, b"\xff\xf3", "audio/mpeg"), (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"), (4, b"ftypM4A", "audio/mp4"), (4, b"ftypmp42", "audio/mp4"), (4, b"ftypisom", "audio/mp4"),
    (8, b"WAVE", "audio/wav"), (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
)  # fmt: skip


def type_of(head: bytes) -> str:
    return next((kind for at, sign, kind in _SIGNS if head[at : at + len(sign)] == sign), "")


def folder() -> Path:
    found = Path(settings.DATA) / "research"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(recording: UUID) -> Path:
    return folder() / recording.hex


def add(session_id: int, chunks: Iterable[bytes], *, name: str, by: audit.Actor) -> Recording:
    """Raises NotAgreed unless everybody agreed, NotAudio, RecordingTooLarge; what is refused is not kept."""
    session = sessions.get_session(session_id)
    if not session.may_be_recorded:
        raise NotAgreed
    row = RecordingRow(session_id=session_id, name=safe_name(name)[:200], at=clock.now())
    path = path_of(row.id)
    try:
        row.type, row.size = _write(path, chunks, row.name)
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record("research.recording_added", by=by, about=f"session:{session_id}")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return sessions.recording_of(row)


def _write(path: Path, chunks: Iterable[bytes], name: str) -> tuple[str, int]:
    kind, size = "", 0
    with path.open("wb") as file:
        for chunk in chunks:
            kind = kind or type_of(chunk[:16])
            size += len(chunk)
            if not kind:
                raise NotAudio(name=name)
            if size > LARGEST:
                raise RecordingTooLarge(megabytes=LARGEST // 1024 // 1024)
            file.write(chunk)
    if not kind:
        raise NotAudio(name=name)
    uploads.settle(path)
    return kind, size


def get(session_id: int, recording: UUID) -> tuple[Recording, Path]:
    row = RecordingRow.objects.filter(session_id=session_id, id=recording).first()
    if row is None or not path_of(row.id).is_file():
        raise SessionNotFound
    return sessions.recording_of(row), path_of(row.id)


def note_listening(session_id: int, recording: UUID, *, by: audit.Actor) -> None:
    """One line for a listening, from wherever it begins: players fetch a recording in many parts."""
    lately = audit.list_entries(deed=PLAYED, by_id=by.audit_id, since=clock.now() - LISTENING)
    if not any(entry.facts.get("recording") == str(recording) for entry in lately):
        audit.record(PLAYED, by=by, about=f"session:{session_id}", facts={"recording": str(recording)})


def drop(session_id: int, recording: UUID, *, by: audit.Actor) -> None:
    row = RecordingRow.objects.filter(session_id=session_id, id=recording).first()
    if row is None:
        raise SessionNotFound
    with transaction.atomic():
        row.delete()
        audit.record("research.recording_dropped", by=by, about=f"session:{session_id}")
    path_of(recording).unlink(missing_ok=True)


def forget(keys: Iterable[int]) -> int:
    """Recordings of sessions that one of these took part in: a voice cannot be struck out of one."""
    sessions_of = ParticipantRow.objects.filter(person__in=[str(key) for key in keys]).values_list("session_id", flat=True)
    rows = list(RecordingRow.objects.filter(session_id__in=list(sessions_of)))
    for row in rows:
        path_of(row.id).unlink(missing_ok=True)
        row.delete()
    return len(rows)


def sweep() -> int:
    """Bytes whose row never came or has gone; younger ones may be on their way."""
    before = clock.now().timestamp() - 6 * 3600
    named = {each.hex for each in RecordingRow.objects.values_list("id", flat=True)}
    old = [path for path in folder().iterdir() if path.name not in named and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
