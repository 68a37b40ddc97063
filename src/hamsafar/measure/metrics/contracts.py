"""What a measure is and what measuring gives. Shares are 0 to 1, times are seconds, money is in `currency`."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from hamsafar.base.calendars import Bucket, Period


class Better(StrEnum):
    HIGH = "high"
    LOW = "low"


class Unit(StrEnum):
    """What a value counts in."""

    SHARE = "share"  # 0 to 1, shown in percent
    POINTS = "points"  # -100 to 100
    SCORE = "score"
    SECONDS = "seconds"
    MONEY = "money"


class Method(StrEnum):
    """How the interval of a value is found (science/intervals.py)."""

    WILSON = "wilson"
    NPS = "nps"
    STUDENT = "student"


class Tally(StrEnum):
    """What is counted: every observation, each person once a window, or each person at the end of a window."""

    OBSERVATIONS = "observations"
    PEOPLE = "people"
    MOMENTS = "moments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One declared measure. `measure` joins variants: the two directions of CES are one measure that is never mixed."""

    key: str
    measure: str
    name_en: str
    name_fa: str
    unit: Unit
    better: Better
    formula_en: str
    formula_fa: str
    source: str
    needs: tuple[str, ...]  # events without which there is nothing to measure
    reads: tuple[str, ...]  # all events that it looks at
    method: Method
    tally: Tally = Tally.OBSERVATIONS
    scale: tuple[float, float] | None = None  # lowest and highest possible value
    default_target: float | None = None
    settles: dt.timedelta = dt.timedelta()  # how long after an observation its outcome is certain
    looks_back: dt.timedelta | None = dt.timedelta()  # how far before a window its events may lie; None: to the beginning
    looks_ahead: dt.timedelta | None = None  # how far behind a window they may lie; None: as long as it takes to settle
    is_forecast: bool = False

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and highest value that is possible; infinite where there is none."""
        return self.scale or ((0.0, float("inf")) if self.unit is Unit.SECONDS else (float("-inf"), float("inf")))

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en

    def formula_in(self, language: str) -> str:
        return self.formula_fa if language == "fa" else self.formula_en


class Why(StrEnum):
    """Why there is no value."""

    NO_EVENTS = "no_events"  # needed events have never arrived
    NONE_IN_PERIOD = "none_in_period"
    NOT_SETTLED = "not_settled"  # outcomes are not certain yet
    TOO_FEW = "too_few"


class Verdict(StrEnum):
    """How a change bears on the experience; UNCLEAR when it may be chance."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """This period minus the one it is compared with, its 95 % interval and the probability that chance alone does as much."""

    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One bucket of a trend."""

    since: dt.datetime
    until: dt.datetime
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One group of a breakdown; `group` is "" where the events do not say."""

    group: str
    value: float
    low: float | None
    high: float | None
    n: int
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A group that changed otherwise than the rest, and what it contributes to the change of a measure, in the unit of that measure.

    `by` and `group` as in a breakdown. `rate`: the group itself changed; `mix`: there is more or less of it; `contribution` is both, with
    its 95 % interval. `p`: the probability that chance alone sets the group apart so far.
    """

    key: str
    by: str
    group: str
    contribution: float
    low: float
    high: float
    rate: float
    mix: float
    p: float
    n: int
    previous_n: int
    value: float | None
    previous: float | None
    people: int
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """A forecast made a while ago, held against what then happened."""

    customers: int
    weeks: float
    predicted: float
    actual: float
    mean_absolute_error: float
    correlation: float | None

    @property
    def bias(self) -> float | None:
        return (self.predicted - self.actual) / self.actual if self.actual else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The purchase models behind a forecast; time is in weeks, money in the measure's currency."""

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    v: float
    customers: int
    repeaters: int
    alive: float  # expected number of customers who are still alive
    horizon_weeks: int
    back_test: BackTest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A value with all that one has to know to trust it. `value` is None when data is lacking; `why` and `missing` say what."""

    key: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: Unit
    better: Better
    period: Period
    as_of: dt.datetime
    bucket: Bucket | None = None
    trend: tuple[Point, ...] = ()
    by: str = ""
    slices: tuple[Slice, ...] = ()
    compared_with: Period | None = None
    previous: float | None = None
    previous_n: int = 0
    change: Change | None = None
    target: float | None = None
    currency: str = ""
    other_currencies: tuple[str, ...] = ()
    why: Why | None = None
    missing: tuple[str, ...] = ()
    needs: str = ""  # what a model lacks, in words of the log
    settles_after: dt.timedelta = field(default_factory=dt.timedelta)
    forecast: Forecast | None = None

    @property
    def meets_target(self) -> bool | None:
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.better is Better.HIGH else self.value <= self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`unit` is "" for the whole company."""

    key: str
    unit: str
    value: float
    set_by: str
    set_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All measures of one scope and period, computed at `as_of`; `is_refreshing` when newer figures are on their way.

    A board that is being computed for the first time holds the measures known so far, `of` how many. `trouble` says why there are no more.
    """

    measurements: tuple[Measurement, ...]
    period: Period
    compared_with: Period
    as_of: dt.datetime
    of: int = 0
    units: tuple[str, ...] | None = None
    currency: str = ""
    drivers: tuple[Driver, ...] | None = None  # None: not looked for yet
    explained_at: dt.datetime | None = None
    is_refreshing: bool = False
    trouble: str = ""

    @property
    def is_whole(self) -> bool:
        return len(self.measurements) >= self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """Where the changes of one scope and period come from."""

    drivers: tuple[Driver, ...]
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A forecast as it is kept; None while it is being computed for the first time."""

    measurement: Measurement | None
    is_refreshing: bool = False
    trouble: str = ""
