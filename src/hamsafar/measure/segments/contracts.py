"""The segment language: a tree of conditions on a person. JSON is its written form (reading.py, docs/segments.md)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """How a value is compared. Words are compared in one spelling of letters and digits; `number` and `moment` say how others are."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS = "starts"
    MORE = "more"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    KNOWN = "known"
    UNKNOWN = "unknown"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"
    EARLIER_THAN_DAYS = "earlier_than_days"


WORDS = frozenset({Op.IS, Op.IS_NOT, Op.CONTAINS, Op.STARTS})
NUMBERS = frozenset({Op.MORE, Op.AT_LEAST, Op.LESS, Op.AT_MOST})
MOMENTS = frozenset({Op.BEFORE, Op.AFTER, Op.LAST_DAYS, Op.EARLIER_THAN_DAYS})
BARE = frozenset({Op.KNOWN, Op.UNKNOWN})  # need no value


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A value and what is asked of it: texts for words (any of them), a number, a moment, or days."""

    op: Op
    texts: tuple[str, ...] = ()
    number: float = 0.0
    moment: dt.datetime | None = None

    __test__ = False  # pytest would take it for one of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """What was last told about the person under this name."""

    name: str
    test: Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    name: str
    test: Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """How often an event of this name happened to the person, in the last `days` (None: ever), counting those whose properties fit."""

    event: str
    at_least: int = 1
    at_most: int | None = None
    days: int | None = None
    where: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The person's last answer to a scored question (nps, csat, ces_agreement …), in the last `days`."""

    measure: str
    test: Test
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class In:
    """Whoever fits a saved segment, as it is at that moment."""

    segment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Everyone:
    """Whoever is on the spine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """At least one of the parts."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    part: "Condition"


Condition = Trait | Did | Last | In | Everyone | All | Some | Not
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A saved condition with a name."""

    id: int
    name_fa: str
    name_en: str
    condition: Condition
    made_at: dt.datetime
    changed_at: dt.datetime
    made_by: str
    counted: int | None  # people, when it was last counted for the whole company
    counted_at: dt.datetime | None

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_en or self.name_fa


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people fit, of how many there are in what the asker may see."""

    people: int
    of: int

    @property
    def share(self) -> float | None:
        return self.people / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event that came, with the person that it counts for today."""

    seq: int
    person: int
    source: str
    message_id: str
    timestamp: dt.datetime
    unit: str
    channel: str
    properties: Mapping[str, Any]
