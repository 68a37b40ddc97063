"""Doing a deed: at most once, and an honest outcome whatever happens in between."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound, Refused

from . import deeds
from .contracts import Action, Deed, Outcome
from .errors import Broke, NotDone, NotYet, Overtaken, WentQuiet
from .models import DeedRow
from .reasons import plain
from .registry import find_action

log = logging.getLogger("hamsafar.actions")

MOST_ATTEMPTS = 6
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))


class Attempt:
    """One run of a handler."""

    def __init__(self, deed: Deed, run: UUID) -> None:
        self.deed, self._run = deed, run
        self.is_out = False

    def go_out(self) -> None:
        """Raises Overtaken: two workers must never both go out."""
        if not DeedRow.objects.filter(id=self.deed.id, run=self._run, outcome=Outcome.DOING).update(outcome=Outcome.OUT):
            raise Overtaken
        self.is_out = True

    def owned(self) -> DeedRow | None:
        """The row, locked, if it is still this run's to end. One that was called unknown meanwhile is: now somebody knows."""
        mine = (Outcome.DOING, Outcome.OUT, Outcome.UNKNOWN)
        return DeedRow.objects.select_for_update().filter(id=self.deed.id, run=self._run, outcome__in=mine, settled_by="").first()


def do(deed_id: UUID) -> None:
    """Do what was asked for, if it is still to be done."""
    try:
        row = deeds.held(deed_id)
    except NotFound:  # whoever it was about has been forgotten
        return
    action = find_action(row.action)
    if action is None:  # its room is gone
        with transaction.atomic():
            DeedRow.objects.filter(id=deed_id, outcome=Outcome.WAITING).update(outcome=Outcome.FAILED, code="no_such_action")
        return
    if action.is_outside:
        _do_outside(action, deed_id)
    else:
        _do_inside(action, deed_id)


# What only writes our own rows: one transaction, so done and written down are the same thing.


def _do_inside(action: Action, deed_id: UUID) -> None:
    try:
        with transaction.atomic():
            row = deeds.locked(deed_id)
            if row.outcome != Outcome.WAITING:
                return
            attempt = Attempt(deeds.to_deed(row), deeds.begin(row))
            facts = action.do(_input(action, row), attempt)
            deeds.end(row, Outcome.DONE, facts=facts)
        return
    except Exception as error:
        trouble = error
    with transaction.atomic():
        row = deeds.locked(deed_id)
        if row.outcome == Outcome.WAITING:
            row.attempts += 1
            _say(row, trouble, is_out=False)


# What reaches somebody else.


def _do_outside(action: Action, deed_id: UUID) -> None:
    with transaction.atomic():
        attempt = _taken(deed_id)
    if attempt is None:
        return
    try:
        facts = action.do(_input(action, attempt.deed), attempt)
    except Overtaken:
        log.warning("deed %s was taken by another worker", deed_id)
        return
    except Exception as error:
        with transaction.atomic():
            row = attempt.owned()
            if row is not None:
                _say(row, error, is_out=attempt.is_out)
        return
    with transaction.atomic():
        row = attempt.owned()
        if row is not None:
            deeds.end(row, Outcome.DONE, facts=facts)


def _taken(deed_id: UUID) -> Attempt | None:
    """A deed that somebody was doing when they died is done again; one that had gone out is not, because nobody can tell."""
    row = deeds.locked(deed_id)
    if row.outcome == Outcome.OUT:
        deeds.end(row, Outcome.UNKNOWN, code=WentQuiet.code)
        return None
    if row.outcome not in (Outcome.WAITING, Outcome.DOING):
        return None
    if row.outcome == Outcome.DOING and row.attempts >= MOST_ATTEMPTS:  # it takes its worker with it every time
        deeds.end(row, Outcome.FAILED, code=Broke.code, facts={"kind": "process"})
        return None
    return Attempt(deeds.to_deed(row), deeds.begin(row))


def _input(action: Action, of: DeedRow | Deed) -> Any:
    return msgspec.convert(of.input, action.input)


def _say(row: DeedRow, trouble: Exception, *, is_out: bool) -> None:
    """Turn what a handler raised into what becomes of the deed."""
    if isinstance(trouble, NotDone):
        deeds.end(row, Outcome.FAILED, **_why(trouble.why))
    elif isinstance(trouble, NotYet):
        _later(row, trouble)
    elif isinstance(trouble, Refused):
        deeds.end(row, Outcome.REFUSED, **_why(trouble))
    elif is_out:
        log.error("deed %s went out and broke", row.id, exc_info=trouble)
        deeds.end(row, Outcome.UNKNOWN, **_why(WentQuiet()))
    else:
        log.error("deed %s broke at attempt %s", row.id, row.attempts, exc_info=trouble)
        _later(row, NotYet(Broke(kind=type(trouble).__name__)))


def _later(row: DeedRow, why: NotYet) -> None:
    if why.at is not None:
        deeds.put_off(row, why.at, **_why(why.why), counts=False)
    elif row.attempts < MOST_ATTEMPTS:
        deeds.put_off(row, clock.now() + PAUSES[min(row.attempts, len(PAUSES)) - 1], **_why(why.why), counts=True)
    else:
        deeds.end(row, Outcome.FAILED, **_why(why.why))


def _why(why: Refused) -> Mapping[str, Any]:
    return {"code": why.code, "facts": plain(why.facts)}
