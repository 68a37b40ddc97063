"""Making surveys: drafts that keep every step back, versions that never change."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
from django.db import transaction
from django.db.models import Count, Max, Q

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.base.uploads import Upload
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from . import checking, errors, files, ways
from . import document as d
from .contracts import Finding, State, SurveyRecord
from .models import DraftRow, PictureRow, SubmissionRow, SurveyRow, VersionRow
from .ways import Ways

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0 and o, 1, i and l: a slug is read from posters
KEPT_STEPS = 200  # back and forth
Units = Sequence[str] | None


def record_of(row: SurveyRow) -> SurveyRecord:
    return SurveyRecord(
        id=row.id, slug=row.slug, name_fa=row.name_fa, name_en=row.name_en, unit=row.unit, state=State(row.state),
        version=row.version.number if row.version else None, has_changes=row.version is None or row.version.document != row.draft,
        finished=row.finished, created_at=row.created_at, changed_at=row.changed_at, created_by=row.created_by,
    )  # fmt: skip


def list_surveys(state: State | None = None, *, units: Units = None, search: str = "") -> list[SurveyRecord]:
    """Lately changed first."""
    rows = SurveyRow.objects.select_related("version")
    rows = rows.filter(state=state) if state else rows
    rows = rows if units is None else rows.filter(unit__in=units)
    rows = rows.filter(Q(name_fa__icontains=search) | Q(name_en__icontains=search) | Q(slug=search)) if search else rows
    return [record_of(row) for row in rows]


def get_row(survey_id: int, *, units: Units = None) -> SurveyRow:
    row = SurveyRow.objects.select_related("version").filter(id=survey_id).first()
    if row is None or (units is not None and row.unit not in units):
        raise errors.SurveyNotFound
    return row


def get_survey(survey_id: int, *, units: Units = None) -> SurveyRecord:
    return record_of(get_row(survey_id, units=units))


# A survey that was published by the company, or a unit above, is answered by customers of every unit below. Who belongs to one of those
# sees it with the answers of their own units, and nothing else of it.


def list_from_above(units: Sequence[str], state: State | None = None, *, search: str = "") -> list[SurveyRecord]:
    """With the complete answers of these units only; lately changed first."""
    found = [each for each in list_surveys(state, units=tuple(organisation.all_above(units)), search=search) if each.version]
    rows = SubmissionRow.objects.filter(survey__in=[each.id for each in found], unit__in=units, is_test=False, finished_at__isnull=False)
    own = dict(rows.order_by().values_list("survey").annotate(n=Count("id")))
    return [replace(each, finished=own.get(each.id, 0)) for each in found]


def get_answered(survey_id: int, *, units: Units = None) -> SurveyRecord:
    """Theirs, or one that comes from above. Raises SurveyNotFound."""
    row = get_row(survey_id)
    if units is None or row.unit in units or (row.version is not None and row.unit in organisation.all_above(units)):
        return record_of(row)
    raise errors.SurveyNotFound


@transaction.atomic
def create(document: d.Document, *, unit: str = "", by: audit.Actor | None = None, slug: str = "") -> SurveyRecord:
    at = clock.now()
    row = SurveyRow(slug=slug or _new_slug(), unit=unit, state=State.DRAFT, created_at=at, changed_at=at)
    row.created_by = by.audit_name if by else ""
    _put(row, document)
    row.save(force_insert=True)
    DraftRow.objects.create(survey=row, number=1, document=row.draft, at=at)
    audit.record("surveys.created", by=by, about=row.slug)
    return record_of(row)


def _new_slug() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def _put(row: SurveyRow, document: d.Document) -> None:
    row.draft, row.changed_at = d.write(document), clock.now()
    row.name_fa, row.name_en = document.title.fa[:300], document.title.en[:300]


def draft_of(survey_id: int) -> d.Document:
    return d.read(get_row(survey_id).draft)


@transaction.atomic
def change_draft(survey_id: int, document: d.Document, *, seen: int | None = None) -> int:
    """Keep the draft's next state; what was undone is forgotten. `seen` is the number that the change was made on."""
    row = _held(survey_id)
    if seen is not None and seen != row.draft_number:
        raise errors.DraftMoved
    if d.write(document) == row.draft:
        return row.draft_number
    DraftRow.objects.filter(Q(survey=row) & (Q(number__gt=row.draft_number) | Q(number__lte=row.draft_number - KEPT_STEPS))).delete()
    row.draft_number += 1
    _put(row, document)
    row.save()
    DraftRow.objects.create(survey=row, number=row.draft_number, document=row.draft, at=row.changed_at)
    return row.draft_number


@transaction.atomic
def step(survey_id: int, by: int) -> int:
    """Undo (-1) or redo (1). At either edge nothing happens. The number of the state that is shown now."""
    row = _held(survey_id)
    found = DraftRow.objects.filter(survey=row, number=row.draft_number + by).first()
    if found is None:
        return row.draft_number
    row.draft_number = found.number
    _put(row, d.read(found.document))
    row.save()
    return found.number


def can_step(row: SurveyRow) -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo."""
    before, after = row.draft_number - 1, row.draft_number + 1
    numbers = set(DraftRow.objects.filter(survey=row, number__in=(before, after)).values_list("number", flat=True))
    return before in numbers, after in numbers


@transaction.atomic
def publish(survey_id: int, *, by: audit.Actor | None) -> SurveyRecord:
    """The draft becomes a version, and that is asked from now on. Raises NotReady; publishing the same again only opens the survey."""
    row = _held(survey_id)
    mistakes = [finding for finding in checking.check(d.read(row.draft)) if finding.is_error]
    if mistakes:
        raise errors.NotReady(problem=mistakes[0].sentence)
    if row.version is None or row.version.document != row.draft:
        last = VersionRow.objects.filter(survey=row).aggregate(last=Max("number"))["last"] or 0
        row.version = VersionRow.objects.create(
            survey=row, number=last + 1, document=row.draft, published_at=clock.now(), published_by=by.audit_name if by else ""
        )
    row.state = State.LIVE
    row.save()
    audit.record("surveys.published", by=by, about=row.slug, facts={"version": row.version.number})
    return record_of(row)


@transaction.atomic
def change_state(survey_id: int, state: State, *, by: audit.Actor | None) -> SurveyRecord:
    """Pause, close, or open again."""
    row = _held(survey_id)
    if row.version is None:
        raise errors.NotPublished
    row.state, row.changed_at = state, clock.now()
    row.save(update_fields=["state", "changed_at"])
    audit.record("surveys.state_changed", by=by, about=row.slug, facts={"state": state})
    return record_of(row)


def ways_of(survey_id: int) -> Ways:
    return ways.read(get_row(survey_id).ways)


@transaction.atomic
def change_ways(survey_id: int, found: Ways, *, by: audit.Actor | None) -> None:
    row = _held(survey_id)
    row.ways, row.changed_at = ways.write(found), clock.now()
    row.save(update_fields=["ways", "changed_at"])
    audit.record("surveys.ways_changed", by=by, about=row.slug)


@transaction.atomic
def change_unit(survey_id: int, unit: str, *, by: audit.Actor | None) -> None:
    row = _held(survey_id)
    row.unit, row.changed_at = unit, clock.now()
    row.save(update_fields=["unit", "changed_at"])
    audit.record("surveys.unit_changed", by=by, about=row.slug, facts={"unit": unit})


@transaction.atomic
def copy(survey_id: int, *, by: audit.Actor | None) -> SurveyRecord:
    """A new draft with the same content; answers and links stay with the first."""
    row = get_row(survey_id)
    found = d.read(row.draft)
    title = d.Text(fa=f"{found.title.fa} (رونوشت)" if found.title.fa else "", en=f"{found.title.en} (copy)" if found.title.en else "")
    return create(msgspec.structs.replace(found, title=title), unit=row.unit, by=by)


@transaction.atomic
def delete(survey_id: int, *, by: audit.Actor | None) -> None:
    """Only a survey that nobody has answered."""
    row = _held(survey_id)
    if SubmissionRow.objects.filter(survey=row, is_test=False).exists():
        raise errors.HasAnswers
    row.version = None
    row.save(update_fields=["version"])
    row.delete()
    audit.record("surveys.deleted", by=by, about=row.slug)


def findings(survey_id: int) -> list[Finding]:
    return checking.check(draft_of(survey_id))


def add_picture(survey_id: int, upload: Upload) -> str:
    """The id of the picture, for the document."""
    found = files.check_picture(upload)
    id = uuid4()
    files.keep(id, found.content)
    PictureRow.objects.create(id=id, survey=get_row(survey_id), type=found.type, size=len(found.content), at=clock.now())
    return id.hex


def _held(survey_id: int, **_facts: Any) -> SurveyRow:
    row = SurveyRow.objects.select_for_update(of=("self",)).select_related("version").filter(id=survey_id).first()
    if row is None:
        raise errors.SurveyNotFound
    return row


def _called(wanted: str) -> Iterator[str]:
    for slug, fa, en in SurveyRow.objects.values_list("slug", "name_fa", "name_en"):
        if wanted in fold(f"{fa}\n{en}"):
            yield slug


audit.find_by_name(_called)
