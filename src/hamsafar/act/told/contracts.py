"""What crosses the door of told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """Where telling somebody stands."""

    WAITING = "waiting"  # for a moment at which the contact rules allow it
    ASKED = "asked"  # the letter is queued or on its way
    TOLD = "told"
    REFUSED = "refused"  # the contact rules say no, for good
    UNREACHABLE = "unreachable"  # no address, or no channel is set up
    FAILED = "failed"
    UNKNOWN = "unknown"  # nobody can tell whether it arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One person and one idea."""

    person: int
    state: State
    channel: str
    code: str  # of the refusal that says why
    retry_at: dt.datetime | None
    deed: UUID | None
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far telling has come. `strangers`: took part, but nobody knows yet who they are."""

    states: Mapping[State, int] = field(default_factory=dict)
    why: Mapping[str, int] = field(default_factory=dict)  # codes of those who could not be told
    strangers: int = 0

    def count(self, *states: State) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def people(self) -> int:
        return sum(self.states.values())
