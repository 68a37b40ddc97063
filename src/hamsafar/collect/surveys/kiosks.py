"""Devices that ask in a shop: each has an address of its own, until that is revoked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Q

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.ground.audit import services as audit

from . import answering, errors, sittings, tokens
from .editing import get_row
from .links import address
from .models import KioskRow, SubmissionRow
from .sittings import Sitting

KIOSK = "k"  # kind of link token
OLDEST = dt.timedelta(days=90)  # a device may be without a net for a season, and its clock is believed that far
MOST_KIOSKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    id: UUID
    survey_id: int
    name: str
    unit: str
    idle_seconds: int
    url: str
    begun: int
    finished: int
    made_at: dt.datetime
    seen_at: dt.datetime | None
    revoked_at: dt.datetime | None


def add_kiosk(survey_id: int, *, name: str, unit: str = "", idle_seconds: int = 45, by: audit.Actor | None = None) -> Kiosk:
    survey = get_row(survey_id)
    if survey.version is None:
        raise errors.NotPublished
    if KioskRow.objects.filter(survey=survey, revoked_at=None).count() >= MOST_KIOSKS:
        raise errors.TooManyLinks(most=MOST_KIOSKS)
    with transaction.atomic():
        row = KioskRow.objects.create(
            id=uuid4(), survey=survey, name=name.strip()[:200] or survey.slug, unit=sittings.unit_of(survey, unit), made_at=clock.now(),
            idle_seconds=min(600, max(10, idle_seconds)), made_by=by.audit_name if by else "",
        )  # fmt: skip
        audit.record("surveys.kiosk_added", by=by, about=survey.slug, facts={"name": row.name})
    return _kiosk(row)


def list_kiosks(survey_id: int) -> list[Kiosk]:
    counted = SubmissionRow.objects.filter(survey_id=survey_id, kiosk__isnull=False).values_list("kiosk")
    counts = {
        id: (begun, finished)
        for id, begun, finished in counted.annotate(begun=Count("id"), finished=Count("id", filter=Q(finished_at__isnull=False))).order_by()
    }
    return [_kiosk(row, *counts.get(row.id, (0, 0))) for row in KioskRow.objects.filter(survey_id=survey_id).order_by("-made_at")]


def _kiosk(row: KioskRow, begun: int = 0, finished: int = 0) -> Kiosk:
    return Kiosk(
        id=row.id, survey_id=row.survey_id, name=row.name, unit=row.unit, idle_seconds=row.idle_seconds, made_at=row.made_at,
        url=address("survey-kiosk", tokens.link_token(KIOSK, row.id)), begun=begun, finished=finished, seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )  # fmt: skip


@transaction.atomic
def revoke_kiosk(survey_id: int, kiosk_id: UUID, *, by: audit.Actor | None) -> None:
    """Its address leads nowhere from now on; when the device asks next it forgets everything that it has."""
    row = KioskRow.objects.select_related("survey").filter(id=kiosk_id, survey_id=survey_id, revoked_at=None).first()
    if row is None:
        raise errors.KioskUnknown
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    audit.record("surveys.kiosk_revoked", by=by, about=row.survey.slug, facts={"name": row.name})


def by_token(token: str) -> KioskRow:
    """Raises KioskUnknown."""
    try:
        id = tokens.read_link_token(KIOSK, token)
    except errors.NothingToAnswer:
        raise errors.KioskUnknown from None
    row = KioskRow.objects.select_related("survey__version").filter(id=id, revoked_at=None).first()
    if row is None or row.survey.version is None:
        raise errors.KioskUnknown
    return row


# What a device brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One going through a survey on a device. `ago` in seconds: its clock may be wrong, the time that passed is not."""

    id: UUID  # of the device's own making: the same one is the same submission
    version: int
    language: str
    asked: Sequence[str]
    fields: Mapping[str, Sequence[str]]
    ago: float
    took: float


def take(kiosk: KioskRow, brought: Brought) -> str:
    """Keep it, once. "kept", or the code of what refuses it for good."""
    try:
        _keep(kiosk, brought)
    except Refused as refused:
        return refused.code
    return "kept"


def _keep(kiosk: KioskRow, brought: Brought) -> Sitting:
    at = clock.now() - dt.timedelta(seconds=min(max(0.0, brought.ago), OLDEST.total_seconds()))
    sitting = _sitting(kiosk, brought, at)
    return answering.replay(sitting, brought.fields, asked=frozenset(brought.asked), at=at)


def _sitting(kiosk: KioskRow, brought: Brought, at: dt.datetime) -> Sitting:
    id = uuid5(kiosk.id, brought.id.hex)
    known = sittings.find_kept(id)
    if known is not None:
        return known
    survey, version = kiosk.survey, sittings.version_of(brought.version)
    if version is None or version.survey_id != survey.id:
        raise errors.NothingToAnswer
    language = sittings.spoken(sittings.document_of(version), brought.language)
    row = sittings.new_row(survey, id=id, way="kiosk", language=language, about={"device": kiosk.name})
    row.version, row.unit, row.kiosk = version, kiosk.unit, kiosk
    row.started_at, row.last_at = at - dt.timedelta(seconds=min(3600.0, max(0.0, brought.took))), at
    return sittings.sitting_of(survey, row, who=(), answers={}, is_new=True)
