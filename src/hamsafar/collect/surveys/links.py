"""Single-use links made together, and how many answers came by each way."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit

from . import errors, sittings, tokens
from .editing import get_row
from .models import BatchRow, InvitationRow, SubmissionRow
from .sittings import INVITATION

MOST_LINKS = 20_000
SLICE = 400  # rows in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    id: int
    name: str
    count: int
    used: int  # begun
    finished: int
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came by one way, tests left out."""

    begun: int = 0
    finished: int = 0

    @property
    def share(self) -> float | None:
        return self.finished / self.begun if self.begun else None


NONE = Tally()


def tally(survey_id: int) -> dict[str, Tally]:
    rows = SubmissionRow.objects.filter(survey_id=survey_id, is_test=False).values_list("way")
    counted = rows.annotate(begun=Count("id"), finished=Count("id", filter=Q(finished_at__isnull=False))).order_by()
    return {way: Tally(begun=begun, finished=finished) for way, begun, finished in counted}


def make_links(survey_id: int, *, name: str, count: int, expires_at: dt.datetime | None = None, by: audit.Actor | None = None) -> Batch:
    """So many links, each of which can be answered once by whoever holds it. Raises NotPublished, SurveyClosed, TooManyLinks."""
    if not 1 <= count <= MOST_LINKS:
        raise errors.TooManyLinks(most=MOST_LINKS)
    survey = get_row(survey_id)
    if survey.version is None:
        raise errors.NotPublished
    sittings.may_answer(survey)
    at = clock.now()
    made_by = by.audit_name if by else ""
    row = BatchRow.objects.create(survey=survey, name=name[:200], count=count, made_at=at, made_by=made_by, expires_at=expires_at)
    for first in range(1, count + 1, SLICE):
        numbers = range(first, min(first + SLICE, count + 1))
        links = [
            InvitationRow(
                id=uuid4(), survey=survey, batch=row, key=f"batch:{row.id}:{n}", channel="link", created_at=at, expires_at=expires_at
            )
            for n in numbers
        ]
        with transaction.atomic():
            InvitationRow.objects.bulk_create(links)
    audit.record("surveys.links_made", by=by, about=survey.slug, facts={"count": count, "name": row.name})
    return _batch(row, 0, 0)


def list_batches(survey_id: int) -> list[Batch]:
    rows = BatchRow.objects.filter(survey_id=survey_id).order_by("-id")
    used = SubmissionRow.objects.filter(invitation__batch__survey_id=survey_id).values_list("invitation__batch")
    counted = used.annotate(begun=Count("id"), finished=Count("id", filter=Q(finished_at__isnull=False))).order_by()
    counts = {id: (begun, finished) for id, begun, finished in counted}
    return [_batch(row, *counts.get(row.id, (0, 0))) for row in rows]


def _batch(row: BatchRow, used: int, finished: int) -> Batch:
    return Batch(
        id=row.id, name=row.name, count=row.count, used=used, finished=finished, made_at=row.made_at, made_by=row.made_by,
        expires_at=row.expires_at, withdrawn_at=row.withdrawn_at,
    )  # fmt: skip


def find_batch(survey_id: int, batch_id: int) -> Batch:
    found = next((batch for batch in list_batches(survey_id) if batch.id == batch_id), None)
    if found is None:
        raise errors.SurveyNotFound
    return found


@transaction.atomic
def withdraw_links(survey_id: int, batch_id: int, *, by: audit.Actor | None) -> None:
    """None of them can be begun any more; what was begun can be finished."""
    at = clock.now()
    if not BatchRow.objects.filter(id=batch_id, survey_id=survey_id, withdrawn_at=None).update(withdrawn_at=at):
        raise errors.SurveyNotFound
    InvitationRow.objects.filter(batch_id=batch_id, withdrawn_at=None).update(withdrawn_at=at)
    audit.record("surveys.links_withdrawn", by=by, about=get_row(survey_id).slug, facts={"links": batch_id})


def links_csv(batch_id: int) -> Iterator[str]:
    """Number, link, state; a BOM first, for spreadsheets."""
    rows = InvitationRow.objects.filter(batch_id=batch_id).order_by("key").values_list("id", "key", "submission__finished_at", "submission")
    ordered = sorted(rows, key=lambda row: int(row[1].rpartition(":")[2]))
    yield "\ufeff" + _line("number", "link", "state")
    for id, key, finished_at, begun in ordered:
        state = "finished" if finished_at else "begun" if begun else "unused"
        yield _line(key.rpartition(":")[2], address("survey-invited", tokens.link_token(INVITATION, id)), state)


def _line(*cells: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def qr_svg(link: str) -> bytes:
    import segno  # loaded by whoever draws

    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="svg", scale=8, border=4, dark="#101413", light="#ffffff", title=link)
    return out.getvalue()


def qr_png(link: str) -> bytes:
    """Large enough for a poster: some 1,300 points wide."""
    import segno  # loaded by whoever draws

    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="png", scale=36, border=4)
    return out.getvalue()
