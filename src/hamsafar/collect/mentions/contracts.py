"""Records that cross the door of mentions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    MENTION = "mention"
    REVIEW = "review"


EVENTS = {Kind.MENTION: "Mention Found", Kind.REVIEW: "Review Posted"}
OF_OTHERS = "Competitor Mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that somebody said somewhere, as a connector reads it. What is empty was not said.

    `rating` is on 1 to 5. The author's name identifies nobody; e-mail, phone, user id and handle do.
    """

    kind: Kind = Kind.MENTION
    id: str = ""  # in the system that it comes from
    url: str = ""
    network: str = ""
    author: str = ""
    handle: str = ""
    email: str = ""
    phone: str = ""
    user_id: str = ""
    rating: float | None = None
    text: str = ""
    language: str = ""
    at: dt.datetime | None = None
    reach: int | None = None
    product: str = ""
    about: str = ""  # key of a brand, where whoever sends it knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What a connector could not take for an item: where it stood, and why, as a code of words.py."""

    place: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Whom texts are about: the company itself or a competitor, known by the words that name it."""

    key: str
    name_fa: str
    name_en: str
    is_own: bool
    words: tuple[str, ...]
    not_words: tuple[str, ...] = ()  # a text with one of these means something else of the same name

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_fa or self.name_en


class Unnamed(StrEnum):
    """What is done with a text that names no brand."""

    OURS = "ours"  # the whole page is about us: a review site, our page in an app store
    LEAVE = "leave"  # a blog or a search that says much else


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where we listen. `slug` is its source on the spine."""

    id: int
    slug: str
    name: str
    connector: str
    network: str
    kind: Kind
    unit: str
    space: str  # in which its user ids are ours
    unnamed: Unnamed
    about: str  # the brand that a text without a name is about
    url: str = ""  # feed
    reply_url: str = ""
    minutes: int = 30  # between two looks
    is_on: bool = True
    made_at: dt.datetime
    looked_at: dt.datetime | None = None
    heard_at: dt.datetime | None = None
    trouble: str = ""  # a sentence's code, "" where all is well
    facts: Mapping[str, Any] = field(default_factory=dict)
    taken: int = 0


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of what came in; every item is in exactly one of the first six."""

    new: int = 0
    reposts: int = 0
    known: int = 0
    left: int = 0  # names no brand
    empty: int = 0  # neither words nor a rating
    unreadable: int = 0
    ids: list[UUID] = field(default_factory=list)
    troubles: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return self.new + self.reposts + self.known + self.left + self.empty + self.unreadable

    def add(self, other: "Taken") -> None:
        for name in ("new", "reposts", "known", "left", "empty", "unreadable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ids += other.ids
        for code, count in other.troubles.items():
            self.troubles[code] = self.troubles.get(code, 0) + count

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("new", "reposts", "known", "left", "empty", "unreadable")}


class How(StrEnum):
    REPLY = "reply"
    ELSEWHERE = "elsewhere"


class Stand(StrEnum):
    """Where an answer stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    id: int
    source: str
    message_id: str
    how: How
    stand: Stand
    text: str
    by: str
    at: dt.datetime
    deed: UUID | None
    why: str = ""  # a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    network: str
    url: str
    reach: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What this room knows about an event beside the event itself."""

    can_reply: bool = False
    reposts: Sequence[Repost] = ()
    answers: Sequence[Answer] = ()

    @property
    def open_answer(self) -> Answer | None:
        """The one that answers it or may have: until that is settled nobody writes another."""
        standing = (Stand.WAITING, Stand.DONE, Stand.UNKNOWN)
        return next((one for one in reversed(self.answers) if one.stand in standing), None)
