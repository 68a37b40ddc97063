"""What crosses the door of erasure."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from hamsafar.collect.intake.services import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is to be forgotten: every key of the events, every name, as it is compared and as it was typed."""

    person: int
    keys: tuple[int, ...]
    identifiers: tuple[Identifier, ...]
    typed: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Texts that name this person wherever they stand; short ones (a customer number 17) would name others too."""
        found = {text for text in (*self.typed, *(each.value for each in self.identifiers)) if len(text) >= SHORTEST_WORD}
        return tuple(sorted(found))


SHORTEST_WORD = 6


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was erased, and the proof. `signature` is an HMAC with the installation's secret over everything else."""

    id: UUID
    state: State
    requested_at: dt.datetime
    finished_at: dt.datetime | None
    by: str
    identifiers: tuple[str, ...]  # keyed hashes
    erased: Mapping[str, int]  # table -> rows
    remnants: Mapping[str, int]  # where a name still stands, and how often; empty is what should be
    signature: str

    def facts(self) -> dict[str, Any]:
        """Everything that is signed."""
        return {
            "id": str(self.id),
            "requested_at": self.requested_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else "",
            "by": self.by,
            "identifiers": list(self.identifiers),
            "erased": dict(self.erased),
            "remnants": dict(self.remnants),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How one table of the relational store is treated when a person is forgotten or asks what is known.

    by_key: columns with person keys; a row that has one of the person's goes. masked: text columns in which the person's words are
    struck out. door: a function of the room itself. Nothing of the three: the table holds nothing about customers, `because` says why.
    """

    model: str  # app_label.Model
    by_key: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    door: Callable[[Subject], int] | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everything that the rooms hold, declared in one place (config/privacy.py)."""

    holdings: Sequence[Holding]
    files: Mapping[str, Callable[[Subject], int]] = field(default_factory=dict)
    before: Sequence[Callable[[], object]] = ()  # moves what is on its way to where it can be found
    walk_identifiers: Callable[[], Any] = lambda: ()  # yields (Identifier, person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Events of a family are kept for so many months; None keeps them for ever."""

    family: str
    months: int | None
