"""Records that cross the door of research."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hamsafar.collect.intake.services import Identifier


class Kind(StrEnum):
    INTERVIEW = "interview"
    FOCUS_GROUP = "focus_group"
    FIELD_NOTE = "field_note"


class Agreed(StrEnum):
    """How a participant agreed to take part and be recorded."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    NOT = "not"  # not asked, or said no: may be noted without a name, never recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A customer as a later floor knows them: their key, and a name by which events are theirs."""

    person: int
    identifier: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    id: int
    label: str  # what stands in notes instead of a name
    person: int | None
    agreed: Agreed
    persona: str = ""  # the kind of customer that they stand for


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    id: UUID
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What somebody said, word for word, and what it is about. `feeling` is -1, 0, 1 or None; `second` is its place in the recording."""

    id: int
    session: int
    session_title: str
    kind: Kind
    at: dt.datetime
    label: str
    person: int | None
    quote: str
    topics: tuple[str, ...]
    feeling: int | None
    second: int | None
    by: str
    persona: str = ""
    step: str = ""  # of the customer's journey, of which it speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    id: int
    title: str
    kind: Kind
    at: dt.datetime
    unit: str
    segment: int | None  # the group of customers that it is about
    notes: str
    by: str
    participants: Sequence[Participant] = ()
    recordings: Sequence[Recording] = ()
    passages: int = 0

    @property
    def may_be_recorded(self) -> bool:
        return bool(self.participants) and all(one.agreed is not Agreed.NOT for one in self.participants)
