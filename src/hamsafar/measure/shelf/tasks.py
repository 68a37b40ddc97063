"""Work that this room does later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import keeping
from .contracts import KINDS
from .models import ShelfRow


@jobs.handler(keeping.REFRESH, attempts=2)
def refresh(payload: Mapping[str, Any], run: jobs.Run) -> None:
    row = ShelfRow.objects.filter(pk=payload["fingerprint"]).first()
    if row is not None:
        keeping.compute(row, run.report)


@jobs.nightly("shelf.warm", at=dt.time(0, 5))
def warm(_payload: Mapping[str, Any], run: jobs.Run) -> None:
    """A new day moves every period: compute what people look at before they come, forget what nobody looks at."""
    ShelfRow.objects.filter(looked_at__lt=clock.now() - keeping.FORGOTTEN_AFTER).delete()
    rows = list(ShelfRow.objects.filter(kind__in=KINDS).order_by("-looked_at"))
    for done, row in enumerate(rows):
        run.report(done, len(rows))
        keeping.compute(row)
