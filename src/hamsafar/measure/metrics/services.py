"""The door of metrics: the catalogue, measuring, trends, targets and boards."""

from collections.abc import Iterable

from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import targets as keeping
from .answering import get_metric, measure, trend
from .asked import Request, almanac_for, answer
from .board import awaited, board, board_so_far, explained_board, forecast_so_far, warm_boards
from .catalogue import CATALOGUE, MEASURES, variants_of
from .contracts import (
    BackTest,
    Better,
    Board,
    Change,
    Driver,
    Forecast,
    Foreseen,
    Measurement,
    Method,
    Metric,
    Point,
    Slice,
    Target,
    Unit,
    Verdict,
    Why,
)
from .discretion import may_break_down
from .periods import OfPeriod, of_period, read_period
from .shown import group_name, stat_of, trend_chart, way_name
from .stages import STAGES, stage_of
from .surveyed import Asked, measure_answers
from .targets import targets

__all__ = [
    "CATALOGUE",
    "MEASURES",
    "STAGES",
    "Asked",
    "BackTest",
    "Better",
    "Board",
    "Change",
    "Driver",
    "Forecast",
    "Foreseen",
    "Measurement",
    "Method",
    "Metric",
    "OfPeriod",
    "Point",
    "Request",
    "Slice",
    "Target",
    "Unit",
    "Verdict",
    "Why",
    "almanac_for",
    "answer",
    "awaited",
    "board",
    "board_so_far",
    "explained_board",
    "forecast_so_far",
    "get_metric",
    "group_name",
    "list_measures",
    "may_break_down",
    "measure",
    "measure_answers",
    "of_period",
    "read_period",
    "set_target",
    "stage_of",
    "stat_of",
    "targets",
    "trend",
    "trend_chart",
    "variants_of",
    "warm_boards",
    "way_name",
]  # fmt: skip


def set_target(key: str, value: float | None, *, unit: str = "", by: audit.Actor) -> Target | None:
    """A target for one unit ("" is the whole company); None removes it. Raises NoSuchMeasure, TargetOffScale, NotFound."""
    if unit:
        organisation.get_unit(unit)
    return keeping.set_target(get_metric(key), value, unit=unit, by=by)


def list_measures(keys: Iterable[str] | None = None) -> tuple[Metric, ...]:
    return tuple(get_metric(key) for key in (keys or CATALOGUE))
