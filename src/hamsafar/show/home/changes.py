"""What changed against the period before, beyond what chance explains."""

from collections.abc import Iterable

from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.services import Measurement, Verdict


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


def name_of(measurement: Measurement, language: str) -> str:
    return metrics.get_metric(measurement.key).name_in(language)


def _p(measurement: Measurement) -> float:
    return measurement.change.p if measurement.change else 1.0


def _verdict(measurement: Measurement) -> Verdict:
    return measurement.change.verdict if measurement.change else Verdict.UNCLEAR
