"""The gate: the one place that says whether a person may be contacted, and keeps a place in their budgets for it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from hamsafar.base import clock
from hamsafar.base.calendars import day_of
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people

from . import passes
from .contracts import Contact, Pass, Policy, Reason, Refusal
from .errors import NoPass
from .models import ReservationRow, TallyRow
from .policy import policy
from .rule import Asked, Verdict, weigh
from .zones import zone_of

HELD, SENT, RELEASED = "held", "sent", "released"
ALLOWED = "allowed"
_SOME_NUMBER = 71_405  # of our locks on PostgreSQL


@transaction.atomic
def decide(person: int, *, purpose: str, channel: str, key: str, at: dt.datetime | None = None) -> Pass | Refusal:
    """May this person be contacted at this moment (now, if none is named)? A pass keeps a place in their budgets.

    Ask in the transaction that queues the message, so that place and message are kept or lost together. The same key gives the same
    place. Raises NotFound where nobody is known under this key.
    """
    person = people.person_of(person)
    _one_after_the_other(person)
    row = ReservationRow.objects.filter(key=key).first()
    if row is not None and row.state != RELEASED:
        return _pass(row)
    at = max(at, clock.now()) if at else clock.now()
    asked = Asked(purpose, channel, at)
    verdict = _weighed(person, asked, policy(), zone_of(person), without=row.id if row else None)
    _count(asked, verdict)
    if not verdict.is_allowed:
        return _refusal(verdict)
    place = {"person": person, "purpose": purpose, "channel": channel, "at": at, "made_at": clock.now(), "state": HELD}
    row, _ = ReservationRow.objects.update_or_create(key=key, defaults=place)
    return _pass(row)


def look(person: int, *, purpose: str, channel: str, at: dt.datetime | None = None) -> Refusal | None:
    """What the gate would say, without keeping a place."""
    person = people.person_of(person)
    verdict = _weighed(person, Asked(purpose, channel, at or clock.now()), policy(), zone_of(person))
    return None if verdict.is_allowed else _refusal(verdict)


@transaction.atomic
def confirm(token: str, *, person: int, purpose: str, channel: str) -> Pass | Refusal:
    """Right before sending: is it still allowed? Who said no since then is not contacted. Where only the hour is wrong, the place
    moves to the time that the refusal names. Raises NoPass for a forged token, and for one that was given for something else.
    """
    leave, until = passes.read(token)
    row = ReservationRow.objects.filter(id=leave).first()
    if row is None or row.state != HELD:
        raise NoPass
    person = people.person_of(person)
    if (people.find_person_of(row.person), row.purpose, row.channel) != (person, purpose, channel):
        raise NoPass
    if passes.has_run_out(until):
        return Refusal(reason=Reason.TOO_LATE, retry_at=None, all_reasons=(Reason.TOO_LATE,))
    _one_after_the_other(person)
    verdict = _weighed(person, Asked(purpose, channel, clock.now()), policy(), zone_of(person), without=row.id)
    if verdict.is_allowed:
        return _pass(row)
    refusal = _refusal(verdict)
    if refusal.retry_at is None or refusal.retry_at > until:
        return Refusal(reason=refusal.reason, retry_at=None, facts=refusal.facts, all_reasons=refusal.all_reasons)
    row.at = refusal.retry_at
    row.save(update_fields=["at"])
    return refusal


def note_sent(token: str) -> None:
    """It has gone out (or nobody can tell that it has not): the place stays taken, from now on."""
    leave, _ = passes.read(token)
    ReservationRow.objects.filter(id=leave, state=HELD).update(state=SENT, at=clock.now())


def release(token: str) -> None:
    """It is known that nothing was sent: the place is free again."""
    leave, _ = passes.read(token)
    ReservationRow.objects.filter(id=leave, state=HELD).update(state=RELEASED)


def note_contact(person: int, *, purpose: str, channel: str, key: str, at: dt.datetime | None = None) -> None:
    """A contact that nobody asked the gate for (a widget that was shown, a call that was made): it counts all the same."""
    place = {"person": people.person_of(person), "purpose": purpose, "channel": channel, "at": at or clock.now(), "made_at": clock.now()}
    ReservationRow.objects.get_or_create(key=key, defaults={**place, "state": SENT})


def contacts_of(person: int, *, since: dt.datetime, until: dt.datetime, without: UUID | None = None) -> list[Contact]:
    """Past and planned."""
    keys = people.keys_of_person(person)
    rows = ReservationRow.objects.filter(person__in=keys, at__gte=since, at__lt=until).exclude(state=RELEASED)
    rows = rows.exclude(id=without) if without else rows
    return [Contact(at=row.at, channel=row.channel, purpose=row.purpose) for row in rows.order_by("at")]


def _weighed(person: int, asked: Asked, rules: Policy, zone: ZoneInfo, *, without: UUID | None = None) -> Verdict:
    reach = max((budget.stretch for budget in rules.all_budgets), default=dt.timedelta())
    contacts = contacts_of(person, since=asked.at - reach, until=asked.at + 400 * dt.timedelta(days=1), without=without)
    state = consent.decided(person, asked.purpose, asked.channel)
    return weigh(asked, state, contacts, rules, zone)


def _one_after_the_other(person: int) -> None:
    """Two decisions about one person never overlap. SQLite has one writer at a time and its transactions begin as writers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_SOME_NUMBER, person % (1 << 31)])


def _count(asked: Asked, verdict: Verdict) -> None:
    said = ALLOWED if verdict.is_allowed else verdict.reasons[0].value
    day = day_of(clock.now(), organisation.almanac_of())
    where = {"day": day, "purpose": asked.purpose, "channel": asked.channel, "said": said}
    row, _ = TallyRow.objects.get_or_create(**where)
    TallyRow.objects.filter(id=row.id).update(count=F("count") + 1)


def _pass(row: ReservationRow) -> Pass:
    return Pass(
        id=row.id,
        token=passes.token_of(row),
        person=row.person,
        purpose=row.purpose,
        channel=row.channel,
        at=row.at,
        until=row.at + passes.HOLDS,
    )


def _refusal(verdict: Verdict) -> Refusal:
    reason, budget = verdict.reasons[0], verdict.budget
    facts = {"contacts": budget.contacts, "days": budget.days} if budget and reason in (Reason.BUDGET, Reason.RESTING) else {}
    return Refusal(reason=reason, retry_at=verdict.retry_at, facts=facts, all_reasons=verdict.reasons)


def tallies(since: dt.date) -> Iterable[tuple[dt.date, str, str, str, int]]:
    """Day, purpose, channel, what was said, how often."""
    return TallyRow.objects.filter(day__gte=since).order_by("day").values_list("day", "purpose", "channel", "said", "count")
