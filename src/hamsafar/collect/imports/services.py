"""The door of imports: files become events."""

import csv
import datetime as dt
import io
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from hamsafar.base import clock, uploads
from hamsafar.collect.intake.services import Outcome, Receipt, register_source
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import mapping as language
from . import store
from .contracts import (
    AS_FOUND,
    Counts,
    DryRun,
    FileShape,
    Format,
    ImportRecord,
    Inspection,
    Preview,
    RejectedLine,
    SavedMapping,
    Status,
    Suggestion,
)
from .errors import BadName, FileChanged, FileMissing, FileTooLarge, ImportNotFound, MappingInvalid, MappingNotFound, NotResumable
from .mappings import list_shipped
from .models import ImportRow, MappingRow
from .plan import Plan
from .readers.bytes_ import fingerprint
from .readers.open import LIMITS, Reader, inspect, open_reader
from .reasons import LineRejected, sentence
from .run import ImportRun, Report, Sink
from .suggest import suggest
from .values import moment_reader, to_text
from .work import Rejected, State, Work

__all__ = [
    "AS_FOUND",
    "LARGEST_UPLOAD",
    "Counts",
    "DryRun",
    "FileShape",
    "Format",
    "ImportRecord",
    "Inspection",
    "MappingInvalid",
    "Preview",
    "RejectedLine",
    "SavedMapping",
    "Status",
    "Suggestion",
    "ask_to_stop",
    "clean",
    "count_imports",
    "delete",
    "delete_mapping",
    "dry_run",
    "find_same",
    "forget",
    "get_import",
    "get_mapping",
    "get_mapping_text",
    "is_bringing",
    "known_sources",
    "known_spaces",
    "list_imports",
    "list_mappings",
    "preview",
    "read_moment",
    "read_table",
    "rejected_csv",
    "rejected_lines",
    "resume",
    "run",
    "run_file",
    "safe_name",
    "save_mapping",
    "start",
    "upload",
]

JOB = "imports.run"
LARGEST_UPLOAD = LIMITS.upload
SAVE_EVERY = 0.5
FIRST_LINES = 20
_SAFE_NAME = re.compile(r"[^\w.()\- ]+")


# For rooms that read tables themselves


def read_table(path: Path, *, name: str) -> Reader:
    """Any table that imports can read, its columns and lines; what is damaged, cut or dangerous is refused."""
    return open_reader(path, inspect(path, name=name).shape)


def read_moment(cell: Any, *, zone: str = "UTC") -> dt.datetime | None:
    """A moment in either calendar, in Persian or Latin digits; None where it cannot be told."""
    try:
        return moment_reader("auto", "auto", zone)(cell, "")
    except LineRejected:
        return None


# Files


def upload(chunks: Iterable[bytes], *, name: str, by: Any = None) -> ImportRecord:
    """Take a file in, look through all of it, and wait for a mapping. What cannot be read is refused and not kept."""
    name = safe_name(name)
    path = store.folder("uploads") / f"{uuid4().hex}"
    try:
        _write(path, chunks)
        found = inspect(path, name=name)
        _read_first_lines(path, found.shape)
        row = _new_row(path, found, by, is_upload=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return store.record_of(row)


def _read_first_lines(path: Path, shape: FileShape) -> None:
    """What its reader refuses is refused now: kept, it would be an import whose page cannot even be opened to delete it."""
    for _line in islice(open_reader(path, shape).lines(), FIRST_LINES):
        pass


def safe_name(name: str) -> str:
    """A name to show; the file itself is called by a random number, so that no name can reach outside its folder."""
    name = name.replace("\\", "/").rpartition("/")[2]
    return _SAFE_NAME.sub("_", name).strip(". ")[:200] or "file"


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > LIMITS.upload:
                raise FileTooLarge(limit=LIMITS.upload // 1024 // 1024)
            file.write(chunk)
    uploads.settle(path)


def _new_row(path: Path, found: Inspection, by: Any, *, is_upload: bool) -> ImportRow:
    return ImportRow.objects.create(
        name=found.name, path=path.name if is_upload else str(path), is_upload=is_upload, size=found.bytes, sha256=found.sha256,
        shape=msgspec.to_builtins(found.shape),
        created_by_id=by.audit_id if by else "", created_by_name=by.audit_name if by else "", created_at=clock.now(),
        units=None if by is None else _units_of(by),
    )  # fmt: skip


def _units_of(by: Any) -> list[str] | None:
    scope = organisation.scope_of(by, "imports.start")
    return None if scope is None else list(scope)


def preview(import_id: int, *, said: FileShape = AS_FOUND, rows: int = FIRST_LINES, by: Any = None) -> Preview:
    """The first lines as they are read now, with what each column probably means. `said` corrects what was guessed."""
    row = _visible(import_id, by)
    found = _inspection(row, said)
    reader = open_reader(store.file_of(row), found.shape)
    seen = tuple(tuple(to_text(cell)[:200] for cell in line.cells) for line in islice(reader.lines(), rows))
    suggestions = suggest(reader.columns, seen)
    return Preview(inspection=found, columns=reader.columns, rows=seen, suggestions=suggestions, seen_before=find_same(import_id, by=by))


def _inspection(row: ImportRow, said: FileShape) -> Inspection:
    """As found at the upload, or looked at once more when somebody knows better."""
    if said == AS_FOUND:
        return Inspection(name=row.name, bytes=row.size, sha256=row.sha256, shape=store.shape_of(row))
    found = inspect(store.file_of(row), said, name=row.name)
    row.shape = msgspec.to_builtins(found.shape)
    row.save(update_fields=["shape"])
    return found


def find_same(import_id: int, *, by: Any = None) -> ImportRecord | None:
    """An earlier import of exactly this file that was begun, of those that the asker may see."""
    row = store.get_row(import_id)
    rows = _found(by, "", "").filter(sha256=row.sha256).exclude(id=row.id).exclude(status=Status.READY)
    found = rows.order_by("-created_at").first()
    return store.record_of(found) if found else None


def dry_run(import_id: int, mapping_text: str, *, lines: int = 1000, by: Any = None) -> DryRun:
    """What would come of the first lines. Nothing is recorded."""
    row = _visible(import_id, by)
    mapping = language.parse(mapping_text)
    reader, plan = _opened(row, mapping)
    seen: list[Any] = []

    def look(events: list[Any]) -> Receipt:
        seen.extend(events)
        return Receipt(outcomes=(Outcome.ACCEPTED,) * len(events))

    path = store.folder("imports") / f"dry-{uuid4().hex}.sqlite"
    try:
        with Work(path) as work:
            state = ImportRun(_Head(reader, lines), plan, work, sha256="", sink=look, report=lambda _state, _position: None).go()
            rejected = tuple(_rejected_line(one) for one in islice(work.rejected(), 20))
    finally:
        Work.delete(path)
    people = {(event.user_id, event.anonymous_id, event.identifiers) for event in seen}
    examples = tuple(msgspec.structs.asdict(event) for event in seen[:5])
    return DryRun(
        counts=_counts(state), is_whole_file=state.lines < lines, names=dict(state.names), people=len(people - {("", "", ())}),
        reasons=dict(state.reasons), skips=dict(state.skips), notes=dict(state.notes), examples=examples, rejected=rejected,
    )  # fmt: skip


class _Head:
    """The first lines of another reader."""

    def __init__(self, reader: Reader, count: int) -> None:
        self._reader, self._count, self.columns = reader, count, reader.columns

    def lines(self) -> Iterator[Any]:
        return islice(self._reader.lines(), self._count)

    def position(self) -> int:
        return self._reader.position()


def _opened(row: ImportRow, mapping: language.Mapping) -> tuple[Reader, Plan]:
    """The file as the mapping wants it read, and the mapping put to work on its columns."""
    shape = store.shape_of(row)
    if mapping.file != AS_FOUND:
        shape = inspect(store.file_of(row), mapping.file, name=row.name).shape
    reader = open_reader(store.file_of(row), shape, mapping.columns(), mapping.optional)
    units = None if row.units is None else tuple(row.units)
    return reader, Plan(mapping, reader.columns, zone=organisation.company().time_zone, units=units)


def _counts(state: State) -> Counts:
    return Counts(**{name: getattr(state, name) for name in Counts.__dataclass_fields__})


# Running


@transaction.atomic
def start(import_id: int, mapping_text: str, *, by: Any = None) -> ImportRecord:
    """Queue an import with this mapping; the queue runs it in the background."""
    row = _visible(import_id, by)
    if row.status not in (Status.READY, Status.FAILED, Status.CANCELLED):
        raise NotResumable(status=row.status)
    if row.status != Status.READY and row.mapping != mapping_text:
        raise NotResumable(status=row.status)  # half with one mapping and half with another would be neither
    mapping = language.parse(mapping_text)
    _opened(row, mapping)  # refuse now what would be refused later
    row.mapping, row.source, row.space = mapping_text, mapping.source, mapping.space
    return _queue(row, by, "imports.started")


@transaction.atomic
def resume(import_id: int, *, by: Any = None) -> ImportRecord:
    """Go on where an import stopped or failed."""
    row = _visible(import_id, by)
    if store.record_of(row).status not in (Status.FAILED, Status.CANCELLED):
        raise NotResumable(status=row.status)
    return _queue(row, by, "imports.resumed")


def _queue(row: ImportRow, by: Any, deed: str) -> ImportRecord:
    row.status, row.trouble, row.is_asked_to_stop, row.runs = Status.WAITING, "", False, row.runs + 1
    row.save()
    audit.record(deed, by=by, about=f"import:{row.id}", facts={"file": row.name, "source": row.source})
    jobs.enqueue(JOB, {"import_id": row.id}, key=f"{row.id}.{row.runs}")
    return store.record_of(row)


@transaction.atomic
def ask_to_stop(import_id: int, *, by: Any = None) -> ImportRecord:
    """A running import ends after its current step and can go on later; what it recorded stays."""
    row = _visible(import_id, by)
    if row.status not in (Status.WAITING, Status.RUNNING):
        raise NotResumable(status=row.status)
    row.is_asked_to_stop = True
    if row.status == Status.WAITING:
        row.status, row.finished_at = Status.CANCELLED, clock.now()
    row.save(update_fields=["is_asked_to_stop", "status", "finished_at"])
    audit.record("imports.stopped", by=by, about=f"import:{row.id}", facts={"file": row.name})
    return store.record_of(row)


class Stopped(Exception):
    """Somebody asked a running import to stop."""


def run(import_id: int, *, sink: Sink | None = None, report: Report | None = None) -> ImportRecord:
    """Run or go on with an import, in this thread, to its end. Refuses with AlreadyRunning when another process does."""
    row = store.get_row(import_id)
    if row.status in (Status.DONE, Status.CANCELLED):
        return store.record_of(row)
    with store.held(row):
        row.refresh_from_db()
        return _run(row, sink or _record, report)


def _record(events: list[Any]) -> Receipt:
    from hamsafar.collect.intake import services as intake

    return intake.record(events)


def _run(row: ImportRow, sink: Sink, report: Report | None) -> ImportRecord:
    began = time.monotonic()
    row.status, row.trouble, row.started_at, row.finished_at = Status.RUNNING, "", row.started_at or clock.now(), None
    row.save(update_fields=["status", "trouble", "started_at", "finished_at"])
    progress = _Progress(row, report)
    try:
        with Work(store.work_path(row)) as work:
            _check_same_file(row, work.state())
            mapping = language.parse(row.mapping)
            reader, plan = _opened(row, mapping)
            _show_source(row, mapping)
            context = msgspec.json.encode({"import": {"id": row.id, "file": row.name}}).decode()
            row.state = {**row.state, "columns": list(reader.columns)}
            state = ImportRun(reader, plan, work, sha256=row.sha256, sink=sink, report=progress, context=context).go()
            work.forget_steps()
        _end(row, Status.DONE, state=state, began=began)
    except (Stopped, jobs.Cancelled):
        _end(row, Status.CANCELLED, began=began)
    except jobs.WorkerStops:
        _end(row, Status.WAITING, began=began)
        raise  # the queue takes it up again
    except Exception as error:
        _end(row, Status.FAILED, began=began, trouble=getattr(error, "sentence", "") or type(error).__name__)
        raise
    except BaseException:  # Ctrl-C, or whoever asked has gone
        _end(row, Status.CANCELLED, began=began)
        raise
    return store.record_of(row)


def _show_source(row: ImportRow, mapping: language.Mapping) -> None:
    """Among the sources, in the one unit that its events can only belong to."""
    unit = mapping.unit.value or (row.units[0] if row.units and len(row.units) == 1 else "")
    register_source(mapping.source, space=mapping.space, unit=unit, channel=mapping.channel.value)


def _check_same_file(row: ImportRow, state: State) -> None:
    """Going on in the middle of another file would lose or double lines."""
    if not store.file_of(row).is_file():
        raise FileMissing(name=row.name)
    if fingerprint(store.file_of(row)) != row.sha256 or state.sha256 not in ("", row.sha256):
        raise FileChanged


class _Progress:
    """Writes down now and then how far it is, and hears that somebody wants it to stop."""

    def __init__(self, row: ImportRow, report: Report | None) -> None:
        self._row, self._report, self._saved = row, report, 0.0

    def __call__(self, state: State, position: int) -> None:
        store.save_state(self._row, state, position)
        if time.monotonic() - self._saved > SAVE_EVERY:
            self._saved = time.monotonic()
            self._row.save(update_fields=["state", "position"])
            if ImportRow.objects.filter(id=self._row.id, is_asked_to_stop=True).exists():
                raise Stopped
        if self._report:
            self._report(state, position)


def _end(row: ImportRow, status: Status, *, began: float, state: State | None = None, trouble: str = "") -> None:
    row.status, row.trouble, row.finished_at = status, trouble, clock.now()
    row.seconds += time.monotonic() - began
    row.is_asked_to_stop = False
    if state:
        store.save_state(row, state, row.size)
    row.save()
    if status is Status.DONE:
        store.delete_upload(row)  # a file of customers is not kept longer than it is needed
        if not row.state.get("rejected"):
            Work.delete(store.work_path(row))


def run_file(path: Path, mapping_text: str, *, sink: Sink | None = None, report: Report | None = None, by: Any = None) -> ImportRecord:
    """Import a file where it lies: the command line's way. One that was cut off in the middle goes on where it was."""
    mapping = language.parse(mapping_text)
    found = inspect(path, mapping.file)
    unfinished = ImportRow.objects.filter(sha256=found.sha256, mapping=mapping_text, is_upload=False).exclude(status=Status.DONE)
    row = unfinished.order_by("-created_at").first()
    if row is None:
        row = _new_row(path, found, by, is_upload=False)
    row.path, row.shape, row.mapping = str(path), msgspec.to_builtins(found.shape), mapping_text
    row.source, row.space, row.status = mapping.source, mapping.space, Status.WAITING
    row.save()
    audit.record("imports.started", by=by, about=f"import:{row.id}", facts={"file": row.name, "source": row.source})
    return run(row.id, sink=sink, report=report)


# Looking


def _visible(import_id: int, by: Any) -> ImportRow:
    """Whoever may import only into some units sees their own imports; others do not exist for them."""
    row = store.get_row(import_id)
    if by is not None and _units_of(by) is not None and row.created_by_id != by.audit_id:
        raise ImportNotFound
    return row


def get_import(import_id: int, *, by: Any = None) -> ImportRecord:
    return store.record_of(_visible(import_id, by))


def list_imports(*, by: Any = None, search: str = "", status: str = "", offset: int = 0, limit: int = 50) -> list[ImportRecord]:
    """Newest first."""
    rows = _found(by, search, status).order_by("-created_at", "-id")
    return [store.record_of(row) for row in rows[offset : offset + limit]]


def count_imports(*, by: Any = None, search: str = "", status: str = "") -> int:
    return _found(by, search, status).count()


def _found(by: Any, search: str, status: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.all()
    if by is not None and _units_of(by) is not None:
        rows = rows.filter(created_by_id=by.audit_id)
    rows = rows.filter(name__icontains=search) if search else rows
    return rows.filter(status=status) if status else rows


def known_spaces() -> list[str]:
    """Identifier spaces that imports have used, the latest first."""
    return _distinct("space")


def known_sources() -> list[str]:
    return _distinct("source")


def _distinct(column: str) -> list[str]:
    values = ImportRow.objects.exclude(**{column: ""}).order_by("-id").values_list(column, flat=True)[:500]
    return list(dict.fromkeys(values))[:50]


def get_mapping_text(import_id: int, *, by: Any = None) -> str:
    return _visible(import_id, by).mapping


def rejected_lines(import_id: int, *, limit: int = 50, by: Any = None) -> list[RejectedLine]:
    row = _visible(import_id, by)
    if not store.work_path(row).exists():
        return []
    with Work(store.work_path(row)) as work:
        return [_rejected_line(one) for one in islice(work.rejected(), limit)]


def _rejected_line(one: Rejected) -> RejectedLine:
    return RejectedLine(line=one.number, code=one.code, sentence=sentence(one.code, column=one.column, value=one.value), cells=one.cells)


def rejected_csv(import_id: int, *, by: Any = None) -> Iterator[bytes]:
    """The rejected lines as a file that can be mended and imported again: the reason in front, then the line as it was."""
    row = _visible(import_id, by)
    columns: Sequence[str] = row.state.get("columns") or ()
    return _rejected_csv(row, columns, translation.get_language() or "en")


def _rejected_csv(row: ImportRow, columns: Sequence[str], language_code: str) -> Iterator[bytes]:
    """In slices, each written in the reader's language: when a stream is sent, the request it belongs to is over."""
    with translation.override(language_code):
        yield b"\xef\xbb\xbf" + _csv_row(["hamsafar_line", "hamsafar_code", "hamsafar_reason", *columns])
    if not store.work_path(row).exists():
        return
    with Work(store.work_path(row)) as work:
        found = work.rejected()
        while some := list(islice(found, 500)):
            with translation.override(language_code):
                yield b"".join(map(_rejected_row, some))


def _rejected_row(one: Rejected) -> bytes:
    return _csv_row([str(one.number), one.code, sentence(one.code, column=one.column, value=one.value), *one.cells])


def _csv_row(cells: Sequence[str]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerow([harmless(cell) for cell in cells])
    return file.getvalue().encode("utf-8", "backslashreplace")


def harmless(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; plain numbers may keep their sign."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[+-]?[\d.,٫٬۰-۹٠-٩]+", cell):
        return "'" + cell
    return cell


# Mappings


def list_mappings() -> list[SavedMapping]:
    """Those that people saved, then those that came with Hamsafar."""
    saved = [SavedMapping(name=row.name, text=row.text, is_shipped=False) for row in MappingRow.objects.order_by("name")]
    return saved + [SavedMapping(name=name, text=text, is_shipped=True, about=language.parse(text).about) for name, text in list_shipped()]


def get_mapping(name: str) -> SavedMapping:
    found = next((one for one in list_mappings() if one.name == name), None)
    if found is None:
        raise MappingNotFound(name=name)
    return found


@transaction.atomic
def save_mapping(name: str, text: str, *, by: Any = None) -> SavedMapping:
    """Keep a mapping under a name; the same name again replaces it. Refuses one that is not valid."""
    language.parse(text)
    name = name.strip()
    if not name or len(name) > 100 or name in dict(list_shipped()):
        raise BadName
    MappingRow.objects.update_or_create(
        name=name, defaults={"text": text, "created_by_name": by.audit_name if by else "", "changed_at": clock.now()}
    )
    audit.record("imports.mapping_saved", by=by, about=f"mapping:{name}")
    return SavedMapping(name=name, text=text, is_shipped=False)


@transaction.atomic
def delete_mapping(name: str, *, by: Any = None) -> None:
    deleted, _ = MappingRow.objects.filter(name=name).delete()
    if not deleted:
        raise MappingNotFound(name=name)
    audit.record("imports.mapping_deleted", by=by, about=f"mapping:{name}")


# Forgetting


@transaction.atomic
def delete(import_id: int, *, by: Any = None) -> None:
    """Forget an import with its file and rejected lines. The events that it recorded stay."""
    row = _visible(import_id, by)
    if row.status in (Status.WAITING, Status.RUNNING):
        raise NotResumable(status=row.status)
    audit.record("imports.deleted", by=by, about=f"import:{row.id}", facts={"file": row.name})
    store.delete_files(row)
    row.delete()


def forget(texts: Sequence[str]) -> int:
    """Erase what imports still hold of a person: rejected lines with one of these identifiers, and files that wait. How many things."""
    count = 0
    for row in ImportRow.objects.all():
        if store.work_path(row).exists():
            with Work(store.work_path(row)) as work:
                count += work.forget_rejected_with(texts)
        if row.is_upload and not _is_going(row) and _holds(store.file_of(row), texts):
            store.delete_upload(row)
            count += 1
    return count


def is_bringing(texts: Sequence[str]) -> bool:
    """Whether a file that may hold one of these is being imported, or waits for its turn: it would bring back what is erased now."""
    rows = ImportRow.objects.filter(is_upload=True, status__in=(Status.WAITING, Status.RUNNING))
    return any(_is_going(row) and _holds(store.file_of(row), texts) for row in rows)


def _is_going(row: ImportRow) -> bool:
    """Not what a crash left behind."""
    return row.status == Status.WAITING or (row.status == Status.RUNNING and store.is_held(row))


def _holds(path: Path, texts: Sequence[str]) -> bool:
    """Whether a waiting upload may hold one of these: what is packed cannot be searched, so it counts as holding."""
    if not path.exists():
        return False
    wanted = [text.encode(encoding) for text in texts if text for encoding in ("utf-8", "utf-16-le", "cp1256") if _fits(text, encoding)]
    body = path.read_bytes()
    return body[:2] in (b"\x1f\x8b", b"PK") or body[:4] == b"PAR1" or any(one in body for one in wanted)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def clean(*, days: int = 30) -> int:
    """Delete files and rejected lines of imports that nobody touched for so long. The imports themselves stay in the list."""
    old = clock.now() - dt.timedelta(days=days)
    rows = ImportRow.objects.exclude(status__in=(Status.WAITING, Status.RUNNING)).filter(created_at__lt=old)
    for row in rows:
        store.delete_files(row)
    rows.filter(status=Status.READY).delete()  # nothing of them was ever imported
    return len(rows)
