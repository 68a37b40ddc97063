"""What crosses the door of the spine."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


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
