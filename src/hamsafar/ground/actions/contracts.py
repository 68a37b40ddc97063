"""The nouns of actions."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import msgspec


class Outcome(StrEnum):
    """Where a deed stands. OUT: it has left the house and no answer has come; the rest is how it ended."""

    WAITING = "waiting"
    DOING = "doing"
    OUT = "out"
    DONE = "done"
    REFUSED = "refused"  # our own rules forbade it
    FAILED = "failed"  # it was tried and is known not to have happened
    UNKNOWN = "unknown"  # nobody can tell; a person decides


ENDED = (Outcome.DONE, Outcome.REFUSED, Outcome.FAILED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that was asked for. `about` names whom or what it concerns, such as person:0123456789abcdef."""

    id: UUID
    action: str
    key: str
    outcome: Outcome
    input: Mapping[str, Any]
    about: str
    by_name: str
    pass_token: str
    attempts: int
    code: str  # of the refusal that says why, "" where there is nothing to say
    facts: Mapping[str, Any]
    asked_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    settled_by: str  # who from the team decided what became of an unknown one

    @property
    def is_over(self) -> bool:
        return self.outcome in ENDED


class Doing(Protocol):
    """What a handler is given beside its input."""

    @property
    def deed(self) -> Deed: ...

    def go_out(self) -> None:
        """Call it right before the step that cannot be taken back. If no answer is known afterwards, the outcome is unknown."""


Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done, declared once by the room that does it.

    `do` returns facts about what was done (JSON). It raises a Refused where our rules forbid it, NotDone where it was tried and did not
    happen, NotYet to be called again later. An action that only writes our own rows leaves `is_outside` False: then `do` runs in the
    transaction that writes the outcome. `settled` runs in that transaction for every ending, whoever decides it.
    """

    key: str
    name_en: str
    name_fa: str
    input: type[msgspec.Struct]
    do: Callable[[Any, Doing], Facts | None]
    needs_gate: bool = False  # reaches a customer, so it is asked for with the gate's pass
    is_outside: bool = True
    settled: Callable[[Deed], None] | None = None
    icon: str = "bolt"

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


class Named(NamedTuple):
    """What a page shows for whom a deed was done."""

    name: str
    href: str
