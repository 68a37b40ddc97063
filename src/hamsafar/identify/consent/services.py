"""The door of consent: what each person allowed, for what, by which channel, having read what, and until when."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import services as people

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import rule
from .contracts import ANALYTICS, ANY_CHANNEL, Choice, Entry, Standing, State
from .errors import EndsBeforeItBegins, NoPurpose
from .models import ConsentRow
from .observing import observe

__all__ = [
    "ANALYTICS", "ANY_CHANNEL", "Choice", "EndsBeforeItBegins", "Entry", "NoPurpose", "Standing", "State", "allows", "decide", "decided",
    "history", "observe", "refused_keys", "state_of",
]  # fmt: skip

AT_ONCE = 900  # keys in one look-up
OURS = "hamsafar"  # source of decisions that the team writes down


@transaction.atomic
def decide(
    person: int,
    *,
    purpose: str,
    channel: str = ANY_CHANNEL,
    choice: Choice,
    evidence: str,
    by: audit.Actor | None,
    text_version: str = "",
    language: str = "",
    wording: str = "",
    expires_at: dt.datetime | None = None,
) -> Entry:
    """Write down what a customer decided. It counts from now on, and stays with the identifier that stands for the person today."""
    at = clock.now()
    if not purpose.strip():
        raise NoPurpose
    if expires_at is not None and expires_at <= at:
        raise EndsBeforeItBegins
    row = ConsentRow.objects.create(
        key=people.person_of(person),
        purpose=purpose.strip(),
        channel=channel,
        choice=choice,
        at=at,
        source=OURS,
        message_id=str(uuid.uuid4()),
        text_version=text_version,
        language=language,
        wording=wording,
        evidence=evidence,
        expires_at=expires_at,
        by=by.audit_name if by else "",
    )
    audit.record(f"consent.{choice}", by=by, about=people.key_text(row.key), facts={"purpose": row.purpose, "channel": channel})
    return _entry(row)


def state_of(person: int, at: dt.datetime | None = None) -> tuple[Standing, ...]:
    """What counts for this person now (or then), for every purpose and channel that was ever decided on."""
    return rule.standings(_entries(person), at or clock.now())


def allows(person: int, purpose: str, channel: str = ANY_CHANNEL, *, at: dt.datetime | None = None) -> bool:
    """Was it given, and is it neither withdrawn nor expired? Who was never asked allows nothing."""
    return rule.decided(_entries(person), purpose, channel, at or clock.now()) is State.GIVEN


def decided(person: int, purpose: str, channel: str = ANY_CHANNEL, *, at: dt.datetime | None = None) -> State:
    """The state itself, where "never asked" and "said no" are told apart."""
    return rule.decided(_entries(person), purpose, channel, at or clock.now())


def history(person: int) -> tuple[Entry, ...]:
    """Every decision ever made, newest first."""
    return tuple(sorted(_entries(person), key=lambda entry: (entry.at, entry.source), reverse=True))


def refused_keys(purpose: str = ANALYTICS) -> frozenset[int]:
    """Every key of everyone whose word on this purpose is "no": the pipeline drops their events with the reason `consent`."""
    withdrawn = ConsentRow.objects.filter(purpose=purpose, choice=Choice.WITHDRAWN).values_list("key", flat=True).distinct()
    keys_of = people.keys_of_people(people.people_of(withdrawn).values())
    entries = _entries_of(purpose, [key for keys in keys_of.values() for key in keys])
    at = clock.now()
    refusing = [keys for keys in keys_of.values() if _refuses([e for key in keys for e in entries.get(key, ())], purpose, at)]
    return frozenset(key for keys in refusing for key in keys)


def _refuses(entries: Iterable[Entry], purpose: str, at: dt.datetime) -> bool:
    return rule.decided(entries, purpose, ANY_CHANNEL, at) is State.WITHDRAWN


def _entries_of(purpose: str, keys: Collection[int]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for chunk in batched(sorted(keys), AT_ONCE):
        for row in ConsentRow.objects.filter(purpose=purpose, key__in=chunk):
            found[row.key].append(_entry(row))
    return found


def batched(keys: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _entries(person: int) -> Iterable[Entry]:
    chunks = batched(sorted(people.keys_of_person(person)), AT_ONCE)
    return [_entry(row) for chunk in chunks for row in ConsentRow.objects.filter(key__in=chunk)]


def _entry(row: ConsentRow) -> Entry:
    return Entry(
        key=row.key,
        purpose=row.purpose,
        channel=row.channel,
        choice=Choice(row.choice),
        at=row.at,
        source=row.source,
        text_version=row.text_version,
        language=row.language,
        wording=row.wording,
        evidence=row.evidence,
        expires_at=row.expires_at,
        by=row.by,
    )
