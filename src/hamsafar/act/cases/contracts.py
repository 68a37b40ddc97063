"""What crosses the door of cases."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from hamsafar.base.working_time import Hours
from hamsafar.measure.segments.services import Condition, Everyone

Texts = Mapping[str, str]  # by language
HOUR = dt.timedelta(hours=1)


class State(StrEnum):
    """How far a case has come. A step may be left out; the furthest one counts."""

    OPEN = "open"
    CONTACTED = "contacted"
    NAMED = "named"  # its root cause
    FIXED = "fixed"
    ASKED = "asked"  # again, whether it helped
    CLOSED = "closed"


ORDER = tuple(State)


class Ending(StrEnum):
    """How a case was closed."""

    SOLVED = "solved"
    UNREACHABLE = "unreachable"
    NOTHING = "nothing"  # there was nothing to do
    MERGED = "merged"  # goes on in another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something a customer said or that happened to them, as rules look at it; what nobody read from the text is empty."""

    seq: int
    person: int
    source: str
    message_id: str
    name: str
    at: dt.datetime
    unit: str
    channel: str
    asked: str = ""  # nps, csat, … that `score` answers
    score: float | None = None
    words: str = ""
    submission: str = ""
    feeling: str = ""  # negative, neutral, positive
    topics: tuple[str, ...] = ()
    is_urgent: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)  # properties that replies may name


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What opens a case. Every part that is filled in must hold."""

    id: int = 0
    name: str = ""
    event: str = "Survey Answered"
    asked: str = ""
    at_most: float | None = None
    at_least: float | None = None
    feelings: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # one of them
    only_urgent: bool = False
    least_worth: Decimal | None = None  # what the customer has paid so far, in the company's currency
    condition: Condition = field(default_factory=Everyone)
    due: dt.timedelta = 8 * HOUR  # of working time
    owner: int | None = None  # a member; None: those who may work on it take turns
    is_on: bool = False
    from_seq: int = 0
    made_at: dt.datetime | None = None
    archived_at: dt.datetime | None = None

    @property
    def reads_texts(self) -> bool:
        return bool(self.feelings or self.topics or self.only_urgent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter of one customer. `person` is who they are today."""

    id: int
    person: int
    unit: str
    state: State
    ending: Ending | None
    rule: int | None
    why: str  # the rule's name, or who opened it by hand
    event: str
    asked: str
    score: float | None
    words: str
    worth: Decimal | None
    currency: str
    told_at: dt.datetime
    opened_at: dt.datetime
    due_at: dt.datetime
    owner: int | None
    owner_name: str
    cause: int | None
    fix: str
    complaints: int
    contacted_at: dt.datetime | None
    contact_channel: str
    named_at: dt.datetime | None
    fixed_at: dt.datetime | None
    asked_at: dt.datetime | None
    closed_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer: float | None
    recovered: bool | None
    merged_into: int | None

    @property
    def is_open(self) -> bool:
        return self.state is not State.CLOSED

    @property
    def in_time(self) -> bool | None:
        """Closed before it was due; None while that is not decided."""
        return self.closed_at <= self.due_at if self.closed_at else None

    def is_late(self, at: dt.datetime) -> bool:
        return self.is_open and self.due_at <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that the customer told, which this case answers."""

    source: str
    message_id: str
    name: str
    at: dt.datetime
    asked: str
    score: float | None
    words: str
    topics: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done or happened in a case."""

    id: int
    at: dt.datetime
    by: str
    kind: str
    words: str
    facts: Mapping[str, Any]
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A root cause in the company's tree. `cost` is what one case of it costs to make good."""

    id: int
    parent: int | None
    name_fa: str
    name_en: str
    team: str
    cost: Decimal | None
    depth: int = 0
    archived_at: dt.datetime | None = None

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_en or self.name_fa


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to do next, and a letter to begin with, for a kind of complaint. Paragraphs naming what is not known are left out."""

    id: int
    name: str
    topics: tuple[str, ...]
    causes: tuple[int, ...]
    events: tuple[str, ...]
    step: Texts
    subject: Texts
    text: Texts
    is_general: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the case's page proposes. `channel` is how the customer is reached best, "" where no way is known."""

    step: str
    channel: str
    language: str
    subject: str
    text: str
    reply: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How this company closes the loop."""

    hours: Hours = field(default_factory=Hours)
    survey: int | None = None  # that asks whether it helped
    after: dt.timedelta = dt.timedelta(days=2)  # it was fixed or closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases a list shows. Units None: everywhere."""

    units: tuple[str, ...] | None = None
    state: str = ""  # a state, "open" without contact; "all_open" is whatever is not closed
    owner: str = ""  # a member's number, "nobody"
    rule: int | None = None
    cause: int | None = None
    person: int | None = None
    search: str = ""
    due: str = ""  # late, today


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A list with a name, kept by a member, for them or for everybody."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of something done to several cases. `batch` undoes it."""

    batch: UUID | None
    cases: int
    refused: Mapping[str, int] = field(default_factory=dict)  # sentence -> how many
