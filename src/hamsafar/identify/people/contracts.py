"""What crosses the door of people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from hamsafar.collect.intake.services import Event, Identifier

__all__ = [
    "Batch",
    "Conflict",
    "Decision",
    "DecisionKind",
    "Identifier",
    "Known",
    "Link",
    "Name",
    "Override",
    "PersonCard",
    "Proof",
    "ProofKind",
    "ReKey",
    "Reason",
    "Ruling",
    "Sighting",
    "Suggestion",
    "Trait",
    "Verdict",
    "Why",
]


class Name(NamedTuple):
    """An identifier, from a moment on where a person decided that it changed hands (`since`, ISO text; "" is the usual)."""

    space: str
    kind: str
    value: str
    since: str = ""


class Sighting(NamedTuple):
    """That these identifiers stood together in events of one source, from `first` to `last`."""

    source: str
    type: str
    space: str
    user_id: str
    anonymous_id: str
    previous_id: str
    identifiers: tuple[Identifier, ...]
    unit: str
    first: dt.datetime
    last: dt.datetime


class Batch(NamedTuple):
    """What the spine says after some number, up to and with `upto`."""

    upto: int
    sightings: Sequence[Sighting]
    telling: Sequence[Event]
    is_all: bool


class ProofKind(StrEnum):
    """How two identifiers came to stand together."""

    IDENTIFY = "identify"  # a program said who someone is
    ALIAS = "alias"  # a program said that two names are one
    TOGETHER = "together"  # one event carried both
    TRAITS = "traits"  # an e-mail address or phone among someone's traits
    EXTERNAL = "external"  # context.externalIds


class Proof(NamedTuple):
    """One piece of evidence: two identifiers stood together. A set: the same proof again only widens first…last."""

    a: Name
    b: Name
    first: dt.datetime
    last: dt.datetime
    source: str
    kind: str


class DecisionKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    SINCE = "since"  # an identifier belongs to someone else from a moment on
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person (or a threshold that a person set) decided. It is evidence too: it may be undone, never deleted.

    merge: `one` stays, `other` joins it. split: `one` leaves `other`. since: `one` is a single identifier, `moment` when it changed hands.
    undo: `undoes` counts no longer.
    """

    id: str
    kind: DecisionKind
    at: dt.datetime
    one: tuple[Name, ...] = ()
    other: tuple[Name, ...] = ()
    moment: dt.datetime | None = None
    undoes: str = ""


class Verdict(StrEnum):
    """What became of a proof."""

    LINKED = "linked"  # it joined two identifiers
    AGAIN = "again"  # it says what was known already
    OVER_LIMIT = "over_limit"  # a person would have had too many of one kind
    APART = "apart"  # a person decided that these are two people
    BLOCKED = "blocked"  # a value that names no one


class Why(NamedTuple):
    """A proof, what became of it, and for a refusal which limit and which two identifiers could not stand in one person."""

    proof: Proof
    verdict: Verdict
    limit: str = ""
    left: Name | None = None
    right: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Why an identifier belongs to its person, or why it was kept away. `strength` is 0 (user ids) to 4 (anonymous ids)."""

    a: Identifier
    b: Identifier
    first: dt.datetime
    last: dt.datetime
    source: str
    kind: str
    verdict: Verdict
    strength: int
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An identifier of a person, as it was typed, with the evidence that holds it there."""

    identifier: Identifier
    typed: str
    key: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    is_main: bool
    since: dt.datetime | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A fact that was told about an identifier; of several, the latest counts."""

    name: str
    value: Any
    at: dt.datetime
    source: str
    identifier: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person in a list or a search result."""

    person: int
    name: str
    email: str
    phone: str
    identifiers: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    known: bool  # False for visitors of whom only an anonymous id is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Evidence that was refused because a limit would have been broken."""

    id: int
    link: Link
    left: Identifier
    right: Identifier
    left_person: int
    right_person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as the history of a person shows it."""

    id: str
    kind: DecisionKind
    at: dt.datetime
    by: str
    because: str
    one: tuple[Identifier, ...]
    other: tuple[Identifier, ...]
    moment: dt.datetime | None = None
    undone_at: dt.datetime | None = None
    undone_by: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class Override(NamedTuple):
    """From now on the events under `key` belong to `person`. A key that stands for itself again has itself as person."""

    key: int
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReKey:
    """Events of `identifier` that are stored under `old` belong under `new`, from `since` on (None: all of them)."""

    identifier: Identifier
    old: int
    new: int
    since: dt.datetime | None


class Reason(NamedTuple):
    """How one field of two people compares; `weight` in bits, positive for being one person."""

    field: str
    left: str
    right: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two people who may be one."""

    id: int
    left: PersonCard
    right: PersonCard
    probability: float
    reasons: tuple[Reason, ...]
    found_at: dt.datetime
