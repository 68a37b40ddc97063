"""What crosses the door of contact."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

ANY = ""  # a budget for every channel, or for every purpose that counts

SURVEYS, MARKETING, SERVICE = "surveys", "marketing", "service"
# Purposes for which somebody is contacted, in English and Persian. A service message answers something the customer did (a case, an
# order, a code): it is not rationed and does not wait for the morning, but even there "no" is no.
PURPOSES: Mapping[str, tuple[str, str]] = {
    SURVEYS: ("Surveys", "نظرسنجی"),
    MARKETING: ("News and offers", "خبرها و پیشنهادها"),
    SERVICE: ("About their own orders and requests", "دربارهٔ سفارش‌ها و درخواست‌های خودشان"),
}
# Channels by which a company reaches out; names are the vocabulary's.
CHANNELS = ("email", "sms", "telegram", "phone", "web", "app", "chat")


class Reason(StrEnum):
    """Why not, the weightiest first."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_GIVEN = "not_given"
    BUDGET = "budget"
    RESTING = "resting"
    HOLIDAY = "holiday"
    QUIET_DAY = "quiet_day"
    QUIET_HOURS = "quiet_hours"
    TOO_LATE = "too_late"


LASTING = frozenset({Reason.WITHDRAWN, Reason.EXPIRED, Reason.NOT_GIVEN, Reason.TOO_LATE})  # waiting does not help


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """At most so many contacts with one person in any stretch of so many days. `channel` and `purpose` ANY: all of them together."""

    contacts: int
    days: int
    channel: str = ANY
    purpose: str = ANY
    reason: Reason = Reason.BUDGET

    @property
    def stretch(self) -> dt.timedelta:
        return dt.timedelta(days=self.days)

    def counts(self, channel: str, purpose: str) -> bool:
        return self.channel in (ANY, channel) and (purpose == self.purpose or (self.purpose == ANY and purpose != SERVICE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """When nobody is contacted, by the person's own clock. `start` to `end` may go over midnight; equal means never."""

    start: dt.time = dt.time(21)
    end: dt.time = dt.time(9)
    weekdays: frozenset[int] = frozenset()  # Monday is 0
    holidays: bool = True  # the official ones
    days: frozenset[dt.date] = frozenset()  # the company's own
    channels: frozenset[str] = frozenset({"email", "sms", "telegram", "phone"})  # that keep quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The company's contact rules."""

    budgets: tuple[Budget, ...] = (Budget(contacts=2, days=7), Budget(contacts=6, days=30))
    rest_days: int = 30  # between two surveys for one person
    quiet: Quiet = field(default_factory=Quiet)
    ask_first: frozenset[str] = frozenset({MARKETING})  # purposes that need a permission; for others it is enough that nobody said no

    @property
    def all_budgets(self) -> tuple[Budget, ...]:
        if not self.rest_days:
            return self.budgets
        return (*self.budgets, Budget(contacts=1, days=self.rest_days, purpose=SURVEYS, reason=Reason.RESTING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """That a person was or will be contacted."""

    at: dt.datetime
    channel: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Leave to contact this person once. Short-lived: whoever sends shows `token`, and the gate looks again."""

    id: UUID
    token: str
    person: int
    purpose: str
    channel: str
    at: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not now. `retry_at`: when, as far as is known today, it would be allowed; None when waiting does not help."""

    reason: Reason
    retry_at: dt.datetime | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    all_reasons: tuple[Reason, ...] = ()
