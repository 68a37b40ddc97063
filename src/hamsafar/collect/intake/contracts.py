"""The event: the one record that every part of Hamsafar writes and reads."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import msgspec


class Identifier(NamedTuple):
    """Who, as one system names them. `space` keeps a shop's customer 17 apart from a call centre's; e-mail and phone share space ''."""

    space: str
    kind: str  # user_id, email, phone, anonymous_id, or a system's own kind such as national_id
    value: str


class Flag(StrEnum):
    """Marks on an event that is kept but must be told apart."""

    BOT = "bot"
    TEST = "test"
    CLOCK_SKEW = "clock_skew"
    UNKNOWN_NAME = "unknown_name"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact on one customer's timeline. Moments are aware, in UTC; JSON fields are JSON text of one object."""

    source: str
    message_id: str
    type: str = "track"  # track, page, screen, identify, group, alias
    name: str = ""
    channel: str = ""
    direction: str = "none"  # inbound, outbound, none
    space: str = ""  # identifier space of user_id and anonymous_id
    user_id: str = ""
    anonymous_id: str = ""
    previous_id: str = ""  # alias only
    identifiers: tuple[Identifier, ...] = ()  # further names of the same person that this event proves
    unit: str = ""  # code of the branch or business unit
    session_id: str = ""
    timestamp: dt.datetime
    original_timestamp: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    received_at: dt.datetime
    amount: Decimal | None = None
    currency: str = ""
    properties: str = "{}"
    context: str = "{}"
    traits: str = "{}"
    flags: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of one event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch, in order. Everything that is ACCEPTED is durable when a receipt exists."""

    outcomes: tuple[Outcome, ...]
    reasons: tuple[str, ...] = ()  # beside outcomes; "" where accepted

    @property
    def accepted(self) -> int:
        return sum(o is Outcome.ACCEPTED for o in self.outcomes)

    @property
    def duplicates(self) -> int:
        return sum(o is Outcome.DUPLICATE for o in self.outcomes)
