"""Identifiers whose events carry another key than their hash says, and the events that have to follow."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.sqlite.base import make_durable

from . import keys
from .contracts import Identifier, Name, ReKey
from .models import ExceptionRow, ReKeyRow

Door = Callable[[ReKey], None]


def load() -> None:
    """Tell the hash what the table knows. At start, after a change here, and by the follower for changes of other processes."""
    found: dict[Identifier, list[tuple[dt.datetime | None, int]]] = defaultdict(list)
    for row in ExceptionRow.objects.filter(active=True):
        found[Identifier(row.space, row.kind, row.value)].append((row.since, row.key))
    keys.set_exceptions({identifier: sorted(moves, key=_none_first) for identifier, moves in found.items()})


def _none_first(move: tuple[dt.datetime | None, int]) -> tuple[bool, float]:
    return move[0] is not None, move[0].timestamp() if move[0] else 0.0


def add_collision(name: Name, old: int) -> int:
    """Another name had this key first: give this one a key of its own and let its events follow."""
    new = keys.key_of_normal(Identifier(*name[:3]), "collision")
    with transaction.atomic():
        ExceptionRow.objects.get_or_create(key=new, defaults={"space": name.space, "kind": name.kind, "value": name.value})
        _queue(name, old, new, None)
    load()
    return new


def add_since(name: Name, old: int, moment: dt.datetime) -> int:
    """From this moment on the events of the name carry another key. Inside the transaction of the decision."""
    new = keys.key_of_normal(Identifier(*name[:3]), f"since {moment.isoformat()}")
    ExceptionRow.objects.update_or_create(
        key=new, defaults={"space": name.space, "kind": name.kind, "value": name.value, "since": moment, "active": True}
    )
    _queue(name, old, new, moment)
    return new


def end_since(name: Name, key: int, old: int, moment: dt.datetime) -> None:
    """The decision was undone: events go back."""
    ExceptionRow.objects.filter(key=key).update(active=False)
    _queue(name, key, old, moment)


def _queue(name: Name, old: int, new: int, since: dt.datetime | None) -> None:
    ReKeyRow.objects.create(space=name.space, kind=name.kind, value=name.value, old=old, new=new, since=since)


def move_events(door: Door) -> int:
    """Let the event store move what waits, oldest first. Moving is repeatable, so a crash before `done_at` only repeats it."""
    waiting = list(ReKeyRow.objects.filter(done_at=None).order_by("id"))
    if waiting:
        make_durable()
    for row in waiting:
        door(ReKey(identifier=Identifier(row.space, row.kind, row.value), old=row.old, new=row.new, since=row.since))
        ReKeyRow.objects.filter(id=row.id).update(done_at=clock.now())
    return len(waiting)
