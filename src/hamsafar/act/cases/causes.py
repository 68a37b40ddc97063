"""The company's tree of root causes."""

from decimal import Decimal

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit

from .contracts import Cause
from .errors import CauseCircle, CauseNotFound, CauseTooDeep, NothingSaid
from .models import CauseRow
from .rows import cause_of

DEEPEST = 3


def list_causes(*, archived: bool = False) -> list[Cause]:
    """From the top down, each below its parent."""
    rows = list(CauseRow.objects.all() if archived else CauseRow.objects.filter(archived_at=None))
    below: dict[int | None, list[CauseRow]] = {}
    known = {row.id for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[Cause] = []
    _walk(below, None, 0, found)
    return found


def _walk(below: dict[int | None, list[CauseRow]], parent: int | None, depth: int, found: list[Cause]) -> None:
    for row in below.get(parent, ()):
        found.append(cause_of(row, depth))
        _walk(below, row.id, depth + 1, found)


def get_cause(cause_id: int) -> Cause:
    return cause_of(_row(cause_id))


def _row(cause_id: int) -> CauseRow:
    row = CauseRow.objects.filter(id=cause_id).first()
    if row is None:
        raise CauseNotFound
    return row


@transaction.atomic
def save_cause(
    *, cause_id: int | None = None, parent: int | None, name_fa: str, name_en: str, team: str, cost: Decimal | None,
    by: audit.Actor | None = None,
) -> Cause:  # fmt: skip
    """Raises NothingSaid without a name, CauseCircle, CauseTooDeep."""
    if not (name_fa.strip() or name_en.strip()):
        raise NothingSaid
    row = _row(cause_id) if cause_id else CauseRow(place=CauseRow.objects.count())
    _check_place(row, parent)
    row.parent_id, row.name_fa, row.name_en, row.team, row.cost = parent, name_fa.strip(), name_en.strip(), team.strip(), cost
    row.save()
    facts = {"name": _names(row), "team": row.team, "cost": str(cost) if cost is not None else ""}
    audit.record("cases.cause_changed" if cause_id else "cases.cause_made", by=by, about=f"cause:{row.id}", facts=facts)
    return cause_of(row)


def _check_place(row: CauseRow, parent: int | None) -> None:
    above = []
    while parent is not None:
        if parent == row.id:
            raise CauseCircle
        above.append(parent)
        parent = _row(parent).parent_id
    if len(above) + _height(row) > DEEPEST:
        raise CauseTooDeep


def _height(row: CauseRow) -> int:
    """How many levels hang on it, its own included."""
    children = list(CauseRow.objects.filter(parent=row.id)) if row.id else []
    return 1 + max(map(_height, children), default=0)


@transaction.atomic
def archive_cause(cause_id: int, *, by: audit.Actor) -> None:
    """It and all below it are offered no more; cases keep it."""
    row = _row(cause_id)
    for one in [row, *_below(row)]:
        one.archived_at = clock.now()
        one.save(update_fields=["archived_at"])
    audit.record("cases.cause_archived", by=by, about=f"cause:{row.id}", facts={"name": _names(row)})


@transaction.atomic
def restore_cause(cause_id: int, *, by: audit.Actor) -> None:
    row: CauseRow | None = _row(cause_id)
    audit.record("cases.cause_restored", by=by, about=f"cause:{cause_id}")
    while row is not None:  # it stands below something
        row.archived_at = None
        row.save(update_fields=["archived_at"])
        row = row.parent


def _names(row: CauseRow) -> dict[str, str]:
    return {"fa": row.name_fa or row.name_en, "en": row.name_en or row.name_fa}


def _below(row: CauseRow) -> list[CauseRow]:
    children = list(CauseRow.objects.filter(parent=row.id))
    return [*children, *(one for child in children for one in _below(child))]


def with_below(cause_id: int) -> list[int]:
    """The cause and all below it."""
    return [cause_id, *(one.id for one in _below(_row(cause_id)))]
