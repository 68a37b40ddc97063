"""The event: the one record that every part of Hamsafar writes and reads."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.int64]


class Identifier(NamedTuple):
    """Who, as one system names them. `space` keeps a shop's customer 17 apart from a call centre's; e-mail and phone share space ''."""

    space: str
    kind: str  # user_id, email, phone, anonymous_id, or a system's own kind such as national_id
    value: str


class Flag(StrEnum):
    """Marks on an event that is kept but must be told apart."""

    BOT = "bot"
    TEST = "test"
    CLOCK_SKEW = "clock_skew"
    UNKNOWN_NAME = "unknown_name"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact on one customer's timeline. Moments are aware, in UTC; JSON fields are JSON text of one object."""

    source: str
    message_id: str
    type: str = "track"  # track, page, screen, identify, group, alias
    name: str = ""
    channel: str = ""
    direction: str = "none"  # inbound, outbound, none
    space: str = ""  # identifier space of user_id and anonymous_id
    user_id: str = ""
    anonymous_id: str = ""
    previous_id: str = ""  # alias only
    identifiers: tuple[Identifier, ...] = ()  # further names of the same person that this event proves
    unit: str = ""  # code of the branch or business unit
    session_id: str = ""
    timestamp: dt.datetime
    original_timestamp: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    received_at: dt.datetime
    amount: Decimal | None = None
    currency: str = ""
    properties: str = "{}"
    context: str = "{}"
    traits: str = "{}"
    flags: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of one event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch, in order. Everything that is ACCEPTED is durable when a receipt exists."""

    outcomes: tuple[Outcome, ...]
    reasons: tuple[str, ...] = ()  # beside outcomes; "" where accepted

    @property
    def accepted(self) -> int:
        return sum(o is Outcome.ACCEPTED for o in self.outcomes)

    @property
    def duplicates(self) -> int:
        return sum(o is Outcome.DUPLICATE for o in self.outcomes)


NEVER = np.iinfo(np.int64).min  # stands for "no such moment" in columns of moments


@dataclass(slots=True, kw_only=True, eq=False)
class Columns:
    """Many events, column by column: on the way to the spine nothing is done for one event that can be done for all.

    Every field is as long as the others. Moments are milliseconds since 1970 (NEVER where there is none); JSON is UTF-8 bytes.
    """

    source: Sequence[str]
    message_id: Sequence[str]
    type: Sequence[str]
    name: Sequence[str]
    channel: Sequence[str]
    direction: Sequence[str]
    space: Sequence[str]
    user_id: Sequence[str]
    anonymous_id: Sequence[str]
    previous_id: Sequence[str]
    identifiers: Sequence[tuple[Identifier, ...]]
    unit: Sequence[str]
    session_id: Sequence[str]
    timestamp: Moments
    original_timestamp: Moments
    sent_at: Moments
    received_at: Moments
    amount: Sequence[Decimal | None]
    currency: Sequence[str]
    properties: Sequence[bytes]
    context: Sequence[bytes]
    traits: Sequence[bytes]
    flags: Sequence[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.message_id)

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Columns":
        """The same events as columns."""
        values = list(zip(*map(msgspec.structs.astuple, events), strict=True)) or [()] * len(_FIELDS)
        return cls(**{name: _COLUMN.get(name, list)(column) for name, column in zip(_FIELDS, values, strict=True)})

    def event(self, index: int) -> Event:
        """One of them as a record, for the slow ways: comparing, quarantine, tests."""
        values = {name: getattr(self, name)[index] for name in _FIELDS}
        moments = {name: _moment(values[name]) for name in _MOMENTS}
        texts = {name: bytes(values[name]).decode() for name in _TEXTS}
        return Event(**{**values, **moments, **texts})


_FIELDS = Event.__struct_fields__
_MOMENTS = ("timestamp", "original_timestamp", "sent_at", "received_at")
_TEXTS = ("properties", "context", "traits")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


def _milliseconds(moments: Sequence[dt.datetime | None]) -> Moments:
    return np.fromiter((NEVER if at is None else (at - _EPOCH) // _MILLISECOND for at in moments), np.int64, len(moments))


def _moment(milliseconds: int) -> dt.datetime | None:
    return None if milliseconds == NEVER else _EPOCH + int(milliseconds) * _MILLISECOND


def _encoded(texts: Sequence[str]) -> list[bytes]:
    return [text.encode("utf-8", "replace") for text in texts]


_COLUMN: dict[str, Callable[[Any], Any]] = {**dict.fromkeys(_MOMENTS, _milliseconds), **dict.fromkeys(_TEXTS, _encoded)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of columns: those not named in `others` are ACCEPTED, and durable when a verdict exists."""

    others: Mapping[int, Outcome]
    last_seq: int = 0

    def outcome(self, index: int) -> Outcome:
        return self.others.get(index, Outcome.ACCEPTED)

    def receipt(self, count: int) -> Receipt:
        outcomes = tuple(self.outcome(index) for index in range(count))
        return Receipt(outcomes=outcomes, reasons=tuple("" if o is Outcome.ACCEPTED else _WHY[o] for o in outcomes))


_WHY = {
    Outcome.DUPLICATE: "same_message_id",
    Outcome.QUARANTINED: "same_message_id_other_payload",
    Outcome.DROPPED: "dropped",
}


class SourceKind(StrEnum):
    WEBSITE = "website"
    APP = "app"
    SERVER = "server"
    FILE = "file"  # imports: it has no write key
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteKey:
    key: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where events come from. `space` names the identifiers of its people; sources of one shop share it."""

    slug: str
    name: str
    kind: SourceKind
    space: str
    unit: str = ""
    channel: str = ""  # of events whose name does not say; "" leaves it open
    origins: tuple[str, ...] = ()  # pages that may send; none: all
    per_second: int | None = None  # events; None: as many as can be kept
    is_paused: bool = False
    is_test: bool = False
    created_at: dt.datetime
    keys: tuple[WriteKey, ...] = ()

    @property
    def live_key(self) -> str:
        return next((key.key for key in reversed(self.keys) if key.is_live), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCount:
    """So many events of a source were not kept on a day, for one reason; the example is the start of the latest one."""

    day: dt.date
    source: str
    reason: str
    count: int
    last_at: dt.datetime
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What came from one source."""

    today: int = 0
    last_at: dt.datetime | None = None
    last_name: str = ""
    dropped_today: int = 0


class Onward(Protocol):
    """What comes after the intake, on floors that it does not know; config/pipeline.py says what that is."""

    def append(self, columns: Columns) -> Verdict:
        """Stamp and keep: what is ACCEPTED is durable."""

    def settle(self, timeout: float) -> bool:
        """Wait until what is durable can be read."""

    def count_drops(self, drops: Sequence[DropCount]) -> None: ...

    def activity(self) -> Mapping[str, Activity]: ...
