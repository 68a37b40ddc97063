"""What crosses the door of asking."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from hamsafar.measure.segments.services import Condition, Everyone, Property

CHANNELS = ("email", "sms", "telegram")
KINDS = {"email": "email", "sms": "phone", "telegram": "telegram"}  # by which identifier a channel reaches somebody
REVIEW = "review"  # what a rule asks for, other than a survey: reviews of what was bought
Texts = Mapping[str, str]  # by language


class CaseState(StrEnum):
    """What became of one event under one rule."""

    WAITING = "waiting"
    ASKED = "asked"  # queued with the gate's pass; the action says whether it arrived
    REFUSED = "refused"  # by the contact rules, or because it could not be
    LEFT_OUT = "left_out"  # by the rule itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """After this event, with this delay, ask this survey: whom, by which channels, how many of them. With `asks` REVIEW it asks for
    reviews of the products of the event's order, and `survey` says nothing. Without an event it is a round: it asks a group once."""

    id: int = 0
    name: str = ""
    survey: int = 0
    asks: str = "survey"
    event: str = ""
    where: tuple[Property, ...] = ()
    condition: Condition = field(default_factory=Everyone)
    delay: dt.timedelta = dt.timedelta()
    share: float = 1.0  # of people; the same person is always in or always out
    channels: tuple[str, ...] = ("email",)  # the first that may and can
    language: str = ""  # "" is the person's own
    subject: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    carried: tuple[str, ...] = ("order_id", "conversation_id", "branch", "agent", "city")  # properties that answers are to be about
    patience: dt.timedelta = dt.timedelta(days=3)  # how long it waits for the contact rules
    is_on: bool = False
    from_seq: int = 0  # events up to this number of the spine are not asked about
    made_at: dt.datetime | None = None
    made_by: str = ""
    archived_at: dt.datetime | None = None

    @property
    def is_round(self) -> bool:
        return not self.event

    @property
    def asks_reviews(self) -> bool:
        return self.asks == REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One event that a rule looks at."""

    id: int
    rule: int
    person: int
    source: str
    message_id: str
    event_at: dt.datetime
    due_at: dt.datetime
    state: CaseState
    code: str  # of the refusal that says why
    facts: Mapping[str, Any]
    channel: str
    deed: UUID | None
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a rule has done."""

    waiting: int = 0
    asked: int = 0
    arrived: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)  # code -> how often
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def looked_at(self) -> int:
        return self.waiting + self.asked + sum(self.refused.values()) + sum(self.left_out.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Whom a round would ask, before the contact rules."""

    fitting: int
    reachable: int  # of these, by one of its channels
    asked: int  # of these, by the share


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a rule would have had to do in the last days, before the contact rules."""

    days: int
    events: int
    people: int
    fitting: int  # of these people
    asked: int  # about so many of them, by the share
    doubt: int = 0  # half the interval (95 %): who is in the share is drawn
