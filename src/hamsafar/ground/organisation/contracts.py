"""Records that cross organisation's door."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from hamsafar.base.calendars import Calendar

from .roles import Role


class UnitKind(StrEnum):
    BUSINESS_UNIT = "business_unit"
    COUNTRY = "country"
    BRANCH = "branch"


class WeekStart(StrEnum):
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What holds for the whole installation."""

    name: str
    language: str  # of people who have not chosen one
    currency: str  # ISO 4217, IRT for toman
    calendar: Calendar
    week_start: WeekStart
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A business unit, country or branch. Empty time zone, week start and currency are those of the parent."""

    code: str
    kind: UnitKind
    name_fa: str
    name_en: str
    parent: str  # code, "" at the top
    depth: int
    time_zone: str
    week_start: str
    currency: str
    archived_at: dt.datetime | None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_en or self.name_fa or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role in one unit; unit "" is the whole company."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    id: int
    name: str
    email: str
    language: str
    grants: tuple[Grant, ...]
    is_active: bool
    last_login: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    id: int
    email: str
    grant: Grant
    invited_by: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    id: int
    name: str
    prefix: str  # the first letters, enough to tell keys apart
    role: Role
    units: tuple[str, ...]  # () is the whole company
    created_by: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
