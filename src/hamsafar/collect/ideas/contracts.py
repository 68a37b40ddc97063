"""What crosses the door of ideas."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hamsafar.collect.intake.services import Identifier

LANGUAGES = ("fa", "en")


def said(texts: Mapping[str, str], language: str) -> str:
    """In this language, else in the one there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


class Kind(StrEnum):
    """What a status means to the program, whatever the company calls it."""

    OPEN = "open"
    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


DECIDED = frozenset({Kind.DONE, Kind.DECLINED, Kind.DUPLICATE})


class State(StrEnum):
    """Whether the public sees an idea or a comment."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Order(StrEnum):
    TRENDING = "trending"
    VOTES = "votes"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How the portal is set up. It is closed until somebody opens it."""

    is_open: bool = False
    name: Mapping[str, str] = field(default_factory=dict)
    intro: Mapping[str, str] = field(default_factory=dict)
    moderate_ideas: bool = True
    moderate_comments: bool = False
    colour: str = "#0b7a75"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    id: int
    name: Mapping[str, str]
    kind: Kind
    on_roadmap: bool = False
    is_archived: bool = False

    def name_in(self, language: str) -> str:
        return said(self.name, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    id: int
    name: Mapping[str, str]
    is_public: bool = True

    def name_in(self, language: str) -> str:
        return said(self.name, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Whoever posts, votes or comments, by the identifier that they proved to have."""

    id: UUID
    identifier: Identifier
    name: str  # as they want to be called in public; may be empty
    language: str
    made_at: dt.datetime
    is_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """`votes`, `comments` and `follows` count those of the ideas that were merged into it, each person once."""

    id: int
    title: str
    text: str
    language: str
    author: UUID | None
    author_name: str
    by_team: str
    status: Status
    tags: tuple[Tag, ...]
    state: State
    votes: int
    comments: int
    made_at: dt.datetime
    status_at: dt.datetime
    answer: str
    answered_by: str
    answered_at: dt.datetime | None
    merged_into: int | None
    shipped_at: dt.datetime | None
    tell_at: dt.datetime | None

    @property
    def is_done(self) -> bool:
        return self.status.kind is Kind.DONE

    @property
    def is_decided(self) -> bool:
        """Votes no longer change anything."""
        return self.status.kind in DECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    id: int
    idea: int
    text: str
    name: str
    author: UUID | None
    by_team: str
    at: dt.datetime
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    participant: Participant
    idea: int  # the one they voted for, which may have been merged since
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A customer's comment elsewhere (an event of the spine) that speaks of an idea."""

    id: int
    idea: int
    source: str
    message_id: str
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that the team did to an idea."""

    id: int
    at: dt.datetime
    by: str
    kind: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    idea: Idea
    likeness: float  # 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which ideas. `kinds` and `status` narrow the same thing: any status of these kinds, or this one."""

    search: str = ""
    status: int | None = None
    kinds: tuple[Kind, ...] = ()
    tag: int | None = None
    state: State | None = State.SHOWN
    merged: bool = False  # also those that were merged into others
