"""What crosses the door of the spine."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hamsafar.collect.intake.services import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose events a question may see: these units (None: all of them), from `since` up to but not including `until`.

    Bot and test traffic is left out unless `include_marked`. `people` narrows to canonical persons and is as fast as a look-up.
    """

    units: tuple[str, ...] | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    include_marked: bool = False
    people: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as it stands on a timeline. `person_key` is the event's own key, `person` who that is today."""

    seq: int
    person_key: int
    person: int
    timestamp: dt.datetime
    source: str
    message_id: str
    type: str
    name: str
    channel: str
    direction: str
    unit: str
    session_id: str
    space: str
    user_id: str
    anonymous_id: str
    amount: Decimal | None
    currency: str
    properties: dict[str, Any]
    flags: tuple[str, ...]
    received_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the next page of a timeline begins."""

    timestamp: dt.datetime
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of happenings, latest first; `after` is None when there is no more."""

    happenings: tuple[Happening, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An event as a follower gets it."""

    seq: int
    person_key: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What was written after a number. Everything up to `upto` was looked at; keep it and ask for what comes after."""

    written: tuple[Written, ...]
    upto: int
    is_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    since: dt.datetime
    channel: str
    source: str
    name: str
    events: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    name: str
    events: int
    people: int
    first_at: dt.datetime
    last_at: dt.datetime
    sources: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyUse:
    property: str
    events: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    day: dt.date
    source: str
    reason: str
    events: int
    latest_at: dt.datetime
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    received_at: dt.datetime
    source: str
    message_id: str
    name: str
    reason: str
    payload_hash: int
    payload: str


class PeopleOrder(StrEnum):
    LAST_AT = "last_at"
    FIRST_AT = "first_at"
    EVENTS = "events"
    ORDERS = "orders"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRollup:
    """One person in one line. `revenue` is per currency, refunds taken off; currencies are never added up here."""

    person: int
    first_at: dt.datetime
    last_at: dt.datetime
    events: int
    orders: int
    revenue: Mapping[str, Decimal]
    last_channel: str
    last_name: str
    channels: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCursor:
    """Where the next page of people begins."""

    rank: int
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    people: tuple[PersonRollup, ...]
    next: PeopleCursor | None
