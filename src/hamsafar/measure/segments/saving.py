"""Segments that are kept under a name."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit

from .contracts import Condition, Count, Segment
from .errors import SegmentNeedsName, SegmentNotFound
from .models import SegmentRow
from .reading import parse, written
from .resolving import check, check_others


def segment_of(row: SegmentRow) -> Segment:
    return Segment(
        id=row.id,
        name_fa=row.name_fa,
        name_en=row.name_en,
        condition=parse(row.condition),
        made_at=row.made_at,
        changed_at=row.changed_at,
        made_by=row.made_by,
        counted=row.counted,
        counted_at=row.counted_at,
    )


def list_segments(*, search: str = "") -> list[Segment]:
    """Those in use, lately changed first."""
    return [segment_of(row) for row in _found(search)]


def _found(search: str) -> "QuerySet[SegmentRow]":
    rows = SegmentRow.objects.filter(archived_at=None)
    return rows.filter(name_fa__icontains=search) | rows.filter(name_en__icontains=search) if search else rows


def get_segment(segment_id: int) -> Segment:
    """Also one that was archived: rules that use it go on. Raises SegmentNotFound."""
    return segment_of(_row(segment_id))


def _row(segment_id: int) -> SegmentRow:
    row = SegmentRow.objects.filter(id=segment_id).first()
    if row is None:
        raise SegmentNotFound
    return row


@transaction.atomic
def save(condition: Condition, *, name_fa: str, name_en: str = "", segment_id: int | None = None, by: audit.Actor | None = None) -> Segment:
    """Keep a new segment, or change one. Raises SegmentNeedsName, SegmentNotFound, BadCondition."""
    if not (name_fa.strip() or name_en.strip()):
        raise SegmentNeedsName
    check(condition, segment_id=segment_id)
    at = clock.now()
    row = _row(segment_id) if segment_id else SegmentRow(made_at=at, made_by=by.audit_name if by else "")
    said = written(condition)
    if row.condition != said:
        row.counted = row.counted_at = None
    row.condition, row.name_fa, row.name_en, row.changed_at = said, name_fa.strip(), name_en.strip(), at
    row.save()
    if segment_id:
        check_others(segment_id)
    audit.record("segments.changed" if segment_id else "segments.made", by=by, about=f"segment:{row.id}", facts={"condition": said})
    return segment_of(row)


@transaction.atomic
def archive(segment_id: int, *, by: audit.Actor | None = None) -> None:
    row = _row(segment_id)
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    audit.record("segments.archived", by=by, about=f"segment:{row.id}")


@transaction.atomic
def restore(segment_id: int, *, by: audit.Actor | None = None) -> None:
    row = _row(segment_id)
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    audit.record("segments.restored", by=by, about=f"segment:{row.id}")


def is_archived(segment_id: int) -> bool:
    return _row(segment_id).archived_at is not None


def note_count(segment_id: int, found: Count) -> None:
    SegmentRow.objects.filter(id=segment_id).update(counted=found.people, counted_at=clock.now())


def _called(wanted: str) -> Iterator[str]:
    for number, fa, en in SegmentRow.objects.values_list("id", "name_fa", "name_en"):
        if wanted in fold(f"{fa}\n{en}"):
            yield f"segment:{number}"


audit.find_by_name(_called)
