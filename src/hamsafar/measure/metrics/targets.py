"""Targets: one per measure and unit. A unit without its own has the company's, the company the catalogue's until it says otherwise."""

from collections.abc import Iterable

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit

from .catalogue import CATALOGUE
from .contracts import Metric, Target
from .errors import TargetOffScale
from .models import TargetRow


def targets(*, key: str = "") -> tuple[Target, ...]:
    """Those that somebody has set."""
    rows = TargetRow.objects.filter(key=key) if key else TargetRow.objects.filter(key__in=CATALOGUE)
    return tuple(_target(row) for row in rows.order_by("key", "unit"))


def target_of(metric: Metric, units: tuple[str, ...] | None) -> float | None:
    """For a scope: a single unit's own target, else the company's, else the catalogue's."""
    return targets_of((metric,), units)[metric.key]


def targets_of(metrics: Iterable[Metric], units: tuple[str, ...] | None) -> dict[str, float | None]:
    own = units[0] if units and len(units) == 1 else ""
    rows = TargetRow.objects.filter(unit__in={"", own}).order_by("unit")  # the unit's own comes last and wins
    said = {row.key: row.value for row in rows}
    return {metric.key: said.get(metric.key, metric.default_target) for metric in metrics}


@transaction.atomic
def set_target(metric: Metric, value: float | None, *, unit: str = "", by: audit.Actor) -> Target | None:
    """None removes it, so that the one above counts again. Raises TargetOffScale."""
    if value is not None and metric.scale and not metric.scale[0] <= value <= metric.scale[1]:
        raise TargetOffScale(low=f"{metric.scale[0]:g}", high=f"{metric.scale[1]:g}")
    row = TargetRow.objects.filter(key=metric.key, unit=unit).first()
    before = row.value if row else None
    if value is None:
        TargetRow.objects.filter(key=metric.key, unit=unit).delete()
    else:
        row = row or TargetRow(key=metric.key, unit=unit)
        row.value, row.set_by, row.set_at = value, by.audit_name, clock.now()
        row.save()
    if before != value:
        audit.record("metrics.target_changed", by=by, about=metric.key, facts={"unit": unit, "before": before, "now": value})
    return _target(row) if row and value is not None else None


def _target(row: TargetRow) -> Target:
    return Target(key=row.key, unit=row.unit, value=row.value, set_by=row.set_by, set_at=row.set_at)
