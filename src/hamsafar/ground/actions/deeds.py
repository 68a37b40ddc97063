"""The rows: asked for once per key, taken by one worker, ended once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from .contracts import ENDED, Action, Deed, Outcome
from .errors import BadActionInput, NeedsPass
from .models import DeedRow
from .registry import get_action, tell_asker

JOB = "actions.do"


def to_deed(row: DeedRow) -> Deed:
    return Deed(
        id=row.id, action=row.action, key=row.key, outcome=Outcome(row.outcome), input=row.input, about=row.about, by_name=row.by_name,
        pass_token=row.pass_token, attempts=row.attempts, code=row.code, facts=row.facts, asked_at=row.asked_at, due_at=row.due_at,
        ended_at=row.ended_at, settled_by=row.settled_by,
    )  # fmt: skip


@transaction.atomic
def ask_for(
    action: str,
    input: Mapping[str, Any] | msgspec.Struct,
    *,
    key: str,
    about: str = "",
    by: audit.Actor | None = None,
    at: dt.datetime | None = None,
    pass_token: str = "",
) -> Deed:
    """Queue a deed in the caller's transaction, once per (action, key): asking again returns the deed that is there.

    Raises NoSuchAction, BadActionInput, and NeedsPass where a customer would be reached without the gate's pass.
    """
    declared = get_action(action)
    if declared.needs_gate and not pass_token:
        raise NeedsPass
    row, is_new = DeedRow.objects.get_or_create(
        action=action, key=key, defaults=_fresh(read_input(declared, input), about, by, at) | {"pass_token": pass_token}
    )
    if is_new:
        put_in_queue(row)
        if by is not None:
            audit.record("actions.asked", by=by, about=f"deed:{row.id}", facts={"action": action, "about": about})
    return to_deed(row)


def _fresh(input: dict[str, Any], about: str, by: audit.Actor | None, at: dt.datetime | None) -> dict[str, Any]:
    now = clock.now()
    who = {"by_id": by.audit_id, "by_name": by.audit_name} if by else {}
    return {"input": input, "about": about, "asked_at": now, "due_at": max(at, now) if at else now, **who}


def read_input(action: Action, given: Mapping[str, Any] | msgspec.Struct) -> dict[str, Any]:
    """As the action's own struct reads it, and then as plain JSON: what is queued can be done."""
    try:
        known = given if isinstance(given, action.input) else msgspec.convert(given, action.input, strict=True)
    except msgspec.ValidationError as wrong:
        raise BadActionInput(reason=str(wrong)) from None
    plain: dict[str, Any] = msgspec.to_builtins(known)
    return plain


def put_in_queue(row: DeedRow) -> None:
    """In the transaction that changed the row. Jobs run once per key, so each time is a key of its own."""
    row.queued += 1
    row.save(update_fields=["queued"])
    jobs.enqueue(JOB, {"deed": str(row.id)}, key=f"{row.id}:{row.queued}", run_at=row.due_at)


def keys_in_queue(deed_id: UUID) -> list[str]:
    queued = DeedRow.objects.filter(id=deed_id).values_list("queued", flat=True).first() or 0
    return [f"{deed_id}:{turn + 1}" for turn in range(queued)]


def get_deed(deed_id: UUID) -> Deed:
    return to_deed(held(deed_id))


def held(deed_id: UUID) -> DeedRow:
    row = DeedRow.objects.filter(id=deed_id).first()
    if row is None:
        raise NotFound
    return row


def locked(deed_id: UUID) -> DeedRow:
    """For the rest of the transaction."""
    row = DeedRow.objects.select_for_update().filter(id=deed_id).first()
    if row is None:
        raise NotFound
    return row


def found(
    *, action: str = "", outcome: str = "", about: str = "", since: dt.datetime | None = None, until: dt.datetime | None = None
) -> "QuerySet[DeedRow]":
    wanted = {"action": action, "outcome": outcome, "about": about, "asked_at__gte": since, "asked_at__lt": until}
    return DeedRow.objects.filter(**{name: value for name, value in wanted.items() if value})


def end(row: DeedRow, outcome: Outcome, *, code: str = "", facts: Mapping[str, Any] | None = None, settled_by: str = "") -> Deed:
    """Write how it ended, and let its room write what follows, in the caller's transaction."""
    assert outcome in ENDED
    row.outcome, row.code, row.facts, row.settled_by = outcome, code, dict(facts or {}), settled_by
    row.ended_at = clock.now()
    row.save(update_fields=["outcome", "code", "facts", "settled_by", "ended_at", "attempts"])
    deed = to_deed(row)
    settled = get_action(row.action).settled
    if settled is not None:
        settled(deed)
    tell_asker(deed)
    return deed


def begin(row: DeedRow) -> UUID:
    """Take it: the number of this run. Whoever had it before may go out no more."""
    row.outcome, row.run, row.attempts = Outcome.DOING, uuid4(), row.attempts + 1
    row.save(update_fields=["outcome", "run", "attempts"])
    return row.run


def put_off(row: DeedRow, at: dt.datetime, *, code: str, facts: Mapping[str, Any], counts: bool) -> None:
    """Nothing has happened; later again."""
    row.outcome, row.run, row.code, row.facts = Outcome.WAITING, None, code, dict(facts)
    row.due_at, row.attempts = at, row.attempts if counts else row.attempts - 1
    row.save(update_fields=["outcome", "run", "code", "facts", "due_at", "attempts"])
    put_in_queue(row)
