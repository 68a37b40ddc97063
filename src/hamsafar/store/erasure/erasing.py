"""One erasure from the request to its signed receipt. Every step may be repeated, so a crash anywhere only means going on.

Whom to forget stands in the row until nothing of the person is left; emptying that is the last trace to go, and leaves its bytes
in the relational store's log. So the scrub comes after it and "done" after the scrub. A row that is running and names nobody is
one that a crash cut off in between: only the scrub is left to do.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events

from . import disk, log, registry, spine
from .contracts import Receipt, State, Subject
from .errors import AnotherErasureRuns
from .models import ErasureRow

JOB = "erasure.run"


@contextmanager
def turn() -> Iterator[None]:
    """One erasure or backup at a time on this data folder, across processes."""
    handle = os.open(Path(settings.DATA) / "erasure.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherErasureRuns from None
        yield
    finally:
        os.close(handle)


def subject_of(person: int) -> Subject:
    known = people.identifiers_of(person)
    return Subject(
        person=people.person_of(person),
        keys=tuple({person, *people.keys_of_person(person)}),
        identifiers=tuple(each.identifier for each in known),
        typed=tuple(sorted({each.typed for each in known if each.typed})),
    )


@transaction.atomic
def request(person: int, *, by: audit.Actor | None) -> ErasureRow:
    """Write down that this person is to be forgotten and queue it; from here on it happens, whatever crashes."""
    subject = subject_of(person)
    row = ErasureRow.objects.create(
        state=State.RUNNING,
        requested_at=clock.now(),
        by=by.audit_id if by else "",
        identifiers=sorted(map(log.hash_of, subject.identifiers)),
        subject=_packed(subject),
    )
    audit.record("privacy.erasure_asked", by=by, about=f"erasure:{row.id}")
    _queue(row)
    return row


def _queue(row: ErasureRow) -> jobs.Job:
    return jobs.enqueue(JOB, {"erasure": str(row.id)}, key=str(row.id))


def resume() -> int:
    """At a start: queue again what was cut off and that the queue has given up, or never had. Returns how many erasures go on."""
    unfinished = list(ErasureRow.objects.exclude(state=State.DONE))
    for row in unfinished:
        job = _queue(row)
        if job.state in (jobs.State.FAILED, jobs.State.CANCELLED):
            jobs.retry(job.id)
    return len(unfinished)


def carry_out(row: ErasureRow) -> Receipt:
    """Do, or go on with, an erasure; one that is done changes nothing."""
    if row.state == State.DONE:
        return receipt_of(row)
    with turn():
        row.refresh_from_db()  # whoever had the turn before may have done it
        if row.state == State.DONE:
            return receipt_of(row)
        words = _forget(row) if row.subject else None
        disk.scrub_relational(words)
        disk.settle_removals()
        _finish(row)
    return receipt_of(row)


def carry_out_at_once(row: ErasureRow) -> Receipt:
    """The queue may have been quicker; then its end is waited for. Any other erasure or a backup is a refusal."""
    try:
        return carry_out(row)
    except AnotherErasureRuns:
        while _queue(row).state is jobs.State.RUNNING:
            time.sleep(0.1)
        row.refresh_from_db()
        if row.state != State.DONE:
            raise
        return receipt_of(row)


def _forget(row: ErasureRow) -> tuple[str, ...]:
    """Everything up to the row's own mention of the person. Returns the words that the scrub looks for."""
    for prepare in registry.registry().before:
        prepare()
    with people.turn():  # nothing that was read before is learnt again after it went
        events.settle()
        people.catch_up()
        subject = _widened(row)
        log.append(log.Line(at=row.requested_at, id=str(row.id), identifiers=tuple(row.identifiers)))
        # Files first: what one of them brought until it went, the spine still has to lose.
        _count(row, {name: erase(subject) for name, erase in registry.registry().files.items()})
        _count(row, spine.forget(subject))
        _count(row, registry.forget_rows(subject))
        people.weigh_again()
    spine.wait_for_bytes()
    row.remnants = {**registry.remnants_in_rows(subject), **spine.remnants(subject)}
    row.subject = {}
    row.save(update_fields=["remnants", "subject"])
    return subject.words


def _widened(row: ErasureRow) -> Subject:
    """With what was learnt about the person since the erasure was asked for."""
    asked = _unpacked(row.subject)
    if people.find_person_of(asked.person) is None:
        return asked
    known = subject_of(asked.person)
    subject = Subject(
        person=asked.person,
        keys=tuple({*asked.keys, *known.keys}),
        identifiers=tuple({*asked.identifiers, *known.identifiers}),
        typed=tuple(sorted({*asked.typed, *known.typed})),
    )
    row.subject, row.identifiers = _packed(subject), sorted(map(log.hash_of, subject.identifiers))
    row.save(update_fields=["subject", "identifiers"])
    return subject


def _count(row: ErasureRow, counts: Mapping[str, int]) -> None:
    row.erased = {name: row.erased.get(name, 0) + counts.get(name, 0) for name in {**row.erased, **counts}}
    row.erased = {name: count for name, count in sorted(row.erased.items()) if count}
    row.save(update_fields=["erased"])


def _finish(row: ErasureRow) -> None:
    row.state, row.finished_at = State.DONE, clock.now()
    row.signature = log.sign(receipt_of(row).facts())
    with transaction.atomic():
        row.save()
        audit.record("privacy.erased", about=f"erasure:{row.id}", facts={"remnants": sum(row.remnants.values())})


def receipt_of(row: ErasureRow) -> Receipt:
    return Receipt(
        id=row.id,
        state=State(row.state),
        requested_at=row.requested_at,
        finished_at=row.finished_at,
        by=row.by,
        identifiers=tuple(row.identifiers),
        erased=row.erased,
        remnants=row.remnants,
        signature=row.signature,
    )


def _packed(subject: Subject) -> dict[str, Any]:
    """Keys as text: JSON readers elsewhere round 64-bit numbers."""
    return {
        "person": str(subject.person),
        "keys": [str(key) for key in subject.keys],
        "identifiers": [list(each) for each in subject.identifiers],
        "typed": list(subject.typed),
    }


def _unpacked(packed: Mapping[str, Any]) -> Subject:
    return Subject(
        person=int(packed["person"]),
        keys=tuple(int(key) for key in packed["keys"]),
        identifiers=tuple(Identifier(*each) for each in packed["identifiers"]),
        typed=tuple(packed["typed"]),
    )
