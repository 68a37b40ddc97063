"""What the customer pages show."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hamsafar.collect.vocabulary.services import Tone


class PromiseState(StrEnum):
    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    what: str
    made_at: dt.datetime
    due: dt.datetime | None
    state: PromiseState
    settled_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConversation:
    conversation_id: str
    topic: str
    channel: str
    last_at: dt.datetime
    is_waiting_for_us: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The latest answer to a scored question; `top` is the end of its scale."""

    question: str
    score: float
    top: int
    at: dt.datetime
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a person has done with us. Sums of money are per currency, refunds taken off."""

    first_seen: dt.datetime
    last_seen: dt.datetime
    events: int
    orders: int
    last_order: dt.datetime | None
    spent: tuple[tuple[str, Decimal], ...]
    refunded: tuple[tuple[str, Decimal], ...]
    conversations: int
    complaints: int
    channels: tuple[tuple[str, int], ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer in the list, with what they did in the eyes of whoever asks."""

    person: int
    address: str
    name: str
    email: str
    phone: str
    first_seen: dt.datetime | None  # None: by nothing that the asker may see
    last_seen: dt.datetime | None
    orders: int
    spent: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """What stays with a customer and what leaves them when an identifier changes hands."""

    staying: int
    leaving: int
    last_staying: dt.datetime | None
    first_leaving: dt.datetime | None
