"""Which customers need a person today, the most urgent first."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Need, Why

question = events.questions_beside(__file__)

# Older matters belong to a report, not to today's list.
LOOK_BACK = dt.timedelta(days=14)
_NPS_DETRACTOR, _CSAT_UNHAPPY = 6, 2
_URGENCY = {Why.LATE_PROMISE: 0, Why.WAITING: 1, Why.UNHAPPY: 2}


def list_needs(scope: Scope, at: dt.datetime, limit: int) -> tuple[Need, ...]:
    """Broken expectations first: late promises, then unanswered conversations, then unhappy answers without a contact since."""
    recent = replace(scope, since=at - LOOK_BACK, until=at)
    found = (*_late_promises(recent, at, limit), *_waiting(recent, limit), *_unhappy(recent, limit))
    return _fairly(found, limit)


def _fairly(needs: tuple[Need, ...], limit: int) -> tuple[Need, ...]:
    """One line a person, and some of each reason, so that a flood of one kind never hides the others."""
    first_of_person: dict[int, Need] = {}
    for need in sorted(needs, key=lambda need: _URGENCY[need.why]):
        first_of_person.setdefault(need.person, need)
    rank: dict[Why, int] = {}
    ordered = []
    for need in first_of_person.values():
        rank[need.why] = rank.get(need.why, 0) + 1
        ordered.append((rank[need.why], _URGENCY[need.why], need))
    return tuple(need for _, _, need in sorted(ordered, key=lambda item: item[:2])[:limit])


def _late_promises(scope: Scope, at: dt.datetime, limit: int) -> list[Need]:
    rows = events.ask(question("overdue_promises"), scope=scope, at=at, limit=limit).dicts()
    return [Need(why=Why.LATE_PROMISE, person=row["person_key"], since=row["due"], words=row["what"]) for row in rows]


def _waiting(scope: Scope, limit: int) -> list[Need]:
    rows = events.ask(question("waiting_conversations"), scope=scope, limit=limit).dicts()
    return [
        Need(
            why=Why.WAITING, person=row["person_key"], since=row["waiting_since"], words=row["topic"] or row["text"], channel=row["channel"]
        )
        for row in rows
    ]


def _unhappy(scope: Scope, limit: int) -> list[Need]:
    bounds: dict[str, Any] = {"nps_at_most": float(_NPS_DETRACTOR), "csat_at_most": float(_CSAT_UNHAPPY)}
    rows = events.ask(question("unhappy_unanswered"), scope=scope, limit=limit, **bounds).dicts()
    return [
        Need(
            why=Why.UNHAPPY, person=row["person_key"], since=row["said_at"], words=row["text"], score=row["score"], question=row["question"]
        )
        for row in rows
    ]
