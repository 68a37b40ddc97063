"""What crosses the door of reports, and what is kept of them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from hamsafar.base.calendars import Period
from hamsafar.science.changes import Decomposition
from hamsafar.science.drivers import Findings
from hamsafar.science.intervals import Difference, Estimate


class Kind(StrEnum):
    DRIVERS = "drivers"
    CHANGES = "changes"
    CROSSTAB = "crosstab"
    MONEY = "money"


class Lack(StrEnum):
    """Why a part of a report says nothing."""

    NONE = ""
    NO_ANSWERS = "no_answers"
    TOO_FEW = "too_few"
    NO_FACTS = "no_facts"
    NO_WORDS = "no_words"
    NO_MONEY = "no_money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one kind of drivers tells, or why it cannot."""

    findings: Findings | None
    lack: Lack = Lack.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """Operational: what happened to customers, as events tell. Expressed: what they name in their own words. They are not mixed: who
    complains of a delay is the same whose parcel was late, and the words would take the blame from the parcel."""

    answers: int
    with_words: int
    operational: Part
    expressed: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`by`: topic, about, channel, unit, survey. `found` is in the units of the measure (points, share, score)."""

    before: Estimate | None
    now: Estimate | None
    found: Decomposition | None
    compared_with: Period
    lack: Lack = Lack.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`difference`: this cell less everybody outside of it; `p` is raised for all cells that were compared (Holm)."""

    n: int
    estimate: Estimate | None
    difference: Difference | None = None
    p: float = 1.0

    @property
    def is_clear(self) -> bool:
        return self.difference is not None and self.p < 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosstab:
    """Cells row by row; the last row and the last column are everybody. Groups are keys as the answers have them."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    compared: int
    lack: Lack = Lack.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Customers of one level of satisfaction, and what each paid on average."""

    customers: int
    buyers: int
    paid: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """How many times as much the customers of level `of` pay as those of level `against` (numbers of levels, the least satisfied is 0)."""

    of: int
    against: int
    times: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    since: dt.datetime
    until: dt.datetime
    levels: tuple[Level, ...]
    multiples: tuple[Multiple, ...]
    lack: Lack = Lack.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """`year`: paid in the year up to the end of the period. `after`: in the ninety days after an answer, so what came first is sure."""

    currency: str
    year: Spending
    after: Spending


Found = TypeVar("Found")
Report = Drivers | Changes | Crosstab | Money
TYPES: dict[Kind, type[Drivers] | type[Changes] | type[Crosstab] | type[Money]] = {
    Kind.DRIVERS: Drivers, Kind.CHANGES: Changes, Kind.CROSSTAB: Crosstab, Kind.MONEY: Money,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Found]):
    """A report as it was last computed; None while the first is on its way."""

    report: Found | None
    period: Period
    as_of: dt.datetime | None
    is_refreshing: bool = False
    trouble: str = ""
