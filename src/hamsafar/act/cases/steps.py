"""Changing a case: what was done, what it was before, and taking it back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit

from . import telling
from .contracts import Ending, State
from .errors import NothingToUndo
from .models import CaseRow, ComplaintRow, StepRow

UNDOABLE = frozenset({"contacted", "named", "fixed", "closed", "reopened", "assigned", "merged", "postponed"})
MOMENTS = frozenset(
    {"contacted_at", "named_at", "fixed_at", "asked_at", "closed_at", "answered_at", "assigned_at", "due_at", "opened_at", "told_at"}
)
# How far a case has come is what it has come to last.
_REACHED = (
    ("closed_at", State.CLOSED), ("asked_at", State.ASKED), ("fixed_at", State.FIXED), ("named_at", State.NAMED),
    ("contacted_at", State.CONTACTED),
)  # fmt: skip


def state_of(row: CaseRow) -> State:
    return next((state for field, state in _REACHED if getattr(row, field) is not None), State.OPEN)


def put(
    row: CaseRow,
    kind: str,
    *,
    by: audit.Actor | None = None,
    words: str = "",
    facts: Mapping[str, Any] | None = None,
    batch: UUID | None = None,
    at: dt.datetime | None = None,
    **changes: Any,
) -> StepRow:
    """Change the case and write down that it was: one step, in the caller's transaction, told to the spine where others measure it."""
    before = {name: _plain(getattr(row, name)) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.state = state_of(row)
    row.save()
    step = StepRow.objects.create(
        case=row,
        at=at or clock.now(),
        by_id=by.audit_id if by else "",
        by_name=by.audit_name if by else "",
        kind=kind,
        words=words,
        facts=dict(facts or {}),
        before=before,
        after={name: _plain(value) for name, value in changes.items()},
        batch=batch or uuid4(),
    )
    telling.tell(row, step)
    return step


def undo(batch: UUID, *, by: audit.Actor, units: tuple[str, ...] | None = None) -> int:
    """Take back what was done together, where it has not been changed since; how many cases that is. Raises NothingToUndo.

    Each case is a transaction of its own, so that many at once hold nobody up.
    """
    found = StepRow.objects.filter(batch=batch, is_undone=False, kind__in=UNDOABLE).order_by("-id")
    steps = list(found if units is None else found.filter(case__unit__in=units))
    undone = sum(_undo(step, by) for step in steps)
    if not undone:
        raise NothingToUndo
    return undone


@transaction.atomic
def _undo(step: StepRow, by: audit.Actor) -> bool:
    row = CaseRow.objects.select_for_update().select_related(None).get(id=step.case_id)
    if any(_plain(getattr(row, name)) != value for name, value in step.after.items()):
        return False
    back = {name: _read(name, value) for name, value in step.before.items()}
    put(row, "undone", by=by, facts={"step": step.kind}, **back)
    if step.kind == "merged":
        ComplaintRow.objects.filter(id__in=step.facts["moved"]).update(case=row)
        _recount(step.facts["into"], row.id)
    step.is_undone = True
    step.save(update_fields=["is_undone"])
    return True


def _recount(*case_ids: int) -> None:
    for case_id in case_ids:
        CaseRow.objects.filter(id=case_id).update(complaints=ComplaintRow.objects.filter(case=case_id).count())


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.value if isinstance(value, State | Ending) else value


def _read(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name in MOMENTS and value else value
