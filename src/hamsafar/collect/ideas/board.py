"""How the board is set up: the portal itself, its statuses and tags."""

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import Max

from hamsafar.base import clock
from hamsafar.base.text import one_line
from hamsafar.ground.audit import services as audit

from .contracts import LANGUAGES, Board, Kind, Status, Tag
from .errors import IdeaNotFound, NeedsName, StatusInUse
from .models import BoardRow, StatusRow, TagRow
from .rows import board_of, status_of, tag_of

ONLY_ROW = 1
FIRST: tuple[tuple[Kind, str, str, bool], ...] = (
    (Kind.OPEN, "در حال بررسی", "Under review", False),
    (Kind.PLANNED, "در برنامه", "Planned", True),
    (Kind.STARTED, "در دست انجام", "In progress", True),
    (Kind.DONE, "انجام شد", "Done", True),
    (Kind.DECLINED, "انجام نمی‌شود", "Declined", False),
    (Kind.DUPLICATE, "تکراری", "Duplicate", False),
)


def board() -> Board:
    row = BoardRow.objects.filter(pk=ONLY_ROW).first()
    return board_of(row) if row else Board()


@transaction.atomic
def change_board(new: Board, *, by: audit.Actor | None = None) -> Board:
    before = asdict(board())
    row = BoardRow.objects.filter(pk=ONLY_ROW).first() or BoardRow(pk=ONLY_ROW)
    row.is_open, row.moderate_ideas, row.moderate_comments = new.is_open, new.moderate_ideas, new.moderate_comments
    row.name, row.intro, row.colour = _texts(new.name, 100), _texts(new.intro, 1000), new.colour
    row.save()
    list_statuses()
    after = asdict(board())
    if before != after:
        facts = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        audit.record("ideas.board_changed", by=by, facts=facts)
    return board()


def _texts(given: Mapping[str, str], longest: int) -> dict[str, str]:
    return {language: given[language].strip()[:longest] for language in LANGUAGES if given.get(language, "").strip()}


# Statuses


def list_statuses(*, archived: bool = False) -> list[Status]:
    """In their order. The first ones are made when somebody looks for the first time."""
    if not StatusRow.objects.exists():
        _begin()
    rows = StatusRow.objects.all() if archived else StatusRow.objects.filter(archived_at=None)
    return [status_of(row) for row in rows]


@transaction.atomic
def _begin() -> None:
    board_row, _new = BoardRow.objects.get_or_create(pk=ONLY_ROW)
    BoardRow.objects.select_for_update().get(pk=board_row.pk)  # two who look at once make them once
    if not StatusRow.objects.exists():
        rows = enumerate(FIRST)
        StatusRow.objects.bulk_create(
            StatusRow(name={"fa": fa, "en": en}, kind=kind, on_roadmap=road, place=place) for place, (kind, fa, en, road) in rows
        )


def get_status(status_id: int) -> Status:
    return status_of(status_row(status_id))


def status_row(status_id: int) -> StatusRow:
    row = StatusRow.objects.filter(id=status_id).first()
    if row is None:
        raise IdeaNotFound
    return row


def first_status() -> StatusRow:
    """What new ideas get: the first in use that is open, else the first."""
    list_statuses()
    rows = list(StatusRow.objects.filter(archived_at=None))
    return next((row for row in rows if row.kind == Kind.OPEN), rows[0])


@transaction.atomic
def save_status(
    *, name: Mapping[str, str], kind: Kind, on_roadmap: bool, status_id: int | None = None, by: audit.Actor | None = None
) -> Status:  # fmt: skip
    """Raises NeedsName, IdeaNotFound."""
    texts = _texts(name, 60)
    if not texts:
        raise NeedsName
    row = status_row(status_id) if status_id else StatusRow(place=(StatusRow.objects.aggregate(n=Max("place"))["n"] or 0) + 1)
    row.name, row.kind, row.on_roadmap = texts, kind, on_roadmap
    row.save()
    audit.record("ideas.status_changed" if status_id else "ideas.status_made", by=by, about=f"idea-status:{row.id}", facts={"name": texts})
    return status_of(row)


@transaction.atomic
def archive_status(status_id: int, *, by: audit.Actor | None = None) -> None:
    """Ideas that have it keep it; no other idea gets it. Raises StatusInUse for the last one for new ideas."""
    row = status_row(status_id)
    others = StatusRow.objects.filter(archived_at=None, kind=Kind.OPEN).exclude(id=row.id)
    if row.kind == Kind.OPEN and not others.exists():
        raise StatusInUse
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    audit.record("ideas.status_archived", by=by, about=f"idea-status:{row.id}")


@transaction.atomic
def restore_status(status_id: int, *, by: audit.Actor | None = None) -> None:
    row = status_row(status_id)
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    audit.record("ideas.status_restored", by=by, about=f"idea-status:{row.id}")


@transaction.atomic
def move_status(status_id: int, *, up: bool) -> None:
    rows = list(StatusRow.objects.filter(archived_at=None))
    at = next((n for n, row in enumerate(rows) if row.id == status_id), None)
    if at is None:
        raise IdeaNotFound
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for place, row in enumerate(rows):
        if row.place != place:
            row.place = place
            row.save(update_fields=["place"])


# Tags


def list_tags(*, public_only: bool = False) -> list[Tag]:
    rows = TagRow.objects.filter(is_public=True) if public_only else TagRow.objects.all()
    return [tag_of(row) for row in rows]


@transaction.atomic
def save_tag(*, name: Mapping[str, str], is_public: bool = True, tag_id: int | None = None, by: audit.Actor | None = None) -> Tag:
    texts = _texts({language: one_line(text, 60) for language, text in name.items()}, 40)
    if not texts:
        raise NeedsName
    row = TagRow.objects.filter(id=tag_id).first() if tag_id else TagRow()
    if row is None:
        raise IdeaNotFound
    row.name, row.is_public = texts, is_public
    row.save()
    audit.record("ideas.tag_changed" if tag_id else "ideas.tag_made", by=by, about=f"idea-tag:{row.id}", facts={"name": texts})
    return tag_of(row)


@transaction.atomic
def drop_tag(tag_id: int, *, by: audit.Actor | None = None) -> None:
    row = TagRow.objects.filter(id=tag_id).first()
    if row is None:
        raise IdeaNotFound
    audit.record("ideas.tag_dropped", by=by, about=f"idea-tag:{row.id}", facts={"name": row.name})
    row.delete()
