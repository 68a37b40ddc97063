"""What changed against the period before, beyond what chance explains."""

from collections.abc import Iterable

from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.services import Driver, Measurement, Verdict


def list_changes(measurements: Iterable[Measurement], limit: int) -> tuple[Measurement, ...]:
    """The measures whose change is not chance, worse ones first, the surest first among them.

    Seventeen measures are looked at together, so the bar is raised with Holm's method: all that are listed are real changes with 95 %.
    """
    tested = sorted((one for one in measurements if one.change is not None), key=_p)
    real = []
    for place, one in enumerate(tested):
        if _p(one) > 0.05 / (len(tested) - place):
            break
        real.append(one)
    return tuple(sorted(real, key=lambda one: (_verdict(one) is not Verdict.WORSE, _p(one)))[:limit])


def reasons_of(measurement: Measurement, drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    """What pushed a measure the way it went, the largest part first."""
    assert measurement.change is not None
    up = measurement.change.difference > 0
    pushed = [one for one in drivers if one.key == measurement.key and (one.contribution > 0) == up]
    return tuple(sorted(pushed, key=lambda one: -abs(one.contribution)))


def in_part(changed: Iterable[Measurement], drivers: Iterable[Driver], limit: int) -> tuple[Driver, ...]:
    """What changed for some while the whole hardly moved: worse ones first, the surest first among them."""
    told = {one.key for one in changed}
    hidden = [one for one in drivers if one.key not in told]
    return tuple(sorted(hidden, key=lambda one: (one.verdict is not Verdict.WORSE, one.p))[:limit])


def name_of(measurement: Measurement, language: str) -> str:
    return metrics.get_metric(measurement.key).name_in(language)


def _p(measurement: Measurement) -> float:
    return measurement.change.p if measurement.change else 1.0


def _verdict(measurement: Measurement) -> Verdict:
    return measurement.change.verdict if measurement.change else Verdict.UNCLEAR
