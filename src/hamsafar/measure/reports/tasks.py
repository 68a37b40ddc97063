"""Work that this room does later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import computing, shelf
from .models import ReportRow


@jobs.handler(shelf.REFRESH, attempts=2)
def refresh(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    row = ReportRow.objects.filter(pk=payload["fingerprint"]).first()
    if row is not None:
        shelf.keep(shelf.asked_of(row), computing.compute)


@jobs.nightly("reports.warm", at=dt.time(0, 40))
def warm(_payload: Mapping[str, Any], run: jobs.Run) -> None:
    """A new day moves every period: compute what people look at before they come, forget what nobody looks at."""
    ReportRow.objects.filter(looked_at__lt=clock.now() - shelf.FORGOTTEN_AFTER).delete()
    rows = list(ReportRow.objects.order_by("-looked_at"))
    for done, row in enumerate(rows):
        run.report(done, len(rows))
        shelf.keep(shelf.asked_of(row), computing.compute)
