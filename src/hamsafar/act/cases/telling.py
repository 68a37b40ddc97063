"""What the spine is told of cases: under a message id of its own, in the transaction that writes it down here."""

from typing import Any

import msgspec

from hamsafar.act.messaging import services as messaging
from hamsafar.base.errors import NotFound
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event
from hamsafar.ground.organisation import services as organisation

from .models import CaseRow, StepRow
from .rows import cause_of

SOURCE = "cases"
NAMES = {
    "opened": "Case Opened",
    "contacted": "Case Contacted",
    "named": "Case Cause Named",
    "fixed": "Case Fixed",
    "closed": "Case Closed",
    "reopened": "Case Reopened",
    "undone": "Case Step Undone",
}


def tell(row: CaseRow, step: StepRow) -> None:
    """A step that others measure becomes an event; a comment stays in the house."""
    name = NAMES.get(step.kind)
    if name is None:
        return
    try:
        who = messaging.named(row.person)
    except NotFound:  # forgotten meanwhile, or not yet known under any name
        return
    intake.report(
        Event(
            source=SOURCE,
            message_id=f"step:{step.id}",
            name=name,
            channel=row.contact_channel if step.kind == "contacted" else "",
            direction="outbound" if step.kind == "contacted" else "none",
            unit=row.unit,
            timestamp=step.at,
            received_at=step.at,
            properties=msgspec.json.encode(_facts(row, step)).decode(),
            **who,
        )
    )


def _facts(row: CaseRow, step: StepRow) -> dict[str, Any]:
    facts: dict[str, Any] = {"case_id": str(row.id), "by": step.by_name, "due_at": row.due_at.isoformat(), **_of_kind(row, step)}
    return {name: value for name, value in facts.items() if value not in ("", None)}


def _of_kind(row: CaseRow, step: StepRow) -> dict[str, Any]:
    if step.kind == "opened":
        return {"reason": row.why, "question": row.asked, "score": row.score}
    if step.kind in ("named", "fixed", "closed"):
        cause = row.cause
        named = {"cause": cause_of(cause).name_in(organisation.company().language), "team": cause.team} if cause else {}
        ended = {"outcome": row.ending, "in_time": step.at <= row.due_at} if step.kind == "closed" else {}
        return named | ended
    return {"step": step.facts["step"]} if step.kind == "undone" else {}
