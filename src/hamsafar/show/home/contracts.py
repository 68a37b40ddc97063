"""What the home page shows beside the measures."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a customer needs a person."""

    LATE_PROMISE = "late_promise"
    WAITING = "waiting"
    UNHAPPY = "unhappy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One customer who needs a person: since when, and the words that matter (a promise, a topic, a comment)."""

    why: Why
    person: int
    since: dt.datetime
    words: str
    score: float | None = None
    question: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """People who reached a stage of the purchase journey; `share` is of the stage before."""

    key: str
    people: int
    share: float | None
    is_weakest: bool
