"""The door of actions.

A room that can do something registers it; whoever wants it done asks for it in their own transaction and never waits for it.

    deed = actions.ask_for("send_message", {...}, key=f"welcome:{person}", about=f"person:{person:016x}", pass_token=allowed.token)
    actions.outcome(deed.id)      # Outcome.WAITING, …, Outcome.DONE
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from . import deeds, doing
from .contracts import ENDED, Action, Deed, Doing, Named, Outcome
from .deeds import ask_for, get_deed, to_deed
from .errors import BadActionInput, NeedsPass, NoSuchAction, NotDone, NotUnknown, NotYet
from .models import DeedRow
from .reasons import plain, sentence_of
from .registry import find_action, get_action, list_actions, register, when_over

__all__ = [
    "ENDED", "Action", "BadActionInput", "Deed", "Doing", "Named", "NeedsPass", "NoSuchAction", "NotDone", "NotUnknown", "NotYet",
    "Outcome", "ask_for", "call_about", "count_deeds", "count_outcomes", "counts", "do_again", "do_now", "find_action", "find_deed",
    "find_deeds", "forget", "get_action", "get_deed", "list_actions", "list_deeds", "names_of", "outcome", "plain", "prune", "register",
    "say_what_became", "sentence_of", "when_over",
]  # fmt: skip


def outcome(deed_id: UUID) -> Outcome:
    return get_deed(deed_id).outcome


def do_now(deed_id: UUID) -> Deed:
    """In place of the queue; as it stands afterwards. What has to wait still is done again by the caller when it is due."""
    doing.do(deed_id)
    jobs.take_out(deeds.JOB, keys=deeds.keys_in_queue(deed_id))
    return get_deed(deed_id)


def find_deed(action: str, key: str) -> Deed | None:
    row = DeedRow.objects.filter(action=action, key=key).first()
    return to_deed(row) if row else None


def list_deeds(
    *,
    action: str = "",
    outcome: str = "",
    about: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Deed, ...]:
    """Newest first."""
    rows = deeds.found(action=action, outcome=outcome, about=about, since=since, until=until).order_by("-asked_at", "id")
    return tuple(map(to_deed, rows[offset : offset + limit]))


def count_deeds(
    *, action: str = "", outcome: str = "", about: str = "", since: dt.datetime | None = None, until: dt.datetime | None = None
) -> int:
    return deeds.found(action=action, outcome=outcome, about=about, since=since, until=until).count()


def counts(*, action: str = "", since: dt.datetime | None = None) -> dict[Outcome, int]:
    """How many stand where."""
    rows = dict(deeds.found(action=action, since=since).values_list("outcome").annotate(n=Count("id")))
    return {each: rows.get(each, 0) for each in Outcome}


def count_outcomes(ids: "Collection[UUID] | QuerySet[Any, UUID]") -> dict[Outcome, int]:
    """How these deeds stand. A room that keeps many gives the query for its ids, so that they are counted where they lie."""
    rows = DeedRow.objects.filter(id__in=ids).values_list("outcome").annotate(n=Count("id"))
    return {Outcome(outcome): n for outcome, n in rows}


def find_deeds(ids: Collection[UUID]) -> dict[UUID, Deed]:
    return {row.id: to_deed(row) for row in DeedRow.objects.filter(id__in=ids)}


# What only a person can decide


@transaction.atomic
def say_what_became(deed_id: UUID, became: Outcome, *, by: audit.Actor) -> Deed:
    """A person has found out what became of an unknown deed: DONE or FAILED. Raises NotUnknown."""
    row = _unknown(deed_id)
    audit.record("actions.decided", by=by, about=f"deed:{row.id}", facts={"action": row.action, "became": became.value})
    return deeds.end(row, became, code=row.code if became is Outcome.FAILED else "", facts=row.facts, settled_by=by.audit_name)


@transaction.atomic
def do_again(deed_id: UUID, *, by: audit.Actor) -> Deed:
    """A person takes it upon themselves that an unknown deed is done once more. Raises NotUnknown."""
    row = _unknown(deed_id)
    audit.record("actions.done_again", by=by, about=f"deed:{row.id}", facts={"action": row.action})
    row.outcome, row.run, row.code, row.facts, row.attempts, row.ended_at = Outcome.WAITING, None, "", {}, 0, None
    row.due_at = clock.now()
    row.save(update_fields=["outcome", "run", "code", "facts", "attempts", "ended_at", "due_at"])
    deeds.put_in_queue(row)
    return to_deed(row)


def _unknown(deed_id: UUID) -> DeedRow:
    row = deeds.locked(deed_id)
    if row.outcome != Outcome.UNKNOWN:
        raise NotUnknown
    return row


# Names on pages

Namer = Callable[[Sequence[str], str], Mapping[str, Named]]
_namers: dict[str, Namer] = {}


def call_about(kind: str, namer: Namer) -> None:
    """A room says how those it knows are called: of the words after `kind:` and a language, their names and addresses."""
    _namers[kind] = namer


def names_of(abouts: Collection[str], language: str) -> dict[str, Named]:
    """Of each `kind:id` that some room can name."""
    named: dict[str, Named] = {}
    for kind, namer in _namers.items():
        ids = sorted({about.removeprefix(f"{kind}:") for about in abouts if about.startswith(f"{kind}:")})
        named |= {f"{kind}:{one}": name for one, name in (namer(ids, language) if ids else {}).items()}
    return named


# Forgetting


@transaction.atomic
def forget(abouts: Collection[str]) -> int:
    """Deeds about somebody who is erased. What has gone out has gone out; what waits is not done."""
    deleted, _ = DeedRow.objects.filter(about__in=abouts).delete()
    return deleted


def prune(*, before: dt.datetime) -> int:
    """Forget deeds that ended before this moment, a slice at a time."""
    gone = 0
    while ids := list(DeedRow.objects.filter(outcome__in=ENDED, ended_at__lt=before).values_list("id", flat=True)[:500]):
        gone += DeedRow.objects.filter(id__in=ids).delete()[0]
    return gone
