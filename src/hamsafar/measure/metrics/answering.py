"""One measure for one asker: which metric, which windows, which model."""

from hamsafar.base.calendars import Almanac, Bucket, Period, natural_bucket
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events.services import Scope

from . import forecasting, measuring, targets
from .asking import By, read_by
from .catalogue import CATALOGUE, variants_of
from .contracts import Measurement, Metric, Point
from .errors import NoSuchMeasure
from .windows import windows_of


def get_metric(key: str) -> Metric:
    """By its key, or by its measure when that has variants (then the first). Raises NoSuchMeasure."""
    metric = CATALOGUE.get(key) or next(iter(variants_of(key)), None)
    if metric is None:
        raise NoSuchMeasure(key=key[:60])
    return metric


def measure(
    key: str,
    *,
    scope: Scope,
    period: Period,
    by: str | None = None,
    bucket: Bucket | None = None,
    almanac: Almanac | None = None,
    currency: str | None = None,
) -> Measurement:
    """Value, interval, trend, comparison and, with `by`, breakdown of one measure for the events that the asker may see.

    `by`: channel, unit, stage, property:NAME or trait:NAME. `scope` says whose events; its times give way to `period`.
    `key` may be a measure with variants: then the first variant that has a value answers.
    """
    variants = (CATALOGUE[key],) if key in CATALOGUE else variants_of(key)
    if not variants:
        raise NoSuchMeasure(key=key[:60])
    found = [_measure(metric, scope, period, read_by(by), bucket, almanac, currency) for metric in variants[:1]]
    if found[0].value is None and len(variants) > 1 and not variants[1].is_forecast:
        found.append(_measure(variants[1], scope, period, read_by(by), bucket, almanac, currency))
    return next((one for one in found if one.value is not None), found[0])


def trend(
    key: str, *, scope: Scope, period: Period, bucket: Bucket, almanac: Almanac | None = None, currency: str | None = None
) -> tuple[Point, ...]:
    return measure(key, scope=scope, period=period, bucket=bucket, almanac=almanac, currency=currency).trend


def _measure(
    metric: Metric, scope: Scope, period: Period, by: By, bucket: Bucket | None, almanac: Almanac | None, currency: str | None
) -> Measurement:
    almanac = almanac or organisation.almanac_of(scope.units[0] if scope.units and len(scope.units) == 1 else "")
    windows = windows_of(period, almanac, bucket or natural_bucket(period))
    currency = currency or organisation.company().currency
    target = targets.target_of(metric, scope.units)
    if metric.is_forecast:
        return forecasting.forecast(metric, scope=scope, windows=windows, almanac=almanac, currency=currency)
    return measuring.compute(metric, scope=scope, windows=windows, by=by, currency=currency, target=target)
