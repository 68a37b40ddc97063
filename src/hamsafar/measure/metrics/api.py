"""Measures over HTTP: the catalogue, one measurement as JSON, CSV or Parquet, and targets."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow

from . import asked, exports, services
from .contracts import Measurement, Metric
from .discretion import check_may_break_down
from .errors import NoSuchFormat

router = Router(tags=["measures"])
TYPES = {"csv": ("text/csv; charset=utf-8", exports.as_csv), "parquet": ("application/vnd.apache.parquet", exports.as_parquet)}


class MetricOut(Schema):
    key: str
    measure: str
    name: str
    name_en: str
    name_fa: str
    unit: str
    better: str
    formula: str
    source: str
    needs: list[str]
    interval: str
    default_target: float | None
    is_forecast: bool


class PeriodOut(Schema):
    since: dt.datetime
    until: dt.datetime


class ChangeOut(Schema):
    difference: float
    low: float
    high: float
    p: float
    verdict: str


class PointOut(Schema):
    since: dt.datetime
    until: dt.datetime
    value: float | None
    low: float | None
    high: float | None
    n: int


class SliceOut(Schema):
    group: str
    value: float
    low: float | None
    high: float | None
    n: int
    change: ChangeOut | None


class BackTestOut(Schema):
    customers: int
    weeks: float
    predicted: float
    actual: float
    bias: float | None
    mean_absolute_error: float
    correlation: float | None


class ForecastOut(Schema):
    """BG/NBD (r, alpha, a, b; time in weeks) and Gamma-Gamma (p, q, v)."""

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    v: float
    customers: int
    repeaters: int
    alive: float
    horizon_weeks: int
    back_test: BackTestOut | None


class MeasurementOut(Schema):
    """`value` is null when data is lacking; then `why` and `missing` say what. Shares are 0 to 1, times are seconds."""

    key: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    better: str
    currency: str
    other_currencies: list[str]
    period: PeriodOut
    as_of: dt.datetime
    bucket: str | None
    trend: list[PointOut]
    by: str
    slices: list[SliceOut]
    compared_with: PeriodOut | None
    previous: float | None
    previous_n: int
    change: ChangeOut | None
    target: float | None
    meets_target: bool | None
    why: str | None
    missing: list[str]
    forecast: ForecastOut | None


class Asked(Schema):
    period: str = Field("", max_length=40, description="last_30_days, this_month, last_quarter …; last_30_days unless since is given")
    since: str = Field("", max_length=60, description="First day or moment, Jalali or Gregorian: 1405-07-01 or 2026-09-23")
    until: str = Field(
        "", max_length=60, description="Last day (it belongs to the period) or the moment at which it ends; today if left out"
    )
    by: str = Field("", max_length=120, description="channel, unit, stage, cohort (month of the first order), property:NAME or trait:NAME")
    bucket: Literal["", "day", "week", "month", "quarter", "year"] = ""
    calendar: Literal["", "persian", "gregorian"] = ""
    unit: str = Field("", max_length=100, description="Code of a unit: it and all below")
    currency: str = Field("", max_length=3, pattern="^([A-Z]{3})?$")


class TargetIn(Schema):
    value: float | None = Field(..., allow_inf_nan=False, description="null removes the target")
    unit: str = Field("", max_length=100, description="Code of a unit; empty for the whole company")


class TargetOut(Schema):
    key: str
    unit: str
    value: float
    set_by: str
    set_at: dt.datetime


@router.get("", response=list[MetricOut], summary="The catalogue of measures")
@allow("measures.see")
def catalogue(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001
    language = reader().language
    return [_described(metric, language) for metric in services.CATALOGUE.values()]


@router.get("/targets", response=list[TargetOut], summary="Targets that have been set")
@allow("measures.see")
def list_targets(request: HttpRequest) -> list[services.Target]:
    return [one for one in services.targets() if not one.unit or organisation.covers(request.user, one.unit, "measures.see")]


@router.get("/{key}", response=MeasurementOut, summary="One measure: value, interval, trend, comparison, breakdown")
@allow("measures.see")
def measured(request: HttpRequest, key: str, given: Query[Asked]) -> Measurement:
    return _answer(request, key, given, "measures.see")


@router.get(
    "/{key}/download",
    summary="The same as a file",
    openapi_extra={"responses": {200: {"content": {name: {} for name, _ in TYPES.values()}}}},
)
@allow("measures.export")
def download(request: HttpRequest, key: str, given: Query[Asked], format: str = "csv") -> HttpResponse:
    if format not in TYPES:
        raise NoSuchFormat(given=format[:40])
    found = _answer(request, key, given, "measures.export")
    content_type, write = TYPES[format]
    response = HttpResponse(write([found]), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.key}.{format}"'
    return response


@router.put("/{key}/target", response={200: TargetOut, 204: None}, summary="Set or remove a target")
@allow("targets.change")
def put_target(request: HttpRequest, key: str, given: TargetIn) -> Any:
    if not organisation.covers(request.user, given.unit, "targets.change"):
        raise asked.NotFound
    target = services.set_target(key, given.value, unit=given.unit, by=request.user)  # type: ignore[arg-type]
    return (200, target) if target else (204, None)


def _answer(request: HttpRequest, key: str, given: Asked, permission: str) -> Measurement:
    units = asked.narrowed(organisation.scope_of(request.user, permission), given.unit)
    check_may_break_down(request.user, given.by, units)
    almanac = None if given.unit else reader().almanac
    return asked.answer(asked.Request(key=key, units=units, **given.model_dump()), almanac=almanac)


def _described(metric: Metric, language: str) -> dict[str, Any]:
    return {
        "key": metric.key, "measure": metric.measure, "name": metric.name_in(language), "name_en": metric.name_en,
        "name_fa": metric.name_fa, "unit": metric.unit, "better": metric.better, "formula": metric.formula_in(language),
        "source": metric.source, "needs": list(metric.needs), "interval": metric.method, "default_target": metric.default_target,
        "is_forecast": metric.is_forecast,
    }  # fmt: skip
