"""What crosses the door of reviews."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hamsafar.collect.intake.services import Identifier

STARS = (1, 2, 3, 4, 5)


class State(StrEnum):
    """Of a review, a question or an answer."""

    UNCONFIRMED = "unconfirmed"  # the code that was sent has not been typed yet; swept after a day
    HELD = "held"
    SHOWN = "shown"
    DECLINED = "declined"


class Why(StrEnum):
    """Why something is not shown. There is no reason for "too critical"."""

    SPAM = "spam"
    INSULT = "insult"
    PRIVATE = "private"  # personal data
    BESIDE = "beside"  # not about the product
    FAKE = "fake"
    UNLAWFUL = "unlawful"
    TWICE = "twice"


class News(StrEnum):
    """What who wrote a review hears of it."""

    SHOWN = "shown"
    ANSWERED = "answered"


class Sign(StrEnum):
    """What was noticed in a text; it waits for a person then."""

    LINK = "link"
    CONTACT = "contact"
    WORD = "word"
    COPY = "copy"  # the very words of another review


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One product of an order, as the order says."""

    key: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: int
    key: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """One of five links in a letter: it opens the form with this star chosen, and posts nothing."""

    stars: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A personal link to review what was bought in one order."""

    id: UUID
    url: str
    products: tuple[Product, ...]
    stars: tuple[Star, ...]  # of the first product
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    id: UUID
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    id: UUID
    product: Product
    state: State
    rating: int
    title: str
    text: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    author: str
    language: str
    is_verified: bool
    order_id: str
    way: str
    unit: str
    person: str
    who: Identifier
    posted_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str
    why: str
    note: str
    signs: tuple[str, ...]
    helpful: int
    unhelpful: int
    reply: str
    reply_by: str
    replied_at: dt.datetime | None
    source: str
    message_id: str
    photos: tuple[Photo, ...] = ()
    topics: tuple[str, ...] = ()
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    id: UUID
    state: State
    text: str
    author: str
    by_team: bool
    is_verified: bool
    answered_at: dt.datetime
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: UUID
    product: Product
    state: State
    text: str
    author: str
    language: str
    unit: str
    asked_at: dt.datetime
    why: str = ""
    signs: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that are shown, whatever the filters: nothing is left out of it because it is critical."""

    product: Product
    counts: Mapping[int, int]  # stars -> how many
    verified: int = 0
    with_photos: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        return sum(stars * count for stars, count in self.counts.items()) / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of a product's reviews a reader looks at."""

    stars: int = 0
    photos: bool = False
    verified: bool = False
    language: str = ""
    topic: str = ""
    words: str = ""
    sort: str = "newest"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is shown at once and what waits for a person; how pages of buyers look."""

    auto_from: int = 6  # so many stars and more are shown at once; 1: all, 6: none
    auto_upto: int = 0  # so many stars and fewer are shown at once; 0: none
    strangers: str = "no"  # reviews without a proof of purchase: no, code (after a code by e-mail), held
    questions: str = "held"  # off, held, open
    photos: int = 4  # for each review; 0: none
    words: tuple[str, ...] = ()  # whoever uses one waits for a person
    languages: tuple[str, ...] = ("fa", "en")
    colour: str = "#087a76"
    look: str = "light"
    days: int = 60  # how long a personal link can be used
