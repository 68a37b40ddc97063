"""The decision, as a pure function: what a person allowed, whom they heard from, the company's rules and the person's clock.

It sees the SET of contacts, past and planned, so the order in which they were decided never matters.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hamsafar.base import holidays
from hamsafar.base.calendars import jalali
from hamsafar.identify.consent.services import State

from .contracts import SERVICE, Budget, Contact, Policy, Quiet, Reason

FARTHEST = dt.timedelta(days=400)  # beyond that nobody waits
ORDER = {reason: place for place, reason in enumerate(Reason)}


class Asked(NamedTuple):
    """Whom to contact how, for what, and when."""

    purpose: str
    channel: str
    at: dt.datetime


class Verdict(NamedTuple):
    """Allowed where there are no reasons. `budget` is the one that says so, for the sentence."""

    reasons: tuple[Reason, ...]
    retry_at: dt.datetime | None
    budget: Budget | None = None

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


def weigh(asked: Asked, state: State, contacts: Iterable[Contact], policy: Policy, zone: ZoneInfo) -> Verdict:
    refused = of_consent(state, asked.purpose, policy)
    if refused is not None:
        return Verdict((refused,), None)
    if asked.purpose == SERVICE:
        return Verdict((), asked.at)
    known = list(contacts)
    tight = [budget for budget in _for(asked, policy) if next_free(budget, known, asked.at) > asked.at]
    reasons = {budget.reason for budget in tight}
    if (quiet := why_quiet(asked.channel, asked.at, policy.quiet, zone)) is not None:
        reasons.add(quiet)
    if not reasons:
        return Verdict((), asked.at)
    ordered = tuple(sorted(reasons, key=ORDER.__getitem__))
    said = [budget for budget in tight if budget.reason is ordered[0]]
    tightest = max(said, key=lambda budget: (next_free(budget, known, asked.at), budget.days), default=None)
    return Verdict(ordered, next_allowed(asked, known, policy, zone), tightest)


# Consent


def of_consent(state: State, purpose: str, policy: Policy) -> Reason | None:
    """A withdrawn consent always wins; one that ran out is one no longer."""
    if state is State.WITHDRAWN:
        return Reason.WITHDRAWN
    if purpose == SERVICE:
        return None
    if state is State.EXPIRED:
        return Reason.EXPIRED
    return Reason.NOT_GIVEN if state is State.UNKNOWN and purpose in policy.ask_first else None


# Budgets


def _for(asked: Asked, policy: Policy) -> list[Budget]:
    return [budget for budget in policy.all_budgets if budget.counts(asked.channel, asked.purpose)]


def has_room(budget: Budget, contacts: Sequence[Contact], at: dt.datetime) -> bool:
    """Would one more at this moment keep every stretch within the budget? Stretches that reach into planned contacts included."""
    near = sorted(c.at for c in contacts if budget.counts(c.channel, c.purpose) and abs(c.at - at) < budget.stretch)
    starts = [each for each in near if each <= at] + [at]
    return all(1 + sum(start <= each < start + budget.stretch for each in near) <= budget.contacts for start in starts)


def next_free(budget: Budget, contacts: Sequence[Contact], at: dt.datetime) -> dt.datetime:
    """The first moment from `at` on with room. Room appears only when a contact leaves the stretch behind it."""
    if has_room(budget, contacts, at):
        return at
    if budget.contacts < 1:
        return at + FARTHEST
    ends = sorted(c.at + budget.stretch for c in contacts if budget.counts(c.channel, c.purpose) and c.at + budget.stretch > at)
    return next((end for end in ends if has_room(budget, contacts, end)), at + FARTHEST)


# Quiet times


def why_quiet(channel: str, at: dt.datetime, quiet: Quiet, zone: ZoneInfo) -> Reason | None:
    if channel not in quiet.channels:
        return None
    here = at.astimezone(zone)
    day = here.date()
    if day in quiet.days or (quiet.holidays and holidays.names_of(*jalali(day))):
        return Reason.HOLIDAY
    if day.weekday() in quiet.weekdays:
        return Reason.QUIET_DAY
    return Reason.QUIET_HOURS if _is_night(here.time(), quiet) else None


def _is_night(time: dt.time, quiet: Quiet) -> bool:
    if quiet.start == quiet.end:
        return False
    if quiet.start < quiet.end:
        return quiet.start <= time < quiet.end
    return time >= quiet.start or time < quiet.end


def next_loud(channel: str, at: dt.datetime, quiet: Quiet, zone: ZoneInfo) -> dt.datetime:
    """The first moment from `at` on that is not quiet."""
    end = at + FARTHEST
    while at < end and (why := why_quiet(channel, at, quiet, zone)) is not None:
        at = _end_of_night(at, quiet, zone) if why is Reason.QUIET_HOURS else _midnight_after(at, zone)
    return at


def _end_of_night(at: dt.datetime, quiet: Quiet, zone: ZoneInfo) -> dt.datetime:
    here = at.astimezone(zone)
    day = here.date() if here.time() < quiet.end else here.date() + dt.timedelta(days=1)
    return _later(at, dt.datetime.combine(day, quiet.end, zone))


def _midnight_after(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return _later(at, dt.datetime.combine(at.astimezone(zone).date() + dt.timedelta(days=1), dt.time(), zone))


_QUARTER = dt.timedelta(minutes=15)


def _later(at: dt.datetime, found: dt.datetime) -> dt.datetime:
    """Where clocks are moved a local time may come twice or not at all; then time goes on by quarters of an hour, as clocks do."""
    moment = found.astimezone(dt.UTC)
    if moment > at and moment.astimezone(found.tzinfo).time() == found.time():
        return moment
    return at + _QUARTER - (at - dt.datetime.min.replace(tzinfo=dt.UTC)) % _QUARTER


# Both


def next_allowed(asked: Asked, contacts: Sequence[Contact], policy: Policy, zone: ZoneInfo) -> dt.datetime | None:
    """When every rule would allow it, if nobody else is contacted meanwhile: each pushes later until none does."""
    at, end = asked.at, asked.at + FARTHEST
    budgets = _for(asked, policy)
    while at < end:
        later = max([next_loud(asked.channel, at, policy.quiet, zone), *(next_free(budget, contacts, at) for budget in budgets)])
        if later == at:
            return at
        at = later
    return None
