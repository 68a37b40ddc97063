"""Follows the spine for rules that are on, off the request path: each event of theirs becomes a case, exactly once.

The cases, their place in the queue and how far the spine was read are one transaction, so a crash repeats nothing and forgets nothing.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import F

from hamsafar.base import clock
from hamsafar.base.calendars import day_of
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.services import Happened
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Follower

from .contracts import Rule
from .errors import HappenedLongAgo, NotInShare
from .models import CaseRow, LeftOutRow, OffsetRow
from .rules import rules_at_work

OFFSET, JOB = "asking", "asking.consider"
STRIDE = 500_000  # numbers of the spine that one look goes over
SLICE = 100  # cases in one transaction: a write must not hold up the others
LONG_AGO = dt.timedelta(days=2)  # history that is imported is not asked about


def catch_up() -> int:
    """Look at everything that is new; returns how many cases were opened."""
    opened = 0
    while True:
        after, end = offset(), events.settled()
        upto = min(after + STRIDE, end)
        if upto <= after:
            return opened
        opened += _look(after, upto)


def offset() -> int:
    row = OffsetRow.objects.filter(name=OFFSET).first()
    if row is not None:
        return row.seq
    OffsetRow.objects.get_or_create(name=OFFSET, defaults={"seq": events.settled()})  # what was there before has no rules
    return OffsetRow.objects.get(name=OFFSET).seq


def _look(after: int, upto: int) -> int:
    rules = rules_at_work()
    names = sorted({rule.event for rule in rules})
    there = segments.which_happened(names, after=after, upto=upto) if names else frozenset()
    opened, left_out = 0, Counter[tuple[int, str]]()
    for rule in rules:
        if rule.event in there and rule.from_seq < upto:
            came = segments.happened(rule.event, where=rule.where, after=max(after, rule.from_seq), upto=upto)
            opened += open_cases(rule, came, left_out)
    with transaction.atomic():
        OffsetRow.objects.update_or_create(name=OFFSET, defaults={"seq": upto})
        count_left_out(left_out)
    return opened


def open_cases(rule: Rule, came: Sequence[Happened], left_out: Counter[tuple[int, str]]) -> int:
    """Events read again after a crash are there already: unique per rule and event, like their places in the queue."""
    at, wanted = clock.now(), []
    for one in came:
        why = why_not(rule, one, at)
        if why is None:
            wanted.append(one)
        else:
            left_out[rule.id, why] += 1
    return keep_all(rule, wanted)


def keep_all(rule: Rule, wanted: Sequence[Happened]) -> int:
    """A case for each that has none yet; how many."""
    return sum(_keep(rule, some) for some in _slices(wanted))


def why_not(rule: Rule, one: Happened, at: dt.datetime) -> str | None:
    """What can be said at first sight."""
    if one.timestamp + rule.delay < at - LONG_AGO:
        return HappenedLongAgo.code
    return None if is_in_share(rule, one.person) else NotInShare.code


def is_in_share(rule: Rule, person: int) -> bool:
    """The same person is always in or always out, and differently for each rule."""
    digest = hashlib.blake2b(f"{rule.id}:{person}".encode(), digest_size=8, person=b"asking share").digest()
    return int.from_bytes(digest, "little") < rule.share * 2**64


@transaction.atomic
def _keep(rule: Rule, some: Sequence[Happened]) -> int:
    known = set(CaseRow.objects.filter(rule=rule.id, message_id__in=[one.message_id for one in some]).values_list("source", "message_id"))
    fresh = {(one.source, one.message_id): one for one in some if (one.source, one.message_id) not in known}
    rows = CaseRow.objects.bulk_create([_row(rule, one) for one in fresh.values()])
    jobs.enqueue_all(JOB, [({"case": row.pk}, f"{row.pk}:0", row.due_at) for row in rows])
    return len(rows)


def _row(rule: Rule, one: Happened) -> CaseRow:
    at = clock.now()
    said = {name: one.properties[name] for name in rule.carried if name in one.properties}
    return CaseRow(
        rule_id=rule.id,
        source=one.source,
        message_id=one.message_id,
        person=one.person,
        event_at=one.timestamp,
        due_at=max(one.timestamp + rule.delay, at),
        about={name: str(value)[:300] for name, value in said.items() if isinstance(value, str | int | float)},
        made_at=at,
    )


def count_left_out(left_out: Counter[tuple[int, str]]) -> None:
    day = day_of(clock.now())
    for (rule, code), count in left_out.items():
        row, _ = LeftOutRow.objects.get_or_create(rule_id=rule, day=day, code=code)
        LeftOutRow.objects.filter(id=row.id).update(count=F("count") + count)


def _slices(wanted: Sequence[Happened]) -> Iterator[Sequence[Happened]]:
    return (wanted[start : start + SLICE] for start in range(0, len(wanted), SLICE))


FOLLOWER: Final = Follower("asking-follower", catch_up, offset)
start, stop = FOLLOWER.start, FOLLOWER.stop
